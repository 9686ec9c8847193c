"""Parts of an image as they are typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.errors import UsageError
from itk_inspector.core.export.typed_part import region_texts, slab, typed_region
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region

GEOMETRY = replace(Geometry.identity((9, 8, 7)), start_index=(10, -2, 0))


def test_start_and_size_are_in_itk_order_from_the_start_index() -> None:
    assert typed_region("12, -1, 3", "(5 4 2)", GEOMETRY) == Region((3, 1, 2), (2, 4, 5))


@pytest.mark.parametrize(
    ("start", "size", "words"),
    [
        ("12, -1", "5, 4, 2", "start of the region as whole numbers: x, y, z"),
        ("12, -1, 3", "5, 4, x", "size of the region"),
        ("9, -2, 0", "1, 1, 1", "9 × 8 × 7"),
        ("10, -2, 0", "10, 1, 1", "beyond"),
        ("10, -2, 0", "0, 1, 1", "beyond"),
        ("", "", "start"),
    ],
)
def test_what_names_no_part_is_refused(start: str, size: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        typed_region(start, size, GEOMETRY)


@given(st.data())
def test_a_region_is_read_as_it_is_written(data: st.DataObject) -> None:
    start = tuple(data.draw(st.integers(0, n - 1)) for n in GEOMETRY.shape)
    shape = tuple(data.draw(st.integers(1, n - s)) for n, s in zip(GEOMETRY.shape, start, strict=True))
    region = Region(start, shape)

    assert typed_region(*region_texts(region, GEOMETRY), GEOMETRY) == region


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (3, -1)])
def test_slices_include_both_ends_whichever_is_lower(first: int, last: int) -> None:
    assert slab(first, last, 1, GEOMETRY) == Region((0, 1, 0), (7, 5, 9))
