"""What ITK reads of an image that is read in parts: pixels of the tile under the pointer, as an image of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from itk_inspector.core.chunked.in_parts import not_whole
from itk_inspector.core.chunked.tile import Tile
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.probe import ItkPixels, Late
from itk_inspector.core.pixels.values import Value
from itk_inspector.itkio.bridge import WrappedPixels
from itk_inspector.worker.memory.tile_ring import RingSlot
from itk_inspector.worker.parent.child_pixels import ChildPixels
from itk_inspector.worker.parent.itk_line import ItkLine
from itk_inspector.worker.parent.store_line import StoreLine


class TileProbe:
    """Lets ITK read single pixels of level 0 that are in memory; implements `core.pixels.probe.ItkPixels`.

    The start index of the tile is where it lies in the image: ITK's ``GetPixel`` takes the index in the whole image.

    Parameters
    ----------
    info : ImageInfo
    store : StoreLine
    line : ItkLine, optional
        On which the child is asked; without it itk is loaded here.
    """

    def __init__(self, info: ImageInfo, store: StoreLine, line: ItkLine | None) -> None:
        self._info, self._store, self._line = info, store, line
        self._shown: tuple[Tile, RingSlot, ItkPixels] | None = None

    @property
    def image(self) -> NoReturn:
        """Refuse: there is no image of all pixels.

        Raises
        ------
        NotWholeError
        """
        raise not_whole(self._info.path.name)

    def value(self, index: ItkIndex) -> Value | Late | None:
        """Return the stored value by ``GetPixel``, if its tile is there; the index must lie inside."""
        tile = self._store.tiles.tile_of(index)
        number = self._store.cache.slot_of(tile)
        if number is None:
            return Late.LATE
        slot = self._store.ring.slot(number)
        if self._shown is None or self._shown[:2] != (tile, slot):
            self._store.cache.pin(self, tile)  # as long as ITK may look there
            self._shown = tile, slot, self._pixels_of(tile, slot)
        return self._shown[2].value(index)

    def _pixels_of(self, tile: Tile, slot: RingSlot) -> ItkPixels:
        pixels = self._store.cache.pixels(tile)
        assert pixels is not None
        info = replace(self._info, geometry=self._store.tiles.levels[tile.level].part(tile.box))
        return WrappedPixels(pixels, info) if self._line is None else ChildPixels(self._line, pixels, info, store=slot)
