"""How the images of one place share the screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


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
    """

    layer: int
    position: float = 0.5
    axis: SwipeAxis = SwipeAxis.ACROSS


@dataclass(frozen=True, slots=True)
class Checker:
    """One image is drawn on every other square of a board only, the first one at the upper left among them.

    Parameters
    ----------
    layer : int
        Its place in `Scene.layers`.
    cell : int
        Side of a square in logical screen pixels.
    """

    layer: int
    cell: int = 48


Composition: TypeAlias = Overlaid | Only | Swipe | Checker
OVERLAID = Overlaid()
