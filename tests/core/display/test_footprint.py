"""Outlines of pixels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itk_inspector.core.display.footprint import Footprint, box_edges, edges_of, path_edges

Side = tuple[float, float, float, float]


def sides_of(mask: npt.NDArray[np.bool_], left: int, top: int) -> set[Side]:
    """All sides between a pixel that is set and one that is not, one by one."""
    set_ones = {(int(c), int(r)) for r, c in np.argwhere(mask)}
    found = set()
    for x, y in set_ones:
        h, v = x + left, y + top
        if (x - 1, y) not in set_ones:
            found.add((h - 0.5, v - 0.5, h - 0.5, v + 0.5))
        if (x + 1, y) not in set_ones:
            found.add((h + 0.5, v - 0.5, h + 0.5, v + 0.5))
        if (x, y - 1) not in set_ones:
            found.add((h - 0.5, v - 0.5, h + 0.5, v - 0.5))
        if (x, y + 1) not in set_ones:
            found.add((h - 0.5, v + 0.5, h + 0.5, v + 0.5))
    return found


def cut_up(edges: npt.NDArray[np.float64]) -> list[Side]:
    found: list[Side] = []
    for x1, y1, x2, y2 in edges.tolist():
        assert (x1 == x2) != (y1 == y2)
        assert x2 >= x1
        assert y2 >= y1
        if x1 == x2:
            found += [(x1, y1 + k, x1, y1 + k + 1) for k in range(round(y2 - y1))]
        else:
            found += [(x1 + k, y1, x1 + k + 1, y1) for k in range(round(x2 - x1))]
    return found


@given(
    hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=7)),
    st.integers(-9, 9),
    st.integers(-9, 9),
)
def test_every_side_is_drawn_once(mask: npt.NDArray[np.bool_], left: int, top: int) -> None:
    pieces = cut_up(edges_of(mask, left, top))

    assert len(pieces) == len(set(pieces))
    assert set(pieces) == sides_of(mask, left, top)


@given(hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6)))
def test_sides_in_one_line_are_one_piece(mask: npt.NDArray[np.bool_]) -> None:
    edges = edges_of(mask).tolist()
    ends = [(x2, y2, x1 == x2) for x1, y1, x2, y2 in edges]
    starts = [(x1, y1, x1 == x2) for x1, y1, x2, y2 in edges]

    assert not set(ends) & set(starts)


def test_nothing_has_no_outline() -> None:
    assert edges_of(np.zeros((3, 2), np.bool_)).shape == (0, 4)
    assert Footprint(edges_of(np.zeros((3, 2), np.bool_))).bounds == (0.0, 0.0, 0.0, 0.0)


def test_a_box_has_the_outline_of_its_pixels() -> None:
    assert set(cut_up(box_edges(2, -1, 4, 3))) == sides_of(np.ones((5, 3), np.bool_), 2, -1)


@pytest.mark.parametrize(("left", "top"), [(0, 0), (-3, 8)])
def test_bounds_reach_to_the_sides_of_the_outermost_pixels(left: int, top: int) -> None:
    made = Footprint(edges_of(np.ones((2, 3), np.bool_), left, top))

    assert made.bounds == (left - 0.5, left + 2.5, top - 0.5, top + 1.5)


def test_a_path_leads_from_corner_to_corner() -> None:
    corners = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])

    assert path_edges(corners).tolist() == [[0.0, 1.0, 2.0, 3.0], [2.0, 3.0, 4.0, 5.0]]
