"""Sums of whole numbers that never wrap, for many at once: each is a row of 32 bits a column, the lowest first."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

WideSums: TypeAlias = npt.NDArray[np.int64]
"""``[number, column]``; each column but the last is below 2³², that one below 2⁶³."""
PIXELS = 56
"""Binary places of a number of pixels."""
_BITS = 32
_LAST = 63
_REST = (1 << _BITS) - 1


def columns_for(bits: int) -> int:
    """Return how many columns hold the sum of numbers of so many bits, one for each pixel."""
    return 1 + max(0, -(-(bits + PIXELS - _LAST) // _BITS))


def wide_sums(numbers: npt.NDArray[np.int64], columns: int, place: int = 0) -> WideSums:
    """Return numbers, none of which is negative, times 2 to the power of ``place``, a multiple of 16."""
    found = np.zeros((len(numbers), columns), np.int64)
    at, half = divmod(place, _BITS)
    if half and at < columns - 1:  # in parts that do not wrap where they are shifted
        found[:, at] = (numbers & (_REST >> half)) << half
        numbers, at, half = numbers >> (_BITS - half), at + 1, 0
    while at < columns - 1:
        found[:, at] = numbers & _REST
        numbers, at = numbers >> _BITS, at + 1
    found[:, -1] = numbers << half
    return found


def added(one: WideSums, other: WideSums) -> WideSums:
    """Return the sums of two, row by row."""
    found = one + other
    for column in range(found.shape[1] - 1):
        found[:, column + 1] += found[:, column] >> _BITS
        found[:, column] &= _REST
    return found


def whole_number(row: npt.NDArray[np.int64]) -> int:
    """Return the number of a row."""
    return sum(int(part) << _BITS * column for column, part in enumerate(row))
