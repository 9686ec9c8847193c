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
    INFINITY = "inf"
    NEGATIVE_INFINITY = "-inf"
    LABEL = "label"
    VALUE = "value"
    """Exactly this number, whole or not."""


SEARCHES = {
    "max": Sought.MAXIMUM,
    "maximum": Sought.MAXIMUM,
    "min": Sought.MINIMUM,
    "minimum": Sought.MINIMUM,
    "nan": Sought.NAN,
    "inf": Sought.INFINITY,
    "+inf": Sought.INFINITY,
    "-inf": Sought.NEGATIVE_INFINITY,
}
"""The words for what needs no number."""
