"""How the images of one place share the screen."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from itk_inspector.core.data_class import dataclass


@dataclass(frozen=True, slots=True)
class Overlaid:
    """Each lies over those below it, as its look says."""


@dataclass(frozen=True, slots=True)
class Only:
    """One image alone, whether it is switched on or not, and opaque.

    Parameters
    ----------
    layer : int
        Its place in `Scene.layers`.
    """

    layer: int


class SwipeAxis(Enum):
    """Which way the line of a swipe is moved."""

    ACROSS = "across"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Swipe:
    """One image is drawn on one side of a line only: left of it, or above it.

    Parameters
    ----------
    layer : int
        Its place in `Scene.layers`.
    position : float
        Of the line, from 0 at the left or at the top of the view to 1.
    axis : SwipeAxis
    other : int or None
        Place of the image that is drawn on the other side only.
    """

    layer: int
    position: float = 0.5
    axis: SwipeAxis = SwipeAxis.ACROSS
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Checker:
    """One image is drawn on every other square of a board only, the first one at the upper left among them.

    Parameters
    ----------
    layer : int
        Its place in `Scene.layers`.
    cell : int
        Side of a square in logical screen pixels.
    other : int or None
        Place of the image that is drawn on the other squares only.
    """

    layer: int
    cell: int = 48
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """An image less the one whose lattice is on screen; nothing else is drawn.

    Parameters
    ----------
    layer : int
        Its place in `Scene.layers`.
    limit : float
        The difference that gets the last colour; its negative gets the first one.
    """

    layer: int
    limit: float


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Each image in a view of its own."""


Composition: TypeAlias = Overlaid | Only | Swipe | Checker | Difference | SideBySide
OVERLAID = Overlaid()
