"""Pixels that one step changes, as runs on a lattice of the array, and what was there before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.blocks import Blocks
from itk_inspector.core.editing.editable import Rows
from itk_inspector.core.editing.packed_numbers import packed, packed_pixels
from itk_inspector.core.editing.runs import Numbers, Runs
from itk_inspector.core.editing.written_blocks import WrittenBlocks
from itk_inspector.core.geometry.regions import Region

_LONG = 64
"""Pixels of a run that is written by itself."""
_AT_ONCE = 1 << 20
"""Pixels that are listed at once."""

_RUNS_AT_ONCE = 1 << 14
"""Runs that are looked at at once: what that needs stays in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class PaintedPart:
    """Pixels of a step: runs on the lattice ``first + stride · number``.

    Parameters
    ----------
    first, stride : int
        Flat positions in the C-ordered array.
    runs : Runs
    old : numpy.ndarray
        The pixels that were there, ascending; or one pixel, where all were equal.
    new : numpy.ndarray, optional
        The pixels to write, ascending, where they are not all the one of the step.
    """

    first: int
    stride: int
    runs: Runs
    old: npt.NDArray[Any]
    new: npt.NDArray[Any] | None = None

    @property
    def positions(self) -> Numbers:
        """Flat positions, ascending."""
        return self.runs.numbers() * self.stride + self.first

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.runs.nbytes + self.old.nbytes + (self.new.nbytes if self.new is not None else 0)

    def write(self, rows: Rows, values: npt.NDArray[Any]) -> None:
        """Write the pixels.

        Parameters
        ----------
        rows : numpy.ndarray or ChangedRows
            All pixels, one a row.
        values : numpy.ndarray
            One pixel, or as many as there are, ascending.
        """
        if values.ndim == rows.ndim:
            done = 0
            for some in _groups(self.runs):
                rows[self._places(some)] = values[done : done + some.count]
                done += some.count
            return
        for runs in _portions(self.runs):
            is_long = runs.stops - runs.starts >= _LONG  # listed one by one they would fill the memory
            starts, stops = (
                runs.starts[is_long] * self.stride + self.first,
                runs.stops[is_long] * self.stride + self.first,
            )
            for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
                rows[start : stop : self.stride] = values
            places = runs.starts[~is_long] * self.stride + self.first
            left = (runs.stops - runs.starts)[~is_long]
            while places.size:  # the first pixel of each, the second of each that has one, and so on
                rows[places] = values
                goes_on = left > 1
                places, left = places[goes_on] + self.stride, left[goes_on] - 1

    def _places(self, runs: Runs) -> slice | Numbers:
        """Return where some of the pixels lie among all."""
        if runs.starts.size == 1:
            start, stop = int(runs.starts[0]), int(runs.stops[0])
            return slice(start * self.stride + self.first, (stop - 1) * self.stride + self.first + 1, self.stride)
        return runs.numbers() * self.stride + self.first

    def read(self, rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return a **copy** of the pixels, ascending, from all pixels, one a row."""
        read = np.empty((self.runs.count, *rows.shape[1:]), dtype=rows.dtype)
        done = 0
        for some in _groups(self.runs):
            read[done : done + some.count] = rows[self._places(some)]
            done += some.count
        return read

    def region(self, shape: tuple[int, ...]) -> Region:
        """Return the box around the pixels in an array of a shape (NumPy order, without components)."""
        ends = np.array([self.runs.starts[0], self.runs.stops[-1] - 1]) * self.stride + self.first
        box = _box(ends, ends + 1, shape)
        for starts, stops in self._in_memory():
            if box.shape[1:] == shape[1:]:  # it cannot grow any more
                break
            box = box.united(_box(starts, stops, shape))
        return box

    def blocks(self, written: WrittenBlocks) -> Blocks:
        """Return the blocks of memory that they lie in."""
        return Blocks.joined([written.of_runs(starts, stops - starts) for starts, stops in self._in_memory()])

    def _in_memory(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Yield some runs of neighbours in memory at a time: where they start and stop, as flat positions."""
        if self.stride == 1:
            for some in _portions(self.runs):
                yield some.starts + self.first, some.stops + self.first
            return
        for some in _groups(self.runs):
            places = some.numbers() * self.stride + self.first
            for at in range(0, places.size, _RUNS_AT_ONCE):
                yield places[at : at + _RUNS_AT_ONCE], places[at : at + _RUNS_AT_ONCE] + 1

    def record(self, *, with_values: bool) -> dict[str, Any]:
        """Return the positions, and if wanted what is written there where each has a value of its own."""
        starts, stops = packed(self.runs.starts), packed(self.runs.stops)
        told = {"first": self.first, "stride": self.stride, "starts": starts, "stops": stops}
        return told if self.new is None or not with_values else told | {"values": packed_pixels(self.new)}


def box_around(positions: Numbers, shape: tuple[int, ...]) -> Region:
    """Return the box that holds flat positions of a C-ordered array."""
    axes = np.unravel_index(positions, shape)
    low = tuple(int(a.min()) for a in axes)
    return Region(low, tuple(int(a.max()) - s + 1 for a, s in zip(axes, low, strict=True)))


def _box(starts: Numbers, stops: Numbers, shape: tuple[int, ...]) -> Region:
    firsts, lasts = np.unravel_index(starts, shape), np.unravel_index(stops - 1, shape)
    start, extent = [], []
    turns = np.zeros(starts.size, dtype=bool)  # which runs go on along a slower axis
    for first, last, size in zip(firsts, lasts, shape, strict=True):
        is_whole = bool(turns.any())
        low, high = (0, size - 1) if is_whole else (int(first.min()), int(last.max()))
        start.append(low)
        extent.append(high - low + 1)
        turns |= first != last
    return Region(tuple(start), tuple(extent))


def _groups(runs: Runs) -> Iterator[Runs]:
    """Yield so few pixels at a time that they can be listed; those of longer runs in pieces."""
    for some in _portions(runs):
        ends = np.cumsum(some.stops - some.starts)
        first = done = 0
        while first < some.starts.size:
            behind = int(np.searchsorted(ends, done + _AT_ONCE, side="right"))
            if behind > first:
                yield Runs(some.starts[first:behind], some.stops[first:behind])
            else:
                cuts = np.arange(some.starts[first], some.stops[first], _AT_ONCE, dtype=np.int64)
                for start, stop in zip(cuts, [*cuts[1:], some.stops[first]], strict=True):
                    yield Runs(np.array([start]), np.array([stop]))
                behind = first + 1
            first, done = behind, int(ends[behind - 1])


def _portions(runs: Runs) -> Iterator[Runs]:
    """Yield some runs at a time."""
    for at in range(0, runs.starts.size, _RUNS_AT_ONCE):
        yield Runs(runs.starts[at : at + _RUNS_AT_ONCE], runs.stops[at : at + _RUNS_AT_ONCE])
