"""Sets of whole numbers as runs of neighbours: what many pixels that lie side by side cost least in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass

Numbers = npt.NDArray[np.int64]
_Rule = Callable[[Numbers, Numbers], npt.NDArray[np.bool_]]


def ascending(numbers: Numbers) -> Numbers:
    """Return numbers in order and each once; those that are so already as they are."""
    if np.all(np.diff(numbers) > 0):
        return numbers
    ordered = np.sort(numbers.reshape(-1))
    return ordered[np.concatenate(([True], np.diff(ordered) != 0))] if ordered.size else ordered


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Numbers as half-open intervals that neither meet nor overlap, ascending.

    Parameters
    ----------
    starts, stops : numpy.ndarray
        int64, shape (n,).
    """

    starts: Numbers
    stops: Numbers

    @classmethod
    def of(cls, numbers: Numbers) -> Runs:
        """Take ascending numbers, each once."""
        if not numbers.size:
            return NO_RUNS
        breaks = np.flatnonzero(np.diff(numbers) != 1)
        starts = numbers[np.concatenate(([0], breaks + 1))]
        stops = numbers[np.concatenate((breaks, [numbers.size - 1]))] + 1
        return cls(starts, stops)

    @classmethod
    def joined(cls, starts: Numbers, stops: Numbers) -> Runs:
        """Take ascending intervals that may meet, but do not overlap."""
        if not starts.size:
            return NO_RUNS
        is_apart = starts[1:] != stops[:-1]
        return cls(starts[np.concatenate(([True], is_apart))], stops[np.concatenate((is_apart, [True]))])

    @classmethod
    def of_mask(cls, mask: npt.NDArray[np.bool_], first: int = 0) -> Runs:
        """Return the places of a 1-D mask that are set, counted from ``first``."""
        changes = np.flatnonzero(np.diff(mask.view(np.int8), prepend=np.int8(0), append=np.int8(0))) + first
        return cls(changes[0::2], changes[1::2])

    @property
    def count(self) -> int:
        """How many numbers they hold."""
        return int(self.stops.sum()) - int(self.starts.sum())  # no array of lengths is made of millions

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return self.starts.nbytes + self.stops.nbytes

    def numbers(self) -> Numbers:
        """Return the numbers one by one, ascending."""
        lengths = self.stops - self.starts
        before = np.cumsum(lengths) - lengths
        return np.repeat(self.starts - before, lengths) + np.arange(int(lengths.sum()), dtype=np.int64)

    def united(self, other: Runs) -> Runs:
        """Return what is in either; the work goes by the other ones, and by those of these among them."""
        if not other.starts.size:
            return self
        first, behind = self._around(other)
        among = Runs(self.starts[first:behind], self.stops[first:behind])
        joined = among._combined(other, lambda mine, others: (mine > 0) | (others > 0))
        return Runs(
            np.concatenate((self.starts[:first], joined.starts, self.starts[behind:])),
            np.concatenate((self.stops[:first], joined.stops, self.stops[behind:])),
        )

    def minus(self, other: Runs) -> Runs:
        """Return what is in these and not in the other ones; the work goes by these, and by those among them."""
        if not self.starts.size:
            return self
        first, behind = other._around(self)
        among = Runs(other.starts[first:behind], other.stops[first:behind])
        return self._combined(among, lambda mine, others: (mine > 0) & (others == 0))

    def _around(self, other: Runs) -> tuple[int, int]:
        """Return which of these meet or lie between the first and the last of the other ones, half-open."""
        first = np.searchsorted(self.stops, other.starts[0], side="left")
        return int(first), int(np.searchsorted(self.starts, other.stops[-1], side="right"))

    def _combined(self, other: Runs, wanted: _Rule) -> Runs:
        """Sweep over all ends in order, counting how many runs of each side are open behind each end."""
        ends = np.concatenate((self.starts, self.stops, other.starts, other.stops))
        mine, others = len(self.starts), len(other.starts)
        order = np.argsort(ends, kind="stable")
        ends = ends[order]
        open_here = np.zeros((2, ends.size), dtype=np.int64)
        open_here[0] = np.concatenate((np.ones(mine), -np.ones(mine), np.zeros(2 * others)))[order]
        open_here[1] = np.concatenate((np.zeros(2 * mine), np.ones(others), -np.ones(others)))[order]
        inside = wanted(*np.cumsum(open_here, axis=1))
        last_of_its_place = np.concatenate((np.diff(ends) != 0, [True]))[: ends.size]
        ends, inside = ends[last_of_its_place], inside[last_of_its_place]
        before = np.concatenate(([False], inside[:-1]))[: inside.size]
        return Runs(ends[inside & ~before], ends[before & ~inside])


NO_RUNS = Runs(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
