"""What is on screen of one image, as the lattice of another one has it."""

from __future__ import annotations

import itertools
from dataclasses import replace

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.viewport import ALL_FITTED, Viewport, Viewports
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, PhysicalPoint, nearest_index
from itk_inspector.core.geometry.other_lattice import shared_space
from itk_inspector.core.geometry.planes import Plane

_SAME = 1e-6
"""Of a pixel."""


@dataclass(frozen=True, slots=True)
class View:
    """What is on screen of an image.

    Parameters
    ----------
    plane : Plane
    viewports : Viewports
        What part of it; none that are fitted where another image shall show the same.
    is_quad : bool
        Three planes are on screen, which meet at the plane's position.
    """

    plane: Plane
    viewports: Viewports = ALL_FITTED
    is_quad: bool = False


def share_lattice(one: Geometry, other: Geometry) -> bool:
    """Tell whether equal indices of two images are equal points, whatever the images' sizes."""
    return (one.origin, one.spacing, one.direction) == (other.origin, other.spacing, other.direction)


def place_in(of: Geometry, other: Geometry, where: ContinuousIndex, present: Plane) -> ContinuousIndex:
    """Return the continuous index that a position of one image has in another one.

    Axes that only one of them has are treated as `other_lattice.index_in` treats them; where the two share no space,
    the other image stays where it is.

    Parameters
    ----------
    of, other : Geometry
    where : ContinuousIndex
        In ``of``.
    present : Plane
        Of ``other``.
    """
    standing = tuple(map(float, present.position))
    shared = shared_space(of, other)
    if shared is None:
        return ContinuousIndex(standing)
    if shared.is_same_lattice:
        found = where.components[: shared.dimension]
    else:
        point = PhysicalPoint(of.point_of(where).components[: shared.dimension])
        found = shared.other.continuous_index_of(point).components
    return ContinuousIndex((*found, *standing[shared.dimension :]))


def cover_alike(of: Geometry, other: Geometry, present: Plane) -> bool:
    """Tell whether two images of as many axes have the same corners, so that each is fitted where the other one is."""
    if of.dimension != other.dimension:
        return False
    ends = list(map(_ends, other.start_index, other.size))
    for corner in itertools.product(*map(_ends, of.start_index, of.size)):
        found = place_in(of, other, ContinuousIndex(corner), present).components
        if not all(min(abs(f - end) for end in both) <= _SAME for f, both in zip(found, ends, strict=True)):
            return False
    return True


def _ends(start: int, count: int) -> tuple[float, float]:
    """Return where the first pixel begins along an axis, and where the last one ends."""
    return start - 0.5, start + count - 0.5


def parallel_axes(of: Geometry, other: Geometry, axes: tuple[int, int]) -> tuple[int, int]:
    """Return the two axes of another image that are most parallel to two of this one, in the same order.

    Of all pairs it is the one whose two cosines, whatever their signs, have the largest sum; of equal ones the first.
    """
    pairs = [(a, b) for a in range(other.dimension) for b in range(other.dimension) if a != b]
    return max(pairs, key=lambda pair: sum(_cosine(of, a, other, b) for a, b in zip(axes, pair, strict=True)))


def _cosine(of: Geometry, axis: int, other: Geometry, other_axis: int) -> float:
    rows = zip(of.direction, other.direction, strict=False)  # an axis that one of them lacks is across all others
    return abs(sum(row[axis] * other_row[other_axis] for row, other_row in rows))


def same_view(of: Geometry, view: View, other: Geometry, present: Plane) -> View:
    """Return the view of another image that shows the same place as that of this one.

    It has the planes whose axes are most parallel, the same physical point in the middle of each, and the same
    millimetres on a screen pixel; the slice is the one nearest to that point. Where indices of both images are the
    same points, axes and viewports are the same.

    Parameters
    ----------
    of : Geometry
    view : View
        Of ``of``.
    other : Geometry
    present : Plane
        Of ``other``: where it stands along axes that ``of`` lacks.
    """
    axes = view.plane.horizontal, view.plane.vertical
    if share_lattice(of, other):
        return replace(view, plane=Plane(*axes, _inside(other, ItkIndex(view.plane.position))))
    found = parallel_axes(of, other, axes)
    where = place_in(of, other, _middle(of, view), present)
    plane = Plane(*found, _inside(other, nearest_index(where)))
    return replace(view, plane=plane, viewports=_viewports(of, view, other, plane))


def _middle(of: Geometry, view: View) -> ContinuousIndex:
    """Return where three planes meet, or the middle of the screen on one."""
    seen = view.viewports.of(view.plane)
    if view.is_quad:
        return ContinuousIndex(tuple(float(p) for p in view.plane.position))
    if not seen.is_fitted:
        return view.plane.continuous(*seen.centre)
    middle = [start + (count - 1) / 2 for start, count in zip(of.start_index, of.size, strict=True)]
    return view.plane.continuous(middle[view.plane.horizontal], middle[view.plane.vertical])


def _inside(geometry: Geometry, index: ItkIndex) -> tuple[int, ...]:
    bounds = zip(index.components, geometry.start_index, geometry.size, strict=True)
    return tuple(min(max(component, start), start + count - 1) for component, start, count in bounds)


def _viewports(of: Geometry, view: View, other: Geometry, present: Plane) -> Viewports:
    zoomed: dict[tuple[int, int], Viewport] = {}
    for axes, seen in view.viewports.zoomed:
        found = parallel_axes(of, other, axes)
        if found not in zoomed and not seen.is_fitted:
            centre = place_in(of, other, view.plane.with_axes(*axes).continuous(*seen.centre), present).components
            scale = seen.scale / of.spacing[axes[0]] * other.spacing[found[0]]
            zoomed[found] = Viewport((centre[found[0]], centre[found[1]]), scale)
    return Viewports(tuple(zoomed.items()))
