"""What an image holds under labels: sums and extremes, as exact as the type of its values allows."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.compare.exact_sums import nearest_float
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.measure.label_runs import LabelRuns
from itk_inspector.core.measure.order_statistics import ordered_keys
from itk_inspector.core.measure.statistics import Statistics
from itk_inspector.core.measure.wide_sums import WideSums, added, columns_for, whole_number, wide_sums

_Array: TypeAlias = npt.NDArray[Any]
_Floats: TypeAlias = npt.NDArray[np.float64]
_Whole: TypeAlias = npt.NDArray[np.int64]
_DIGIT = 16
"""Binary places of a digit: products of two have 32, and 2³⁰ of them have a sum of 62."""
_PLAIN, _FARTHEST = 400, 1100
"""Powers of 2 up to which floats and sums of their squares are far from the largest and the smallest double; and the
farthest that there is."""


@dataclass(frozen=True, slots=True, eq=False)
class WholeValues:
    """Whole numbers under labels: all is exact.

    Each is counted from the smallest that its type holds, see `order_statistics.ordered_keys`.

    Parameters
    ----------
    sums, squares : numpy.ndarray
        ``[label, column]``: of the numbers, and of their squares.
    low, high : numpy.ndarray
    """

    FILLS: ClassVar = (0, 0, 2**64 - 1, 0)
    sums: WideSums
    squares: WideSums
    low: npt.NDArray[np.uint64]
    high: npt.NDArray[np.uint64]

    @classmethod
    def of_runs(cls, runs: LabelRuns, values: _Array) -> WholeValues:
        """Look at the values of all pixels of a block, at most 2²¹."""
        keys, bits = ordered_keys(values), 8 * values.itemsize
        digits = [
            (keys >> np.asarray(place, keys.dtype) & np.asarray(0xFFFF, keys.dtype)).astype(np.int64)
            if bits > _DIGIT
            else keys.astype(np.int64)
            for place in range(0, bits, _DIGIT)
        ]
        columns, wide = columns_for(bits), columns_for(2 * bits)
        sums = np.zeros((len(runs.labels), columns), np.int64)
        squares = np.zeros((len(runs.labels), wide), np.int64)
        for at, digit in enumerate(digits):
            sums = added(sums, wide_sums(runs.of_pixels(np.add, digit), columns, at * _DIGIT))
            for other in range(at, len(digits)):
                products = runs.of_pixels(np.add, digit * digits[other]) << (1 if other > at else 0)
                squares = added(squares, wide_sums(products, wide, (at + other) * _DIGIT))
        ends = (runs.of_pixels(reduce, keys).astype(np.uint64) for reduce in (np.minimum, np.maximum))
        return cls(sums, squares, *ends)

    @classmethod
    def kinds(cls, dtype: np.dtype[Any]) -> tuple[tuple[int, str], ...]:
        """Return how many columns each field has, 0 for a field without any, and their type."""
        bits = 8 * dtype.itemsize
        return (columns_for(bits), "i8"), (columns_for(2 * bits), "i8"), (0, "u8"), (0, "u8")

    def joined(self, other: WholeValues) -> WholeValues:
        """Return what there is of these values and of others under the same labels."""
        return WholeValues(
            added(self.sums, other.sums),
            added(self.squares, other.squares),
            np.minimum(self.low, other.low),
            np.maximum(self.high, other.high),
        )

    def can_be_of(self, pixels: _Whole) -> bool:
        """Tell whether so many pixels can have such values."""
        return bool((self.sums >= 0).all() and (self.squares >= 0).all() and (self.low <= self.high).all())

    def statistics(self, at: int, pixels: int, dtype: np.dtype[Any]) -> Statistics:
        """Return what is told of a label."""
        least = int(np.iinfo(dtype).min)
        keys, squares = whole_number(self.sums[at]), whole_number(self.squares[at])
        total, deviation = keys + least * pixels, None
        if pixels > 1:
            deviation = math.sqrt(Fraction(max(0, pixels * squares - keys * keys), pixels * (pixels - 1)))
        ends = int(self.low[at]) + least, int(self.high[at]) + least
        return Statistics(pixels, 0, 0, total, float(Fraction(total, pixels)), deviation, None, *ends)


@dataclass(frozen=True, slots=True, eq=False)
class FloatValues:
    """Floats under labels, of which NaN and infinities are counted apart.

    Parameters
    ----------
    count, nan : numpy.ndarray
        Of finite values, and of NaN; the others are infinite.
    power : numpy.ndarray
        Sums are told in units of 2 to this power, squares in those of 4: 0 but for numbers of unusual size.
    total, rest : numpy.ndarray
        The sum of the finite values, and what rounding has left out of it.
    squares : numpy.ndarray
        Of the differences from the mean.
    low, high : numpy.ndarray
        Infinity and its negative where there is no finite value.
    """

    FILLS: ClassVar = (0, 0, 0, 0.0, 0.0, 0.0, math.inf, -math.inf)
    count: _Whole
    nan: _Whole
    power: _Whole
    total: _Floats
    rest: _Floats
    squares: _Floats
    low: _Floats
    high: _Floats

    @classmethod
    def of_runs(cls, runs: LabelRuns, values: _Array) -> FloatValues:
        """Look at the values of all pixels of a block."""
        values = values.astype(np.float64)
        is_finite = np.isfinite(values)
        is_all = bool(is_finite.all())
        nan = runs.counts(np.isnan(values)) if not is_all else np.zeros(len(runs.labels), np.int64)
        count = runs.counts(is_finite)
        low = runs.of_pixels(np.minimum, values if is_all else np.where(is_finite, values, math.inf))
        high = runs.of_pixels(np.maximum, values if is_all else np.where(is_finite, values, -math.inf))
        if not is_all:
            values[~is_finite] = 0.0
        power = np.frexp(np.where(count > 0, np.maximum(np.abs(low), np.abs(high)), 0.0))[1].astype(np.int64)
        power[np.abs(power) <= _PLAIN] = 0
        if power.any():
            values = np.ldexp(values, -runs.at_pixels(power))
        total = runs.of_pixels(np.add, values)
        apart = values - runs.at_pixels(total / np.maximum(count, 1))
        if not is_all:
            apart[~is_finite] = 0.0
        rest = runs.of_pixels(np.add, apart)  # what rounding has taken from the sum
        squares = runs.of_pixels(np.add, np.square(apart, out=apart)) - np.square(rest) / np.maximum(count, 1)
        return cls(count, nan, power, *_exact_sum(total, rest), np.maximum(squares, 0.0), low, high)

    @classmethod
    def kinds(cls, dtype: np.dtype[Any]) -> tuple[tuple[int, str], ...]:
        """Return how many columns each field has, 0 for a field without any, and their type."""
        return (*((0, "i8"),) * 3, *((0, "f8"),) * 5)

    def joined(self, other: FloatValues) -> FloatValues:
        """Return what there is of these values and of others under the same labels.

        Source of the squares: Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample
        Variances", 1979.
        """
        count, more = self.count, other.count
        power = np.where(count == 0, other.power, np.where(more == 0, self.power, np.maximum(self.power, other.power)))
        one, two = self._in_units(power), other._in_units(power)
        apart = (one[0] + one[1]) / np.maximum(count, 1) - (two[0] + two[1]) / np.maximum(more, 1)
        weight = count / np.maximum(count + more, 1) * more
        total, lost = _exact_sum(one[0], two[0])
        total, rest = _exact_sum(total, lost + one[1] + two[1])
        return FloatValues(
            count + more,
            self.nan + other.nan,
            power,
            total,
            rest,
            one[2] + two[2] + np.square(apart) * weight,
            np.minimum(self.low, other.low),
            np.maximum(self.high, other.high),
        )

    def _in_units(self, power: _Whole) -> tuple[_Floats, _Floats, _Floats]:
        """Return total, rest and squares in units of other powers."""
        by = self.power - power
        if not by.any():
            return self.total, self.rest, self.squares
        return np.ldexp(self.total, by), np.ldexp(self.rest, by), np.ldexp(self.squares, 2 * by)

    def can_be_of(self, pixels: _Whole) -> bool:
        """Tell whether so many pixels can have such values."""
        numbers = (self.total, self.rest, self.squares)
        return bool(
            (self.count >= 0).all() and (self.nan >= 0).all() and (self.count <= pixels - self.nan).all()
            and all(np.isfinite(each).all() for each in numbers) and (self.squares >= 0).all()
            and (np.abs(self.power) <= _FARTHEST).all()
            and ((self.low <= self.high) | (self.count == 0)).all()
        )  # fmt: skip

    def statistics(self, at: int, pixels: int, dtype: np.dtype[Any]) -> Statistics:
        """Return what is told of a label."""
        count, nan = int(self.count[at]), int(self.nan[at])
        infinite, power = pixels - count - nan, Fraction(2) ** int(self.power[at])
        if not count:
            return Statistics(0, nan, infinite)
        total = (Fraction(float(self.total[at])) + Fraction(float(self.rest[at]))) * power
        low, high = float(self.low[at]), float(self.high[at])
        mean, deviation = min(max(nearest_float(total / count), low), high), None
        if count > 1:
            deviation = nearest_float(Fraction(math.sqrt(float(self.squares[at]) / (count - 1))) * power)
        return Statistics(count, nan, infinite, nearest_float(total), mean, deviation, None, low, high)


Values: TypeAlias = WholeValues | FloatValues


def kind_for(dtype: np.dtype[Any]) -> type[WholeValues | FloatValues]:
    """Return what holds the values of a type."""
    return WholeValues if dtype.kind in "iu" else FloatValues


def _exact_sum(one: _Floats, other: _Floats) -> tuple[_Floats, _Floats]:
    """Return the sums of two, and what rounding leaves out of them.

    Source: D. E. Knuth, "The Art of Computer Programming", volume 2, 4.2.2, theorem B.
    """
    total = one + other
    back = total - one
    return total, (one - (total - back)) + (other - back)
