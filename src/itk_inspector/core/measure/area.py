"""Which pixels a region covers, and their values piece by piece."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array, to_itk
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.layer_pixels import LayerPixels
from itk_inspector.core.measure.shapes import Shape

PIECE = 2**18
"""Pixels looked at in one go: about a millisecond, then another thread may have its turn."""
Cover: TypeAlias = Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], npt.NDArray[np.bool_]]
"""Tells of pixels, by their array indices along the slower and the faster axis, which lie inside."""


@dataclass(frozen=True, slots=True)
class Area:
    """Pixels of a box, or those of them whose centres lie inside an outline.

    Parameters
    ----------
    box : Region
    axes : tuple of int
        NumPy axes of the plane that the outline lies in, the slower one first.
    cover : callable or None
        None for all of the box.
    """

    box: Region
    axes: tuple[int, int]
    cover: Cover | None = None

    def pieces(self) -> Iterator[tuple[Region, npt.NDArray[np.bool_] | None]]:
        """Cut the box into pieces of at most `PIECE` pixels, in C order; each with a mask of its shape, or None."""
        mask, of = None, None
        for piece in _cut(self.box):
            if self.cover is not None:
                slow, fast = ((piece.start[axis], piece.shape[axis]) for axis in self.axes)
                if (slow, fast) != of:  # the slices of a region have the same one
                    mask, of = self._mask(slow, fast), (slow, fast)
            shaped = None if mask is None else np.broadcast_to(self._spread(mask), piece.shape)
            yield piece, shaped

    def mask_of(self, piece: Region) -> npt.NDArray[np.bool_] | None:
        """Return which pixels of a piece of the box count, a mask of its shape; None for all of them."""
        if self.cover is None:
            return None
        slow, fast = ((piece.start[axis], piece.shape[axis]) for axis in self.axes)
        return np.broadcast_to(self._spread(self._mask(slow, fast)), piece.shape)

    def _mask(self, slow: tuple[int, int], fast: tuple[int, int]) -> npt.NDArray[np.bool_]:
        assert self.cover is not None
        down, along = (np.arange(start, start + count, dtype=np.int64) for start, count in (slow, fast))
        return self.cover(down[:, None], along[None, :])

    def _spread(self, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Return a mask of the plane with one pixel along every other axis."""
        shape = [1] * len(self.box.shape)
        for axis, count in zip(self.axes, mask.shape, strict=True):
            shape[axis] = count
        return mask.reshape(shape)

    def blocks(
        self, pixels: npt.NDArray[Any] | LayerPixels, component: int | None, holds: Callable[[], bool]
    ) -> Iterator[npt.NDArray[Any]]:
        """Go through the values, in C order, in 1-D arrays that are only to be read; ends when ``holds`` says no.

        Parameters
        ----------
        pixels : numpy.ndarray or LayerPixels
            Of the whole image, with a component axis where ``component`` is not None; or those of an image beside it,
            of which places outside are left out.
        component : int or None
        holds : callable
            Asked before every look at the pixels.
        """
        for piece, mask in self.pieces():
            if not holds():
                return
            values, mask = _read(pixels, piece, mask)
            if component is not None:
                values = values[..., component]
            taken = values.ravel() if mask is None else values[mask]
            yield _ordered(taken)
            time.sleep(0)  # whoever waits for the interpreter gets it

    def place(
        self,
        number: int,
        geometry: Geometry,
        holds: Callable[[], bool] = lambda: True,
        layer: LayerPixels | None = None,
    ) -> ItkIndex | None:
        """Return where a value lies, by its number from 0 in the order of `blocks`; None when ``holds`` says no.

        Of the values of a layer it is the pixel of the measured image.

        Raises
        ------
        ProbeError
            If there are fewer values.
        """
        for piece, mask in self.pieces():
            if not holds():
                return None
            if layer is not None:
                _, mask = _read(layer, piece, mask)
            count = piece.pixels if mask is None else int(np.count_nonzero(mask))
            if number < count:
                flat = number if mask is None else int(np.flatnonzero(mask)[number])
                inside = np.unravel_index(flat, piece.shape)
                index = [int(i) + start for i, start in zip(inside, piece.start, strict=True)]
                return to_itk(index, geometry.start_index)
            number -= count
        raise ProbeError("There is no such value.")


def _read(
    pixels: npt.NDArray[Any] | LayerPixels, piece: Region, mask: npt.NDArray[np.bool_] | None
) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_] | None]:
    """Return the values of a piece, and which of them count."""
    if not isinstance(pixels, LayerPixels):
        return pixels[piece.slices], mask
    values, inside = pixels.box(piece)
    return values, inside if mask is None else inside & mask


def _ordered(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return magnitudes of complex numbers, and 0 and 1 of bool."""
    if values.dtype.kind == "c":
        return np.asarray(np.abs(values))
    return values.view(np.uint8) if values.dtype.kind == "b" else values


def _cut(box: Region) -> Iterator[Region]:
    """Cut a box along its slowest axes until the pieces are small enough."""
    if box.pixels <= PIECE:
        yield box
        return
    axis = next(a for a, count in enumerate(box.shape) if count > 1)
    inner = math.prod(box.shape[axis + 1 :])
    step = max(1, PIECE // inner)
    for first in range(0, box.shape[axis], step):
        count = min(step, box.shape[axis] - first)
        start = (*box.start[:axis], box.start[axis] + first, *box.start[axis + 1 :])
        yield from _cut(Region(start, (*box.shape[:axis], count, *box.shape[axis + 1 :])))


def area_of(shape: Shape, geometry: Geometry) -> Area:
    """Return what a region covers of an image.

    Rectangles cover all pixels between two corners, both included. Ellipses and polygons cover the pixels whose
    centres lie inside or on the outline: an ellipse fills the box of the same corners, the corners of a polygon are
    pixel centres, and where its sides cross, what lies inside is by the even–odd rule.

    Raises
    ------
    ProbeError
        If the shape is no region.
    """
    if not shape.kind.is_region:
        raise ProbeError(f"{shape.name} covers no pixels.")
    nodes = [to_array(node, geometry.start_index) for node in shape.nodes]
    low, high = (list(map(of, zip(*nodes, strict=True))) for of in (min, max))
    if shape.through is not None:
        axis = geometry.dimension - 1 - shape.through.axis
        start = geometry.start_index[shape.through.axis]
        low[axis], high[axis] = (place - start for place in (shape.through.first, shape.through.last))
    box = Region(tuple(low), tuple(b - a + 1 for a, b in zip(low, high, strict=True)))
    slow, fast = (geometry.dimension - 1 - axis for axis in reversed(shape.axes))
    if shape.kind is ShapeKind.RECTANGLE:
        return Area(box, (slow, fast))
    if shape.kind is ShapeKind.ELLIPSE:
        return Area(box, (slow, fast), ellipse_cover((low[slow], high[slow]), (low[fast], high[fast])))
    return Area(box, (slow, fast), polygon_cover([(node[slow], node[fast]) for node in nodes]))


def ellipse_cover(slow: tuple[int, int], fast: tuple[int, int]) -> Cover:
    """Return what lies in the ellipse that fills a box from first to last pixel along two axes, exactly."""
    middle, other = sum(slow), sum(fast)
    height, width = slow[1] - slow[0] + 1, fast[1] - fast[0] + 1

    def cover(down: npt.NDArray[np.int64], along: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        # (2 x − s)² h² + (2 y − t)² w² ≤ w² h², solved for x row by row in whole numbers of any size
        rows = (width * width * (height * height - (2 * int(y) - middle) ** 2) // (height * height) for y in down[:, 0])
        reach = np.array([math.isqrt(square) if square >= 0 else -1 for square in rows], np.int64)
        return np.asarray(np.abs(2 * along - other) <= reach[:, None])

    return cover


def polygon_cover(corners: list[tuple[int, int]]) -> Cover:
    """Return what lies in a polygon or on its sides; corners along the slower and the faster axis, exactly."""

    def cover(down: npt.NDArray[np.int64], along: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        inside = np.zeros((down.shape[0], along.shape[1]), bool)
        edge = np.zeros_like(inside)
        for (y1, x1), (y2, x2) in zip(corners, corners[1:] + corners[:1], strict=True):
            first = int(np.searchsorted(down[:, 0], min(y1, y2)))
            rows = slice(first, int(np.searchsorted(down[:, 0], max(y1, y2), side="right")))
            y = down[rows]  # on others the side neither lies nor ends what begins left of it
            side = (x2 - x1) * (y - y1) - (along - x1) * (y2 - y1)
            inside[rows] ^= ((y1 <= y) != (y2 <= y)) & ((side > 0) == (y2 > y1))
            edge[rows] |= (side == 0) & (min(x1, x2) <= along) & (along <= max(x1, x2))
        return inside | edge

    return cover
