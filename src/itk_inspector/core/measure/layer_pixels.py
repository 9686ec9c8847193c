"""The pixels of an image that is shown beside the one that is measured, at the places of that one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, to_array
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.geometry.other_slice import places_of, slice_in
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo


@dataclass(frozen=True, slots=True, eq=False)
class LayerPixels:
    """An image beside the measured one: its nearest pixels at physical points of that one, as they are drawn.

    Parameters
    ----------
    name : str
    info : ImageInfo
    pixels : numpy.ndarray
        Only read; C-contiguous, shape ``info.shape``.
    main : Geometry
        Of the image that is measured.
    position : tuple of int
        ITK index at which the layer stands, of which the axes count that the measured image does not have.
    """

    name: str
    info: ImageInfo
    pixels: npt.NDArray[Any]
    main: Geometry
    position: tuple[int, ...] = ()

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of one component."""
        return self.pixels.dtype

    def at(self, index: ItkIndex) -> ItkIndex | None:
        """Return the layer's pixel at a pixel of the measured image; None outside the layer."""
        return index_in(self.main, self.info.geometry, ContinuousIndex(index.components), self.position)

    def box(self, region: Region) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
        """Read the pixels of a box of the measured image, which has two axes or more.

        Returns
        -------
        values : numpy.ndarray
            ``[…, row, col]``, plus an axis of components; a **copy**.
        inside : numpy.ndarray
            ``[…, row, col]``: where the layer has a pixel; elsewhere its value counts for nothing.
        """
        components = self.pixels.shape[self.info.geometry.dimension :]
        flat = self.pixels.reshape(-1, *components)
        values = np.zeros((*region.shape, *components), self.pixels.dtype)
        inside = np.zeros(region.shape, np.bool_)
        start = self.main.start_index
        down, across = (
            np.arange(first, first + count, dtype=np.float64) + start[axis]
            for first, count, axis in zip(region.start[-2:], region.shape[-2:], (1, 0), strict=True)
        )
        for slow in np.ndindex(region.shape[:-2]):
            before = (first + step for first, step in zip(region.start[:-2], slow, strict=True))
            hidden = (n + s for n, s in zip(before, start[:1:-1], strict=True))
            plane = Plane(0, 1, (*start[:2], *reversed(tuple(hidden))))
            found = slice_in(self.main, self.info.geometry, plane, across, down, self.position)
            if found is not None:
                there = places_of(found, self.info.geometry)
                is_there = there >= 0
                rows, columns = (slice(s, s + n) for s, n in zip((found.top, found.left), there.shape, strict=True))
                inside[slow][rows, columns] = is_there
                values[slow][rows, columns][is_there] = flat[there[is_there]]
        return values, inside

    def along(self, places: Sequence[ContinuousIndex]) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
        """Read the nearest pixels at places in the measured image, one after the other; and where there are any."""
        found = [index_in(self.main, self.info.geometry, place, self.position) for place in places]
        values = np.zeros((len(found), *self.pixels.shape[self.info.geometry.dimension :]), self.pixels.dtype)
        for number, index in enumerate(found):
            if index is not None:
                values[number] = self.pixels[to_array(index, self.info.geometry.start_index)]
        return values, np.array([index is not None for index in found], np.bool_)
