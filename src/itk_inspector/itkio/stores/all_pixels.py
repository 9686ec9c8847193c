"""The pixels of an image in chunks that are gone through, piece by piece; each process opens it for itself."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.engine import ChunkEngine
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.measure.area import Area, area_of
from itk_inspector.core.measure.shapes import Shape
from itk_inspector.core.measure.whole_image import numbers_type
from itk_inspector.core.pixels.passes import Place
from itk_inspector.itkio.stores import engines

_BLOCK = 1 << 18
"""Values that are looked at at once: what is made of them on the way stays in the processor's cache."""


@functools.lru_cache(maxsize=2)
def engine_of(request: OpenRequest, run: str) -> ChunkEngine:
    """Return what this process has opened for a run."""
    return engines.opened(request)


@dataclass(frozen=True, slots=True)
class AllPixels:
    """What is gone through: it can be sent to another process, which opens it anew.

    Parameters
    ----------
    request : OpenRequest
        Whose level is read.
    box : Region
        Of that level.
    run : str
        Another one each time: what a process has opened for one is no longer what there is.
    components : int
        Numbers of a pixel.
    outline : Shape or None
        A region in the box: its pixels alone count.
    geometry : Geometry or None
        Of the box, where there is an outline.
    """

    request: OpenRequest
    box: Region
    run: str
    components: int = 1
    outline: Shape | None = None
    geometry: Geometry | None = None

    def blocks(self, piece: Region) -> Iterator[tuple[npt.NDArray[Any], Place]]:
        """Yield the values of a piece in blocks ``[pixel, component]``, and where these lie; one at least."""
        engine, inside = engine_of(self.request, self.run), self._inside(piece)
        if inside is not None and not len(inside):  # of which no chunk is read
            nothing = np.zeros((0, self.components), numbers_type(engine.pyramid.dtype))
            yield nothing, functools.partial(self._number, piece, None)
            return
        values = np.ascontiguousarray(engine.read(self.request.level, piece)).reshape(-1, self.components)
        values = values.view(numbers_type(values.dtype))
        values, step = values if inside is None else values[inside], max(1, _BLOCK // self.components)
        for at in range(0, len(values), step):
            there = None if inside is None else inside[at : at + step]
            yield values[at : at + step], functools.partial(self._number, piece, there, at)

    def _inside(self, piece: Region) -> npt.NDArray[np.intp] | None:
        """Return which pixels of a piece count; None for all of them."""
        if self.outline is None or self.geometry is None:
            return None
        start = tuple(a - b for a, b in zip(piece.start, self.box.start, strict=True))
        mask = _area(self.outline, self.geometry).mask_of(Region(start, piece.shape))
        return None if mask is None else np.flatnonzero(mask)

    def _number(self, piece: Region, inside: npt.NDArray[np.intp] | None, begin: int, at: int = 0) -> int:
        """Return the number of a pixel of a block among all of the box."""
        flat = begin + at if inside is None else int(inside[at])
        there = np.unravel_index(flat, piece.shape)
        place = tuple(int(n) + a - b for n, a, b in zip(there, piece.start, self.box.start, strict=True))
        return int(np.ravel_multi_index(place, self.box.shape))


@functools.lru_cache(maxsize=2)
def _area(outline: Shape, geometry: Geometry) -> Area:
    return area_of(outline, geometry)
