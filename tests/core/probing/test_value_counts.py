"""Counts of what stands out, against plain counting."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.probing import value_counts as module
from itk_inspector.core.probing.search import find
from itk_inspector.core.probing.value_counts import ValueRow, count_values


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", 24)


def counted(pixels: np.ndarray, **options: object) -> dict[str, tuple[str, int]]:
    rows = count_values(pixels, has_components=False, **options)  # type: ignore[arg-type]
    assert rows is not None
    return {row.name if row.name != "label" else row.text: (row.text, row.count) for row in rows}


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int8", "uint16", "int16", "int32", "uint64", "int64"])
@settings(deadline=None)
@given(data=st.data())
def test_whole_numbers_are_counted_as_plainly(dtype: str, data: st.DataObject) -> None:
    pixels = data.draw(hnp.arrays(dtype, (3, 4, 5), elements=st.integers(0, 1) if data.draw(st.booleans()) else None))
    plain = Counter(pixels.ravel().tolist())

    found = counted(pixels)

    assert found.pop("minimum") == (str(min(plain)), plain[min(plain)])
    assert found.pop("maximum") == (str(max(plain)), plain[max(plain)])
    assert found == ({} if dtype == "bool" else {str(value): (str(value), n) for value, n in plain.items()})


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@settings(deadline=None)
@given(data=st.data())
def test_floats_are_counted_as_plainly(dtype: str, data: st.DataObject) -> None:
    pixels = data.draw(hnp.arrays(dtype, (3, 4, 5)))
    plain = pixels.ravel().tolist()
    finite = [value for value in plain if math.isfinite(value)]

    rows = count_values(pixels, has_components=False)

    assert rows is not None
    found = {row.name: row for row in rows}
    assert found["NaN"].count == sum(value != value for value in plain)
    assert found["+Inf"].count == plain.count(math.inf)
    assert found["−Inf"].count == plain.count(-math.inf)
    if finite:
        assert (found["minimum"].search.value, found["minimum"].count) == (min(finite), plain.count(min(finite)))
        assert (found["maximum"].search.value, found["maximum"].count) == (max(finite), plain.count(max(finite)))
    else:
        assert set(found) == {"NaN", "+Inf", "−Inf"}


def test_each_row_leads_to_as_many_pixels_as_it_counts() -> None:
    pixels = np.array([[0, 1, 1, 7], [np.nan, np.inf, -np.inf, 7], [0.1, 0, -3, np.nan]], np.float32)
    geometry = Geometry.identity((4, 3))

    def places(row: ValueRow, *, backwards: bool) -> int:
        found: list[object] = []
        here = None
        while True:
            here = find(pixels, geometry, row.search, after=here, backwards=backwards)
            if here is None or here in found:
                return len(found)
            found.append(here)

    rows = count_values(pixels, has_components=False)

    assert rows is not None
    assert {row.name: row.count for row in rows} == {"NaN": 2, "+Inf": 1, "−Inf": 1, "minimum": 1, "maximum": 2}
    for row in rows:
        assert places(row, backwards=False) == places(row, backwards=True) == row.count


def test_the_outermost_values_of_any_block_count() -> None:
    pixels = np.array([5, 5, 5, 2, 2, 9, 9, 9, 2, 7, 3, 3], np.int64)

    assert counted(pixels)["minimum"] == ("2", 3)
    assert counted(pixels)["maximum"] == ("9", 3)


def test_more_labels_than_wanted_are_not_listed() -> None:
    pixels = np.arange(20, dtype=np.int32).reshape(4, 5)

    assert len(counted(pixels, most=20)) == 22
    assert set(counted(pixels, most=19)) == {"minimum", "maximum"}
    assert set(counted(pixels.astype(np.uint8), most=19)) == {"minimum", "maximum"}


def test_a_pixel_counts_once_whichever_of_its_components_it_is() -> None:
    pixels = np.zeros((2, 3, 3), np.float64)
    pixels[0, 0] = np.nan
    pixels[1, 1, 2] = 5.0
    pixels[1, 2, :2] = 5.0

    rows = count_values(pixels, has_components=True)

    assert rows is not None
    assert {row.name: row.count for row in rows} == {"NaN": 1, "+Inf": 0, "−Inf": 0, "minimum": 5, "maximum": 2}


def test_complex_numbers_have_no_extremes() -> None:
    pixels = np.array([[1 + 2j, complex(np.nan, 0), complex(np.inf, np.nan), complex(0, -np.inf)]])

    rows = count_values(pixels, has_components=False)

    assert rows is not None
    assert {row.name: row.count for row in rows} == {"NaN": 2, "Inf": 2}


def test_counting_can_be_ended_and_tells_how_far_it_is() -> None:
    told: list[float] = []
    pixels = np.zeros((8, 8), np.uint8)

    assert count_values(pixels, has_components=False, go_on=lambda: False) is None
    assert count_values(pixels, has_components=False, told=told.append) is not None
    assert told == sorted(told)
    assert told[-1] == 1.0


@settings(deadline=None)
@given(pixels=hnp.arrays(np.int16, (3, 4, 3), elements=st.integers(-1, 2)))
def test_labels_are_counted_layer_by_layer_and_lead_to_as_many_pixels(pixels: np.ndarray) -> None:
    rows = count_values(pixels, has_components=True, has_layers=True)

    assert rows is not None
    labels = [row for row in rows if row.search.component is not None]
    assert {(row.name, row.text): row.count for row in labels} == {
        (f"layer {layer + 1}", str(value)): count
        for layer in range(3)
        for value, count in Counter(pixels[..., layer].ravel().tolist()).items()
    }
    geometry = Geometry.identity((4, 3))
    for row in labels:
        places, found = set(), find(pixels, geometry, row.search)
        while found is not None and found not in places:
            places.add(found)
            x, y = found.components
            assert pixels[y, x, row.search.component] == row.search.label
            found = find(pixels, geometry, row.search, after=found)
        assert len(places) == row.count


def test_one_layer_with_too_many_labels_hides_no_other() -> None:
    pixels = np.stack([np.arange(100), np.arange(100) % 2], axis=-1).astype(np.int32)
    rows = count_values(pixels, has_components=True, has_layers=True)

    assert rows is not None
    assert [(row.name, row.text, row.count) for row in rows[2:]] == [("layer 2", "0", 50), ("layer 2", "1", 50)]
