"""The rows that are read out at a pixel."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from itk_inspector.core.geometry.indexing import ArrayIndex, ContinuousIndex, ItkIndex, PhysicalPoint
from itk_inspector.core.pixels import read_outs
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.core.pixels.read_outs import READ_OUTS, ReadOut, probe_dict, probe_text

FOUND = Probe(
    ItkIndex.of(30, 20, 18),
    ArrayIndex.of(18, 20, 30),
    PhysicalPoint.of(1.5, -2.0, 3.25),
    itk_value=7,
    array_value=7,
    twin_index=None,
    twin_value=None,
    continuous=ContinuousIndex((30.25, 20.0, 18.0)),
    dtype="int16",
)


def text_of(name: str, found: Probe = FOUND, unit: str = "mm, LPS") -> str:
    (row,) = (row for row in READ_OUTS if row.id == name)
    return row.text(found, unit)


def test_every_row_has_a_name_of_its_own_and_a_tip() -> None:
    assert [name for name, count in Counter(row.id for row in READ_OUTS).items() if count > 1] == []
    assert all(row.name and row.tip.endswith(".") for row in READ_OUTS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("itkIndexValue", "(30, 20, 18)"),
        ("arrayIndexValue", "[18, 20, 30]"),
        ("pixelValue", "7"),
        ("itkPixelValue", "7"),
        ("agreement", "✓ same value"),
        ("storedValue", ""),
        ("physicalPointValue", "(1.500, -2.000, 3.250) mm, LPS"),
        ("rasPointValue", "(-1.500, 2.000, 3.250) mm, RAS"),
        ("continuousIndexValue", "(30.25, 20.00, 18.00)"),
        ("sameNumbersExpression", "array[30, 20, 18]"),
        ("sameNumbersValue", "out of bounds"),
    ],
)
def test_what_a_row_says(name: str, text: str) -> None:
    assert text_of(name) == text


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (replace(FOUND, itk_value=8), "✗ they differ"),
        (replace(FOUND, itk_value=None), "ITK wraps no such pixel type here"),
        (replace(FOUND, itk_value=None, awaits_itk=True), "waiting for ITK"),
    ],
)
def test_whether_both_agree(found: Probe, text: str) -> None:
    assert text_of("agreement", found) == text


@pytest.mark.parametrize(
    ("value", "names", "text", "told"),
    [
        (3, ("left hippocampus",), "3 · left hippocampus", "left hippocampus"),
        (3, (None,), "3", None),
        (3, ("",), "3", ""),
        (3, (), "3", None),
        ((1, 0, 2), ("bone", None, "lesion"), "(1, 0, 2) · bone, lesion", ["bone", None, "lesion"]),
    ],
)
def test_what_a_label_stands_for_comes_after_the_exact_number(
    value: Any, names: tuple[str | None, ...], text: str, told: Any
) -> None:
    found = replace(FOUND, itk_value=value, array_value=value, label_names=names)

    assert text_of("pixelValue", found) == text
    assert f"value        {text}\n" in probe_text(found)
    assert probe_dict(found)["label"] == told
    assert found.value_text == text.partition(" · ")[0]


def test_the_time_stands_apart_from_the_place() -> None:
    moving = replace(FOUND, physical_point=PhysicalPoint.of(1.0, 2.0, 3.0, 0.5), places=(0, 0, 0, 1))

    assert text_of("physicalPointValue", moving) == "(1.000, 2.000, 3.000) mm, LPS · t 0.500"


def test_without_a_pointer_the_continuous_index_is_the_centre() -> None:
    assert text_of("continuousIndexValue", replace(FOUND, continuous=None)) == "(30.00, 20.00, 18.00)"


def test_a_row_that_is_added_is_copied_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    added = ReadOut(
        "sumValue", "Sum", "Of both.", lambda found, _: "14", "sum", key="sum", json=lambda _: 14, is_optional=True
    )
    monkeypatch.setattr(read_outs, "READ_OUTS", (*READ_OUTS, added))

    assert probe_text(FOUND).splitlines()[-1] == "sum          14"
    assert probe_dict(FOUND)["sum"] == 14


def test_the_rows_need_no_numpy() -> None:
    code = "import sys, itk_inspector.core.pixels.read_outs; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
