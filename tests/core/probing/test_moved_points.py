"""Points keep their physical place in another geometry, and come back to the very pixel."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.probing.moved_points import MovedPoints
from itk_inspector.core.probing.points import Points

WHOLE = replace(Geometry.identity((10, 8, 6)), spacing=(1.0, 2.0, 3.0), start_index=(1, 0, -2), origin=(5.0, 6.0, 7.0))
PART = replace(WHOLE, size=(4, 4, 4), start_index=(0, 0, 0), origin=WHOLE.point_of(ItkIndex.of(3, 2, -1)).components)
COARSE = replace(WHOLE, size=(5, 4, 3), spacing=(2.0, 4.0, 6.0), start_index=(0, 0, 0))

INDICES = st.builds(ItkIndex.of, st.integers(1, 10), st.integers(0, 7), st.integers(-2, 3))
WAYS = st.lists(st.sampled_from((WHOLE, PART, COARSE)), max_size=6)


def points_at(*indices: ItkIndex) -> Points:
    points = Points()
    for number, index in enumerate(indices):
        points = points.adding(index, f"name {number}")
    return points


@given(st.lists(INDICES, max_size=6), WAYS)
def test_every_way_back_leads_to_the_same_pixels(indices: list[ItkIndex], ways: list[Geometry]) -> None:
    moved, points, here = MovedPoints(), points_at(*indices), WHOLE
    for there in ways:
        points = moved.moved(points, here, there)
        here = there
        for point in points.all:
            at = ContinuousIndex(tuple(map(float, indices[point.number - 1].components)))
            assert point.index == index_in(WHOLE, there, at)

    points = moved.moved(points, here, WHOLE)

    assert sorted((p.number, p.index.components, p.name) for p in points.all) == [
        (number, index.components, f"name {number - 1}") for number, index in enumerate(indices, start=1)
    ]


INSIDE, OUTSIDE = ItkIndex.of(4, 3, 0), ItkIndex.of(10, 7, 3)


def test_what_was_done_meanwhile_stays_done() -> None:
    moved = MovedPoints()
    part = moved.moved(points_at(INSIDE, OUTSIDE, ItkIndex.of(5, 3, 0)), WHOLE, PART)
    assert [point.number for point in part.all] == [1, 3]

    changed = part.changing(1, name="other", note="noted").without([3]).adding(ItkIndex.of(0, 0, 0), "new")
    back = moved.moved(changed, PART, WHOLE)

    assert {(p.name, p.note, p.index) for p in back.all} >= {
        ("other", "noted", INSIDE),
        ("new", "", ItkIndex.of(3, 2, -1)),
    }
    assert "name 2" not in {p.name for p in back.all}


def test_a_point_outside_comes_back_though_its_number_was_given_again() -> None:
    moved = MovedPoints()
    part = moved.moved(points_at(INSIDE, OUTSIDE), WHOLE, PART)

    back = moved.moved(part.adding(ItkIndex.of(1, 1, 1), "new"), PART, WHOLE)

    assert {p.name for p in back.all} == {"name 0", "name 1", "new"}
    assert len({p.number for p in back.all}) == 3


def test_a_point_that_was_set_elsewhere_stays_where_it_was_set() -> None:
    moved = MovedPoints()
    part = moved.moved(points_at(INSIDE), WHOLE, PART)
    elsewhere = Points(tuple(replace(point, index=ItkIndex.of(2, 2, 2)) for point in part.all))

    (back,) = moved.moved(elsewhere, PART, WHOLE).all

    assert WHOLE.point_of(back.index) == PART.point_of(ItkIndex.of(2, 2, 2))
