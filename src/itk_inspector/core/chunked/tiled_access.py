"""The way to single pixels of an image that is read in parts: those of level 0, or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.changed_chunks import IS_CHANGED, VALUE, ChangedChunks
from itk_inspector.core.chunked.in_parts import not_whole
from itk_inspector.core.chunked.tile import Tile
from itk_inspector.core.chunked.tiled_pixels import HeldPixels, TiledPixels
from itk_inspector.core.errors import EditError, ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ContinuousIndex, ItkIndex, to_array, to_itk, unswapped
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.pixels.pixel_access import PixelAccess, PixelOwner
from itk_inspector.core.pixels.probe import ItkPixels, Probe, check_inside, dtype_name, located
from itk_inspector.core.pixels.values import Value, value_at

READING = "reading…"
_PROBED, _PAINTED = "probe", "painted over"
_NONE = np.empty(0, np.uint8)


class TiledAccess(PixelAccess):
    """Says of everything that needs all pixels that the image is read in parts, and reads single ones of level 0.

    Parameters
    ----------
    tiles : TiledPixels
    geometry : Geometry
        Of level 0.
    owner : PixelOwner
    path : pathlib.PurePath
    changed : ChangedChunks, optional
        Of an edited copy: what it holds in their place.
    """

    __slots__ = ("_name", "_tiles", "changed")

    def __init__(
        self,
        tiles: TiledPixels,
        geometry: Geometry,
        owner: PixelOwner,
        path: PurePath,
        changed: ChangedChunks | None = None,
    ) -> None:
        super().__init__(_NONE, geometry, owner, path)
        self._tiles = tiles
        self.changed = changed
        self._name = path.name

    @property
    def shape(self) -> tuple[int, ...]:
        """NumPy order, plus a component axis if there are several."""
        components = () if self._tiles.components == 1 else (self._tiles.components,)
        return (*self.geometry.shape, *components)

    @property
    def dtype(self) -> Any:
        """Type of one component."""
        return self._tiles.dtype

    @property
    def is_whole(self) -> bool:
        """Tell that never all pixels can be read."""
        return False

    def all(self) -> NoReturn:
        """Refuse.

        Raises
        ------
        NotWholeError
        """
        raise not_whole(self._name)

    def held(self, plane: Plane) -> HeldPixels | None:
        """Return what is there of a plane, of the coarsest level; see `TiledSlice.held`."""
        return replace(self._tiles.cut(plane), changed=self.changed).held()

    def pixel(self, index: ItkIndex) -> Value:
        """Return one stored value of level 0, if it has been read; else ask for it.

        Raises
        ------
        ProbeError
            If the index lies outside.
        NotWholeError
            While it has not been read, or where it cannot be.
        """
        if not self.geometry.contains(index):
            raise ProbeError(f"The index {index} lies outside the image.")
        tile = self._tiles.tile_of(index)
        self._tiles.cache.want(_PROBED, (tile,))
        value = self._value(tile, to_array(index, self.geometry.start_index))
        if value is None:
            raise not_whole(self._name)
        return value

    def values_at(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """Return a **copy** of pixels at flat positions, one a row, if they have been read; else ask for them.

        Raises
        ------
        EditError
            While some have not been read.
        """
        components = self.shape[len(self.geometry.shape) :]
        values = np.empty((positions.size, *components), self.dtype)
        left = np.arange(positions.size)
        if self.changed is not None:
            found = self.changed.take(positions)
            is_changed = found[IS_CHANGED].reshape(positions.size, -1).all(axis=1)
            values[is_changed], left = found[VALUE][is_changed], left[~is_changed]
        awaited: list[Tile] = []
        indices = np.stack(np.unravel_index(positions, self.geometry.shape), axis=1)
        while left.size:
            first = ArrayIndex(map(int, indices[left[0]]))
            tile = self._tiles.tile_of(to_itk(first, self.geometry.start_index))
            inner = indices[left] - np.array(tile.box.start)
            is_inside = np.all((inner >= 0) & (inner < np.array(tile.box.shape)), axis=1)
            pixels = self._tiles.cache.pixels(tile)
            if pixels is None:
                self._await(tile, awaited)
            else:
                values[left[is_inside]] = pixels[tuple(inner[is_inside].T)]
            left = left[~is_inside]
        self._tiles.cache.want(_PAINTED, tuple(awaited))
        if awaited:
            raise EditError("These pixels are still being read. Try again.")
        return values

    def _await(self, tile: Tile, awaited: list[Tile]) -> None:
        cache = self._tiles.cache
        if tile in cache.problems:
            raise EditError(cache.problems[tile])
        if len(awaited) > cache.room // 2:
            raise EditError("So many pixels are not kept in memory: use a smaller brush.")
        awaited.append(tile)

    def check(self, index: ItkIndex) -> None:
        """Refuse an index that lies outside; what is inside can be asked for.

        Raises
        ------
        ProbeError
        """
        check_inside(index, self.geometry)

    def probe(self, index: ItkIndex, itk_pixels: ItkPixels, continuous: ContinuousIndex | None = None) -> Probe:
        """Return where a pixel lies, with its values as far as they have been read; they are asked for.

        Raises
        ------
        ProbeError
            If the index has another dimension or lies outside.
        """
        check_inside(index, self.geometry)
        array_index = to_array(index, self.geometry.start_index)
        tile = self._tiles.tile_of(index)
        self._tiles.cache.want(_PROBED, (tile,))
        value = self._value(tile, array_index)
        absent = "" if value is not None else self._tiles.cache.problems.get(tile, READING)
        itk_value = itk_pixels.value(index) if not absent else None
        twin = unswapped(index, self.geometry.shape)
        return located(
            index,
            self.geometry,
            dtype_name(self._tiles.dtype),
            array_index=array_index,
            twin_index=twin,
            itk_value=itk_value,
            array_value=value,
            twin_value=None if twin is None else self._there(twin),
            continuous=continuous,
            absent=absent,
        )

    def _there(self, index: ArrayIndex) -> Value | None:
        return self._value(self._tiles.tile_of(to_itk(index, self.geometry.start_index)), index)

    def _value(self, tile: Tile, index: ArrayIndex) -> Value | None:
        changed = self.changed.pixel(index) if self.changed is not None else None
        if changed is not None:
            return value_at(changed, ())
        pixels = self._tiles.cache.pixels(tile)
        if pixels is None:
            return None
        return value_at(pixels, tuple(at - start for at, start in zip(index, tile.box.start, strict=True)))
