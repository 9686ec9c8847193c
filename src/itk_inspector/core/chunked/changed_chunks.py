"""The changed pixels of an image that is read in parts: beside it, and only where something was changed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.budget import CHANGED
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.tile_runs import tile_runs
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.text.byte_text import byte_text

VALUE, IS_CHANGED = "value", "is_changed"
"""Fields of a pixel as it is read: what it holds if it was changed, and whether it was."""
_BLOCK = 1 << 12
"""Pixels, at the most, that are kept together when one of them is changed."""
_Numbers: TypeAlias = npt.NDArray[np.int64]
_Box: TypeAlias = tuple[slice, ...]


@dataclass(slots=True, eq=False)
class _Block:
    """Pixels of one block, flat, and which of them were changed, and how many; at the edge some lie outside."""

    values: npt.NDArray[Any]
    is_changed: npt.NDArray[np.bool_]
    count: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class ChangedBox:
    """A box of the finest level in which pixels were changed: its own **copy** of their values, and which they are."""

    box: Region
    values: npt.NDArray[Any]
    is_changed: npt.NDArray[np.bool_] = field(repr=False)


class ChangedChunks:
    """Pixels of the finest level that differ, or may differ, from those of the store, which is never written.

    It is indexed as an array of all pixels is, by a box, and `rows` by flat positions. What is read are structured
    pixels, ``VALUE`` and ``IS_CHANGED``; what is written are plain ones, which are changed then, or those that were
    read before: so undo makes a pixel the store's again. Nothing of the store is read for it.

    Parameters
    ----------
    level : Level
        The finest one.
    dtype : numpy.dtype
        Of one component.
    components : int
        Numbers of a pixel.
    budget : int
        Bytes that may be kept.
    """

    def __init__(self, level: Level, dtype: np.dtype[Any], components: int = 1, budget: int = CHANGED) -> None:
        self._grid = Level(level.geometry, _edges(level))
        self.dtype = dtype
        self.budget = budget
        self._own = () if components == 1 else (components,)
        self._pair = np.dtype([(VALUE, dtype), (IS_CHANGED, np.bool_)])
        self._blocks: dict[tuple[int, ...], _Block] = {}
        self._block_bytes = math.prod(self._grid.chunks) * (components * dtype.itemsize + 1)
        self.count = 0
        """How many pixels were changed."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Of all pixels, NumPy order, plus a component axis if there are several."""
        return (*self._grid.shape, *self._own)

    @property
    def nbytes(self) -> int:
        """Bytes that are kept."""
        return len(self._blocks) * self._block_bytes

    @property
    def rows(self) -> ChangedRows:
        """All pixels by their flat positions."""
        return ChangedRows(self)

    def pixel(self, index: tuple[int, ...]) -> npt.NDArray[Any] | None:
        """Return the value of one pixel, by its array index; None where it is the store's."""
        place = tuple(at // edge for at, edge in zip(index, self._grid.chunks, strict=True))
        block = self._blocks.get(place)
        if block is None:
            return None
        inner = np.ravel_multi_index(
            tuple(at % edge for at, edge in zip(index, self._grid.chunks, strict=True)), self._grid.chunks
        )
        return block.values[inner] if block.is_changed[inner] else None

    def need(self, positions: _Numbers) -> None:
        """Look whether pixels at flat positions can be changed.

        Raises
        ------
        EditError
            If more would be kept than the budget allows; nothing is changed then.
        """
        self._check_room(place for place, _, _ in self._at(positions))

    def has_room_for(self, box: Region) -> bool:
        """Tell whether all pixels of a box can be changed."""
        return self._has_room(self._grid.places(box))

    def changed_boxes(self) -> tuple[ChangedBox, ...]:
        """Return all that was changed, as it is now."""
        made = []
        for place, block in sorted(self._blocks.items(), key=lambda one: one[0]):
            box = self._grid.chunk(place)
            inside = tuple(slice(0, n) for n in box.shape)
            values, is_changed = (self._shaped(one)[inside].copy() for one in (block.values, block.is_changed))
            made.append(ChangedBox(box, values, is_changed))
        return tuple(made)

    def __getitem__(self, box: _Box) -> npt.NDArray[Any]:
        """Return a **copy** of a box, structured. Raises as `need` does where it could not be changed."""
        region = _region(box)
        self._check_room(self._grid.places(region))
        read = np.zeros((*region.shape, *self._own), self._pair)
        for place, there, within in self._overlaps(region):
            block = self._blocks.get(place)
            if block is not None:
                read[VALUE][there] = self._shaped(block.values)[within]
                read[IS_CHANGED][there] = self._each(self._shaped(block.is_changed)[within])
        return read

    def __setitem__(self, box: _Box, pixels: npt.NDArray[Any]) -> None:
        """Write one pixel into a box, or as many as it has. Raises as `need` does."""
        region = _region(box)
        values, changes = self._parted(pixels, (*region.shape, *self._own))
        self._check_room(self._grid.places(region))
        for place, there, within in self._overlaps(region):
            block = self._block(place) if changes is None or changes[there].any() else self._blocks.get(place)
            if block is not None:
                self._shaped(block.values)[within] = values[there]
                self._shaped(block.is_changed)[within] = True if changes is None else changes[there]
                self._count(place, block)

    def take(self, positions: _Numbers) -> npt.NDArray[Any]:
        """Return a **copy** of the pixels at flat positions, structured."""
        read = np.zeros((positions.size, *self._own), self._pair)
        for place, chosen, inner in self._at(positions):
            block = self._blocks.get(place)
            if block is not None:
                read[VALUE][chosen] = block.values[inner]
                read[IS_CHANGED][chosen] = self._each(block.is_changed[inner])
        return read

    def put(self, positions: _Numbers, pixels: npt.NDArray[Any]) -> None:
        """Write one pixel at flat positions, or as many as these are. Raises as `need` does."""
        values, changes = self._parted(pixels, (positions.size, *self._own))
        if changes is None or changes.any():
            self.need(positions)
        for place, chosen, inner in self._at(positions):
            block = self._block(place) if changes is None or changes[chosen].any() else self._blocks.get(place)
            if block is not None:
                block.values[inner] = values[chosen]
                block.is_changed[inner] = True if changes is None else changes[chosen]
                self._count(place, block)

    def draw_over(self, picture: npt.NDArray[Any], plane: Plane, rows: _Numbers, columns: _Numbers) -> None:
        """Write what was changed of a plane into a picture of its pixels at some rows × columns of the finest level."""
        last = len(self._grid.shape) - 1
        axes, edges = (last - plane.vertical, last - plane.horizontal), self._grid.chunks
        position = zip(reversed(plane.position), reversed(self._grid.geometry.start_index), strict=True)
        at = [p - start for p, start in position]
        steps = [math.prod(edges[axis + 1 :]) for axis in range(last + 1)]
        hidden = [axis for axis in range(last + 1) if axis not in axes]
        across = sum(at[axis] % edges[axis] * steps[axis] for axis in hidden)
        here = [at[axis] // edges[axis] for axis in hidden]
        down, along = (
            {tile: (there, within * steps[axis]) for tile, there, within in tile_runs(indices, edges[axis])}
            for indices, axis in zip((rows, columns), axes, strict=True)
        )
        for place, block in self._blocks.items():
            below, beside = down.get(place[axes[0]]), along.get(place[axes[1]])
            if below is None or beside is None or [place[axis] for axis in hidden] != here:
                continue
            inner = across + below[1][:, np.newaxis] + beside[1]
            is_changed = block.is_changed[inner]
            if is_changed.any():
                np.copyto(picture[below[0], beside[0]], block.values[inner], where=self._each(is_changed))

    # the blocks ---------------------------------------------------------------

    def _shaped(self, flat: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return flat.reshape(*self._grid.chunks, *flat.shape[1:])

    def _each(self, is_changed: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Say of each component what is said of its pixel."""
        return is_changed[..., np.newaxis] if self._own else is_changed

    def _block(self, place: tuple[int, ...]) -> _Block:
        block = self._blocks.get(place)
        if block is None:
            count = math.prod(self._grid.chunks)
            block = self._blocks[place] = _Block(np.zeros((count, *self._own), self.dtype), np.zeros(count, np.bool_))
        return block

    def _count(self, place: tuple[int, ...], block: _Block) -> None:
        """Count the changed pixels of a block anew; one without any is not kept."""
        count = int(np.count_nonzero(block.is_changed))
        self.count += count - block.count
        block.count = count
        if not count:
            del self._blocks[place]

    def _check_room(self, places: Iterator[tuple[int, ...]]) -> None:
        if not self._has_room(places):
            limit = byte_text(self.budget)
            raise EditError(f"More than {limit} of changes: open a part first (File › Open this part).")

    def _has_room(self, places: Iterator[tuple[int, ...]]) -> bool:
        room = (self.budget - self.nbytes) // self._block_bytes
        for place in places:
            room -= place not in self._blocks
            if room < 0:
                return False
        return True

    def _parted(
        self, pixels: npt.NDArray[Any], shape: tuple[int, ...]
    ) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_] | None]:
        """Return the values, and which are changed where not all are, each of the shape of what is written."""
        if pixels.dtype.names is None:
            return np.broadcast_to(pixels, shape), None
        is_changed = np.broadcast_to(pixels[IS_CHANGED], shape)
        return np.broadcast_to(pixels[VALUE], shape), is_changed[..., 0] if self._own else is_changed

    def _at(self, positions: _Numbers) -> Iterator[tuple[tuple[int, ...], _Numbers, _Numbers]]:
        """Yield each block that flat positions lie in: its place, which of them these are, and where in it they lie."""
        if not positions.size:
            return
        edges = self._grid.chunks
        axes = np.unravel_index(positions, self._grid.shape)
        inner = np.ravel_multi_index(tuple(a % e for a, e in zip(axes, edges, strict=True)), edges)
        tiles = np.ravel_multi_index(tuple(a // e for a, e in zip(axes, edges, strict=True)), self._grid.grid)
        order = np.argsort(tiles, kind="stable")
        firsts = np.flatnonzero(np.diff(tiles[order], prepend=-1))
        for chosen in np.split(order, firsts[1:]):
            place = np.unravel_index(tiles[chosen[0]], self._grid.grid)
            yield tuple(map(int, place)), chosen, inner[chosen]

    def _overlaps(self, region: Region) -> Iterator[tuple[tuple[int, ...], _Box, _Box]]:
        """Yield each block that a box touches: its place, which part of the box lies in it, and where in it."""
        for place in self._grid.places(region):
            there, within = [], []
            for side, number, edge in zip(region.slices, place, self._grid.chunks, strict=True):
                low, high = max(side.start, number * edge), min(side.stop, (number + 1) * edge)
                there.append(slice(low - side.start, high - side.start))
                within.append(slice(low - number * edge, high - number * edge))
            yield place, tuple(there), tuple(within)


@dataclass(frozen=True, slots=True, eq=False)
class ChangedRows:
    """The same pixels by their flat positions in the C-ordered array, one a row."""

    whole: ChangedChunks

    @property
    def shape(self) -> tuple[int, ...]:
        """How many there are, and the components of each if there are several."""
        axes = len(self.whole.shape) - (self.ndim - 1)
        return (math.prod(self.whole.shape[:axes]), *self.whole.shape[axes:])

    @property
    def ndim(self) -> int:
        """Axes of `shape`."""
        return 1 + len(self.whole._own)

    def __getitem__(self, positions: _Numbers | slice) -> npt.NDArray[Any]:
        """Return a **copy**, as `ChangedChunks.take` does."""
        return self.whole.take(_listed(positions, self.shape[0]))

    def __setitem__(self, positions: _Numbers | slice, pixels: npt.NDArray[Any]) -> None:
        """Write them, as `ChangedChunks.put` does."""
        self.whole.put(_listed(positions, self.shape[0]), pixels)


def _listed(positions: _Numbers | slice, count: int) -> _Numbers:
    if isinstance(positions, slice):
        return np.arange(*positions.indices(count), dtype=np.int64)
    return positions


def _region(box: _Box) -> Region:
    return Region(tuple(s.start for s in box), tuple(s.stop - s.start for s in box))


def _edges(level: Level) -> tuple[int, ...]:
    """Return the shape of a block: part of one plane of a chunk, as most strokes lie in it."""
    *_, rows, columns = (1, *map(min, level.chunks, level.shape))
    while rows * columns > _BLOCK:
        rows, columns = (rows, -(-columns // 2)) if columns >= rows else (-(-rows // 2), columns)
    return (*(1 for _ in level.shape[2:]), rows, columns)[-len(level.shape) :]
