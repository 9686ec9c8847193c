"""Boxes of pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.brush import brush_offsets
from itk_inspector.core.editing.brush_shape import BrushShape
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region, box_between

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

    found = plane.rows_and_columns(box, geometry)

    marked = np.zeros((9, 9), bool)
    if found is not None:
        marked[found] = True
    assert np.array_equal(marked, expected)
