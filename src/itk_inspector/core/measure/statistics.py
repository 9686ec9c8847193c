"""Statistics of many values, in pieces, as exact as their type allows."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from dataclasses import field
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.measure.ends import NO_ENDS, Ends, ends_among, ends_of
from itk_inspector.core.measure.order_statistics import finite, ordered_keys, ranks_asked, value_of
from itk_inspector.core.pixels.passes import Asking, Place, Question, answered, asked, together

T = TypeVar("T")
Counted: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
_SMALL = 2
"""Bytes of whole numbers that are counted one by one: everything else follows from the counts."""
_ENDS = Question(ends_of, Ends.with_other, needs_place=True)
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

    def one_by_one(of_block: Callable[[npt.NDArray[Any], Place], T], joined: Callable[[T, T], T]) -> T | None:
        found: T | None = None
        begin = 0
        for block in blocks():
            part = of_block(block, partial(operator.add, begin))
            found = part if found is None else joined(found, part)
            begin += len(block)
        return found

    return answered(statistics_asked(dtype), one_by_one)


def statistics_asked(dtype: np.dtype[Any], *, has_median: bool = True) -> Asking[Statistics | None]:
    """Ask for the statistics of values that nobody has all of: the same as of `statistics`.

    Whole numbers of one or two bytes take one pass; others two, and with the median one for each two bytes beside the
    first.

    Parameters
    ----------
    dtype : numpy.dtype
        Whole numbers or floats in the machine's byte order.
    has_median : bool
        Whether the median is found where that takes passes of its own.

    Raises
    ------
    TypeError
        For complex numbers, which have no order.
    """
    if dtype.kind not in "iuf":
        raise TypeError(f"{dtype} has no order")
    if dtype.kind in "iu" and dtype.itemsize <= _SMALL:
        counting = Question(partial(_counts_of, 1 << 8 * dtype.itemsize), np.add)
        counts, ends = yield from together([asked(counting), asked(_ENDS)])
        return _of_counts(counts, ends or NO_ENDS, dtype)
    return (yield from _of_passes(dtype, has_median=has_median))


def _counts_of(values: int, block: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    return np.bincount(ordered_keys(block).astype(np.intp), minlength=values).astype(np.int64, copy=False)


def _of_counts(counts: npt.NDArray[np.int64] | None, ends: Ends, dtype: np.dtype[Any]) -> Statistics:
    """Tell what follows, exactly, from how often each value occurs."""
    keys = np.flatnonzero(counts) if counts is not None else np.zeros(0, np.intp)
    if counts is None or not len(keys):
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
    counted = np.array(values, np.int64), counts[keys]
    return Statistics(
        count, 0, 0, total, float(Fraction(total, count)), deviation, sum(middle) / 2, values[0], values[-1],
        ends.low_at, ends.high_at, counted=counted,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one pass finds of values of more than two bytes."""

    count: int = 0
    nan: int = 0
    infinite: int = 0
    sums: tuple[float, ...] = ()
    whole: int = 0
    ends: Ends = NO_ENDS

    def with_other(self, other: _Seen) -> _Seen:
        """Return what was found of these values and of others."""
        return _Seen(
            self.count + other.count, self.nan + other.nan, self.infinite + other.infinite, self.sums + other.sums,
            self.whole + other.whole, self.ends.with_other(other.ends),
        )  # fmt: skip


def _seen(block: npt.NDArray[Any], place: Place) -> _Seen:
    values = finite(block)
    nan = int(np.count_nonzero(np.isnan(block))) if len(values) < len(block) else 0
    infinite = len(block) - len(values) - nan
    if not len(values):
        return _Seen(0, nan, infinite)
    ends = ends_among(values, block, place)
    if block.dtype.kind != "f":
        return _Seen(len(values), nan, infinite, (), _whole_sum(values), ends)
    with np.errstate(over="ignore", invalid="ignore"):
        sums = (float(np.sum(values, dtype=np.float64)),)
    return _Seen(len(values), nan, infinite, sums, 0, ends)


def _of_passes(dtype: np.dtype[Any], *, has_median: bool) -> Asking[Statistics | None]:
    """Go over the values several times: for sum and extremes, then for the deviation and for the median."""
    seen = (yield Question(_seen, _Seen.with_other, needs_place=True)) or _Seen()
    count, low, high = seen.count, seen.ends.low, seen.ends.high
    if not count:
        return Statistics(0, seen.nan, seen.infinite)
    whole = seen.whole
    if dtype.kind == "f":
        total, mean = yield from _total(seen.sums, count)
    else:
        total, mean = whole, float(Fraction(whole, count))
    mean = min(max(mean, float(low)), float(high))  # where it is not for rounding
    rest: list[Asking[Any]] = [_deviation(mean, count, max(abs(float(low)), abs(float(high))))]
    if has_median:
        rest.append(ranks_asked(((count - 1) // 2, count // 2), dtype))
    deviation, *middle = yield from together(rest)
    if middle == [None]:
        return None
    median = _middle(*middle[0]) if middle else None
    return Statistics(
        count, seen.nan, seen.infinite, total, mean, deviation, median, low.item(), high.item(),
        seen.ends.low_at, seen.ends.high_at,
    )  # fmt: skip


def _whole_sum(values: npt.NDArray[Any]) -> int:
    """Add whole numbers of 32 or 64 bits exactly, halves of 32 bits apart."""
    if values.itemsize < 8:
        return int(values.sum(dtype=np.int64 if values.dtype.kind == "i" else np.uint64))
    low = int((values & np.asarray(0xFFFFFFFF, values.dtype)).view(np.uint64).sum())
    high = int((values >> np.asarray(32, values.dtype)).sum(dtype=values.dtype))
    return (high << 32) + low


def _total(sums: tuple[float, ...], count: int) -> Asking[tuple[int | float, float]]:
    """Return sum and mean of floats from the sums of their blocks; from smaller numbers where those overflow."""
    try:
        total = math.fsum(sums)
    except (OverflowError, ValueError):  # of parts, and of infinities of both signs
        total = math.nan
    if math.isfinite(total):
        return total, total / count
    part = math.fsum((yield Question(_small_sum, operator.add)) or ())
    return part / _PART, part / count / _PART


def _small_sum(block: npt.NDArray[Any]) -> tuple[float, ...]:
    return (float(np.sum(finite(block) * _PART, dtype=np.float64)),)


def _deviation(mean: float, count: int, largest: float) -> Asking[float | None]:
    """Return the deviation; of numbers whose squares would overflow or vanish from ones of a usual size."""
    if count < 2:
        return None
    power = math.frexp(largest)[1]
    scale = 1.0 if abs(power) <= _PLAIN else 2.0 ** -min(max(power, -_FARTHEST), _FARTHEST)
    squares = (yield Question(partial(_squares, mean, scale), operator.add)) or ()
    return math.sqrt(math.fsum(squares) / (count - 1)) / scale


def _squares(mean: float, scale: float, block: npt.NDArray[Any]) -> tuple[float, ...]:
    values = finite(block).astype(np.float64)
    apart = values - mean if scale == 1.0 else values * scale - mean * scale
    return (float(np.square(apart, out=apart).sum()),)  # the library behind numpy.dot has threads of its own


def _middle(low: Any, high: Any) -> float:
    """Return the middle of two values, without overflow."""
    if isinstance(low, np.floating):
        return float(low) if low == high else float(low) / 2 + float(high) / 2
    return float(Fraction(int(low) + int(high), 2))
