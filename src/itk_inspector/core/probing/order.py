"""How the numbers of a position are to be taken, and what can be looked for; without NumPy, for the start."""

from __future__ import annotations

from enum import Enum


class Order(Enum):
    """Which index, or which point."""

    ITK = "ITK"
    NUMPY = "NumPy"
    POINT = "point"
    """A physical point in the axes of the image."""
    LPS = "LPS"
    RAS = "RAS"


class Sought(Enum):
    """What can be looked for by its value."""

    MAXIMUM = "max"
    MINIMUM = "min"
    NAN = "nan"
    LABEL = "label"


SEARCHES = {
    "max": Sought.MAXIMUM,
    "maximum": Sought.MAXIMUM,
    "min": Sought.MINIMUM,
    "minimum": Sought.MINIMUM,
    "nan": Sought.NAN,
}
"""The words for what needs no number."""
