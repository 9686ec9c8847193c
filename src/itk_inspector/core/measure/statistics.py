"""Statistics of many values, in pieces, as exact as their type allows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.measure.order_statistics import of_ranks, ordered_keys, value_of

Counted: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
_SMALL = 2
"""Bytes of whole numbers that are counted one by one: everything else follows from the counts."""
_PART = 2.0**-64
"""So much of each of any number of values has a sum that is finite."""
_PLAIN, _FARTHEST = 400, 1000
"""Powers of 2 up to which numbers and their differences have squares, and sums of these, without loss; and the farthest
that a scale has."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is told of the values of a region.

    Parameters
    ----------
    count : int
        Finite values; NaN and infinities are counted apart, and in nothing else.
    nan, infinite : int
    total : int or float or None
        Exact for whole numbers.
    mean, deviation, median : float or None
        The deviation is that of a sample (n − 1), as ITK's ``LabelStatisticsImageFilter`` and ``numpy.std(ddof=1)``
        give it; None with fewer than two values.
    minimum, maximum : int or float or None
    minimum_at, maximum_at : int or None
        Number of the first value that is the smallest, and the largest, among all of the region.
    counted : tuple of numpy.ndarray or None
        Whole numbers of one or two bytes: which occur, in rising order, and how often.
    """

    count: int
    nan: int = 0
    infinite: int = 0
    total: int | float | None = None
    mean: float | None = None
    deviation: float | None = None
    median: float | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    minimum_at: int | None = None
    maximum_at: int | None = None
    counted: Counted | None = field(default=None, compare=False, repr=False)

    @property
    def seen(self) -> int:
        """How many values there are, whatever they are."""
        return self.count + self.nan + self.infinite


def statistics(blocks: Callable[[], Iterable[npt.NDArray[Any]]], dtype: np.dtype[Any]) -> Statistics | None:
    """Return the statistics of values that come in blocks.

    Parameters
    ----------
    blocks : callable
        Gives the values anew, each time it is called, in one-dimensional blocks; the same ones in the same order.
    dtype : numpy.dtype
        Whole numbers or floats in the machine's byte order.

    Returns
    -------
    Statistics or None
        None when the blocks ended before all values were seen again.

    Raises
    ------
    TypeError
        For complex numbers, which have no order.
    """
    if dtype.kind not in "iuf":
        raise TypeError(f"{dtype} has no order")
    if dtype.kind in "iu" and dtype.itemsize <= _SMALL:
        return _of_counts(blocks, dtype)
    return _of_passes(blocks, dtype)


def _of_counts(blocks: Callable[[], Iterable[npt.NDArray[Any]]], dtype: np.dtype[Any]) -> Statistics | None:
    """Count each value that there can be; all else follows exactly."""
    counts = np.zeros(1 << 8 * dtype.itemsize, dtype=np.int64)
    for block in blocks():
        counts += np.bincount(ordered_keys(block).astype(np.intp), minlength=len(counts))
    keys = np.flatnonzero(counts)
    if not len(keys):
        return Statistics(0)
    values = [int(value_of(int(key), dtype)) for key in keys]
    numbers = [int(n) for n in counts[keys]]
    count = sum(numbers)
    total = sum(value * number for value, number in zip(values, numbers, strict=True))
    squares = sum(value * value * number for value, number in zip(values, numbers, strict=True))
    deviation = None
    if count > 1:
        deviation = math.sqrt(Fraction(count * squares - total * total, count * (count - 1)))
    upto = np.cumsum(counts[keys])
    middle = [values[int(np.searchsorted(upto, rank, side="right"))] for rank in ((count - 1) // 2, count // 2)]
    places = _places(blocks, (values[0], values[-1]))
    counted = np.array(values, np.int64), counts[keys]
    return None if places is None else Statistics(
        count, 0, 0, total, float(Fraction(total, count)), deviation, sum(middle) / 2, values[0], values[-1], *places,
        counted,
    )  # fmt: skip


def _places(blocks: Callable[[], Iterable[npt.NDArray[Any]]], wanted: tuple[Any, Any]) -> tuple[int, int] | None:
    """Return the number of the first value that equals each of two."""
    found: list[int | None] = [None, None]
    begin = 0
    for block in blocks():
        for which, value in enumerate(wanted):
            if found[which] is None:
                hits = block == value
                place = int(np.argmax(hits)) if len(block) else 0
                if len(block) and hits[place]:
                    found[which] = begin + place
        if None not in found:
            break
        begin += len(block)
    low, high = found
    return None if low is None or high is None else (low, high)


def _of_passes(blocks: Callable[[], Iterable[npt.NDArray[Any]]], dtype: np.dtype[Any]) -> Statistics | None:
    """Go over the values several times: for sum and extremes, for the deviation, and for the median."""
    count = nan = infinite = 0
    sums: list[float] = []
    whole = 0
    low: Any = None
    high: Any = None
    for block in blocks():
        values = _finite(block)
        count += len(values)
        if len(values) < len(block):
            unknown = int(np.count_nonzero(np.isnan(block)))
            nan += unknown
            infinite += len(block) - len(values) - unknown
        if not len(values):
            continue
        if dtype.kind == "f":
            with np.errstate(over="ignore", invalid="ignore"):
                sums.append(float(np.sum(values, dtype=np.float64)))
        else:
            whole += _whole_sum(values)
        smallest, largest = values.min(), values.max()
        low = smallest if low is None or smallest < low else low
        high = largest if high is None or largest > high else high
    if not count:
        return Statistics(0, nan, infinite)
    total, mean = (whole, float(Fraction(whole, count))) if dtype.kind != "f" else _total(blocks, sums, count)
    mean = min(max(mean, float(low)), float(high))  # where it is not for rounding
    deviation = _deviation(blocks, mean, count, max(abs(float(low)), abs(float(high))))
    middle = of_ranks(lambda: _finite_blocks(blocks), ((count - 1) // 2, count // 2), dtype)
    places = _places(blocks, (low, high))
    if middle is None or places is None:
        return None
    ends = (low.item(), high.item())
    return Statistics(count, nan, infinite, total, mean, deviation, _middle(*middle), *ends, *places)


def _finite(block: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if block.dtype.kind != "f":
        return block
    finite = np.isfinite(block)
    return block if finite.all() else block[finite]


def _finite_blocks(blocks: Callable[[], Iterable[npt.NDArray[Any]]]) -> Iterator[npt.NDArray[Any]]:
    return (_finite(block) for block in blocks())


def _whole_sum(values: npt.NDArray[Any]) -> int:
    """Add whole numbers of 32 or 64 bits exactly, halves of 32 bits apart."""
    if values.itemsize < 8:
        return int(values.sum(dtype=np.int64 if values.dtype.kind == "i" else np.uint64))
    low = int((values & np.asarray(0xFFFFFFFF, values.dtype)).view(np.uint64).sum())
    high = int((values >> np.asarray(32, values.dtype)).sum(dtype=values.dtype))
    return (high << 32) + low


def _total(
    blocks: Callable[[], Iterable[npt.NDArray[Any]]], sums: list[float], count: int
) -> tuple[int | float, float]:
    """Return sum and mean of floats from the sums of their blocks; from smaller numbers where those overflow."""
    try:
        total = math.fsum(sums)
    except (OverflowError, ValueError):  # of parts, and of infinities of both signs
        total = math.nan
    if math.isfinite(total):
        return total, total / count
    part = math.fsum(float(np.sum(block * _PART, dtype=np.float64)) for block in _finite_blocks(blocks))
    return part / _PART, part / count / _PART


def _deviation(
    blocks: Callable[[], Iterable[npt.NDArray[Any]]], mean: float, count: int, largest: float
) -> float | None:
    """Return the deviation; of numbers whose squares would overflow or vanish from ones of a usual size."""
    if count < 2:
        return None
    power = math.frexp(largest)[1]
    scale = 1.0 if abs(power) <= _PLAIN else 2.0 ** -min(max(power, -_FARTHEST), _FARTHEST)
    squares = []
    for block in _finite_blocks(blocks):
        values = block.astype(np.float64)
        apart = values - mean if scale == 1.0 else values * scale - mean * scale
        squares.append(float(np.dot(apart, apart)))
    return math.sqrt(math.fsum(squares) / (count - 1)) / scale


def _middle(low: Any, high: Any) -> float:
    """Return the middle of two values, without overflow."""
    if isinstance(low, np.floating):
        return float(low) if low == high else float(low) / 2 + float(high) / 2
    return float(Fraction(int(low) + int(high), 2))
