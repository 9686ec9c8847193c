"""What the brush covers around a pixel, in its slice and in others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.footprint import Footprint, edges_of
from itk_inspector.core.editing.brush import stamp_mask
from itk_inspector.core.editing.brush_shape import BrushShape
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane

MOST_AT_ONCE = 1 << 21
"""Pixels that a brush may hold."""
_BEYOND = 0.25
"""What a round brush reaches beyond its radius: one of radius 1 is a plus."""


@dataclass(frozen=True, slots=True, eq=False)
class BrushStamp:
    """The pixels of a brush.

    Parameters
    ----------
    layers : tuple of numpy.ndarray
        bool, rows and columns on the plane, the pixel that it is put on in the middle: of its slice, of those next to
        it on both sides, and so on.
    """

    layers: tuple[npt.NDArray[np.bool_], ...]

    @property
    def pixels(self) -> int:
        """How many it holds where the image has no end."""
        counts = [int(np.count_nonzero(layer)) for layer in self.layers]
        return counts[0] + 2 * sum(counts[1:])

    def footprint(self) -> Footprint:
        """Return its outline around the pixel under the cursor."""
        rows, columns = self.layers[0].shape
        return Footprint(edges_of(self.layers[0], -(columns // 2), -(rows // 2)), follows=True)

    def depths(self, plane: Plane, geometry: Geometry) -> dict[int, int]:
        """Return the slices of the image that it reaches, as ITK indices along the axis across, and their layers."""
        axis = across(plane, geometry)
        if axis is None:
            return {0: 0}
        at, start = plane.position[axis], geometry.start_index[axis]
        low = max(at - len(self.layers) + 1, start)
        high = min(at + len(self.layers) - 1, start + geometry.size[axis] - 1)
        return {place: abs(place - at) for place in range(low, high + 1)}

    def count(self, plane: Plane, geometry: Geometry) -> tuple[int, int]:
        """Return how many pixels it covers in the middle of a plane, and in how many slices."""
        counts = [int(np.count_nonzero(layer)) for layer in self.layers]
        reached = [counts[depth] for depth in self.depths(plane, geometry).values() if counts[depth]]
        return sum(reached), len(reached)

    def marks(self, centres: Iterable[tuple[int, int]], plane: Plane, geometry: Geometry) -> npt.NDArray[np.int64]:
        """Return the flat pixel numbers under the brush, unique, ascending and cut to the image.

        Parameters
        ----------
        centres : iterable of (horizontal, vertical)
            ITK indices on the plane.
        plane : Plane
        geometry : Geometry

        Returns
        -------
        numpy.ndarray
            int64, positions in the C-ordered array of ``geometry.shape``.
        """
        points, axis = list(centres), across(plane, geometry)
        strides = [math.prod(geometry.size[:each]) for each in range(geometry.dimension)]
        base = sum(
            (place - start) * stride
            for each, (place, start, stride) in enumerate(
                zip(plane.position, geometry.start_index, strides, strict=True)
            )
            if each not in (plane.horizontal, plane.vertical, axis)
        )
        known: dict[int, npt.NDArray[np.int64]] = {}
        found = []
        for place, depth in self.depths(plane, geometry).items():
            layer = self.layers[depth]
            if id(layer) not in known:
                rows, columns = stamp_mask(points, layer, plane, geometry)
                known[id(layer)] = rows * strides[plane.vertical] + columns * strides[plane.horizontal]
            offset = 0 if axis is None else (place - geometry.start_index[axis]) * strides[axis]
            found.append(known[id(layer)] + (base + offset))
        return np.sort(np.concatenate(found))


def across(plane: Plane, geometry: Geometry) -> int | None:
    """Return the axis that slices are counted along: the first across the plane with several of them."""
    return next(iter(plane.moving_axes(geometry)), None)


def stamp_of(
    shape: BrushShape, radius: int, plane: Plane, geometry: Geometry, *, slices: int = 0, in_space: bool = False
) -> BrushStamp:
    """Return the pixels of a brush on a plane.

    A square of radius ``r`` has side ``2 r + 1``; a disc and a ball hold the pixel centres within ``r + 0.25`` of the
    middle.

    Parameters
    ----------
    shape : BrushShape
    radius : int
        In pixels; in space, in the smallest spacing of the axes that it lies along.
    plane : Plane
    geometry : Geometry
    slices : int
        How many on each side are painted, too; a ball has its own.
    in_space : bool
        It is as wide as high (and deep) in space, and not in pixels; along axes that all lie in space.

    Raises
    ------
    EditError
        If it holds more than `MOST_AT_ONCE` pixels.
    """
    axis = across(plane, geometry)
    axes = [plane.vertical, plane.horizontal]
    if shape is BrushShape.BALL and axis is not None:
        axes.append(axis)
    steps = [1.0] * len(axes)
    if in_space and max(axes) < SPATIAL_AXES:
        spacing = [geometry.spacing[each] for each in axes]
        steps = [each / min(spacing) for each in spacing]
    return _stamp(shape, radius, tuple(steps), slices if axis is not None else 0)


@lru_cache(maxsize=4)
def _stamp(shape: BrushShape, radius: int, steps: Sequence[float], slices: int) -> BrushStamp:
    """Make the layers of a brush; ``steps`` say how long a pixel is along each axis, the across one last."""
    reach = radius + _BEYOND
    down, along = (np.arange(-(reach // step), reach // step + 1) * step for step in steps[:2])
    if shape is BrushShape.SQUARE:
        _check(down.size * along.size * (2 * slices + 1))
        return BrushStamp((_read_only(np.ones((down.size, along.size), np.bool_)),) * (slices + 1))
    squares = down[:, None] ** 2 + along[None, :] ** 2
    if shape is BrushShape.DISC:
        return _made([reach**2] * (slices + 1), squares)
    deep = int(reach // steps[2]) if len(steps) > 2 else 0
    return _made([reach**2 - (k * steps[-1]) ** 2 for k in range(deep + 1)], squares)


def _made(bounds: Sequence[float], squares: npt.NDArray[np.float64]) -> BrushStamp:
    """Make the layers in which squared distances are within bounds."""
    counts = np.searchsorted(np.sort(squares, axis=None), bounds, side="right").tolist()
    _check(counts[0] + 2 * sum(counts[1:]))
    layers = {bound: _read_only(squares <= bound) for bound in bounds}
    return BrushStamp(tuple(layers[bound] for bound in bounds))


def _check(pixels: int) -> None:
    if pixels > MOST_AT_ONCE:
        raise EditError(f"This brush holds {pixels:,} pixels; the most are {MOST_AT_ONCE:,}. Make it smaller.")


def _read_only(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    mask.flags.writeable = False
    return mask
