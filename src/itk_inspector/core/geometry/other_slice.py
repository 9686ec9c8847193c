"""Which pixels of another image lie on a plane of this one, for all rows and columns at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.index_arrays import nearest_indices, nearest_to_points
from itk_inspector.core.geometry.other_lattice import SharedSpace, index_in, shared_space, standing_at
from itk_inspector.core.geometry.planes import Plane

_RUN = 2**14

_Positions: TypeAlias = npt.NDArray[np.float64]
_Indices: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class StraightSlice:
    """Rows and columns of one slice of the other image: both lattices are parallel.

    Parameters
    ----------
    left, top : int
        The first of the positions across, and down, that lies inside the other image.
    plane : Plane
        Of the other image: the axis that runs across, the one that runs down, and where the others stand.
    rows, columns : numpy.ndarray
        Array indices within that slice, for each position down and across that lies inside; sorted either way.
    """

    left: int
    top: int
    plane: Plane
    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class SinglePixels:
    """A pixel of the other image for each position.

    Parameters
    ----------
    left, top : int
        The first of the positions across, and down, that is meant.
    places : numpy.ndarray
        ``[down, across]``: how many pixels of the other image lie before it in C order; −1 outside.
    """

    left: int
    top: int
    places: npt.NDArray[np.intp]


OtherSlice: TypeAlias = StraightSlice | SinglePixels


def slice_in(
    main: Geometry,
    other: Geometry,
    plane: Plane,
    across: _Positions,
    down: _Positions,
    position: Sequence[int] = (),
    before: OtherSlice | None = None,
) -> OtherSlice | None:
    """Return what `other_lattice.index_in` tells for each row and column of a plane, bit for bit.

    What does not change along rows, or along columns, is worked out once for all of them: a factor of exactly 0 adds
    nothing.

    Parameters
    ----------
    main, other : Geometry
    plane : Plane
        Of the main image.
    across, down : numpy.ndarray
        Continuous indices along its horizontal and its vertical axis, each sorted either way; at least one each.
    position : sequence of int
        As for `other_lattice.index_in`.
    before : StraightSlice or SinglePixels, optional
        What was returned for another slice of the main image, with all else the same: where both lattices are parallel
        only the slice is another one, and rows and columns are the same arrays.

    Returns
    -------
    StraightSlice or SinglePixels or None
        None where all positions lie outside.
    """
    shared = shared_space(main, other)
    if shared is None:
        return None
    way = _Way(main, shared, plane)
    if isinstance(before, StraightSlice) and way.keeps_rows_and_columns(before.plane):
        where = plane.continuous(float(across[before.left]), float(down[before.top]))
        index = index_in(main, other, where, position)
        return None if index is None else replace(before, plane=before.plane.through(index))
    columns, rows = slice(0, across.size), slice(0, down.size)
    for axis, (runs_across, runs_down) in enumerate(way.runs):
        if runs_across and runs_down:
            continue
        indices = way.indices((axis,), across if runs_across else across[:1], down if runs_down else down[:1])[axis]
        inside = np.flatnonzero(_is_inside(indices, axis, other))
        if not inside.size:
            return None
        # along one line an index only grows, or only shrinks: those inside lie together
        first, end = int(inside[0]), int(inside[-1]) + 1
        if runs_across:
            columns = slice(max(columns.start, first), min(columns.stop, end))
        elif runs_down:
            rows = slice(max(rows.start, first), min(rows.stop, end))
    if columns.start >= columns.stop or rows.start >= rows.stop:
        return None
    seen = across[columns], down[rows]
    stands = standing_at(other, position)
    if way.is_straight:
        return _straight(way, columns.start, rows.start, seen, stands, other)
    return SinglePixels(columns.start, rows.start, _places(way, seen, stands, other))


def places_of(found: OtherSlice, other: Geometry) -> npt.NDArray[np.intp]:
    """Return ``[down, across]`` how many pixels of the other image lie before each that is meant; −1 outside."""
    if isinstance(found, SinglePixels):
        return found.places
    plane, start = found.plane, other.start_index
    steps = [math.prod(other.size[:axis]) for axis in range(other.dimension)]
    fixed = sum(steps[axis] * (plane.position[axis] - start[axis]) for axis in plane.hidden_axes)
    down, across = found.rows * steps[plane.vertical], found.columns * steps[plane.horizontal]
    return np.asarray(fixed + down[:, None] + across[None, :], np.intp)


class _Way:
    """From the positions on a plane to the indices of another image."""

    def __init__(self, main: Geometry, shared: SharedSpace, plane: Plane) -> None:
        self._main, self._shared, self._plane = main, shared, plane
        self.runs = tuple(
            (self._changes(axis, plane.horizontal), self._changes(axis, plane.vertical))
            for axis in range(shared.dimension)
        )
        """For each shared axis, whether its index changes from column to column, and from row to row."""

    def _changes(self, axis: int, along: int) -> bool:
        if self._shared.is_same_lattice:
            return axis == along
        factors = self._shared.other.point_to_index[axis]
        rows = self._main.index_to_point[: self._shared.dimension]
        return any(factor != 0.0 and row[along] != 0.0 for factor, row in zip(factors, rows, strict=True))

    def keeps_rows_and_columns(self, other: Plane) -> bool:
        """Tell whether another slice of the main image has the same rows and columns of the other one."""
        hidden = self._plane.hidden_axes
        return not any(self._changes(axis, along) for axis in (other.horizontal, other.vertical) for along in hidden)

    @property
    def is_straight(self) -> bool:
        """Tell whether all pixels lie in rows and columns of one slice of the other image."""
        changing = sorted(each for each in self.runs if any(each))
        return changing == [(False, True), (True, False)]

    def indices(self, axes: Sequence[int], across: _Positions, down: _Positions) -> dict[int, _Indices]:
        """Return the indices along some axes, each ``[down, across]`` or 1 where it does not change."""
        components: list[_Positions | float] = [float(place) for place in self._plane.position]
        components[self._plane.horizontal], components[self._plane.vertical] = across[None, :], down[:, None]
        if self._shared.is_same_lattice:
            return {axis: nearest_indices(np.atleast_2d(components[axis])) for axis in axes}
        near = self._shared.other
        with np.errstate(over="ignore", invalid="ignore"):  # what is no number lies outside
            offsets = [
                _sum(start, row, components) - other
                for start, row, other in zip(self._main.origin, self._main.index_to_point, near.origin, strict=False)
            ]
            found = {axis: np.atleast_2d(_sum(0.0, near.point_to_index[axis], offsets)) for axis in axes}
        return {axis: nearest_to_points(continuous) for axis, continuous in found.items()}


def _sum(start: float, factors: Sequence[float], values: Sequence[_Positions | float]) -> _Positions | float:
    """Add up in `Geometry.point_of`'s order."""
    total: _Positions | float = start
    for factor, value in zip(factors, values, strict=True):
        if factor != 0.0:
            total = total + factor * value
    return total


def _is_inside(indices: _Indices, axis: int, other: Geometry) -> npt.NDArray[np.bool_]:
    start = other.start_index[axis]
    inside: npt.NDArray[np.bool_] = (indices >= start) & (indices < start + other.size[axis])
    return inside


def _straight(
    way: _Way, left: int, top: int, seen: tuple[_Positions, _Positions], stands: tuple[int, ...], other: Geometry
) -> StraightSlice:
    horizontal, vertical = way.runs.index((True, False)), way.runs.index((False, True))
    indices = way.indices(range(len(way.runs)), *seen)
    position = (*(int(each[0, 0]) for each in indices.values()), *stands[len(way.runs) :])
    rows, columns = indices[vertical][:, 0], indices[horizontal][0]
    start = other.start_index
    plane = Plane(horizontal, vertical, position)
    return StraightSlice(left, top, plane, rows - start[vertical], columns - start[horizontal])


def _places(
    way: _Way, seen: tuple[_Positions, _Positions], stands: tuple[int, ...], other: Geometry
) -> npt.NDArray[np.intp]:
    across, down = seen
    steps = [math.prod(other.size[:axis]) for axis in range(other.dimension)]
    beyond = len(way.runs)
    first = sum((p - s) * n for p, s, n in list(zip(stands, other.start_index, steps, strict=True))[beyond:])
    places = np.empty((down.size, across.size), np.intp)
    many = max(1, _RUN // across.size)
    for row in range(0, down.size, many):
        run = slice(row, row + many)
        part = places[run]
        inside = np.ones((1, 1), np.bool_)
        part[...] = first
        for axis, indices in way.indices(range(beyond), across, down[run]).items():
            part += (indices - other.start_index[axis]) * steps[axis]
            inside = inside & _is_inside(indices, axis, other)
        part[~np.broadcast_to(inside, part.shape)] = -1
    return places
