"""Where a slice lies along its axis, in words."""

from __future__ import annotations

import functools
from collections.abc import Collection
from typing import TYPE_CHECKING

from itk_inspector.core.geometry.axes import SPATIAL_AXES, axis_name
from itk_inspector.core.geometry.coordinate_text import fixed_text, places
from itk_inspector.core.geometry.indexing import ContinuousIndex

if TYPE_CHECKING:  # the window appears before NumPy is loaded
    from itk_inspector.core.geometry.geometry import Geometry
    from itk_inspector.core.geometry.planes import Plane


def slice_position(geometry: Geometry, plane: Plane, axis: int, unit: str, stated: Collection[int]) -> str:
    """Say where a slice lies: the physical coordinate where its axis runs along one of space, else the distance.

    Parameters
    ----------
    geometry : Geometry
    plane : Plane
    axis : int
        ITK axis.
    unit : str
        Of lengths; ``""`` where none is stated.
    stated : collection of int
        ITK axes whose positions are those of the plane; along the others the middle of the image counts.
    """
    column, main = _column(geometry, axis)
    middle = _middle(geometry)
    centre = tuple([plane.position[a] if a in stated else middle[a] for a in range(len(middle))])
    point = geometry.point_of(ContinuousIndex(centre))
    words = f" {unit}" if unit and axis < SPATIAL_AXES else ""
    count = places(geometry.spacing)[axis]
    if abs(abs(column[main]) - 1.0) < 1e-6:
        return f"{fixed_text(point.components[main], count, 2)}{words}"
    along = sum(p * c for p, c in zip(point.components, column, strict=True))
    return f"{fixed_text(along, count, 2)}{words} along {axis_name(axis)}"


@functools.lru_cache(maxsize=16)
def _middle(geometry: Geometry) -> tuple[float, ...]:
    """Return the middle of an image, as a continuous index."""
    return tuple(s + (n - 1) / 2 for s, n in zip(geometry.start_index, geometry.size, strict=True))


@functools.lru_cache(maxsize=16)
def _column(geometry: Geometry, axis: int) -> tuple[tuple[float, ...], int]:
    """Return where an axis leads in space, and the axis of space that it is nearest to."""
    column = tuple(row[axis] for row in geometry.direction)
    return column, max(range(len(column)), key=lambda k: abs(column[k]))
