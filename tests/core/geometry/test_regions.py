"""Boxes and brush marks."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_itk
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import (
    BrushShape,
    Region,
    box_between,
    brush_offsets,
    line_between,
    stamp_indices,
)

screen_points = st.tuples(st.integers(-300, 300), st.integers(-300, 300))
SINGLE = brush_offsets(BrushShape.SQUARE, 0)


def test_slices_select_a_view() -> None:
    pixels = np.arange(24).reshape(4, 6)

    box = pixels[Region((1, 2), (2, 3)).slices]

    assert (box.tolist(), np.shares_memory(box, pixels)) == ([[8, 9, 10], [14, 15, 16]], True)


@pytest.mark.parametrize(("shape", "count"), [((1, 1), 1), ((3, 0), 0), ((70000, 70000), 4_900_000_000)])
def test_a_region_counts_its_pixels(shape: tuple[int, ...], count: int) -> None:
    assert Region((0,) * len(shape), shape).pixels == count


@pytest.mark.parametrize(("first", "last"), [((1, 1), (3, 2)), ((3, 2), (1, 1)), ((3, 1), (1, 2)), ((1, 2), (3, 1))])
def test_any_two_corners_give_the_same_box(first: tuple[int, int], last: tuple[int, int]) -> None:
    assert box_between(ItkIndex(first), ItkIndex(last), Geometry.identity((5, 4))) == Region((1, 1), (2, 3))


def test_one_pixel_is_a_box() -> None:
    assert box_between(ItkIndex.of(0, 0), ItkIndex.of(0, 0), Geometry.identity((1, 1))) == Region((0, 0), (1, 1))


def test_a_box_is_counted_from_the_start_index() -> None:
    geometry = replace(Geometry.identity((5, 4)), start_index=(10, -3))

    assert box_between(ItkIndex.of(10, -3), ItkIndex.of(11, -1), geometry) == Region((0, 0), (3, 2))


def test_a_box_is_cut_to_the_image() -> None:
    box = box_between(ItkIndex.of(-100, 2), ItkIndex.of(2, 100), Geometry.identity((5, 4)))

    assert box == Region((2, 0), (2, 3))


@pytest.mark.parametrize(
    ("first", "last"), [((-3, 0), (-1, 2)), ((5, 0), (9, 2)), ((0, -2), (2, -1)), ((0, 4), (2, 8))]
)
def test_a_box_beside_the_image_is_none(first: tuple[int, int], last: tuple[int, int]) -> None:
    assert box_between(ItkIndex(first), ItkIndex(last), Geometry.identity((5, 4))) is None


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


boxes = st.tuples(*[st.tuples(st.integers(0, 5), st.integers(1, 4))] * 3).map(
    lambda axes: Region(tuple(a[0] for a in axes), tuple(a[1] for a in axes))
)


@given(boxes, boxes)
def test_united_boxes_hold_both_and_no_more_than_they_must(one: Region, two: Region) -> None:
    whole = np.zeros((9, 9, 9), bool)
    whole[one.slices] = whole[two.slices] = True
    places = np.argwhere(whole)

    united = one.united(two)

    assert united.start == tuple(places.min(axis=0).tolist())
    assert united.shape == tuple((np.ptp(places, axis=0) + 1).tolist())


@given(boxes, st.permutations(range(3)), st.tuples(*[st.integers(0, 8)] * 3))
def test_a_box_on_a_cut_holds_its_pixels_there(box: Region, axes: list[int], place: tuple[int, ...]) -> None:
    geometry = replace(Geometry.identity((9, 9, 9)), start_index=(10, -3, 4))
    plane = Plane(axes[0], axes[1], tuple(p + s for p, s in zip(place, geometry.start_index, strict=True)))
    volume = np.zeros((9, 9, 9), bool)
    volume[box.slices] = True
    expected = plane.slice(volume, geometry)

    found = box.on_cut(plane, geometry)

    marked = np.zeros((9, 9), bool)
    if found is not None:
        marked[found] = True
    assert np.array_equal(marked, expected)
