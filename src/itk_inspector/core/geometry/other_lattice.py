"""Which pixel of another image lies at a place of this one: both are where their geometries say."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import (
    ContinuousIndex,
    ItkIndex,
    PhysicalPoint,
    nearest_index,
    nearest_to_point,
)


def index_in(main: Geometry, other: Geometry, where: ContinuousIndex, position: Sequence[int] = ()) -> ItkIndex | None:
    """Return the pixel of another image that lies where a position of the main image does.

    It is the one that ITK finds at the physical point. Where origin, spacing and direction are the same, it is the
    pixel that covers the same continuous index: there and back through space could miss a half-way point.

    Of images of different dimensions, the axes that both have count. The further ones of the main image are left out:
    a volume lies at every time of a series. Along its own further ones the other image stays where it is.

    Parameters
    ----------
    main, other : Geometry
    where : ContinuousIndex
        In the main image.
    position : sequence of int
        ITK index at which the other image stands, as `Plane.position`; its entries along axes that the main image
        has are ignored. By default it stands at its start.

    Returns
    -------
    ItkIndex or None
        None outside the other image, and where an axis that only one of them has leads through the space of both.

    Notes
    -----
    Source: ``itk::ImageBase::TransformIndexToPhysicalPoint``, ``itk::ImageBase::TransformPhysicalPointToIndex``.
    """
    shared = shared_space(main, other)
    if shared is None:
        return None
    if shared.is_same_lattice:
        found = nearest_index(ContinuousIndex(where.components[: shared.dimension]))
    else:
        point = PhysicalPoint(main.point_of(where).components[: shared.dimension])
        continuous = shared.other.continuous_index_of(point)
        if not all(map(math.isfinite, continuous.components)):
            return None
        found = nearest_to_point(continuous)
    index = ItkIndex((*found.components, *standing_at(other, position)[shared.dimension :]))
    return index if other.contains(index) else None


@dataclass(frozen=True, slots=True)
class SharedSpace:
    """The axes that two images both have.

    Parameters
    ----------
    dimension : int
        How many they are.
    other : Geometry
        The other image along these.
    is_same_lattice : bool
        Pixels of the same index lie at the same point.
    """

    dimension: int
    other: Geometry
    is_same_lattice: bool


@functools.lru_cache(maxsize=64)  # asked for at each move of the mouse
def shared_space(main: Geometry, other: Geometry) -> SharedSpace | None:
    """Return the axes that two images both have; None where the other image's further ones lead through them."""
    shared = min(main.dimension, other.dimension)
    if _leads_out(other, shared):
        return None
    near = other.leading(shared) if other.dimension > shared else other
    this = main.leading(shared)
    is_same = (this.origin, this.spacing, this.direction) == (near.origin, near.spacing, near.direction)
    return SharedSpace(shared, near, is_same and not _leads_out(main, shared))


def standing_at(other: Geometry, position: Sequence[int]) -> tuple[int, ...]:
    """Return where an image stands along all its axes; at its start, where nothing is said."""
    return tuple(position) or other.start_index


def _leads_out(geometry: Geometry, dimension: int) -> bool:
    """Tell whether an axis after the first ones leads through their space."""
    return any(value != 0.0 for row in geometry.direction[:dimension] for value in row[dimension:])
