"""An axis of an image in chunks, as a file describes it."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES


@dataclass(frozen=True, slots=True)
class StoredAxis:
    """An axis as a file describes it; ``kind`` is ``space``, ``time``, ``channel``, or ``""`` for any other."""

    name: str = ""
    kind: str = "space"
    unit: str = ""


def names_of(axes: tuple[StoredAxis, ...]) -> tuple[str, ...]:
    """Return what a file calls its axes; empty where it names none."""
    names = tuple(axis.name for axis in axes)
    return names if any(names) else ()


def as_written(axes: tuple[StoredAxis, ...]) -> tuple[StoredAxis, ...]:
    """Return axes as they are written: without a word of the file's, those before the axes of space count as times."""
    first = len(axes) - SPATIAL_AXES
    return tuple(replace(axis, kind="time") if at < first else axis for at, axis in enumerate(axes))
