"""Where the pixels lie in space."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import field, replace
from typing import TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.determinant import determinant
from itk_inspector.core.geometry.indexing import (
    ContinuousIndex,
    ItkIndex,
    PhysicalPoint,
    checked_index,
    nearest_to_point,
    reverse,
)
from itk_inspector.core.geometry.inverse import inverse

Matrix: TypeAlias = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Geometry:
    """Size and placement of an image; every sequence is in ITK order.

    Parameters
    ----------
    size : tuple of int
        Pixels along each axis.
    start_index : tuple of int
        Index of the first pixel of the largest possible region.
    origin : tuple of float
        Physical point of index ``(0, 0, ..)``.
    spacing : tuple of float
        Distance of neighbouring pixel centres, in the file's units.
    direction : tuple of tuple of float
        Row-major direction cosines; column ``j`` is where index axis ``j`` points.

    Notes
    -----
    point = origin + direction · diag(spacing) · index, with the index counted
    including the start index (ITK Software Guide, ``itk::ImageBase``).
    """

    size: tuple[int, ...]
    start_index: tuple[int, ...]
    origin: tuple[float, ...]
    spacing: tuple[float, ...]
    direction: Matrix
    _to_point: Matrix = field(init=False, repr=False, compare=False)
    dimension: int = field(init=False, repr=False, compare=False)
    """Number of axes."""
    shape: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """The size in NumPy order."""

    def __post_init__(self) -> None:
        # asked for at each move of the mouse
        rows = tuple(tuple(d * s for d, s in zip(row, self.spacing, strict=True)) for row in self.direction)
        object.__setattr__(self, "_to_point", rows)
        object.__setattr__(self, "dimension", len(self.size))
        object.__setattr__(self, "shape", reverse(self.size))

    @classmethod
    def identity(cls, size: tuple[int, ...]) -> Geometry:
        """Unit spacing, zero origin and start, identity direction."""
        n = len(size)
        eye = tuple(tuple(1.0 if i == j else 0.0 for j in range(n)) for i in range(n))
        return cls(size, (0,) * n, (0.0,) * n, (1.0,) * n, eye)

    @property
    def index_to_point(self) -> Matrix:
        """Direction · diag(spacing), row-major: what leads from an index to the physical offset from the origin."""
        return self._to_point

    @property
    def point_to_index(self) -> Matrix:
        """The inverse of it, to the last digit of ITK's."""
        return _point_to_index(self)

    def point_of(self, index: ItkIndex | ContinuousIndex) -> PhysicalPoint:
        """Return the physical point of a (continuous) index.

        The terms are added in ITK's order, so that the last digit is ITK's, too.

        Source: ``itk::ImageBase::TransformIndexToPhysicalPoint``.
        """
        point = []
        for start, row in zip(self.origin, self._to_point, strict=True):
            total = start
            for factor, component in zip(row, index.components, strict=True):
                total += factor * component
            point.append(total)
        return PhysicalPoint(tuple(point))

    def vector_of(self, steps: Sequence[float]) -> tuple[float, ...]:
        """Return where in space a way of so many pixels along each axis leads, from wherever it begins."""
        return tuple(
            math.fsum(factor * step for factor, step in zip(row, steps, strict=True)) for row in self._to_point
        )

    def continuous_index_of(self, point: PhysicalPoint) -> ContinuousIndex:
        """Return the continuous index of a physical point, to the last digit of ITK's.

        Source: ``itk::ImageBase::TransformPhysicalPointToContinuousIndex``.
        """
        offset = [p - start for p, start in zip(point.components, self.origin, strict=True)]
        found = []
        for row in _point_to_index(self):
            total = 0.0
            for factor, component in zip(row, offset, strict=True):
                total += factor * component
            found.append(total)
        return ContinuousIndex(tuple(found))

    def nearest_index_of(self, point: PhysicalPoint) -> ItkIndex:
        """Return the pixel at a physical point, inside the image or not; half-way between pixels it is ITK's.

        Source: ``itk::ImageBase::TransformPhysicalPointToIndex``.
        """
        return nearest_to_point(self.continuous_index_of(point))

    def contains(self, index: ItkIndex) -> bool:
        """Tell whether ``index`` lies in the largest possible region.

        Raises
        ------
        ProbeError
            If it is no `ItkIndex`: of bare numbers nobody knows the order.
        """
        if not isinstance(index, ItkIndex):  # asked for at each move of the mouse
            checked_index(index)
        if len(index.components) != self.dimension:
            return False
        for component, start, count in zip(index.components, self.start_index, self.size, strict=True):
            if not start <= component < start + count:
                return False
        return True

    def leading(self, dimension: int) -> Geometry:
        """Return the geometry of the first sub-volume along the trailing axes."""
        return Geometry(
            self.size[:dimension],
            self.start_index[:dimension],
            self.origin[:dimension],
            self.spacing[:dimension],
            tuple(row[:dimension] for row in self.direction[:dimension]),
        )

    def turned_about_z(self) -> Geometry:
        """Return the geometry in axes that point the other way in x and y: LPS for RAS, and RAS for LPS."""
        signs = (-1.0, -1.0, *(1.0,) * (self.dimension - 2))[: self.dimension]
        return replace(
            self,
            origin=tuple(sign * value + 0.0 for sign, value in zip(signs, self.origin, strict=True)),
            direction=tuple(
                tuple(sign * value + 0.0 for value in row) for sign, row in zip(signs, self.direction, strict=True)
            ),
        )

    @property
    def is_upright(self) -> bool:
        """Tell whether the direction is the identity."""
        return self.direction == Geometry.identity(self.size).direction

    @property
    def is_left_handed(self) -> bool:
        """Tell whether the direction is a reflection."""
        return determinant(self.direction) < 0

    @property
    def mixes_space_and_time(self) -> bool:
        """Tell whether the fourth axis leads through space, or another one through time."""
        matrix = self.direction
        return self.dimension == 4 and any(matrix[3][axis] or matrix[axis][3] for axis in range(3))

    @property
    def is_sound(self) -> bool:
        """Tell whether all numbers are finite, the spacing is positive and the direction can be inverted."""
        numbers = [*self.origin, *self.spacing, *(v for row in self.direction for v in row)]
        if not all(math.isfinite(v) for v in numbers) or min(self.spacing, default=1.0) <= 0:
            return False
        return 1e-12 < abs(determinant(self.direction)) < math.inf


@functools.lru_cache(maxsize=64)
def _point_to_index(geometry: Geometry) -> Matrix:
    return inverse(geometry._to_point)
