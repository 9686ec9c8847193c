"""How stored values become colours: which number of a pixel is drawn, between which levels, in which colours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from itk_inspector.core.display.window_level import Levels


class ComponentMode(Enum):
    """Which number of a pixel is drawn."""

    VALUE = "value"
    COLOUR = "colour"
    COMPONENT = "component"
    MAGNITUDE = "magnitude"
    PHASE = "phase"
    REAL = "real"
    IMAGINARY = "imaginary"
    TRACE = "trace"


@dataclass(frozen=True, slots=True)
class ComponentChoice:
    """A choice of what is drawn.

    ``component`` counts from 0; it matters for `DrawnKind.COMPONENT`, and for phase, real and imaginary part where a
    pixel holds several complex numbers.
    """

    kind: ComponentMode = ComponentMode.VALUE
    component: int = 0


@dataclass(frozen=True, slots=True)
class Appearance:
    """How an image is drawn.

    Parameters
    ----------
    levels : Levels
        The stored values that get the first and the last colour; for `DrawnKind.COLOUR`, of every component.
    drawn : Drawn
    colour_map : str
        Name of the colour map; ``"labels"`` gives each integer a colour of its own, whatever the levels.
    is_inverted : bool
        The last colour first.
    """

    levels: Levels
    drawn: ComponentChoice = ComponentChoice()
    colour_map: str = "grey"
    is_inverted: bool = False
