"""What is shown of a tool before it changes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.core.data_class import dataclass

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.display.footprint import Footprint
    from itk_inspector.core.display.scene import Rectangle


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A shape above the image, and a note on what lies in it.

    Parameters
    ----------
    shape : Footprint or Rectangle
    note : str
    """

    shape: Footprint | Rectangle
    note: str = ""


def count_text(count: int | None, slices: int = 1) -> str:
    """Say how many pixels it is about; None where there are too many to be counted each time the pointer moves."""
    if count is None:
        return "millions of pixels"
    pixels = "1 pixel" if count == 1 else f"{count:,} pixels"
    return pixels if slices == 1 else f"{pixels} in {slices} slices"
