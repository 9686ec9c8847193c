"""What the values of a new version have to do with those before: whether names of labels and levels still suit them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any


class Meaning(Enum):
    """What became of the values."""

    SAME = "same"
    """They are elsewhere, or of another type."""
    CHANGED = "changed"
    """Others of the same kind: smoothed, computed."""
    OTHER = "other"
    """They stand for something else: parts that were numbered, distances, a mask."""


_SAME = frozenset({"crop", "pad", "flip", "permute", "extract", "resample", "resample_like", "cast"})
_OTHER = frozenset({"threshold", "components", "distance"})


_MEASURED = _SAME | {"smooth", "median"}


def keeps_unit(operation: Mapping[str, Any]) -> bool:
    """Tell whether values are measured as before: not where they were computed by a rule that may be any."""
    return operation.get("name") in _MEASURED


def meaning_of(operation: Mapping[str, Any]) -> Meaning:
    """Return what an operation does to the meaning of values, by its name."""
    name = operation.get("name")
    if name in _OTHER:
        return Meaning.OTHER
    return Meaning.SAME if name in _SAME else Meaning.CHANGED
