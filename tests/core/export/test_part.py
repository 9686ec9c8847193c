"""A part of an image is named in ITK's order, from its start index."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.errors import UsageError
from itk_inspector.core.export.part import (
    part_of,
    part_of_ranges,
    part_of_region,
    part_of_slices,
    region_texts,
    slices_of,
    typed_region,
)
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region

AT_ORIGIN = Geometry.identity((6, 5, 4))
SHIFTED = Geometry((6, 5, 4), (10, -2, 3), (0.0,) * 3, (1.0,) * 3, AT_ORIGIN.direction)


@given(data=st.data(), start=st.tuples(*[st.integers(-20, 20)] * 3), size=st.tuples(*[st.integers(1, 6)] * 3))
def test_a_region_selects_the_pixels_whose_index_lies_in_it(data: Any, start: Any, size: Any) -> None:
    geometry = Geometry(size, start, (0.0,) * 3, (1.0,) * 3, AT_ORIGIN.direction)
    index = [data.draw(st.integers(s, s + n - 1)) for s, n in zip(start, size, strict=True)]
    length = [data.draw(st.integers(1, s + n - i)) for s, n, i in zip(start, size, index, strict=True)]
    z, y, x = np.meshgrid(*(np.arange(s, s + n) for s, n in zip(start[::-1], size[::-1], strict=True)), indexing="ij")
    inside = np.ones(x.shape, dtype=bool)
    for values, first, n in zip((x, y, z), index, length, strict=True):
        inside &= (values >= first) & (values < first + n)

    region = part_of_region(index, length, geometry)

    chosen = np.zeros(x.shape, dtype=bool)
    chosen[region.slices] = True
    assert np.array_equal(chosen, inside)


def test_three_ways_to_name_one_part() -> None:
    part = Region((2, 0, 0), (1, 5, 6))

    assert part_of_slices({"z": 5}, SHIFTED) == part
    assert part_of_slices({"2": range(5, 6)}, SHIFTED) == part
    assert part_of_region((10, -2, 5), (6, 5, 1), SHIFTED) == part
    assert part_of_ranges([":", ":", "5:6"], SHIFTED) == part


def test_several_axes_and_ranges() -> None:
    assert part_of_slices(slices_of(["Z=3:5", "x=12"]), SHIFTED) == Region((0, 0, 2), (2, 5, 1))


def test_what_scripts_hand_over() -> None:
    index: Any = np.array([0, 0, 3])

    assert part_of(None, None, AT_ORIGIN) is None
    assert part_of((index, (6, 5, 1)), None, AT_ORIGIN) == Region((3, 0, 0), (1, 5, 6))
    assert part_of(None, {"z": index[2]}, AT_ORIGIN) == Region((3, 0, 0), (1, 5, 6))


@pytest.mark.parametrize("word", ["12", "z", "z=", "z=a", "z=1:", "z=:2", "z=1.5", "z=1_0", "=", "z=1:2:3"])
def test_what_names_no_slice(word: str) -> None:
    with pytest.raises(UsageError, match="names no slice"):
        slices_of([word])


@pytest.mark.parametrize(
    "chosen",
    [
        {"z": 7},
        {"z": 2},
        {"z": range(3, 8)},
        {"z": range(5, 5)},
        {"x": range(12, 11)},
        {"t": 0},
        {"3": 0},
        {"z": range(3, 7, 2)},
        {"z": 4, "2": 4},
    ],
)
def test_slices_that_are_not_there(chosen: Any) -> None:
    with pytest.raises(UsageError):
        part_of_slices(chosen, SHIFTED)


def test_an_axis_named_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="named twice"):
        slices_of(["z=1", "Z=2"])


@pytest.mark.parametrize(
    ("index", "size"),
    [
        ((0, 0, 0), (7, 5, 4)),
        ((0, 0, 0), (6, 0, 4)),
        ((-1, 0, 0), (1, 1, 1)),
        ((0, 0), (1, 1)),
        ((0, 0, 0), (1, 1)),
        ((0, 0, 0), (1, 1, -1)),
    ],
)
def test_regions_that_are_not_there(index: Any, size: Any) -> None:
    with pytest.raises(UsageError):
        part_of_region(index, size, AT_ORIGIN)


@pytest.mark.parametrize(
    "words",
    [
        ["0:4", "0:3"],
        ["0:7", ":", ":"],
        ["2:2", ":", ":"],
        ["3:1", ":", ":"],
        ["-1:2", ":", ":"],
        ["1", ":", ":"],
        ["a:b", ":", ":"],
        ["0:1_0", ":", ":"],
    ],
)
def test_ranges_that_are_not_there(words: list[str]) -> None:
    with pytest.raises(UsageError):
        part_of_ranges(words, AT_ORIGIN)


@pytest.mark.parametrize(
    ("region", "slices"),
    [
        (5, None),
        ((1, 2, 3), None),
        (((0.5, 0, 0), (1, 1, 1)), None),
        (None, 5),
        (None, {"z": 1.5}),
        (None, {"z": "a"}),
        (((0, 0, 0), (1, 1, 1)), {"z": 0}),
    ],
)
def test_what_is_no_part_is_refused_in_a_sentence(region: Any, slices: Any) -> None:
    with pytest.raises(UsageError):
        part_of(region, slices, AT_ORIGIN)


NINE = Geometry((9, 8, 7), (10, -2, 0), (0.0,) * 3, (1.0,) * 3, AT_ORIGIN.direction)


def test_start_and_size_are_in_itk_order_from_the_start_index() -> None:
    assert typed_region("12, -1, 3", "(5 4 2)", NINE) == Region((3, 1, 2), (2, 4, 5))


@pytest.mark.parametrize(
    ("start", "size", "words"),
    [
        ("12, -1", "5, 4, 2", "start of the region as whole numbers: x, y, z"),
        ("12, -1, 3", "5, 4, x", "size of the region"),
        ("9, -2, 0", "1, 1, 1", "x = 9 is not in the image; its indices are 10 to 18"),
        ("10, -2, 0", "10, 1, 1", "x = 10:20 is not"),
        ("10, -2, 0", "0, 1, 1", "is not in the image"),
        ("", "", "start"),
    ],
)
def test_what_names_no_part_is_refused(start: str, size: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        typed_region(start, size, NINE)


@given(st.data())
def test_a_region_is_read_as_it_is_written(data: st.DataObject) -> None:
    start = tuple(data.draw(st.integers(0, n - 1)) for n in NINE.shape)
    shape = tuple(data.draw(st.integers(1, n - s)) for n, s in zip(NINE.shape, start, strict=True))
    region = Region(start, shape)

    assert typed_region(*region_texts(region, NINE), NINE) == region
