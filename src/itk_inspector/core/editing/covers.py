"""Which pixels lie in a box, along an outline, or on a line."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.brush import line_pixels
from itk_inspector.core.measure.area import Area, Cover

_NONE = 2**62
"""Beyond every pixel."""


def box_cover(area: Area) -> Cover:
    """Return what lies in the box of an area."""
    rows, columns = (area.box.slices[axis] for axis in area.axes)

    def cover(down: npt.NDArray[np.int64], along: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        is_row, is_column = rows.start <= down, columns.start <= along
        return np.asarray((is_row & (down < rows.stop)) & (is_column & (along < columns.stop)))

    return cover


def rim_cover(cover: Cover, width: int) -> Cover:
    """Return what of an area lies along its outline: from where ``width`` steps to neighbours can lead out of it."""

    def rim(down: npt.NDArray[np.int64], along: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        rows, columns = (np.arange(line.flat[0] - width, line.flat[-1] + width + 1) for line in (down, along))
        inside = inner = cover(rows[:, None], columns[None, :])
        for _ in range(width):
            inner = inner[1:-1, 1:-1] & inner[:-2, 1:-1] & inner[2:, 1:-1] & inner[1:-1, :-2] & inner[1:-1, 2:]
        return np.asarray(inside[width:-width, width:-width] & ~inner)

    return rim


def line_cover(first: Sequence[int], last: Sequence[int], width: int) -> Cover:
    """Return what a line covers; ends along the slower and the faster axis, exactly.

    It covers the pixels of `line_pixels`, and, wider than one, those whose centres lie within half the width of the
    way between the ends. What lies that near is convex: in each row it is one run.
    """
    thin = line_pixels(first, last)

    def cover(down: npt.NDArray[np.int64], along: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        inside = np.zeros((down.shape[0], along.shape[1]), dtype=np.bool_)
        if width > 1:
            low, high = _runs(down[:, 0] - first[0], last[0] - first[0], last[1] - first[1], width)
            inside |= (low[:, None] <= along - first[1]) & (along - first[1] <= high[:, None])
        here = thin - (down.flat[0], along.flat[0])
        here = here[((here >= 0) & (here < inside.shape)).all(axis=1)]
        inside[here[:, 0], here[:, 1]] = True
        return inside

    return cover


def _runs(
    y: npt.NDArray[np.int64], dy: int, dx: int, width: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the first and the last x of each row within half a width of the way from (0, 0) to (dy, dx)."""
    at_ends = ((_half_chord(y, width), 0), (_half_chord(y - dy, width), dx))
    lows, highs = zip(*((np.where(half < 0, _NONE, x - half), np.where(half < 0, -_NONE, x + half))
                        for half, x in at_ends), strict=True)  # fmt: skip
    length, reach = dy * dy + dx * dx, math.isqrt(width * width * (dy * dy + dx * dx))
    # beside the way: |2 (x dy − y dx)| ≤ reach, and between its ends: 0 ≤ x dx + y dy ≤ length
    low, high = _between(2 * y * dx - reach, 2 * y * dx + reach, 2 * dy)
    other_low, other_high = _between(-y * dy, length - y * dy, dx)
    low, high = np.maximum(low, other_low), np.minimum(high, other_high)
    is_empty = (low > high) | (length == 0)
    low, high = np.where(is_empty, _NONE, low), np.where(is_empty, -_NONE, high)
    return np.minimum.reduce([low, *lows]), np.maximum.reduce([high, *highs])


def _half_chord(y: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.int64]:
    """Return how far a disc reaches on each side, from 4 (x² + y²) ≤ width²; −1 where it does not."""
    left = width * width - 4 * y * y
    return np.where(left < 0, -1, np.sqrt(np.maximum(left, 0) // 4).astype(np.int64))


def _between(
    least: npt.NDArray[np.int64], most: npt.NDArray[np.int64], factor: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the first and the last whole x with least ≤ x · factor ≤ most."""
    if factor == 0:
        holds = (least <= 0) & (most >= 0)
        return np.where(holds, -_NONE, _NONE), np.where(holds, _NONE, -_NONE)
    if factor < 0:
        least, most, factor = -most, -least, -factor
    return -(-least // factor), most // factor
