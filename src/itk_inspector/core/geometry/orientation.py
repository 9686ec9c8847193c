"""How the axes of an image run on screen: as the array has them, or so that a patient stands upright."""

from __future__ import annotations

import functools
import itertools

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.anatomy import EdgeLetters, edge_letters
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane, axis_planes

_LEFT, _POSTERIOR, _SUPERIOR = range(SPATIAL_AXES)
_NAMES = {
    frozenset((_LEFT, _POSTERIOR)): "axial",
    frozenset((_LEFT, _SUPERIOR)): "coronal",
    frozenset((_POSTERIOR, _SUPERIOR)): "sagittal",
}


@dataclass(frozen=True, slots=True)
class Orientation:
    """Which way the axes run on screen, and which of two lies across it; indices stay what they are.

    Parameters
    ----------
    flipped : tuple of bool
        For each axis in space, in ITK's order, whether its index grows to the left, or upwards.
    ranks : tuple of int
        For each axis in space, in ITK's order; of a plane's two axes the one of the lower rank runs across.
    """

    flipped: tuple[bool, ...] = (False,) * SPATIAL_AXES
    ranks: tuple[int, ...] = tuple(range(SPATIAL_AXES))

    def flips(self, plane: Plane) -> tuple[bool, bool]:
        """Tell whether the index grows to the left along a plane's horizontal axis, and upwards along the vertical."""
        horizontal, vertical = (
            axis < SPATIAL_AXES and self.flipped[axis] for axis in (plane.horizontal, plane.vertical)
        )
        return horizontal, vertical

    def signs(self, plane: Plane) -> tuple[int, int]:
        """Return by how much the two indices grow from one pixel to the next to the right, and downwards: 1 or −1."""
        horizontal, vertical = self.flips(plane)
        return -1 if horizontal else 1, -1 if vertical else 1

    def axes(self, dimension: int) -> tuple[tuple[int, int], ...]:
        """Return the (horizontal, vertical) axes of the spatial planes: of x and y, of x and z, of y and z."""
        return tuple(self._ranked(*pair) for pair in axis_planes(dimension))

    def _ranked(self, first: int, second: int) -> tuple[int, int]:
        return (first, second) if self.ranks[first] < self.ranks[second] else (second, first)

    def laid(self, plane: Plane) -> Plane:
        """Return a plane with its axes in the order for the screen; those that are not both in space stay."""
        axes = plane.horizontal, plane.vertical
        return plane if max(axes) >= SPATIAL_AXES else plane.with_axes(*self._ranked(*axes))

    def orthogonal(self, plane: Plane) -> tuple[Plane, ...]:
        """Return the spatial planes through a plane's position."""
        return tuple(plane.with_axes(*axes) for axes in self.axes(len(plane.position)))

    def letters(self, plane: Plane, geometry: Geometry) -> EdgeLetters:
        """Return the patient's directions at the edges of the screen."""
        return edge_letters(plane, geometry).flipped(*self.flips(plane))


ARRAY_ORDER = Orientation()
"""Indices grow to the right and downwards, as rows and columns of an array do."""


@functools.lru_cache(maxsize=64)
def patient_orientation(geometry: Geometry) -> Orientation:
    """Return how an image of three axes or more runs on screen so that the patient stands upright.

    This is the radiological convention: axial planes are seen from the feet, coronal ones from the front, sagittal
    ones from the patient's left. So the patient's right is at the left of the screen, and anterior (of axial planes)
    or superior above; in sagittal planes anterior is at the left. An image of fewer axes has no place in a patient:
    it is shown in array order.
    """
    nearest = nearest_patient_axes(geometry)
    if not nearest:
        return ARRAY_ORDER
    # across: towards left or posterior; down: towards posterior or inferior
    flipped = (geometry.direction[row][axis] < 0 for axis, row in enumerate(nearest))
    return Orientation(
        tuple(bool(is_negative != (row == _SUPERIOR)) for is_negative, row in zip(flipped, nearest, strict=True)),
        nearest,
    )


@functools.lru_cache(maxsize=64)
def nearest_patient_axes(geometry: Geometry) -> tuple[int, ...]:
    """Return for each axis in space the patient axis that it is nearest to: 0 for x, 1 for y, 2 for z of LPS.

    Each patient axis is named once: of all ways to do so it is the one whose cosines have the largest sum, and of
    equal ones the first. Empty where the image has fewer than three axes.
    """
    if geometry.dimension < SPATIAL_AXES:
        return ()
    ways = itertools.permutations(range(SPATIAL_AXES))
    return max(ways, key=lambda rows: sum(abs(geometry.direction[row][axis]) for axis, row in enumerate(rows)))


def anatomical_name(plane: Plane, geometry: Geometry) -> str:
    """Name a plane by the patient axes that its own are nearest to; ``""`` where one of them is not in space."""
    nearest = nearest_patient_axes(geometry)
    if not nearest or max(plane.horizontal, plane.vertical) >= SPATIAL_AXES:
        return ""
    return _NAMES[frozenset((nearest[plane.horizontal], nearest[plane.vertical]))]
