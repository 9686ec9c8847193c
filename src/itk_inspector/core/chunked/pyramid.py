"""An image in chunks at several resolutions, and the boxes that cover one place at each of them."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.channel import Channel
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.stored_axis import StoredAxis, names_of
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo

_EXACT = 1e-6
"""Pixels by which an edge may miss a pixel's edge and still be that one: scales are written with rounded digits."""


@dataclass(frozen=True, slots=True)
class Pyramid:
    """What is known of an image in chunks before any of them is read.

    Parameters
    ----------
    info : ImageInfo
        Of level 0.
    levels : tuple of Level
        From full resolution down.
    fill : int, float, complex or bool, optional
        The value of pixels whose chunk was never written, where the file says.
    stored_axes : tuple of StoredAxis
        The axes that are shown, NumPy order.
    part_axes : tuple of StoredAxis
        The axes along which all images lie, where there are several.
    channels : tuple of Channel
        That of each of these images, or of the only one; empty where the file says nothing of them.
    """

    info: ImageInfo
    levels: tuple[Level, ...]
    fill: complex | None = None
    stored_axes: tuple[StoredAxis, ...] = ()
    part_axes: tuple[StoredAxis, ...] = ()
    channels: tuple[Channel, ...] = ()

    @property
    def axes(self) -> tuple[str, ...]:
        """What the file calls the axes that are shown, NumPy order; empty where it does not say."""
        return names_of(self.stored_axes)

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The type of one component of a pixel."""
        return np.dtype(self.info.dtype)

    def nbytes(self, level: int) -> int:
        """Return the bytes of all pixels of a level."""
        return math.prod(self.levels[level].shape) * self.info.channels * self.dtype.itemsize

    def finest_within(self, budget: int) -> int | None:
        """Return the finest level whose pixels take no more bytes than that; None when none does."""
        return next((level for level in range(len(self.levels)) if self.nbytes(level) <= budget), None)

    def reduction(self, level: int) -> tuple[float, ...]:
        """Return how many pixels of level 0 lie along one of a level, NumPy order."""
        finest, other = self.levels[0].geometry, self.levels[level].geometry
        return tuple(b / a for a, b in zip(finest.spacing[::-1], other.spacing[::-1], strict=True))

    def box_at(self, level: int, box: Region, of: int = 0) -> Region | None:
        """Return the smallest box of a level that covers a box of level ``of``; None when nothing of it is there.

        Pixels reach half a pixel around their centres, and the centres lie where the levels' own geometries say.
        """
        return covering(self.levels[of].geometry, box, self.levels[level].geometry)


def covering(geometry: Geometry, box: Region, other: Geometry) -> Region | None:
    """Return the smallest box of another geometry's pixels that covers a box, cut to that image."""
    starts = zip(box.start[::-1], box.shape[::-1], geometry.start_index, strict=True)
    edges = [(s + o - 0.5, s + o + n - 0.5) for s, n, o in starts]
    corners = [geometry.point_of(ContinuousIndex(corner)) for corner in itertools.product(*edges)]
    found: npt.NDArray[np.float64] = np.array([other.continuous_index_of(point).components for point in corners])
    low, high = found.min(axis=0) + 0.5 + _EXACT, found.max(axis=0) + 0.5 - _EXACT
    first, last = [], []
    for axis, (start, size) in enumerate(zip(other.start_index, other.size, strict=True)):
        begin, end = math.floor(low[axis]) - start, math.ceil(high[axis]) - start
        first.append(max(0, begin))
        last.append(min(size, max(end, begin + 1)))
    if any(end <= begin for begin, end in zip(first, last, strict=True)):
        return None
    return Region(tuple(first[::-1]), tuple(e - b for b, e in zip(first[::-1], last[::-1], strict=True)))
