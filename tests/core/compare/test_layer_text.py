"""Layers at a probed place as text, as Python and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from itk_inspector.core.compare.layer_probe import LayerProbe
from itk_inspector.core.compare.layer_text import layer_dict, layers_code, layers_text
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.core.pixels.values import Value

FOUND = Probe(
    itk_index=ItkIndex((4, 5, 6)),
    array_index=ArrayIndex((6, 5, 4)),
    physical_point=PhysicalPoint((1.0, 2.0, 3.0)),
    itk_value=12,
    array_value=12,
    twin_index=None,
    twin_value=None,
    dtype="int16",
    label_names=("liver",),
)
ROWS = (LayerProbe.of("after", FOUND, 10), LayerProbe.of("labels", None, 10), LayerProbe.of("third", FOUND, None))


def test_text_has_a_line_for_each_layer() -> None:
    assert layers_text(ROWS).splitlines() == [
        "layer        after: ITK (4, 5, 6), NumPy [6, 5, 4], value 12 · liver, difference +2",
        "layer        labels: outside",
        "layer        third: ITK (4, 5, 6), NumPy [6, 5, 4], value 12 · liver",
    ]


def test_without_layers_nothing_is_written() -> None:
    assert (layers_text(()), layers_code(())) == ("", "")


def test_code_numbers_the_images_after_the_chosen_one() -> None:
    assert layers_code(ROWS[:2]).splitlines() == [
        "image_2.GetPixel((4, 5, 6))  # 12, after",
        "array_2[6, 5, 4]  # 12, after",
        "# image_3, labels: outside",
    ]


def test_a_name_never_begins_a_line_of_its_own() -> None:
    row = replace(ROWS[0], name="a\nimport os")

    assert [len(write((row,)).splitlines()) for write in (layers_text, layers_code)] == [1, 2]


def test_json_tells_the_indices_the_values_and_the_difference() -> None:
    assert json.loads(json.dumps(layer_dict(ROWS[0]), allow_nan=False)) == {
        "name": "after",
        "itk_index": [4, 5, 6],
        "array_index": [6, 5, 4],
        "itk_value": 12,
        "array_value": 12,
        "label": "liver",
        "difference": 2,
        "difference_is_exact": True,
    }


def test_json_has_null_outside() -> None:
    told = layer_dict(ROWS[1])

    assert (told.pop("name"), set(told.values())) == ("labels", {None})


@pytest.mark.parametrize(
    ("main", "value", "difference", "is_exact"),
    [
        (2**63 - 1, -(2**63), -(2**64) + 1, True),
        (float("nan"), 1.0, "nan", True),
        (0.1, 0.3, 0.19999999999999998, True),
        (2.0**60, 1, 1 - 2.0**60, False),
        ((1, 2), (3, 1), [2, -1], True),
        (1, (3, 1), None, None),
    ],
)
def test_json_of_a_difference(main: Value, value: Value, difference: object, is_exact: bool | None) -> None:
    told = layer_dict(LayerProbe.of("b", replace(FOUND, array_value=value), main))

    assert (told["difference"], told["difference_is_exact"]) == (difference, is_exact)
