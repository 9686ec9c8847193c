"""How two images of one place are compared on screen."""

from __future__ import annotations

from enum import Enum

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.composition import SwipeAxis


class CompareMode(Enum):
    """What is shown of the two."""

    OVERLAY = "overlay"
    """All images of the place, as they lie over one another: nothing is compared."""
    BLINK = "blink"
    SWIPE = "swipe"
    CHECKER = "checkerboard"
    DIFFERENCE = "difference"
    SIDE_BY_SIDE = "side by side"


@dataclass(frozen=True, slots=True)
class Comparing:
    """How two images are compared.

    Parameters
    ----------
    mode : CompareMode
    shows_other : bool
        Of a blink: the image that is not the chosen one.
    position : float
        Of the line of a swipe, from 0 to 1.
    axis : SwipeAxis
        Which way that line is moved.
    cell : int
        Side of a square of the board, in logical screen pixels.
    limit : float
        The difference that gets the last colour.
    """

    mode: CompareMode = CompareMode.OVERLAY
    shows_other: bool = True
    position: float = 0.5
    axis: SwipeAxis = SwipeAxis.ACROSS
    cell: int = 48
    limit: float = 1.0


NOT_COMPARED = Comparing()


def pair_of(count: int, chosen: int) -> tuple[int, int]:
    """Return the places of the two that are compared, the lower one first.

    They are the chosen image and the one below it, or of the lowest, the one above.

    Parameters
    ----------
    count : int
        Images of the place: two or more.
    chosen : int
        Place of the chosen one, from the bottom.
    """
    return (chosen - 1, chosen) if chosen else (0, min(1, count - 1))
