"""Statistics under labels, written down."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.labels.label_table import Label, LabelTable
from itk_inspector.core.measure.layer_pixels import LayerPixels
from itk_inspector.core.measure.under_label import UnderLabels
from itk_inspector.core.measure.under_labels import under_labels
from itk_inspector.core.measure.under_labels_table import (
    cells,
    headings,
    row_cells,
    told,
    under_labels_dict,
    under_labels_text,
)

GEOMETRY = replace(Geometry.identity((3, 2, 2)), start_index=(10, 20, 30), spacing=(0.5, 0.5, 2.0))
NAMES = LabelTable((Label(7, "=liver"),), "segments of this file")


def an_info(dtype: str) -> ImageInfo:
    return ImageInfo(Path("v.nrrd"), "NrrdImageIO", "scalar", "", 1, dtype, GEOMETRY)


@pytest.fixture
def found() -> UnderLabels:
    values = np.arange(12, dtype=np.int16).reshape(2, 2, 3)
    labels = np.zeros((2, 2, 3), np.uint8)
    labels[0, 1, 1:] = 7
    labels[1, 0, 0] = 7
    labels[1, 1, 2] = 9
    measured = under_labels(
        an_info("int16"), values, LayerPixels("l", an_info("uint8"), labels, GEOMETRY, (10, 20, 30))
    )
    assert measured is not None
    return measured


def test_the_panel_shows_rounded_figures(found: UnderLabels) -> None:
    assert headings(found, "mm") == (
        "Label", "Name", "Pixels", "Volume (mm³)", "Mean", "SD", "Median", "Min", "Max",
    )  # fmt: skip
    assert cells(found.rows[0], NAMES) == ("7", "=liver", "3", "1.5", "5", "1", "5", "4", "6")
    assert cells(found.rows[1], NAMES) == ("9", "", "1", "0.5", "11", "–", "11", "11", "11")


def test_large_figures_have_no_exponent(found: UnderLabels) -> None:
    row = replace(found.rows[0], pixels=6_000_000, size=6e6)
    row = replace(row, statistics=replace(row.statistics, mean=1.5e8, deviation=123456789.5))
    assert cells(row, NAMES)[2:6] == ("6,000,000", "6,000,000", "150000000", "123456790")
    alone = replace(found, is_measured=False)
    there = replace(row, centroid=ContinuousIndex((1234567.0, 20.0, 30.25)))
    assert row_cells(alone, there, an_info("int16"), NAMES)[6] == "(1234567, 20, 30.25)"


def test_where_the_file_states_no_unit_none_is_said(found: UnderLabels) -> None:
    assert headings(found, "")[3] == "Volume"
    assert headings(replace(found, dimensions=2), "mm")[3] == "Area (mm²)"


def test_the_table_has_every_digit_and_both_orders(found: UnderLabels) -> None:
    rows = list(csv.DictReader(io.StringIO(under_labels_text(found, an_info("int16"), NAMES, ","))))

    assert rows[0] == {
        "label": "7", "name": "'=liver", "pixels": "3", "volume": "1.5", "unit": "", "n": "3", "mean": "5.0",
        "sd (n-1)": "1.0", "median": "5.0", "min": "4", "max": "6", "sum": "15", "nan": "0", "inf": "0",
        "first itk": "(11, 21, 30)", "first numpy": "[0, 1, 1]", "box itk": "(10, 20, 30)", "box size": "(3, 2, 2)",
        "centroid itk": f"(11.0, {2 / 3 + 20!r}, {1 / 3 + 30!r})",
        "centroid point": f"(5.5, {(2 / 3 + 20) * 0.5!r}, {(1 / 3 + 30) * 2!r})",
    }  # fmt: skip
    assert (rows[1]["sd (n-1)"], rows[1]["name"]) == ("", "")


def test_a_table_has_tabs(found: UnderLabels) -> None:
    assert under_labels_text(found, an_info("int16")).splitlines()[1].split("\t")[:3] == ["7", "", "3"]


def test_it_is_said_what_was_measured_under_what(found: UnderLabels) -> None:
    one = UnderLabels(found.rows[:1], 3, outside=1234)

    assert told(found, "ct.nrrd", "seg.nrrd") == "ct.nrrd under 2 labels of seg.nrrd; 0 is left out."
    assert told(one, "ct.nrrd", "seg.nrrd") == (
        "ct.nrrd under 1 label of seg.nrrd; 0 is left out. 1,234 pixels of ct.nrrd lie outside seg.nrrd."
    )
    assert (
        told(UnderLabels((), 3), "ct.nrrd", "seg.nrrd") == "No pixel of ct.nrrd has a label other than 0 in seg.nrrd."
    )
    assert told(UnderLabels((), 3, has_too_many=True), "a", "b") == "b has more than 4,096 labels."


def test_json_has_numbers_and_both_indices(found: UnderLabels) -> None:
    told_all = under_labels_dict(found, an_info("int16"), NAMES)

    assert (told_all["unit"], told_all["outside"], told_all["has_too_many"]) == ("", 0, False)
    assert told_all["labels"][0] == {
        "label": 7, "name": "=liver", "pixels": 3, "volume": 1.5, "n": 3, "mean": 5.0, "sd": 1.0, "median": 5.0,
        "min": 4, "max": 6, "sum": 15, "nan": 0, "inf": 0, "first_itk_index": [11, 21, 30],
        "first_array_index": [0, 1, 1], "box_itk_index": [10, 20, 30], "box_size": [3, 2, 2],
        "centroid_itk_index": [11.0, 2 / 3 + 20, 1 / 3 + 30],
        "centroid_point": [5.5, (2 / 3 + 20) * 0.5, (1 / 3 + 30) * 2],
    }  # fmt: skip
    assert told_all["labels"][1]["sd"] is None
