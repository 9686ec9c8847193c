"""Tables of points: which columns mean what, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.probing.point_table import place_rows

PLACED = Geometry((4, 5, 6), (10, 20, 30), (1.0, 2.0, 3.0), (0.5, 1.0, 2.0), ((1, 0, 0), (0, 1, 0), (0, 0, 1)))


def indices(text: str, geometry: Geometry = PLACED) -> list[tuple[int, ...]]:
    return [row.index.components for row in place_rows(text, geometry) if isinstance(row.index, ItkIndex)]


@given(st.lists(st.tuples(*[st.integers(-1000, 1000)] * 3)))
def test_both_orders_lead_to_the_same_pixels(places: list[tuple[int, int, int]]) -> None:
    itk = "name,z,y,x\n" + "".join(f"p,{z},{y},{x}\n" for x, y, z in places)
    array = "\ufeffrow,col,slice\r\n" + "".join(f"{y - 20},{x - 10},{z - 30}\r\n" for x, y, z in places)

    assert indices(itk) == indices(array) == places


@given(st.tuples(*[st.integers(0, 3)] * 3))
def test_physical_points_become_the_pixel_that_covers_them(place: tuple[int, int, int]) -> None:
    x, y, z = place
    # 0.3 of a spacing off the centre; pixel (10, 20, 30) is not at the origin: index (0, 0, 0) is
    text = f"px,py,pz\n{1 + 0.5 * (x + 0.3)},{2 + y - 0.3},{3 + 2.0 * (z + 0.3)}\n"

    assert indices(text) == [place]


def test_rows_are_numbered_as_in_a_spreadsheet_and_empty_ones_left_out() -> None:
    rows = list(place_rows("X, Y ,z\n\n1,2,3\n,,\n4,5,6\n", PLACED))

    assert [(row.line, row.index) for row in rows] == [(3, ItkIndex.of(1, 2, 3)), (5, ItkIndex.of(4, 5, 6))]


def test_own_tables_are_taken_by_their_itk_indices() -> None:
    head = "number,name,itk x,itk y,itk z,numpy slice,numpy row,numpy col,point x,point y,point z,value"

    assert indices(f"{head}\n1,a,11,22,33,3,2,1,0,0,0,7\n") == [(11, 22, 33)]


@pytest.mark.parametrize("row", ["1,2", "1,2,x", "1,2,3.5", "1_0,2,3"])
def test_a_row_that_is_no_point_is_told(row: str) -> None:
    (first, second) = place_rows(f"x,y,z\n{row}\n1,2,3\n", PLACED)

    assert isinstance(first.index, ProbeError)
    assert row.replace(",", ", ") in first.index.message
    assert second.index == ItkIndex.of(1, 2, 3)


@pytest.mark.parametrize(("row", "told"), [("nan,0,0", "no point"), ("1e308,1e308,1e308", "outside")])
def test_points_that_are_nowhere_are_told(row: str, told: str) -> None:
    tiny = Geometry((4, 5, 6), (0, 0, 0), (0.0,) * 3, (1e-9,) * 3, ((1, 0, 0), (0, 1, 0), (0, 0, 1)))
    (found,) = place_rows(f"px,py,pz\n{row}\n", tiny)

    assert isinstance(found.index, ProbeError)
    assert told in found.index.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "columns x, y, z or slice, row, col or px, py, pz"),
        ("a,b\n1,2\n", "needs the columns"),
        ("x,y\n1,2\n", "needs the columns"),
        ("x,y,z,px,py,pz\n1,2,3,1,2,3\n", "more than one kind"),
        ("x,y,z,t\n1,2,3,4\n", "more than the 3 axes"),
        ('x,y,z\n"1,2,3\n', "no table"),
    ],
)
def test_what_is_no_table_of_points_is_refused(text: str, told: str) -> None:
    with pytest.raises(ProbeError, match=told):
        list(place_rows(text, PLACED))
