"""Brush marks: the pixels that a stroke passes over, in NumPy order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.brush_shape import BrushShape
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import reverse
from itk_inspector.core.geometry.planes import Plane


def brush_offsets(shape: BrushShape, radius: int) -> npt.NDArray[np.int64]:
    """Return the marks of a brush as (vertical, horizontal) offsets, shape (n, 2).

    A square of radius ``r`` has side ``2r + 1``; a disc holds the pixel centres
    within ``r + 0.25`` of the middle, so that radius 1 is a plus with corners cut.
    """
    span = np.arange(-radius, radius + 1)
    vertical, horizontal = np.meshgrid(span, span, indexing="ij")
    keep = np.ones(vertical.shape, dtype=bool)
    if shape is not BrushShape.SQUARE:
        keep = vertical**2 + horizontal**2 <= (radius + 0.25) ** 2
    return np.stack([vertical[keep], horizontal[keep]], axis=1)


def line_pixels(first: Sequence[int], last: Sequence[int]) -> npt.NDArray[np.int64]:
    """Return the pixels from ``first`` to ``last`` (both in), shape (n, 2), without a gap.

    One for each step along the longer way, at the one nearest to the straight line (half goes up): the line that
    Bresenham's algorithm draws, and the same one from either end.
    """
    a, way = np.array(first, dtype=np.int64), np.array(last, dtype=np.int64) - first
    steps = int(np.abs(way).max())
    if not steps:
        return a[None, :]
    numbers = np.arange(steps + 1, dtype=np.int64)[:, None]
    return np.asarray(a + (2 * numbers * way + steps) // (2 * steps))


def line_between(first: Sequence[int], last: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Yield the pixels of `line_pixels` one by one."""
    yield from map(tuple, line_pixels(first, last).tolist())


def stamp_indices(
    centres: Iterable[tuple[int, int]],
    offsets: npt.NDArray[np.int64],
    plane: Plane,
    geometry: Geometry,
) -> npt.NDArray[np.int64]:
    """Return the flat pixel numbers under brush marks, unique and cut to the image.

    Parameters
    ----------
    centres : iterable of (horizontal, vertical)
        ITK indices on the plane.
    offsets : numpy.ndarray
        From `brush_offsets`.
    plane : Plane
    geometry : Geometry

    Returns
    -------
    numpy.ndarray
        int64, ascending positions in the C-ordered array of ``geometry.shape``.
    """
    reach = int(np.abs(offsets).max(initial=0))
    stamp = np.zeros((2 * reach + 1, 2 * reach + 1), dtype=bool)
    stamp[tuple((offsets + reach).T)] = True
    rows, columns = stamp_mask(centres, stamp, plane, geometry)
    full: list[Any] = [p - s for p, s in zip(plane.position, geometry.start_index, strict=True)]
    full[plane.horizontal], full[plane.vertical] = columns, rows
    coordinates = tuple(np.broadcast_to(full[a], rows.shape) for a in reverse(range(geometry.dimension)))
    return np.sort(np.ravel_multi_index(coordinates, geometry.shape).astype(np.int64))


def stamp_mask(
    centres: Iterable[tuple[int, int]], stamp: npt.NDArray[np.bool_], plane: Plane, geometry: Geometry
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return rows and columns of a plane's slice, from 0, that are under a stamp with its middle at any of the centres.

    Parameters
    ----------
    centres : iterable of (horizontal, vertical)
        ITK indices on the plane.
    stamp : numpy.ndarray
        bool, odd numbers of rows and columns.
    plane : Plane
    geometry : Geometry
    """
    reach = np.array(stamp.shape) // 2
    shape = np.array(plane.shape(geometry))
    first = (geometry.start_index[plane.vertical], geometry.start_index[plane.horizontal])
    points = np.array([(v, h) for h, v in centres], dtype=np.int64).reshape(-1, 2) - first
    points = points[((points >= -reach) & (points < shape + reach)).all(axis=1)]
    if not points.size:
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing
    low = np.maximum(points.min(axis=0) - reach, 0)
    marked = _stamped(points - reach - low, stamp, np.minimum(points.max(axis=0) + reach + 1, shape) - low)
    rows, columns = np.nonzero(marked)
    return rows + low[0], columns + low[1]


def _stamped(
    corners: npt.NDArray[np.int64], stamp: npt.NDArray[np.bool_], shape: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Return a mask with the stamp at every upper left corner; a list of all marks would fill the memory."""
    marked = np.zeros(tuple(shape.tolist()), dtype=bool)
    for top, left in corners.tolist():
        v, h = max(top, 0), max(left, 0)
        part = marked[v : top + stamp.shape[0], h : left + stamp.shape[1]]
        part |= stamp[v - top :, h - left :][: part.shape[0], : part.shape[1]]
    return marked
