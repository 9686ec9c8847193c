"""In which bins values are counted, and between which values these lie."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass

_EXACT = 2.0**53


@dataclass(frozen=True, slots=True)
class Limits:
    """What the first look at some values finds; without any finite one there is no smallest and no largest."""

    seen: int = 0
    nan: int = 0
    positive: int = 0
    negative: int = 0
    low: int | float | None = None
    high: int | float | None = None
    is_integral: bool = True

    def with_other(self, other: Limits) -> Limits:
        """Return the limits of these values and of others."""
        lows = [each for each in (self.low, other.low) if each is not None]
        highs = [each for each in (self.high, other.high) if each is not None]
        return Limits(
            self.seen + other.seen,
            self.nan + other.nan,
            self.positive + other.positive,
            self.negative + other.negative,
            min(lows, default=None),
            max(highs, default=None),
            self.is_integral and other.is_integral,
        )


def limits_of(chunk: npt.NDArray[Any]) -> Limits:
    """Return the limits of some values."""
    values = finite_of(chunk)
    nan = positive = negative = 0
    if values.size < chunk.size:
        nan = int(np.count_nonzero(np.isnan(chunk)))
        positive = int(np.count_nonzero(chunk == np.inf))
        negative = int(np.count_nonzero(chunk == -np.inf))
    is_integral = chunk.dtype.kind in "iub" or bool((np.floor(values) == values).all())
    low, high = (values.min().item(), values.max().item()) if values.size else (None, None)
    return Limits(chunk.size, nan, positive, negative, low, high, is_integral)


@dataclass(frozen=True, slots=True)
class Bins:
    """Into which bins values are put: of ``width`` whole numbers each, or of one width where that is 0."""

    low: int | float
    high: int | float
    number: int
    width: int

    @classmethod
    def of(cls, limits: Limits, most: int, *, is_whole: bool) -> Bins | None:
        """Return the bins that suit values within these limits; None where none is finite."""
        low, high = limits.low, limits.high
        if low is None or high is None:
            return None
        if not is_whole and not (limits.is_integral and max(abs(low), abs(high)) < _EXACT):
            return cls(low, high, most, 0)
        low, high = int(low), int(high)
        width = -(-(high - low + 1) // most)
        return cls(low, high, -(-(high - low + 1) // width), width)

    @property
    def ends(self) -> tuple[int | float, int | float]:
        """Where the first bin begins and the last one ends: the first and the last whole number, or edges."""
        if self.width:
            return self.low, int(self.low) + self.number * self.width - 1
        if self.low < self.high:
            return self.low, self.high
        margin, largest = abs(self.low) * 2.0**-10, float(np.finfo(np.float64).max)
        return max(self.low - margin, -largest), min(self.high + margin, largest)

    def counts(self, chunk: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """Count the finite values of a chunk."""
        values = finite_of(chunk)
        places = self._whole_places(values) if self.width else self._places(values)
        return np.bincount(places, minlength=self.number).astype(np.int64, copy=False)

    def _whole_places(self, values: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
        """Return bins of equally many whole numbers, so that none holds more of them than its neighbour."""
        if values.dtype.kind == "f":
            offset = (values - self.low).astype(np.uint64)
        else:  # differences modulo 2⁶⁴ are right even from −2⁶³ to 2⁶³ − 1
            offset = values.astype(np.uint64) - np.uint64(int(self.low) % 2**64)
        return (offset // np.uint64(self.width)).astype(np.intp)

    def _places(self, values: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
        """Return the bins between whose edges values lie, of which the last one has its upper edge, too."""
        low, high, last = self.low, self.high, self.number - 1
        if low == high:
            return np.full(values.size, self.number // 2, np.intp)
        scale = 0.5 if math.isinf(high - low) else 1.0
        part = (values * scale - low * scale) / (high * scale - low * scale)
        places = np.minimum(part * self.number, last).astype(np.intp)
        parts = np.arange(self.number + 1) / self.number
        edges = low * (1.0 - parts) + high * parts
        places -= values < edges[places]  # what was rounded over an edge
        return places + ((places < last) & (values >= edges[places + 1]))


def finite_of(chunk: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the finite values: whole numbers as they are, bool as 0 and 1, others in double precision."""
    if chunk.dtype.kind in "iub":
        return chunk.view(np.uint8) if chunk.dtype.kind == "b" else chunk
    values = chunk.astype(np.float64)
    finite = np.isfinite(values)
    return values if finite.all() else values[finite]
