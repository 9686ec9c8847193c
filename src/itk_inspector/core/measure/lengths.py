"""Lengths, areas, volumes and angles in space; none along axes that do not lie in space."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.round_length import length_text
from itk_inspector.core.text.decimal_text import rounded_text

_DIGITS = 6


def steps_between(first: ItkIndex, last: ItkIndex) -> tuple[int, ...]:
    """Return how many pixels it is along each axis."""
    return tuple(b - a for a, b in zip(first.components, last.components, strict=True))


def length_of(steps: Sequence[float], geometry: Geometry) -> float | None:
    """Return the length of a way of so many pixels in the file's unit; None where it leads out of space."""
    if any(steps[SPATIAL_AXES:]):
        return None
    return math.hypot(*geometry.vector_of(steps))


def cell_size(axes: Sequence[int], geometry: Geometry) -> float | None:
    """Return the area or the volume of a pixel between axes, also where they are not at right angles.

    It is the root of the Gram determinant of the steps along them. None where one of them does not lie in space.
    """
    if any(axis >= SPATIAL_AXES for axis in axes):
        return None
    steps = [[float(axis == other) for other in range(geometry.dimension)] for axis in axes]
    sides = np.array([geometry.vector_of(step) for step in steps])
    # of a matrix of unit length, so that tiny pixels do not vanish
    lengths = [math.hypot(*side) for side in sides]
    if not all(lengths):
        return 0.0
    units = sides / np.array(lengths)[:, None]
    return math.prod(lengths) * math.sqrt(max(0.0, float(np.linalg.det(units @ units.T))))


def angle_between(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return the angle between two vectors in degrees, 0 to 180; None where one has no length.

    Source: W. Kahan, "How Futile are Mindless Assessments of Roundoff", 2006: exact to the last digits also for
    small angles, unlike the arc cosine.
    """
    a, b = math.hypot(*one), math.hypot(*other)
    if not (a and b and math.isfinite(a) and math.isfinite(b)):
        return None
    apart = math.hypot(*(x / a - y / b for x, y in zip(one, other, strict=True)))
    joined = math.hypot(*(x / a + y / b for x, y in zip(one, other, strict=True)))
    return math.degrees(2 * math.atan2(apart, joined))


def size_text(size: float, unit: str, dimensions: int) -> str:
    """Write a length, an area or a volume with its unit."""
    if not math.isfinite(size):
        return ""
    if dimensions == 1 and size > 0:
        return length_text(size, unit)
    power = {1: "", 2: "²", 3: "³"}[dimensions]
    return f"{rounded_text(size, _DIGITS)} {unit or 'units'}{power}"
