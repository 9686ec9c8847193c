"""The keys of a .seg.nrrd say what the pixels hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.segment_keys import segment_keys
from itk_inspector.core.labels.label_table import Label, LabelTable, label_table
from itk_inspector.core.labels.segments import segment_table

NAMED = label_table([Label(1, "liver", 0xFF8000), Label(7, "spleen"), Label(9, "gone", 0x0000FF)], "a file")


def extent(pixels: Any, value: int) -> str:
    z, y, x = np.nonzero(pixels == value)
    return f"{x.min()} {x.max()} {y.min()} {y.max()} {z.min()} {z.max()}"


def back(keys: dict[str, str]) -> LabelTable:
    table = segment_table(keys)
    assert table is not None
    return table


@given(arrays.arrays(np.int16, st.tuples(*[st.integers(1, 5)] * 3), elements=st.integers(-2, 3)))
def test_every_value_becomes_a_segment_with_its_box(pixels: Any) -> None:
    keys = segment_keys(pixels, None, {})

    values = sorted({int(v) for v in pixels.reshape(-1)} - {0})
    assert [int(keys[f"Segment{n}_LabelValue"]) for n in range(len(values))] == values
    assert [keys[f"Segment{n}_Extent"] for n in range(len(values))] == [extent(pixels, v) for v in values]
    assert f"Segment{len(values)}_LabelValue" not in keys


def test_names_and_colours_come_back() -> None:
    pixels = np.zeros((2, 3, 4), dtype=np.uint8)
    pixels[1, 2, 3], pixels[0, 0, 0], pixels[0, 0, 1] = 1, 7, 200

    keys = segment_keys(pixels, NAMED, {"Segmentation_MasterRepresentation": "other", "modality": "CT"})

    table = back(keys)
    assert table.at(1) == Label(1, "liver", 0xFF8000)
    assert [label.name for label in table.labels] == ["liver", "spleen", "gone", "Segment_200"]
    assert [keys[f"Segment{n}_Extent"] for n in (0, 2)] == ["3 3 2 2 1 1", "0 -1 0 -1 0 -1"]
    assert keys["Segmentation_MasterRepresentation"] == "Binary labelmap"
    assert keys["modality"] == "CT"
    assert len({keys[f"Segment{n}_Color"] for n in range(4)}) == 4


def test_what_3d_slicer_says_of_a_segment_stays_and_its_box_is_that_of_the_pixels() -> None:
    own = {
        "Segment0_ID": "bone",
        "Segment0_Name": "Bone",
        "Segment0_LabelValue": "2",
        "Segment0_Layer": "0",
        "Segment0_Extent": "0 0 0 0 0 0",
        "Segment0_Tags": "TerminologyEntry:x|",
        "Segment0_Color": "1 0 0",
    }
    pixels = np.zeros((2, 3, 4), dtype=np.uint8)
    pixels[:, 1, 2:], pixels[0, 0, 0] = 2, 3

    keys = segment_keys(pixels, segment_table(own), own)

    assert keys["Segment0_Extent"] == "2 3 1 1 0 1"
    assert {key: keys[key] for key in own if not key.endswith("Extent")} == {
        key: value for key, value in own.items() if not key.endswith("Extent")
    }
    assert [label.value for label in back(keys).labels] == [2, 3]


def test_layers_have_segments_of_their_own() -> None:
    pixels = np.zeros((2, 3, 4, 2), dtype=np.uint8)
    pixels[0, 0, 0, 0] = pixels[1, 1, 1, 1] = 1
    own = {"Segment0_Name": "a", "Segment1_Name": "b"}  # as 3D Slicer wrote them before there were layers

    keys = segment_keys(pixels, segment_table(own), own, has_layers=True)

    table = back(keys)
    assert [(label.layer, label.value, label.name) for label in table.labels] == [(0, 1, "a"), (1, 1, "b")]
    assert [keys[f"Segment{n}_Extent"] for n in (0, 1)] == ["0 0 0 0 0 0", "1 1 1 1 1 1"]


def test_too_many_values_are_no_labels() -> None:
    pixels = np.arange(20_000, dtype=np.uint16).reshape(2, 100, 100)

    with pytest.raises(ExportError, match="different values"):
        segment_keys(pixels, None, {})
