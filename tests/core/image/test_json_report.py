"""Header and probe as JSON and as text."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint
from itk_inspector.core.header.header_text import info_lines, metadata_rows
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space
from itk_inspector.core.image.json_report import info_dict
from itk_inspector.core.labels.label_table import Label, label_table
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.core.pixels.read_outs import probe_dict

INFO = ImageInfo(
    path=Path("/data/ct.nrrd"),
    format="NrrdImageIO",
    pixel_type="vector",
    component_type="short",
    components=3,
    dtype="int16",
    geometry=Geometry(
        (512, 400, 2),
        (1, -2, 0),
        (0.5, -1.25, 10.0),
        (0.7, 0.7, 2.5),
        ((1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, 1.0)),
    ),
    itk_type="VISS3",
    mapping="file",
    metadata={"modality": "CT"},
    notes=("Converted.",),
)
PROBE = Probe(
    itk_index=ItkIndex.of(3, 2, 1),
    array_index=ArrayIndex.of(1, 2, 3),
    physical_point=PhysicalPoint.of(1.5, -2.0, math.nan),
    itk_value=7,
    array_value=7,
    twin_index=ArrayIndex.of(3, 2, 1),
    twin_value=9,
)


LABELS = label_table([Label(1, "left"), Label(2, "right", 0x0A0B0C, layer=1)], "3D Slicer colour table a.ctbl")


def contract(found: dict[str, Any], *keys: str) -> list[Any]:
    return [found[key] for key in keys]


@pytest.mark.parametrize(
    ("space", "told"),
    [
        (Space(), [None, None, False]),
        (Space("mm", is_patient=True), ["mm", "LPS", False]),
        (Space("", is_by_convention=True), [None, "LPS", True]),
        (Space("µm"), ["µm", None, False]),
    ],
)
def test_unit_and_axes_only_where_they_are_stated(space: Space, told: list[object]) -> None:
    found = info_dict(replace(INFO, space=space))

    assert contract(found, "unit", "space", "space_is_by_convention") == told
    lines = dict(info_lines(replace(INFO, space=space)))
    assert lines["unit"] == (space.unit or "no unit stated")
    assert lines["orientation"].startswith("LPS" if told[1] else "no orientation stated")


def test_itk_names_are_in_itk_order_and_shape_in_numpy_order() -> None:
    assert contract(info_dict(INFO), "size", "shape", "start_index", "spacing", "origin", "dimension") == [
        [512, 400, 2],
        [2, 400, 512, 3],
        [1, -2, 0],
        [0.7, 0.7, 2.5],
        [0.5, -1.25, 10.0],
        3,
    ]


def test_the_direction_is_a_list_of_rows() -> None:
    assert info_dict(INFO)["direction"] == [[1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 1.0]]


def test_all_keys_that_others_rely_on_are_there() -> None:
    promised = {"path", "format", "dimension", "size", "shape", "pixel_type", "component_type", "components"}
    promised |= {"start_index", "spacing", "origin", "direction", "bytes", "mapping", "metadata"}

    assert promised - info_dict(INFO).keys() == set()


def test_keys_that_have_names_are_listed_with_them() -> None:
    numbered = replace(INFO, metadata={"0028|0010": "4", "0009|0001": "x"}, metadata_names={"0028|0010": "Rows"})

    assert metadata_rows(INFO) == [("modality", "CT")]
    assert metadata_rows(numbered) == [("0009|0001", "", "x"), ("0028|0010", "Rows", "4")]
    assert "metadata_names" not in info_dict(INFO)
    assert info_dict(numbered)["metadata_names"] == {"0028|0010": "Rows"}
    assert info_dict(numbered)["metadata"] == {"0028|0010": "4", "0009|0001": "x"}


def test_the_header_is_strict_json_even_with_nan() -> None:
    geometry = replace(INFO.geometry, origin=(math.nan, math.inf, -math.inf), spacing=(math.nan, 1.0, 1.0))

    back = json.loads(json.dumps(info_dict(replace(INFO, geometry=geometry)), allow_nan=False))

    assert (back["origin"], back["spacing"]) == (["nan", "inf", "-inf"], ["nan", 1.0, 1.0])


def test_bytes_count_all_components() -> None:
    assert info_dict(INFO)["bytes"] == 512 * 400 * 2 * 3 * 2


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("file", "ct.nrrd"),
        ("pixel type", "vector short × 3"),
        ("size (x, y, z)", "512, 400, 2"),
        ("shape [z, y, x, c]", "(2, 400, 512, 3)"),
        ("start index", "1, -2, 0"),
        ("spacing", "0.7, 0.7, 2.5"),
        ("origin", "0.5, -1.25, 10"),
        ("direction", "1, 0, 0; 0, -1, 0; 0, 0, 1"),
        ("bytes", "2,457,600"),
        ("mapping", "the file itself"),
        ("note", "Converted."),
    ],
)
def test_people_read_each_fact(label: str, text: str) -> None:
    assert dict(info_lines(INFO))[label] == text


def test_one_component_is_not_counted() -> None:
    lines = dict(info_lines(replace(INFO, components=1, pixel_type="scalar")))

    assert lines["pixel type"] == "scalar short"


def test_a_missing_itk_type_is_said() -> None:
    assert dict(info_lines(replace(INFO, itk_type="")))["ITK type"] == "none wraps these pixels"


def test_a_probe_lists_both_indices_in_their_own_order() -> None:
    assert contract(probe_dict(PROBE), "itk_index", "array_index") == [[3, 2, 1], [1, 2, 3]]


def test_a_probe_is_strict_json() -> None:
    assert json.loads(json.dumps(probe_dict(PROBE), allow_nan=False)) == {
        "itk_index": [3, 2, 1],
        "array_index": [1, 2, 3],
        "physical_point": [1.5, -2.0, "nan"],
        "itk_value": 7,
        "array_value": 7,
        "same_numbers": 9,
        "label": None,
    }


def test_a_twin_out_of_bounds_is_null() -> None:
    assert probe_dict(replace(PROBE, twin_index=None, twin_value=None))["same_numbers"] is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2**64 - 1, 2**64 - 1), (math.nan, "nan"), (-math.inf, "-inf"), (1 - 2j, [1.0, -2.0]), ((1, 2), [1, 2])],
)
def test_values_are_exact_in_json(value: Any, expected: Any) -> None:
    found = probe_dict(replace(PROBE, array_value=value))

    assert json.loads(json.dumps(found, allow_nan=False))["array_value"] == expected


def test_an_index_of_numpy_integers_is_json_too() -> None:
    index = ItkIndex(tuple(np.array([3, 2, 1])))

    assert json.dumps(probe_dict(replace(PROBE, itk_index=index))["itk_index"]) == "[3, 2, 1]"


@pytest.mark.parametrize("power", range(-12, 10))
@pytest.mark.parametrize("shift", [0.0, 1.0, 123456.7])
def test_the_origin_is_told_from_the_next_pixel(power: int, shift: float) -> None:
    spacing = 10.0**power
    texts = []
    for step in (0, 1):
        origin = ((shift + step) * spacing,) * 2
        geometry = replace(Geometry.identity((4, 4)), spacing=(spacing,) * 2, origin=origin)
        texts.append(dict(info_lines(replace(INFO, geometry=geometry)))["origin"])
        assert float(texts[-1].split(", ")[0]) == pytest.approx(origin[0], abs=spacing / 2)

    assert texts[0] != texts[1]


@pytest.mark.parametrize(("is_layered", "layers"), [(False, [None, None]), (True, [0, 1])])
def test_the_label_table_is_told(is_layered: bool, layers: list[int | None]) -> None:
    info = replace(INFO, labels=replace(LABELS, is_layered=is_layered))

    assert info_dict(INFO)["labels"] is None
    assert json.loads(json.dumps(info_dict(info)["labels"])) == {
        "source": "3D Slicer colour table a.ctbl",
        "values": [
            {"value": 1, "name": "left", "color": None, "layer": layers[0]},
            {"value": 2, "name": "right", "color": "#0a0b0c", "layer": layers[1]},
        ],
    }
    assert dict(info_lines(info))["labels"] == "2: 3D Slicer colour table a.ctbl"
