"""What the axes of an image are called."""

from __future__ import annotations

import itertools

AXIS_NAMES = ("x", "y", "z", "t")
SPATIAL_AXES = 3
"""x, y and z lie in space; the axes after them do not."""
ARRAY_AXIS_NAMES = {"x": "col", "y": "row", "z": "slice", "t": "volume"}


def axis_name(axis: int) -> str:
    """Name an ITK axis: x, y, z, t, then ``axis 4`` and so on."""
    return AXIS_NAMES[axis] if axis < len(AXIS_NAMES) else f"axis {axis}"


def itk_names(dimension: int) -> str:
    """Return the axes in the order of bare numbers, such as ``x, y, z``."""
    return ", ".join(axis_name(axis) for axis in range(dimension))


def array_names(dimension: int) -> str:
    """Return the axes in NumPy's order, such as ``slice, row, col``."""
    names = [axis_name(axis) for axis in reversed(range(dimension))]
    return ", ".join(ARRAY_AXIS_NAMES.get(name, name) for name in names)


def coordinate_text(value: float) -> str:
    """Write a coordinate with six decimals at the most, without trailing zeros."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def axis_pairs(dimension: int) -> tuple[tuple[int, int], ...]:
    """Return every (horizontal, vertical) pair of axes, either way round."""
    return tuple(itertools.permutations(range(dimension), 2))
