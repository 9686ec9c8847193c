"""The pixel of another image at a place of this one: pixel by pixel, all at once, and as SimpleITK finds it."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import SimpleITK
from hypothesis import given
from hypothesis import strategies as st
from tests.directions import SIGNED_PERMUTATIONS, rotation

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.index_arrays import nearest_indices, nearest_to_points
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, nearest_index, nearest_to_point
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.geometry.other_slice import SinglePixels, StraightSlice, slice_in
from itk_inspector.core.geometry.planes import Plane

_TOOLKIT: Any = SimpleITK  # untyped


def direction(dimension: int, turned: npt.NDArray[Any]) -> tuple[tuple[float, ...], ...]:
    """A direction whose spatial block is given, and whose further axes lead nowhere in space."""
    made = np.eye(dimension)
    space = min(dimension, 3)
    made[:space, :space] = turned[:space, :space]
    return tuple(tuple(float(v) for v in row) for row in made)


@st.composite
def turns(draw: st.DrawFn, dimension: int) -> npt.NDArray[Any]:
    if dimension > 2:
        if draw(st.booleans()):
            return np.asarray(draw(st.sampled_from(SIGNED_PERMUTATIONS)))
        angles = st.one_of(st.just(0), st.integers(-180, 180))
        return np.asarray(rotation((draw(angles), draw(angles), draw(angles))))
    return np.asarray(rotation((0, 0, draw(st.sampled_from([0, 90, 180, 30, -75]))))) * draw(st.sampled_from([1, -1]))


@st.composite
def geometries(draw: st.DrawFn, dimension: int) -> Geometry:
    def several(values: st.SearchStrategy[Any]) -> tuple[Any, ...]:
        return tuple(draw(st.lists(values, min_size=dimension, max_size=dimension)))

    return Geometry(
        size=several(st.integers(1, 9)),
        start_index=several(st.integers(-5, 5)),
        origin=several(st.one_of(st.integers(-4, 4).map(float), st.floats(-9, 9))),
        spacing=several(st.sampled_from([1.0, 0.5, 2.0, 0.7, 3.3])),
        direction=direction(dimension, draw(turns(dimension))),
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Geometry, Geometry]:
    """Two images that often have one lattice, or are near each other."""
    main = draw(geometries(draw(st.integers(2, 4))))
    other = draw(geometries(draw(st.integers(2, 4))))
    shared = min(main.dimension, other.dimension)
    if draw(st.booleans()):
        middles = (_middle(main)[:shared], _middle(other)[:shared], other.origin)
        near = tuple(o + m - n + draw(st.integers(-1, 1)) for m, n, o in zip(*middles, strict=False))
        other = replace(other, origin=near + other.origin[shared:])
    else:
        rows = np.array(other.direction)
        rows[:shared, :shared] = np.array(main.direction)[:shared, :shared]
        other = replace(
            other,
            origin=main.origin[:shared] + other.origin[shared:],
            spacing=main.spacing[:shared] + other.spacing[shared:],
            direction=tuple(tuple(float(v) for v in row) for row in rows),
        )
    return main, other


def _middle(geometry: Geometry) -> tuple[float, ...]:
    middle = tuple(s + n // 2 for s, n in zip(geometry.start_index, geometry.size, strict=True))
    return geometry.point_of(ItkIndex(middle)).components


@st.composite
def seen(draw: st.DrawFn, main: Geometry) -> tuple[Plane, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """A plane of an image, and positions of screen pixels on it."""
    axes = draw(st.permutations(range(main.dimension)))[:2]
    position = tuple(draw(st.integers(s, s + n - 1)) for s, n in zip(main.start_index, main.size, strict=True))
    lines = []
    for axis in axes:
        step = draw(st.sampled_from([1.0, 0.5, 0.3, -0.75, 2.0]))
        first = main.start_index[axis] - 0.5 + draw(st.sampled_from([0.0, 0.25, 0.5]))
        lines.append(first + step * np.arange(draw(st.integers(1, 12))))
    return Plane(axes[0], axes[1], position), lines[0], lines[1]


def drawn(found: StraightSlice | SinglePixels | None, other: Geometry, shape: tuple[int, int]) -> dict[Any, ItkIndex]:
    """The other image's pixel by row and column of the screen."""
    made: dict[Any, ItkIndex] = {}
    if isinstance(found, StraightSlice):
        for (row, r), (column, c) in product(enumerate(found.rows.tolist()), enumerate(found.columns.tolist())):
            full = list(found.plane.position)
            full[found.plane.vertical] = r + other.start_index[found.plane.vertical]
            full[found.plane.horizontal] = c + other.start_index[found.plane.horizontal]
            made[row + found.top, column + found.left] = ItkIndex(tuple(full))
    elif found is not None:
        for row, column in zip(*np.nonzero(found.places >= 0), strict=True):
            counted = np.unravel_index(found.places[row, column], other.shape)[::-1]
            index = ItkIndex(tuple(int(c) + s for c, s in zip(counted, other.start_index, strict=True)))
            made[int(row) + found.top, int(column) + found.left] = index
    assert all(0 <= row < shape[0] and 0 <= column < shape[1] for row, column in made)
    return made


@given(st.data())
def test_all_at_once_are_those_that_are_told_one_by_one(data: st.DataObject) -> None:
    main, other = data.draw(pairs())
    plane, across, down = data.draw(seen(main))
    position = tuple(data.draw(st.integers(s, s + n - 1)) for s, n in zip(other.start_index, other.size, strict=True))

    before = None
    if data.draw(st.booleans()):  # another slice was looked at before
        elsewhere = tuple(
            data.draw(st.integers(s, s + n - 1)) for s, n in zip(main.start_index, main.size, strict=True)
        )
        before = slice_in(main, other, replace(plane, position=elsewhere), across, down, position)
    found = slice_in(main, other, plane, across, down, position, before)

    told = {
        (row, column): index
        for (row, v), (column, h) in product(enumerate(down.tolist()), enumerate(across.tolist()))
        if (index := index_in(main, other, plane.continuous(h, v), position)) is not None
    }
    assert drawn(found, other, (down.size, across.size)) == told


@given(st.data())
def test_the_pixel_is_the_one_that_itk_finds_at_the_point(data: st.DataObject) -> None:
    dimension = data.draw(st.integers(2, 3))
    main, other = data.draw(geometries(dimension)), data.draw(geometries(dimension))
    where = ContinuousIndex(tuple(data.draw(st.floats(s - 0.5, s + 9.5)) for s in main.start_index))

    found = index_in(main, other, where)

    image = oracle(other)
    point = oracle(main).TransformContinuousIndexToPhysicalPoint(where.components)
    expected = tuple(image.TransformPhysicalPointToIndex(point))
    continuous = image.TransformPhysicalPointToContinuousIndex(point)
    if all(abs(c - math.floor(c) - 0.5) > 1e-9 for c in continuous):  # the same test as below, but for ties
        assert found == (ItkIndex(expected) if other.contains(ItkIndex(expected)) else None)


def oracle(geometry: Geometry) -> Any:
    image = _TOOLKIT.Image([1] * geometry.dimension, _TOOLKIT.sitkUInt8)
    image.SetOrigin(geometry.origin)
    image.SetSpacing(geometry.spacing)
    image.SetDirection([v for row in geometry.direction for v in row])
    return image


@pytest.mark.parametrize("angles", [(0, 0, 0), (30, 0, 0), (0, -50, 0), (0, 0, 75), (20, 35, -110)])
@pytest.mark.parametrize("axes", [(0, 1), (0, 2), (1, 2), (2, 0)])
def test_a_plane_is_the_one_that_simpleitk_resamples_by_nearest_neighbour(
    angles: tuple[float, float, float], axes: tuple[int, int]
) -> None:
    rng = np.random.default_rng(3)
    main = Geometry((14, 11, 9), (0, 0, 0), (-5.3, 2.1, 4.7), (0.9, 1.1, 1.7), direction(3, rotation((10, 0, 0))))
    turned = rotation(angles) * -1.0
    middle = np.array(main.point_of(ItkIndex.of(6, 5, 4)).components)
    origin = middle - turned @ (np.array([1.3, 0.8, 1.1]) * [6.3, 5.2, 4.9])
    other = Geometry((13, 12, 10), (0, 0, 0), tuple(origin.tolist()), (1.3, 0.8, 1.1), direction(3, turned))
    pixels = rng.integers(1, 255, other.shape, dtype=np.uint8)
    image = _TOOLKIT.GetImageFromArray(pixels)
    image.SetOrigin(other.origin)
    image.SetSpacing(other.spacing)
    image.SetDirection([v for row in other.direction for v in row])
    resample = _TOOLKIT.ResampleImageFilter()
    resample.SetInterpolator(_TOOLKIT.sitkNearestNeighbor)
    resample.SetSize(main.size)
    resample.SetOutputOrigin(main.origin)
    resample.SetOutputSpacing(main.spacing)
    resample.SetOutputDirection([v for row in main.direction for v in row])
    resampled = _TOOLKIT.GetArrayFromImage(resample.Execute(image))
    plane = Plane(*axes, (6, 5, 4))

    found = slice_in(main, other, plane, *(np.arange(float(main.size[axis])) for axis in axes))

    expected = plane.slice(resampled, main)
    made = np.zeros_like(expected)
    for place, index in drawn(found, other, expected.shape).items():
        made[place] = pixels[tuple(reversed(index.components))]
    assert expected.any()
    np.testing.assert_array_equal(made, expected)


def test_a_half_way_point_of_the_same_lattice_is_the_main_images_own() -> None:
    main = Geometry((9, 9), (0, 0), (0.1, 0.2), (0.1, 0.3), ((1.0, 0.0), (0.0, 1.0)))
    other = replace(main, size=(4, 4), start_index=(2, 1))

    for tie in (2.5, 3.5, 4.5):
        where = ContinuousIndex.of(tie, 1.5)
        assert index_in(main, other, where) == nearest_index(where)


def test_parallel_lattices_are_rows_and_columns_of_one_slice() -> None:
    turned = np.array([[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    main = Geometry((20, 20, 20), (0, 0, 0), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), direction(3, np.eye(3)))
    other = Geometry((20, 20, 20), (0, 0, 0), (0.3, 19.0, 0.2), (1.5, 0.7, 1.1), direction(3, turned))

    found = slice_in(main, other, Plane(0, 1, (3, 4, 5)), np.arange(20.0), np.arange(20.0))

    assert isinstance(found, StraightSlice)
    # its third axis leads along x, its first one along −y, its second one along z
    assert (found.plane.horizontal, found.plane.vertical) == (2, 0)
    assert found.plane.position[1] == 7


def test_a_volume_lies_at_every_time_of_a_series() -> None:
    series = Geometry.identity((5, 5, 5, 3))
    volume = replace(Geometry.identity((5, 5, 5)), origin=(1.0, 0.0, 0.0))

    at = [index_in(series, volume, ContinuousIndex.of(2, 3, 4, t)) for t in range(3)]

    assert at == [ItkIndex.of(1, 3, 4)] * 3


def test_a_series_shows_the_time_at_which_it_stands_over_a_volume() -> None:
    volume, series = Geometry.identity((5, 5, 5)), Geometry.identity((5, 5, 5, 3))

    found = index_in(volume, series, ContinuousIndex.of(2, 3, 4), position=(0, 0, 0, 2))

    assert found == ItkIndex.of(2, 3, 4, 2)
    assert index_in(volume, series, ContinuousIndex.of(2, 3, 4)) == ItkIndex.of(2, 3, 4, 0)


def test_a_flat_image_lies_on_every_slice_of_a_volume() -> None:
    volume, flat = Geometry.identity((5, 5, 5)), Geometry.identity((4, 4))

    assert index_in(volume, flat, ContinuousIndex.of(2, 3, 4)) == ItkIndex.of(2, 3)
    assert index_in(volume, flat, ContinuousIndex.of(4, 3, 4)) is None


def test_a_volume_that_is_oblique_to_a_flat_image_is_not_there() -> None:
    flat = Geometry.identity((5, 5))
    oblique = replace(Geometry.identity((5, 5, 5)), direction=direction(3, rotation((20, 0, 0))))
    turned = replace(Geometry.identity((5, 5, 5)), direction=direction(3, rotation((0, 0, 20))))

    assert index_in(flat, oblique, ContinuousIndex.of(0, 0)) is None
    assert slice_in(flat, oblique, Plane(0, 1, (0, 0)), np.arange(3.0), np.arange(3.0)) is None
    assert index_in(flat, turned, ContinuousIndex.of(0, 0), (0, 0, 3)) == ItkIndex.of(0, 0, 3)


def test_what_lies_beyond_all_numbers_is_outside() -> None:
    near, far = Geometry.identity((3, 3)), replace(Geometry.identity((3, 3)), spacing=(1e-308, 1.0))
    wide = replace(Geometry.identity((3, 3)), spacing=(1e308, 1.0), origin=(1e308, 0.0))

    assert index_in(wide, far, ContinuousIndex.of(2, 1)) is None
    assert slice_in(wide, far, Plane(0, 1, (0, 0)), np.array([2.0]), np.array([1.0])) is None
    assert index_in(near, far, ContinuousIndex.of(2, 1)) is None


@given(st.lists(st.one_of(st.floats(-1e6, 1e6), st.integers(-99, 99).map(lambda n: n + 0.5)), min_size=1))
def test_many_are_rounded_as_each_is(positions: list[float]) -> None:
    positions += [0.49999999999999994, 0.5, -0.5, 2.5]
    where = ContinuousIndex(tuple(positions))

    assert tuple(nearest_indices(np.array(positions)).tolist()) == nearest_index(where).components
    assert tuple(nearest_to_points(np.array(positions)).tolist()) == nearest_to_point(where).components


def test_no_number_and_infinity_are_rounded_to_what_no_image_has() -> None:
    found = nearest_indices(np.array([np.nan, np.inf, -np.inf]))

    assert (np.abs(found) == 2**52).all()


def test_another_slice_of_parallel_lattices_has_the_same_rows_and_columns() -> None:
    main = Geometry.identity((20, 20, 20))
    other = replace(main, origin=(1.3, 0.2, 2.0), spacing=(0.7, 1.2, 0.9))
    across, down = np.arange(20.0), np.arange(20.0)
    before = slice_in(main, other, Plane(0, 1, (0, 0, 5)), across, down)

    found = slice_in(main, other, Plane(0, 1, (9, 9, 6)), across, down, before=before)

    assert isinstance(before, StraightSlice)
    assert isinstance(found, StraightSlice)
    assert found.rows is before.rows
    assert found.columns is before.columns
    assert (before.plane.position[2], found.plane.position[2]) == (3, 4)
    assert slice_in(main, other, Plane(0, 1, (9, 9, 1)), across, down, before=before) is None
