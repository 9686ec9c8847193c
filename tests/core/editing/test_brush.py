"""Brush marks."""

from __future__ import annotations

import math
import tracemalloc
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.brush import brush_offsets, line_between, stamp_indices
from itk_inspector.core.editing.brush_shape import BrushShape
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import to_itk
from itk_inspector.core.geometry.planes import Plane

screen_points = st.tuples(st.integers(-300, 300), st.integers(-300, 300))
SINGLE = brush_offsets(BrushShape.SQUARE, 0)


@pytest.mark.parametrize("shape", list(BrushShape))
def test_a_brush_of_radius_zero_is_one_pixel(shape: BrushShape) -> None:
    assert brush_offsets(shape, 0).tolist() == [[0, 0]]


@pytest.mark.parametrize(
    ("shape", "radius", "count"),
    [(BrushShape.SQUARE, 1, 9), (BrushShape.SQUARE, 3, 49), (BrushShape.DISC, 1, 5), (BrushShape.DISC, 2, 21)],
)
def test_a_brush_has_its_number_of_pixels(shape: BrushShape, radius: int, count: int) -> None:
    assert len(brush_offsets(shape, radius)) == count


@pytest.mark.parametrize("shape", list(BrushShape))
@pytest.mark.parametrize("radius", [1, 2, 5])
def test_a_brush_is_symmetric(shape: BrushShape, radius: int) -> None:
    marks = {(int(v), int(h)) for v, h in brush_offsets(shape, radius)}

    assert marks == {(-v, h) for v, h in marks} == {(v, -h) for v, h in marks} == {(h, v) for v, h in marks}


@given(screen_points, screen_points)
def test_a_line_holds_both_ends(first: tuple[int, int], last: tuple[int, int]) -> None:
    line = list(line_between(first, last))

    assert (line[0], line[-1]) == (first, last)


@given(screen_points, screen_points)
def test_a_line_has_no_gap(first: tuple[int, int], last: tuple[int, int]) -> None:
    line = np.array(list(line_between(first, last)))

    assert np.abs(np.diff(line, axis=0)).max(initial=0) <= 1


@given(screen_points, screen_points)
def test_a_line_stays_within_half_a_pixel(first: tuple[int, int], last: tuple[int, int]) -> None:
    points = np.array(list(line_between(first, last)), dtype=float)
    steps = max(len(points) - 1, 1)

    ideal = np.array(first) + (np.array(last) - np.array(first)) * (np.arange(len(points)) / steps)[:, None]

    assert np.abs(points - ideal).max() <= 0.5 + 1e-9


@given(screen_points, screen_points)
def test_a_line_is_the_same_from_either_end(first: tuple[int, int], last: tuple[int, int]) -> None:
    assert list(line_between(first, last)) == list(line_between(last, first))[::-1]


@given(screen_points, screen_points)
def test_a_line_is_at_the_nearest_pixel_and_half_goes_up(first: tuple[int, int], last: tuple[int, int]) -> None:
    steps = max(abs(b - a) for a, b in zip(first, last, strict=True)) or 1
    ways = [(a, Fraction(b - a, steps)) for a, b in zip(first, last, strict=True)]
    count = len(list(line_between(first, last)))

    assert list(line_between(first, last)) == [
        tuple(math.floor(a + k * way + Fraction(1, 2)) for a, way in ways) for k in range(count)
    ]


def test_a_resting_pointer_is_a_line_of_one_pixel() -> None:
    assert list(line_between((3, -4), (3, -4))) == [(3, -4)]


def test_a_stamp_gives_flat_positions_of_the_slice() -> None:
    geometry = replace(Geometry.identity((4, 3, 2)), start_index=(10, 20, 30))

    found = stamp_indices([(11, 22)], SINGLE, Plane(0, 1, (10, 20, 31)), geometry)

    assert found.tolist() == [12 + 2 * 4 + 1]


def test_a_stamp_on_another_plane_marks_that_plane() -> None:
    geometry = Geometry.identity((4, 3, 2))

    found = stamp_indices([(2, 1)], SINGLE, Plane(1, 2, (3, 0, 0)), geometry)

    assert found.tolist() == [12 + 2 * 4 + 3]


def test_overlapping_stamps_are_unique() -> None:
    found = stamp_indices([(1, 1), (1, 1), (2, 1)], SINGLE, Plane(0, 1, (0, 0)), Geometry.identity((4, 3)))

    assert found.tolist() == [5, 6]


def test_a_stamp_at_the_corner_is_cut_to_the_image() -> None:
    square = brush_offsets(BrushShape.SQUARE, 1)

    found = stamp_indices([(0, 0)], square, Plane(0, 1, (0, 0)), Geometry.identity((4, 3)))

    assert found.tolist() == [0, 1, 4, 5]


@pytest.mark.parametrize("centre", [(-1, 0), (4, 0), (0, -1), (0, 3)])
def test_a_stamp_beside_the_image_marks_nothing(centre: tuple[int, int]) -> None:
    assert stamp_indices([centre], SINGLE, Plane(0, 1, (0, 0)), Geometry.identity((4, 3))).size == 0


@given(
    st.lists(st.tuples(st.integers(-6, 12), st.integers(-6, 12)), max_size=5),
    st.sampled_from(BrushShape),
    st.integers(0, 4),
    st.sampled_from([(0, 1), (1, 0), (0, 2), (2, 1)]),
)
def test_stamps_mark_what_a_search_of_every_pixel_finds(
    centres: list[tuple[int, int]], shape: BrushShape, radius: int, axes: tuple[int, int]
) -> None:
    geometry = replace(Geometry.identity((5, 4, 3)), start_index=(2, -1, 3))
    plane = Plane(*axes, (4, 0, 4))
    offsets = brush_offsets(shape, radius)
    wanted = {(h + dh, v + dv) for h, v in centres for dv, dh in offsets.tolist()}

    found = stamp_indices(centres, offsets, plane, geometry)

    expected = []
    for number, place in enumerate(np.ndindex(geometry.shape)):
        index = to_itk(place, geometry.start_index)
        if plane.shows(index) and plane.on_screen(index) in wanted:
            expected.append(number)
    assert found.tolist() == expected


def test_a_fast_drag_with_a_wide_brush_needs_little_memory() -> None:
    tracemalloc.start()

    stamp_indices(
        line_between((100, 100), (400, 300)),
        brush_offsets(BrushShape.DISC, 200),
        Plane(0, 1, (0, 0)),
        Geometry.identity((1024, 1024)),
    )

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000_000


def test_no_stamp_marks_nothing() -> None:
    assert stamp_indices([], SINGLE, Plane(0, 1, (0, 0)), Geometry.identity((4, 3))).size == 0


def test_a_one_pixel_image_can_be_stamped() -> None:
    disc = brush_offsets(BrushShape.DISC, 5)

    assert stamp_indices([(0, 0)], disc, Plane(0, 1, (0, 0)), Geometry.identity((1, 1))).tolist() == [0]
