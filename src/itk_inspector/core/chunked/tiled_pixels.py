"""The pixels of a chunked image as a canvas draws them: from the finest level that is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.changed_chunks import ChangedChunks
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.level_map import LevelMap
from itk_inspector.core.chunked.tile import PlaneTiles, Tile
from itk_inspector.core.chunked.tile_cache import TileCache
from itk_inspector.core.chunked.tile_runs import tile_runs
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane, axis_planes

_COARSER = 1.2
"""Screen pixels that a pixel of the drawn level may span, so that not four times as much is read for a little more."""
_MOST_HELD = 512
"""Rows, and columns, that are taken of what is there."""
_Indices: TypeAlias = npt.NDArray[np.intp]


class TiledPixels:
    """All levels of a chunked image, as far as they are in memory.

    Parameters
    ----------
    levels : tuple of Level
        Level 0 first.
    cache : TileCache
    dtype : numpy.dtype
        Of one component.
    components : int
        Numbers of a pixel.
    """

    def __init__(self, levels: tuple[Level, ...], cache: TileCache, dtype: np.dtype[Any], components: int) -> None:
        self.levels = levels
        self.cache = cache
        self.dtype, self.components = dtype, components
        self.level_changed: Callable[[], None] | None = None
        """Called when another level is drawn than before."""
        self.maps = tuple(LevelMap.between(levels[0].geometry, level.geometry) for level in levels)
        self.problem = ""
        """What became of who reads it; empty while all is well."""
        self.has_unwritten = False
        """Chunks that were read were never written."""
        self._drawn: dict[tuple[int, int], int | None] = {}
        self._finer: dict[tuple[int, int], tuple[tuple[Tile, ...], ...]] = {}
        self._covers: dict[tuple[int, int, int], tuple[object, tuple[Tile, ...]]] = {}
        self._problems_drawn = 0
        self._too_large: set[tuple[int, int]] = set()
        self._seen: dict[tuple[int, int], tuple[tuple[int, int], tuple[int, int]]] = {}

    def cut(self, plane: Plane) -> TiledSlice:
        """Return what is to be drawn of a plane, at a position of level 0."""
        return TiledSlice(self, plane)

    def tiles(self, level: int, plane: Plane) -> PlaneTiles:
        """Return the tiles of a plane, whose position is of level 0, at a level."""
        one, to = self.levels[level], self.maps[level]
        start = self.levels[0].geometry.start_index
        position = tuple(to.position(axis, at - start[axis]) for axis, at in enumerate(plane.position))
        return PlaneTiles.of(level, one.shape, one.chunks, replace(plane, position=position))

    def tile_of(self, index: ItkIndex) -> Tile:
        """Return a tile of level 0 that holds a pixel: one that is there, of whichever plane, or else of one chunk."""
        one = self._of_one_chunk(index)
        if self.cache.has((one,)):
            return one
        for horizontal, vertical in axis_planes(index.dimension):
            plane = Plane(horizontal, vertical, index.components)
            tile = self.tiles(0, plane).holding(*self._place(index, plane))
            if self.cache.has((tile,)):
                return tile
        return one

    def _of_one_chunk(self, index: ItkIndex) -> Tile:
        level, plane = self.levels[0], Plane(0, 1, self._from_first(index))
        return PlaneTiles.of(0, level.shape, level.chunks, plane, smallest=1).holding(*self._place(index, plane))

    def _place(self, index: ItkIndex, plane: Plane) -> tuple[int, int]:
        """Return the row and column of a pixel in its plane."""
        at = self._from_first(index)
        return at[plane.vertical], at[plane.horizontal]

    def _from_first(self, index: ItkIndex) -> tuple[int, ...]:
        return tuple(
            at - start for at, start in zip(index.components, self.levels[0].geometry.start_index, strict=True)
        )

    def drawn_level(self, plane: Plane) -> int | None:
        """Return the level that was drawn last of planes of these axes; None where there was nothing to draw."""
        return self._drawn.get((plane.horizontal, plane.vertical))

    def is_too_large(self, plane: Plane) -> bool:
        """Tell whether more of planes of these axes is looked at than is kept in memory, at every level."""
        return (plane.horizontal, plane.vertical) in self._too_large

    def covering(self, tiles: PlaneTiles, rows: tuple[int, int], columns: tuple[int, int]) -> tuple[Tile, ...]:
        """Return the tiles that cover from the first to the last row and column; the same ones while these suffice."""
        corners = tiles.corners(rows, columns)
        place = *tiles.axes, tiles.level
        known = self._covers.get(place)
        if known is None or known[0] != (tiles, corners):
            known = self._covers[place] = (tiles, corners), tiles.between(*corners)
        return known[1]

    @property
    def has_more_to_draw(self) -> bool:
        """Tell whether a level has become whole, or hopeless, that suits a plane better than what was drawn of it."""
        if len(self.cache.problems) != self._problems_drawn:
            return True
        return any(self.cache.has(tiles) for several in self._finer.values() for tiles in several)

    def note_awaited(self, plane: Plane, finer: tuple[tuple[Tile, ...], ...]) -> None:
        """Take it that tiles are awaited of a plane, level by level, each of which is better than what is drawn."""
        self._finer[plane.horizontal, plane.vertical] = finer
        self._problems_drawn = len(self.cache.problems)

    def note_drawn(self, plane: Plane, level: int | None, *, is_too_large: bool = False) -> None:
        """Take it that a level is drawn, or none: it is still to be read, or is too large."""
        axes = plane.horizontal, plane.vertical
        if self._drawn.get(axes, -1) != level or self.is_too_large(plane) != is_too_large:
            self._drawn[axes] = level
            (self._too_large.add if is_too_large else self._too_large.discard)(axes)
            if self.level_changed is not None:
                self.level_changed()

    def seen(self, plane: Plane) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """Return the first and last row, and column, of level 0 that were last looked at of planes of these axes."""
        return self._seen.get((plane.horizontal, plane.vertical))

    def note_seen(self, plane: Plane, rows: tuple[int, int], columns: tuple[int, int]) -> None:
        """Take it that these are looked at."""
        self._seen[plane.horizontal, plane.vertical] = rows, columns

    def reduction(self, level: int, plane: Plane) -> float:
        """Return how many pixels of level 0 a pixel of a level spans, along the axis where these are more."""
        scale = self.maps[level].scale
        return 1.0 / min(scale[plane.horizontal], scale[plane.vertical])


@dataclass(frozen=True, slots=True, eq=False)
class EditedTiles:
    """The same with what was changed of the finest level; at every level a changed pixel is drawn that is shown there.

    Parameters
    ----------
    tiles : TiledPixels
    changed : ChangedChunks
    """

    tiles: TiledPixels
    changed: ChangedChunks

    def cut(self, plane: Plane) -> TiledSlice:
        """Return what is to be drawn of a plane, at a position of level 0."""
        return replace(self.tiles.cut(plane), changed=self.changed)


Drawable: TypeAlias = npt.NDArray[Any] | TiledPixels | EditedTiles
"""What a canvas draws: all pixels, or those of an image that is read in parts, or of its edited copy."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldPixels:
    """Pixels of a plane that are there without being asked for.

    Parameters
    ----------
    rows : numpy.ndarray
        ``[row, col(, component)]``; a **copy**.
    level : int
    is_plane : bool
        They are of the whole plane, not only of a part that was looked at.
    """

    rows: npt.NDArray[Any]
    level: int
    is_plane: bool


@dataclass(frozen=True, slots=True, eq=False)
class TiledSlice:
    """A plane of them.

    Parameters
    ----------
    whole : TiledPixels
    plane : Plane
    pick : callable
        Returns the components that are drawn.
    changed : ChangedChunks, optional
        What is drawn over them.
    """

    whole: TiledPixels
    plane: Plane
    pick: Callable[[npt.NDArray[Any]], npt.NDArray[Any]] = lambda pixels: pixels
    changed: ChangedChunks | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of level 0."""
        return self.plane.shape(self.whole.levels[0].geometry)

    def sampled(self, rows: _Indices, columns: _Indices) -> npt.NDArray[Any] | None:
        """Return the pixels at rows × columns of level 0, of the finest level of which they are all there.

        What is not there is asked for: the coarsest level, and the one whose pixels are about as large as the
        distance of these rows and columns; of both only what can be kept in memory. None while nothing can be shown.

        Parameters
        ----------
        rows, columns : numpy.ndarray
            Array indices of level 0, each in rising or falling order.
        """
        whole, plane = self.whole, self.plane
        whole.note_seen(plane, _ends(rows), _ends(columns))
        fitting: list[tuple[int, _Places, tuple[Tile, ...]]] = []
        room = whole.cache.room
        for level in reversed(range(self._level_for(rows, columns), len(whole.levels))):
            places = self._places(level, rows, columns)
            coarsest = len(fitting[-1][2]) if fitting else 0
            if places.count + coarsest <= room:
                fitting.insert(0, (level, places, whole.covering(places.tiles, *places.ends)))
        while len(fitting) > 1 and whole.cache.has_problem(fitting[0][2]):
            del fitting[0]
        whole.cache.want(self._name, _wanted(fitting[-1][2], fitting[0][2]) if fitting else ())
        there = next((n for n, (_, _, needed) in enumerate(fitting) if whole.cache.has(needed)), None)
        whole.note_awaited(plane, tuple(needed for _, _, needed in fitting[:there]))
        if there is None:
            whole.note_drawn(plane, None, is_too_large=not fitting)
            return None
        level, places, _ = fitting[there]
        whole.note_drawn(plane, level)
        picture = self._gathered(places)
        if self.changed is not None:
            self.changed.draw_over(picture, plane, rows, columns)
        return self.pick(picture)

    def held(self) -> HeldPixels | None:
        """Return what is there of the coarsest level: of the whole plane, or of the part that was last looked at.

        Nothing is asked for. None where not even that part is there.
        """
        level, seen = len(self.whole.levels) - 1, self.whole.seen(self.plane)
        rows, columns = self.shape
        plane = (0, rows - 1), (0, columns - 1)
        for ends in filter(None, (plane, seen)):
            down = self._spread(level, self.plane.vertical, *ends[0])
            along = self._spread(level, self.plane.horizontal, *ends[1])
            places = self._places(level, down, along)
            if places.count > self.whole.cache.room:
                continue
            if self.whole.cache.has(places.tiles.between(*places.tiles.corners(*places.ends))):
                picture = self._gathered(places)
                if self.changed is not None:
                    self.changed.draw_over(picture, self.plane, down, along)
                return HeldPixels(picture, level, is_plane=ends == plane)
        return None

    def _spread(self, level: int, axis: int, first: int, last: int) -> _Indices:
        """Return indices of level 0, one in the middle of each pixel of a level, or fewer that are evenly spread."""
        every = last - first + 1
        count = max(1, min(_MOST_HELD, round(every * self.whole.maps[level].scale[axis])))
        return first + ((np.arange(count) + 0.5) * every / count).astype(np.intp)

    def is_followed_by(self, other: object) -> bool:
        """Tell whether another plane of the same axes is drawn next, which wants its own tiles in place of these."""
        return isinstance(other, TiledSlice) and other.whole is self.whole and other._name == self._name

    def let_go(self) -> None:
        """Want nothing more."""
        self.whole.note_awaited(self.plane, ())
        self.whole.cache.want(self._name, ())

    @property
    def _name(self) -> tuple[int, int]:
        return self.plane.horizontal, self.plane.vertical

    def _level_for(self, rows: _Indices, columns: _Indices) -> int:
        """Return the coarsest level whose pixels are not larger than these are far apart."""
        steps = {self.plane.vertical: _step(rows), self.plane.horizontal: _step(columns)}
        fit = [
            number
            for number, to in enumerate(self.whole.maps)
            if all(_COARSER * step * to.scale[axis] >= 1.0 for axis, step in steps.items())
        ]
        return max(fit, default=0)

    def _places(self, level: int, rows: _Indices, columns: _Indices) -> _Places:
        to, tiles = self.whole.maps[level], self.whole.tiles(level, self.plane)
        down, along = to.along(self.plane.vertical, rows), to.along(self.plane.horizontal, columns)
        return _Places(tiles, down, along)

    def _gathered(self, places: _Places) -> npt.NDArray[Any]:
        components = () if self.whole.components == 1 else (self.whole.components,)
        made = np.empty((places.rows.size, places.columns.size, *components), self.whole.dtype)
        tiles = places.tiles
        for down, above, rows in tile_runs(places.rows, tiles.edges[0]):
            for along, before, columns in tile_runs(places.columns, tiles.edges[1]):
                pixels = self.whole.cache.pixels(tiles.at(down, along))
                assert pixels is not None
                flat = np.squeeze(pixels, tuple(a for a in range(len(tiles.position)) if a not in tiles.axes))
                if tiles.axes[0] > tiles.axes[1]:
                    flat = np.swapaxes(flat, 0, 1)
                made[above, before] = flat[rows].take(columns, axis=1)
        return made


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Rows and columns of a level, and its tiles."""

    tiles: PlaneTiles
    rows: _Indices
    columns: _Indices

    @property
    def ends(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return _ends(self.rows), _ends(self.columns)

    @property
    def count(self) -> int:
        return self.tiles.count(*self.ends)


def _wanted(first: tuple[Tile, ...], then: tuple[Tile, ...]) -> tuple[Tile, ...]:
    return tuple(dict.fromkeys((*first, *then)))


def _ends(indices: _Indices) -> tuple[int, int]:
    ends = int(indices[0]), int(indices[-1])
    return min(ends), max(ends)


def _step(indices: _Indices) -> float:
    """Return how far apart indices are on average."""
    return abs(int(indices[-1]) - int(indices[0])) / max(1, indices.size - 1)
