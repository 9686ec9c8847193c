"""What part of each plane is on screen, and how many planes are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from itk_inspector.core.data_class import dataclass

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.geometry.planes import Plane


class Layout(Enum):
    """How many planes of an image are on screen."""

    SINGLE = "single"
    THREE_PLANES = "three planes"


@dataclass(frozen=True, slots=True)
class Viewport:
    """What part of a plane is on screen.

    Parameters
    ----------
    centre : tuple of float
        Continuous ITK index, along the plane's two axes, in the middle of the screen.
    scale : float
        Screen pixels from one image pixel to the next along the axis that runs to the right; 0 fits the whole plane
        to whatever room there is.
    """

    centre: tuple[float, float] = (0.0, 0.0)
    scale: float = 0.0

    @property
    def is_fitted(self) -> bool:
        """Tell whether the whole plane is shown, whatever the room."""
        return self.scale == 0.0


FITTED = Viewport()


@dataclass(frozen=True, slots=True)
class Viewports:
    """What part of every plane is on screen; planes that nobody zoomed are fitted.

    Parameters
    ----------
    zoomed : tuple
        Pairs of a plane's axes (horizontal, vertical) and its `Viewport`, each plane once.
    """

    zoomed: tuple[tuple[tuple[int, int], Viewport], ...] = ()

    @property
    def are_fitted(self) -> bool:
        """Tell whether nothing was zoomed."""
        return not self.zoomed

    def of(self, plane: Plane) -> Viewport:
        """Return what part of a plane is on screen."""
        axes = (plane.horizontal, plane.vertical)
        return next((viewport for of, viewport in self.zoomed if of == axes), FITTED)

    def around(self, plane: Plane, centre: tuple[float, float]) -> Viewports:
        """Return the same with another middle of a plane that is zoomed: ``centre`` lies along its two axes."""
        axes = (plane.horizontal, plane.vertical)
        return Viewports(tuple((of, replace(seen, centre=centre) if of == axes else seen) for of, seen in self.zoomed))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as JSON can hold them."""
        return {"zoomed": [[list(axes), list(seen.centre), seen.scale] for axes, seen in self.zoomed]}

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> Viewports:
        """Return what `to_dict` wrote.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it did not write this.
        """
        zoomed = []
        for (horizontal, vertical), (right, down), scale in saved["zoomed"]:
            zoomed.append(((int(horizontal), int(vertical)), Viewport((float(right), float(down)), float(scale))))
        return cls(tuple(zoomed))


ALL_FITTED = Viewports()
