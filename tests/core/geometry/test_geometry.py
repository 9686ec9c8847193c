"""Placement in space, with SimpleITK as the independent oracle."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
import SimpleITK
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, PhysicalPoint, nearest_index


def rotation(degrees: list[int], flips: list[int]) -> tuple[tuple[float, ...], ...]:
    """An orthonormal direction: turns in the planes of neighbouring axes, then mirrored axes."""
    n = len(flips)
    made = np.diag(np.array(flips, dtype=np.float64))
    for axis, angle in enumerate(map(math.radians, degrees)):
        turn = np.eye(n)
        a, b = axis, (axis + 1) % n
        turn[a, a] = turn[b, b] = math.cos(angle)
        turn[a, b], turn[b, a] = -math.sin(angle), math.sin(angle)
        made = turn @ made
    return tuple(tuple(float(v) for v in row) for row in made)


@st.composite
def geometries(draw: st.DrawFn) -> Geometry:
    n = draw(st.sampled_from([2, 3, 4]))

    def several(values: st.SearchStrategy[float]) -> tuple[float, ...]:
        return tuple(draw(st.lists(values, min_size=n, max_size=n)))

    return Geometry(
        size=tuple(draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))),
        start_index=tuple(draw(st.lists(st.integers(-50, 50), min_size=n, max_size=n))),
        origin=several(st.floats(-1000, 1000)),
        spacing=several(st.floats(0.01, 50)),
        direction=rotation(
            draw(st.lists(st.integers(-180, 180), min_size=n, max_size=n)),
            draw(st.lists(st.sampled_from([-1, 1]), min_size=n, max_size=n)),
        ),
    )


def oracle(geometry: Geometry) -> Any:
    toolkit: Any = SimpleITK  # untyped
    image = toolkit.Image(list(geometry.size), toolkit.sitkUInt8)
    image.SetOrigin(geometry.origin)
    image.SetSpacing(geometry.spacing)
    image.SetDirection([v for row in geometry.direction for v in row])
    return image


def inner_positions(geometry: Geometry) -> st.SearchStrategy[tuple[tuple[int, ...], tuple[float, ...]]]:
    """A pixel, and an offset from its centre that stays clear of its border."""
    pixel = st.tuples(*(st.integers(s, s + n - 1) for s, n in zip(geometry.start_index, geometry.size, strict=True)))
    return st.tuples(pixel, st.tuples(*(st.floats(-0.499, 0.499) for _ in geometry.size)))


@given(st.data())
def test_point_of_agrees_with_simpleitk(data: st.DataObject) -> None:
    geometry = data.draw(geometries())
    pixel, _ = data.draw(inner_positions(geometry))

    point = geometry.point_of(ItkIndex(pixel))

    assert point.components == pytest.approx(oracle(geometry).TransformIndexToPhysicalPoint(pixel), rel=1e-12, abs=1e-9)


@given(st.data())
def test_continuous_index_agrees_with_simpleitk(data: st.DataObject) -> None:
    geometry = data.draw(geometries())
    point = tuple(data.draw(st.floats(-500, 500)) for _ in geometry.size)

    found = geometry.continuous_index_of(PhysicalPoint(point))

    expected = oracle(geometry).TransformPhysicalPointToContinuousIndex(point)
    assert found.components == pytest.approx(expected, rel=1e-9, abs=1e-6)


@given(st.data())
def test_nearest_pixel_of_a_point_agrees_with_simpleitk(data: st.DataObject) -> None:
    geometry = data.draw(geometries())
    pixel, offset = data.draw(inner_positions(geometry))
    where = ContinuousIndex(tuple(p + o for p, o in zip(pixel, offset, strict=True)))
    point = geometry.point_of(where)

    found = nearest_index(geometry.continuous_index_of(point))

    assert found.components == oracle(geometry).TransformPhysicalPointToIndex(point.components) == pixel


def test_the_start_index_counts_in_the_point() -> None:
    geometry = replace(Geometry.identity((4, 4)), start_index=(10, -2), origin=(1.0, 2.0), spacing=(0.5, 3.0))

    assert geometry.point_of(ItkIndex.of(10, -2)) == PhysicalPoint.of(6.0, -4.0)


def test_a_flipped_axis_runs_the_other_way() -> None:
    geometry = replace(Geometry.identity((4, 4)), direction=((-1.0, 0.0), (0.0, 1.0)), spacing=(2.0, 1.0))

    assert geometry.point_of(ItkIndex.of(3, 1)) == PhysicalPoint.of(-6.0, 1.0)


def test_a_column_of_the_direction_is_where_an_axis_points() -> None:
    geometry = replace(Geometry.identity((4, 4)), direction=((0.0, -1.0), (1.0, 0.0)))

    assert geometry.point_of(ItkIndex.of(3, 0)) == PhysicalPoint.of(0.0, 3.0)


def test_spacing_belongs_to_the_index_axis_in_an_oblique_image() -> None:
    geometry = replace(Geometry.identity((4, 4)), direction=((0.0, -1.0), (1.0, 0.0)), spacing=(2.0, 5.0))

    assert geometry.point_of(ItkIndex.of(1, 1)) == PhysicalPoint.of(-5.0, 2.0)


@pytest.mark.parametrize("corner", list(product((-0.5, 2.5), repeat=3)))
def test_the_outermost_edges_come_back_exactly(corner: tuple[float, ...]) -> None:
    geometry = replace(Geometry.identity((3, 3, 3)), origin=(0.25, -8.0, 64.0), spacing=(0.5, 2.0, 4.0))

    assert geometry.continuous_index_of(geometry.point_of(ContinuousIndex(corner))).components == corner


def test_five_axes_have_a_place_in_space() -> None:
    geometry = replace(Geometry.identity((2, 3, 4, 5, 6)), spacing=(1.0, 2.0, 3.0, 4.0, 5.0))

    assert geometry.point_of(ItkIndex.of(1, 1, 1, 1, 1)) == PhysicalPoint.of(1, 2, 3, 4, 5)


def test_points_hold_python_floats() -> None:
    point = Geometry.identity((1, 1)).point_of(ItkIndex.of(0, 0))

    assert [type(c) for c in point.components] == [float, float]


def test_nan_in_the_origin_stays_nan_in_the_point() -> None:
    geometry = replace(Geometry.identity((2, 2)), origin=(math.nan, 0.0))

    assert math.isnan(geometry.point_of(ItkIndex.of(1, 1)).components[0])


@pytest.mark.parametrize(
    ("index", "expected"),
    [((5, -3), True), ((7, -2), True), ((8, -2), False), ((7, -1), False), ((4, -3), False), ((5, -4), False)],
)
def test_the_region_begins_at_the_start_index(index: tuple[int, ...], expected: bool) -> None:
    geometry = replace(Geometry.identity((3, 2)), start_index=(5, -3))

    assert geometry.contains(ItkIndex(index)) is expected


def test_a_one_pixel_image_holds_one_pixel() -> None:
    geometry = Geometry.identity((1, 1))

    held = [i for i in product((-1, 0, 1), repeat=2) if geometry.contains(ItkIndex(i))]

    assert held == [(0, 0)]


@pytest.mark.parametrize("index", [ItkIndex.of(0), ItkIndex.of(0, 0, 0)])
def test_an_index_of_another_dimension_is_not_inside(index: ItkIndex) -> None:
    assert not Geometry.identity((3, 3)).contains(index)


def test_shape_is_the_size_reversed() -> None:
    assert Geometry.identity((221, 257, 3)).shape == (3, 257, 221)


def test_leading_keeps_the_first_axes() -> None:
    geometry = Geometry(
        (2, 3, 4),
        (5, 6, 7),
        (0.1, 0.2, 0.3),
        (1.0, 2.0, 3.0),
        ((1.0, 0.0, 9.0), (0.0, -1.0, 9.0), (9.0, 9.0, 9.0)),
    )

    assert geometry.leading(2) == Geometry((2, 3), (5, 6), (0.1, 0.2), (1.0, 2.0), ((1.0, 0.0), (0.0, -1.0)))


@pytest.mark.parametrize(
    "change",
    [
        {"origin": (math.nan, 0.0)},
        {"origin": (math.inf, 0.0)},
        {"spacing": (0.0, 1.0)},
        {"spacing": (-1.0, 1.0)},
        {"spacing": (math.nan, 1.0)},
        {"direction": ((1.0, 1.0), (1.0, 1.0))},
        {"direction": ((0.0, 0.0), (0.0, 0.0))},
        {"direction": ((math.nan, 0.0), (0.0, 1.0))},
    ],
)
def test_unusable_numbers_are_not_sound(change: dict[str, tuple[float, ...]]) -> None:
    assert not replace(Geometry.identity((2, 2)), **change).is_sound  # type: ignore[arg-type]  # fields by name


@given(geometries())
def test_oblique_and_flipped_geometry_is_sound(geometry: Geometry) -> None:
    assert geometry.is_sound


def test_a_direction_beyond_all_numbers_is_no_placement() -> None:
    huge = Geometry((2, 2), (0, 0), (0.0, 0.0), (1.0, 1.0), ((1e300, 0.0), (0.0, 1e300)))

    assert not huge.is_sound
