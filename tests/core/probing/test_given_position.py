"""Positions that scripts give, as text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint
from itk_inspector.core.probing.given_position import position_text
from itk_inspector.core.probing.position_text import Position, read_position

GEOMETRY = Geometry((9, 8, 7), (-3, 2, 5), (1.5, -2.0, 7.0), (0.5, 2.0, 0.1), ((0, -1, 0), (1, 0, 0), (0, 0, 1)))


@given(st.tuples(*(st.integers(s, s + n - 1) for s, n in zip(GEOMETRY.start_index, GEOMETRY.size, strict=True))))
def test_every_kind_names_the_same_pixel(place: tuple[int, int, int]) -> None:
    index = ItkIndex(place)
    array = ArrayIndex(tuple(i - s for i, s in zip(place, GEOMETRY.start_index, strict=True))[::-1])

    for each in (place, list(place), np.array(place), index, array, GEOMETRY.point_of(index), str(index)):
        found = read_position(position_text(each), GEOMETRY)
        assert isinstance(found, Position)
        assert found.index == index


def test_points_keep_every_digit() -> None:
    assert position_text(PhysicalPoint.of(0.1, 1e-17, -3)) == "p: 0.1 1e-17 -3.0"


@pytest.mark.parametrize("wrong", [None, 7, 1.5, (1.5, 2), ("a", 1), {"x": 1}])
def test_anything_else_is_refused(wrong: Any) -> None:
    with pytest.raises(ProbeError):
        position_text(wrong)
