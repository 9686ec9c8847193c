"""How often which value occurs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.display_settings import ComponentChoice
from itk_inspector.core.display.sample import CHUNK, Sample, every_number, numbers_of, sample

BINS = 256
LIMIT = 2**22
_RUN = 4096
_EXACT = 2.0**53


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of the finite values between two edges, in bins of one width.

    Parameters
    ----------
    counts : tuple of int
        At most `BINS`; empty when there is no finite value.
    first : int or float
        For whole numbers the first value of the first bin, else its lower edge.
    last : int or float
        For whole numbers the last value of the last bin, else its upper edge.
    width : int
        Whole numbers a bin; 0 for values that are not whole.
    minimum, maximum : int or float or None
        Of the finite values seen, exact.
    nan, positive_infinite, negative_infinite : int
        What is not in the bins.
    seen, population : int
        Values looked at, and values there are.
    """

    counts: tuple[int, ...]
    first: int | float
    last: int | float
    width: int
    minimum: int | float | None
    maximum: int | float | None
    nan: int = 0
    positive_infinite: int = 0
    negative_infinite: int = 0
    seen: int = 0
    population: int = 0

    @property
    def is_sampled(self) -> bool:
        """Tell whether not every value was looked at."""
        return self.seen < self.population

    @property
    def span(self) -> tuple[float, float]:
        """Where the first bin begins and the last one ends; a whole number reaches half a unit to either side."""
        half = 0.5 if self.width else 0.0
        return float(self.first) - half, float(self.last) + half

    def bounds(self, number: int) -> tuple[int | float, int | float]:
        """Return the first and the last whole number of a bin, or its edges."""
        if self.width:
            first = self.first + number * self.width
            return first, first + self.width - 1
        parts = len(self.counts)
        return _between(self.first, self.last, number / parts), _between(self.first, self.last, (number + 1) / parts)

    def bin_at(self, fraction: float) -> int | None:
        """Return the bin at a fraction of the way from the lower to the upper end; None outside."""
        if not self.counts or not 0 <= fraction <= 1:
            return None
        return min(int(fraction * len(self.counts)), len(self.counts) - 1)


def _between(low: float, high: float, part: float) -> float:
    return low * (1.0 - part) + high * part  # high - low may be more than a double can hold


def histogram(
    rows: npt.NDArray[Any], drawn: ComponentChoice, is_wanted: Callable[[], bool] = lambda: True, limit: int = LIMIT
) -> Histogram | None:
    """Count the finite values that are drawn.

    Pixels are read once, in small steps, into memory of its own; so a thread
    that does this lets others have their turn, and stops at once.

    Parameters
    ----------
    rows : numpy.ndarray
        ``[row, col]`` or ``[row, col, component]``; only read.
    drawn : ComponentChoice
    is_wanted : callable
        Asked before every step.
    limit : int
        Pixels that are looked at, at the most.

    Returns
    -------
    Histogram or None
        None when it was not wanted any more.
    """
    taken = sample(rows, drawn, limit, _RUN, is_wanted)
    return None if taken is None else histogram_of(taken, is_wanted)


def histogram_of(taken: Sample, is_wanted: Callable[[], bool] = lambda: True) -> Histogram | None:
    """Count the finite values of a sample."""
    return _counted(lambda: _chunks(taken.values), taken.population, is_wanted)


def exact_histogram(
    rows: npt.NDArray[Any],
    drawn: ComponentChoice,
    is_wanted: Callable[[], bool] = lambda: True,
    told: Callable[[float], None] = lambda _: None,
) -> Histogram | None:
    """Count all finite values that are drawn, however many there are: looks at each pixel twice, and keeps none.

    Parameters
    ----------
    rows, drawn, is_wanted
        As for `histogram`.
    told : callable
        Called with how much is done, from 0 to 1.
    """
    population = numbers_of(rows, drawn)
    done, holds = 0, True

    def still() -> bool:
        nonlocal holds
        holds = holds and is_wanted()
        return holds

    def chunks() -> Iterator[npt.NDArray[Any]]:
        nonlocal done
        for values in every_number(rows, drawn, still):
            yield values
            done += values.size
            told(done / (2 * population))
            time.sleep(0)  # whoever waits for the interpreter gets it

    return _counted(chunks, population, still)


def histogram_of_values(
    chunks: Callable[[], Iterator[npt.NDArray[Any]]], population: int, is_wanted: Callable[[], bool] = lambda: True
) -> Histogram | None:
    """Count the finite values of 1-D chunks, which are gone through twice; None when it was not wanted any more."""
    return _counted(chunks, population, is_wanted)


def histogram_of_counts(values: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> Histogram:
    """Put whole numbers into bins that were counted one by one.

    Parameters
    ----------
    values, counts : numpy.ndarray
        1-D: which values occur, in rising order, and how often.
    """
    seen = int(counts.sum())
    if not seen:
        return Histogram((), 0.0, 1.0, 0, None, None)
    low, high = int(values[0]), int(values[-1])
    width = -(-(high - low + 1) // BINS)
    bins = np.zeros(-(-(high - low + 1) // width), np.int64)
    np.add.at(bins, (values - low) // width, counts)
    last = low + len(bins) * width - 1
    return Histogram(tuple(bins.tolist()), low, last, width, low, high, seen=seen, population=seen)


def _counted(
    chunks: Callable[[], Iterator[npt.NDArray[Any]]], population: int, is_wanted: Callable[[], bool]
) -> Histogram | None:
    """Go through all chunks for the limits, and once more for the bins."""
    nan = positive = negative = seen = 0
    low = high = None
    whole = is_integral = True
    for chunk in chunks():
        if not is_wanted():
            return None
        whole = chunk.dtype.kind in "iub"
        seen += chunk.size
        values = _finite(chunk)
        if values.size < chunk.size:
            nan += int(np.count_nonzero(np.isnan(chunk)))
            positive += int(np.count_nonzero(chunk == np.inf))
            negative += int(np.count_nonzero(chunk == -np.inf))
        if not whole:
            is_integral = is_integral and bool((np.floor(values) == values).all())
        if values.size:
            smallest, largest = values.min().item(), values.max().item()
            low = smallest if low is None else min(low, smallest)
            high = largest if high is None else max(high, largest)
    if not is_wanted():
        return None
    rest = (nan, positive, negative, seen, population)
    if low is None or high is None:
        return Histogram((), 0.0, 1.0, 0, None, None, *rest)
    if not whole and is_integral and max(abs(low), abs(high)) < _EXACT:
        whole, low, high = True, int(low), int(high)
    kept = (_finite(chunk) for chunk in chunks())
    counts, first, last, width = _whole_bins(kept, low, high, is_wanted) if whole else _bins(kept, low, high, is_wanted)
    return Histogram(tuple(counts.tolist()), first, last, width, low, high, *rest) if is_wanted() else None


def _finite(chunk: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the finite values: whole numbers as they are, bool as 0 and 1, others in double precision."""
    if chunk.dtype.kind in "iub":
        return chunk.view(np.uint8) if chunk.dtype.kind == "b" else chunk
    values = chunk.astype(np.float64)
    finite = np.isfinite(values)
    return values if finite.all() else values[finite]


def _chunks(values: npt.NDArray[Any]) -> Iterator[npt.NDArray[Any]]:
    for start in range(0, values.size, CHUNK):
        yield values[start : start + CHUNK]


def _whole_bins(
    kept: Iterator[npt.NDArray[Any]], low: int, high: int, is_wanted: Callable[[], bool]
) -> tuple[npt.NDArray[np.int64], int, int, int]:
    """Count in bins of equally many whole numbers, so that none holds more of them than its neighbour."""
    width = -(-(high - low + 1) // BINS)
    number = -(-(high - low + 1) // width)
    counts = np.zeros(number, np.int64)
    for values in kept:
        if not is_wanted():
            break
        if values.dtype.kind == "f":
            offset = (values - low).astype(np.uint64)
        else:  # differences modulo 2⁶⁴ are right even from −2⁶³ to 2⁶³ − 1
            offset = values.astype(np.uint64) - np.uint64(low % 2**64)
        counts += np.bincount((offset // np.uint64(width)).astype(np.intp), minlength=number)
    return counts, low, low + number * width - 1, width


def _bins(
    kept: Iterator[npt.NDArray[Any]], low: float, high: float, is_wanted: Callable[[], bool]
) -> tuple[npt.NDArray[np.int64], float, float, int]:
    counts = np.zeros(BINS, np.int64)
    if low == high:
        margin = abs(low) * 2.0**-10
        counts[BINS // 2] = sum(values.size for values in kept)
        largest = float(np.finfo(np.float64).max)
        return counts, max(low - margin, -largest), min(high + margin, largest), 0
    scale = 0.5 if math.isinf(high - low) else 1.0
    span = high * scale - low * scale
    for values in kept:
        if not is_wanted():
            break
        part = (values * scale - low * scale) / span
        counts += np.bincount(np.minimum(part * BINS, BINS - 1).astype(np.intp), minlength=BINS)
    return counts, low, high, 0
