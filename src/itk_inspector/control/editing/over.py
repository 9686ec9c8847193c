"""What can be chosen to be painted over; the panel that offers it is on screen before NumPy is loaded."""

from __future__ import annotations

from enum import Enum

from itk_inspector.core.data_class import dataclass


class Over(Enum):
    """What tools may paint over."""

    ALL = "all values"
    BACKGROUND = "background only"
    CHOSEN = "chosen labels"


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label to choose: its value, its name if it has one, its colour ``0xRRGGBB``, whether it is painted over."""

    value: int
    name: str
    colour: int
    is_chosen: bool
