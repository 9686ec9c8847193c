"""Cuts through n-D images."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.geometry.axes import axis_name, axis_pairs
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, to_array
from itk_inspector.core.geometry.planes import Plane, axis_planes, has_three_planes, orthogonal


@st.composite
def cuts(draw: st.DrawFn) -> tuple[Plane, Geometry, int]:
    """A plane inside an image of 2 to 5 axes with a start index, and components per pixel."""
    n = draw(st.integers(2, 5))
    size = tuple(draw(st.lists(st.integers(1, 4), min_size=n, max_size=n)))
    start = tuple(draw(st.lists(st.integers(-3, 3), min_size=n, max_size=n)))
    horizontal, vertical = draw(st.permutations(range(n)))[:2]
    position = tuple(draw(st.integers(s, s + m - 1)) for s, m in zip(start, size, strict=True))
    return (
        Plane(horizontal, vertical, position),
        replace(Geometry.identity(size), start_index=start),
        draw(st.integers(1, 3)),
    )


def numbered(geometry: Geometry, channels: int = 1) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    shape = (*geometry.shape, channels) if channels > 1 else geometry.shape
    return np.arange(int(np.prod(shape))).reshape(shape)


@given(cuts())
def test_the_cut_is_a_view(cut: tuple[Plane, Geometry, int]) -> None:
    plane, geometry, channels = cut
    pixels = numbered(geometry, channels)

    assert np.shares_memory(plane.slice(pixels, geometry), pixels)


@given(cuts())
def test_every_pixel_of_the_cut_is_the_one_that_its_index_names(cut: tuple[Plane, Geometry, int]) -> None:
    plane, geometry, channels = cut
    pixels = numbered(geometry, channels)
    rows, columns = plane.shape(geometry)

    shown = plane.slice(pixels, geometry)

    expected = np.empty_like(shown)
    for row in range(rows):
        for column in range(columns):
            full = list(plane.position)
            full[plane.horizontal] = geometry.start_index[plane.horizontal] + column
            full[plane.vertical] = geometry.start_index[plane.vertical] + row
            expected[row, column] = pixels[to_array(ItkIndex(tuple(full)), geometry.start_index)]
    assert np.array_equal(shown, expected)


def test_a_read_only_image_gives_a_read_only_cut() -> None:
    pixels = np.zeros((2, 3, 4))
    pixels.flags.writeable = False

    assert not Plane(0, 1, (0, 0, 0)).slice(pixels, Geometry.identity((4, 3, 2))).flags.writeable


def test_the_first_plane_of_a_volume_is_its_middle_slice() -> None:
    geometry = replace(Geometry.identity((4, 3, 7, 5)), start_index=(1, 2, 10, -4))

    assert Plane.first(geometry) == Plane(0, 1, (3, 3, 13, -4))


@pytest.mark.parametrize("size", [(1, 1), (1, 1, 1), (5, 4, 1), (5, 4, 2, 1, 1)])
def test_the_first_plane_lies_inside(size: tuple[int, ...]) -> None:
    geometry = Geometry.identity(size)

    assert geometry.contains(ItkIndex(Plane.first(geometry).position))


@pytest.mark.parametrize(("asked", "kept"), [(9, 9), (10, 10), (14, 14), (15, 14), (1000, 14), (8, 9), (-1000, 9)])
def test_a_slice_stays_inside_the_image(asked: int, kept: int) -> None:
    geometry = replace(Geometry.identity((4, 4, 6)), start_index=(0, 0, 9))

    assert Plane.first(geometry).at(2, asked, geometry).position[2] == kept


def test_moving_a_slice_leaves_the_other_axes() -> None:
    geometry = Geometry.identity((4, 4, 6, 3))

    assert Plane(0, 1, (1, 2, 3, 2)).at(2, 5, geometry) == Plane(0, 1, (1, 2, 5, 2))


def test_a_view_position_gets_the_slice_of_the_plane() -> None:
    assert Plane(1, 2, (7, 0, 0, 3)).continuous(0.25, -0.5) == ContinuousIndex((7.0, 0.25, -0.5, 3.0))


@pytest.mark.parametrize(("index", "expected"), [((9, 9, 4), True), ((0, 0, 4), True), ((0, 0, 3), False)])
def test_only_pixels_of_the_slice_are_shown(index: tuple[int, ...], expected: bool) -> None:
    assert Plane(0, 1, (0, 0, 4)).shows(ItkIndex(index)) is expected


def test_every_pixel_of_a_flat_image_is_shown() -> None:
    assert Plane(0, 1, (0, 0)).shows(ItkIndex.of(3, 8))


@given(cuts())
def test_view_coordinates_lead_back_to_the_pixel(cut: tuple[Plane, Geometry, int]) -> None:
    plane = cut[0]
    index = ItkIndex(plane.position)

    assert plane.continuous(*plane.on_screen(index)) == ContinuousIndex(tuple(float(c) for c in plane.position))


def test_hidden_axes_come_fastest_first() -> None:
    assert Plane(1, 3, (0, 0, 0, 0, 0)).hidden_axes == (0, 2, 4)


def test_shape_is_rows_then_columns() -> None:
    assert Plane(0, 2, (0, 0, 0)).shape(Geometry.identity((4, 5, 6))) == (6, 4)


def test_with_axes_keeps_the_position() -> None:
    assert Plane(0, 1, (1, 2, 3)).with_axes(1, 2) == Plane(1, 2, (1, 2, 3))


@pytest.mark.parametrize(("axis", "name"), [(0, "x"), (3, "t"), (4, "axis 4")])
def test_axes_have_names(axis: int, name: str) -> None:
    assert axis_name(axis) == name


def test_a_plane_is_named_by_its_axes() -> None:
    assert Plane(1, 2, (0, 0, 0)).name == "y–z"


@pytest.mark.parametrize(
    ("dimension", "planes"),
    [(1, ()), (2, ((0, 1),)), (3, ((0, 1), (0, 2), (1, 2))), (5, ((0, 1), (0, 2), (1, 2)))],
)
def test_the_spatial_planes_of_a_dimension(dimension: int, planes: tuple[tuple[int, int], ...]) -> None:
    assert axis_planes(dimension) == planes


def test_pairs_are_every_two_axes_either_way_round() -> None:
    assert axis_pairs(3) == ((0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1))
    assert len(axis_pairs(5)) == 20


def test_orthogonal_planes_share_the_position() -> None:
    planes = orthogonal(Plane(3, 0, (4, 5, 6, 7)))

    assert [(p.horizontal, p.vertical) for p in planes] == [(0, 1), (0, 2), (1, 2)]
    assert {p.position for p in planes} == {(4, 5, 6, 7)}


@pytest.mark.parametrize(
    ("size", "three"),
    [((4, 4), False), ((4, 4, 1), False), ((1, 4, 4), False), ((2, 2, 2), True), ((4, 4, 4, 1), True)],
)
def test_three_planes_need_three_axes_of_some_length(size: tuple[int, ...], three: bool) -> None:
    assert has_three_planes(Geometry.identity(size)) is three


@pytest.mark.parametrize(
    ("axes", "ratio"), [((0, 1), 0.25), ((1, 0), 4.0), ((0, 2), 0.1), ((0, 3), 1.0), ((3, 2), 1.0)]
)
def test_aspect_follows_the_spacing_in_space_alone(axes: tuple[int, int], ratio: float) -> None:
    geometry = replace(Geometry.identity((4, 4, 4, 4)), spacing=(0.5, 2.0, 5.0, 100.0))

    assert Plane(*axes, (0, 0, 0, 0)).aspect(geometry) == pytest.approx(ratio)


@pytest.mark.parametrize(("steps", "z"), [(1, 12), (2, 10), (-1, 10), (-2, 12), (7, 12), (-300, 11)])
def test_after_the_last_slice_comes_the_first(steps: int, z: int) -> None:
    geometry = replace(Geometry.identity((4, 4, 3)), start_index=(0, 0, 10))

    assert Plane(0, 1, (0, 0, 11)).advanced(2, steps, geometry).position == (0, 0, z)


def test_axes_of_one_pixel_lead_nowhere() -> None:
    assert Plane(0, 1, (0, 0, 0, 0)).moving_axes(Geometry.identity((4, 4, 1, 9))) == (3,)


def test_laid_through_an_index() -> None:
    assert Plane(1, 2, (0, 0, 0)).through(ItkIndex((1, 2, 3))) == Plane(1, 2, (1, 2, 3))


@given(cuts(), st.integers(-20, 20), st.integers(-20, 20))
def test_a_step_on_screen_moves_along_the_two_visible_axes_alone(
    cut: tuple[Plane, Geometry, int], right: int, down: int
) -> None:
    plane, _, _ = cut
    index = ItkIndex(plane.position)

    moved = plane.stepped(index, right, down)

    assert plane.on_screen(moved) == (plane.on_screen(index)[0] + right, plane.on_screen(index)[1] + down)
    assert plane.shows(moved)
