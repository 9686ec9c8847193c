"""How often which value occurs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.bins import Bins, Limits, limits_of
from itk_inspector.core.display.display_settings import ComponentChoice
from itk_inspector.core.display.sample import CHUNK, Sample, every_number, numbers_of, sample
from itk_inspector.core.pixels.passes import Asking, Question

BINS = 256
LIMIT = 2**22
_RUN = 4096


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of the finite values between two edges, in bins of one width.

    Parameters
    ----------
    counts : tuple of int
        At most `BINS`, unless more were asked for; empty when there is no finite value.
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

    @property
    def edges(self) -> tuple[int | float, ...]:
        """Where each bin begins, and where the last one ends: what ``numpy.histogram`` takes as ``bins``."""
        if not self.counts:
            return ()
        ends = [self.bounds(number)[0] for number in range(len(self.counts))]
        return (*ends, self.last + 1 if self.width else self.last)

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


def histogram_asked(dtype: np.dtype[Any], most: int = BINS) -> Asking[Histogram]:
    """Ask for the histogram of all values, in at most so many bins: two passes.

    Parameters
    ----------
    dtype : numpy.dtype
        Of the values.
    most : int
    """
    limits = (yield Question(limits_of, Limits.with_other)) or Limits()
    bins = Bins.of(limits, most, is_whole=dtype.kind in "iub")
    if bins is None:
        return _histogram(limits, limits.seen)
    counts = yield Question(bins.counts, np.add)
    return _histogram(limits, limits.seen, bins, counts)


def histogram_of_counts(values: npt.NDArray[np.int64], counts: npt.NDArray[np.int64], most: int = BINS) -> Histogram:
    """Put whole numbers into at most so many bins that were counted one by one.

    Parameters
    ----------
    values, counts : numpy.ndarray
        1-D: which values occur, in rising order, and how often.
    most : int
    """
    seen = int(counts.sum())
    if not seen:
        return Histogram((), 0.0, 1.0, 0, None, None)
    low, high = int(values[0]), int(values[-1])
    width = -(-(high - low + 1) // most)
    bins = np.zeros(-(-(high - low + 1) // width), np.int64)
    np.add.at(bins, (values - low) // width, counts)
    last = low + len(bins) * width - 1
    return Histogram(tuple(bins.tolist()), low, last, width, low, high, seen=seen, population=seen)


def _histogram(
    limits: Limits, population: int, bins: Bins | None = None, counts: npt.NDArray[np.int64] | None = None
) -> Histogram:
    """Return the histogram of what was counted; nothing was without a finite value."""
    rest = (limits.nan, limits.positive, limits.negative, limits.seen, population)
    if bins is None or counts is None:
        return Histogram((), 0.0, 1.0, 0, None, None, *rest)
    return Histogram(tuple(counts.tolist()), *bins.ends, bins.width, limits.low, limits.high, *rest)


def _counted(
    chunks: Callable[[], Iterator[npt.NDArray[Any]]], population: int, is_wanted: Callable[[], bool]
) -> Histogram | None:
    """Go through all chunks for the limits, and once more for the bins; None when it was not wanted any more."""
    limits, is_whole = Limits(), True
    for chunk in chunks():
        if not is_wanted():
            return None
        is_whole = chunk.dtype.kind in "iub"
        limits = limits.with_other(limits_of(chunk))
    if not is_wanted():
        return None
    bins = Bins.of(limits, BINS, is_whole=is_whole)
    if bins is None:
        return _histogram(limits, population)
    counts = np.zeros(bins.number, np.int64)
    for chunk in chunks():
        if not is_wanted():
            return None
        counts += bins.counts(chunk)
    return _histogram(limits, population, bins, counts) if is_wanted() else None


def _chunks(values: npt.NDArray[Any]) -> Iterator[npt.NDArray[Any]]:
    for start in range(0, values.size, CHUNK):
        yield values[start : start + CHUNK]
