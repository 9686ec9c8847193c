"""Points that are kept: their numbers, their order, and every way out and back."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.pixel_access import PixelAccess
from itk_inspector.core.probing.point_rows import PointLayer, PointRow, point_rows
from itk_inspector.core.probing.points import Point, Points
from itk_inspector.core.probing.points_reading import read_points
from itk_inspector.core.probing.points_text import POINTS_FORMATS, csv_text, json_text, markups_text, python_text

SIZE = (7, 6, 5)
GEOMETRY = replace(
    Geometry.identity(SIZE),
    start_index=(10, -2, 3),
    origin=(1.5, -20.25, 100.0),
    spacing=(0.5, 0.7, 3.0),
    direction=((0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0)),
)
FIRST, LAST = ItkIndex.of(10, -2, 3), ItkIndex.of(16, 3, 7)
PIXELS = np.arange(210, dtype=np.int16).reshape(SIZE[::-1])


class Whole:
    is_safe = True


class Gone:
    is_safe = False


def info(geometry: Geometry = GEOMETRY, dtype: str = "int16") -> ImageInfo:
    return ImageInfo(Path("/data/a b.nrrd"), "NrrdImageIO", "scalar", "short", 1, dtype, geometry)


def access(pixels: np.ndarray = PIXELS, owner: Any = None, geometry: Geometry = GEOMETRY) -> PixelAccess:
    return PixelAccess(pixels, geometry, owner or Whole(), Path("/data/a b.nrrd"))


def kept() -> Points:
    return Points().adding(FIRST, "first, “one”", "a\nnote").adding(LAST).adding(ItkIndex.of(12, 0, 4), "=1+1", "'-x")


def rows(points: Points | None = None, shown: PixelAccess | None = None) -> tuple[PointRow, ...]:
    original = access()
    return point_rows(kept() if points is None else points, GEOMETRY, shown or original, original)


def same_points(found: tuple[Point, ...], points: Points) -> bool:
    return [(p.number, p.index, p.name, p.note) for p in found] == [
        (p.number, p.index, p.name, p.note) for p in points.all
    ]


# the list


def test_numbers_stay_when_others_go() -> None:
    points = kept().without([2])
    assert [point.number for point in points.all] == [1, 3]
    assert [point.number for point in points.adding(LAST).all] == [1, 3, 4]


def test_names_and_notes_change_one_point_only() -> None:
    points = kept().changing(2, name=" tip ", note=" of the nose ")
    assert points.of_number(2) == Point(2, LAST, "tip", "of the nose")
    assert points.without([2]) == kept().without([2])
    assert points.of_number(2).label == "tip"
    assert kept().of_number(2).label == "2"
    with pytest.raises(ProbeError, match="no point 9"):
        kept().changing(9, name="x")


def test_a_pixel_knows_its_point() -> None:
    assert kept().at(LAST) == Point(2, LAST)
    assert kept().at(ItkIndex.of(11, 0, 4)) is None


def test_sorting_is_stable() -> None:
    points = kept().sorted_by(lambda point: point.index.components[2], falling=True)
    assert [point.number for point in points.all] == [2, 3, 1]


def test_joining_keeps_numbers_where_they_are_free_and_leaves_out_what_lies_outside() -> None:
    others = [Point(1, LAST, "other"), Point(7, FIRST, "free"), Point(8, ItkIndex.of(0, 0, 0)), kept().all[0]]
    joined, outside = kept().joined(others, GEOMETRY)
    assert outside == 1
    assert [(point.number, point.label) for point in joined.all[3:]] == [(4, "other"), (7, "free")]


# what is told of a point


def test_rows_tell_both_indices_the_physical_point_and_the_value() -> None:
    row = rows()[2]
    x, y, z = 12, 0, 4
    assert row.array_index == (z - 3, y + 2, x - 10)
    assert row.physical_point.components == pytest.approx((1.5 + 0.7 * y, -20.25 + 0.5 * x, 100.0 - 3.0 * z))
    assert (row.value, row.before, row.change_text) == (PIXELS[1, 2, 2], None, str(PIXELS[1, 2, 2]))


def test_an_edit_shows_before_and_after() -> None:
    edited = PIXELS.copy()
    edited[4, 5, 6] = -7
    told = rows(shown=access(edited))
    assert [row.change_text for row in told] == ["0", "209 → -7", str(PIXELS[1, 2, 2])]


def test_pixels_that_are_gone_have_no_value() -> None:
    gone = access(owner=Gone())
    told = point_rows(kept(), GEOMETRY, gone, gone)
    assert [(row.value, row.value_text) for row in told] == [(None, "")] * 3
    assert json.loads(json_text(told, info()))["points"][0]["value"] is None


# ways out and back


@pytest.mark.parametrize("write", [csv_text, json_text])
def test_points_come_back_whole(write: Any) -> None:
    assert same_points(read_points(write(rows(), info()), GEOMETRY, FIRST), kept())


def test_markups_come_back_as_pixels_with_names_and_notes() -> None:
    found = read_points(markups_text(rows(), info()), GEOMETRY, FIRST)
    assert same_points(found, kept())


def test_markups_are_lps_and_ras_is_understood() -> None:
    told = json.loads(markups_text(rows(), info()))
    (markup,) = told["markups"]
    assert markup["coordinateSystem"] == "LPS"
    assert markup["controlPoints"][2]["position"] == pytest.approx([1.5, -14.25, 88.0])
    for system in ("RAS", "0", 0):
        markup["coordinateSystem"] = system
        for control in markup["controlPoints"]:
            x, y, z = control["position"]
            control["position"] = [-x, -y, z]
        assert same_points(read_points(json.dumps(told), GEOMETRY, FIRST), kept())
        for control in markup["controlPoints"]:
            x, y, z = control["position"]
            control["position"] = [-x, -y, z]


def test_undefined_control_points_are_passed_over() -> None:
    told = json.loads(markups_text(rows(), info()))
    told["markups"][0]["controlPoints"][0]["positionStatus"] = "undefined"
    assert len(read_points(json.dumps(told), GEOMETRY, FIRST)) == 2


def test_a_point_that_lies_nowhere_is_no_point_at_the_origin() -> None:
    nowhere = replace(GEOMETRY, origin=(float("inf"), 0.0, 0.0))
    pixels = access(geometry=nowhere)
    text = markups_text(point_rows(kept(), nowhere, pixels, pixels), info(nowhere))
    assert {one["positionStatus"] for one in json.loads(text)["markups"][0]["controlPoints"]} == {"undefined"}
    assert read_points(text, GEOMETRY, FIRST) == ()


def test_a_flat_image_lies_at_z_0_and_a_series_keeps_its_time() -> None:
    flat = Geometry.identity((9, 8))
    points = Points().adding(ItkIndex.of(3, 4))
    access_ = access(np.zeros((8, 9), np.int16), geometry=flat)
    text = markups_text(point_rows(points, flat, access_, access_), info(flat))
    assert json.loads(text)["markups"][0]["controlPoints"][0]["position"] == [3.0, 4.0, 0.0]
    assert read_points(text, flat, ItkIndex.of(0, 0))[0].index == ItkIndex.of(3, 4)
    series = Geometry.identity((9, 8, 3, 4))
    assert read_points(text, series, ItkIndex.of(0, 0, 0, 2))[0].index == ItkIndex.of(3, 4, 0, 2)


def test_csv_is_read_by_a_plain_reader_and_holds_no_formula() -> None:
    lines = list(csv.DictReader(io.StringIO(csv_text(rows(), info()))))
    assert [int(line["numpy col"]) for line in lines] == [0, 6, 2]
    assert [int(line["value"]) for line in lines] == [0, 209, int(PIXELS[1, 2, 2])]
    assert float(lines[2]["point z"]) == 88.0
    assert lines[2]["name"] == "'=1+1"
    assert lines[2]["note"] == "''-x"
    negative = access(np.full(SIZE[::-1], -3, np.int16))
    assert next(csv.DictReader(io.StringIO(csv_text(rows(shown=negative), info()))))["value"] == "-3"


def test_the_program_runs_and_says_the_same_through_both_apis(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Image:
        def GetPixel(self, index: tuple[int, int, int]) -> int:  # ITK's name
            x, y, z = index
            return int(PIXELS[z - 3, y + 2, x - 10])

    class Itk:
        @staticmethod
        def imread(path: str) -> Image:
            assert path == "/data/a b.nrrd"
            return Image()

        @staticmethod
        def array_view_from_image(image: Image) -> np.ndarray:
            return PIXELS

    monkeypatch.setitem(__import__("sys").modules, "itk", Itk)
    exec(compile(python_text(rows(), info()), "points.py", "exec"), {})
    said = [line.split()[-2:] for line in capsys.readouterr().out.splitlines()]
    assert said == [["0", "0"], ["209", "209"], [str(PIXELS[1, 2, 2])] * 2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x,y\n1,2\n",
        "number,itk x,itk y\n1,2,3\n",
        "number,itk x,itk y,itk z,itk t\n1,2,3,4,5\n",
        "number,itk x,itk y,itk z\n1,2.5,3,4\n",
        "number,itk x,itk y,itk z\n1,2\n",
        'number,itk x,itk y,itk z\n"1,2,3,4\n',
        "{}",
        "[1]",
        "[" * 100_000,
        '{"kind": "ITK Inspector points", "points": [{"number": 1, "itk_index": [1, 2]}]}',
        '{"kind": "ITK Inspector points", "points": [{"number": "1", "itk_index": [1, 2, 3]}]}',
        '{"kind": "ITK Inspector points", "points": [{"number": 1, "itk_index": [1.5, 2, 3]}]}',
        '{"markups": [{"coordinateSystem": "XYZ", "controlPoints": []}]}',
        '{"markups": [{"controlPoints": [{"position": [1, 2]}]}]}',
        '{"markups": [{"controlPoints": [{"position": ["x", 2, 3]}]}]}',
        '{"markups": [{"controlPoints": [{"position": [NaN, 2, 3]}]}]}',
    ],
)
def test_anything_else_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ProbeError) as refused:
        read_points(text, GEOMETRY, FIRST)
    assert refused.value.message.endswith(".")


def test_too_many_points_are_refused() -> None:
    many = "number,itk x,itk y,itk z\n" + "1,10,0,3\n" * 100_001
    with pytest.raises(ProbeError, match="100,001"):
        read_points(many, GEOMETRY, FIRST)


def test_every_format_has_a_name_and_a_suffix() -> None:
    assert [one.suffix for one in POINTS_FORMATS] == [".csv", ".json", ".py", ".mrk.json"]
    assert all(one.write(rows(), info()) for one in POINTS_FORMATS)


# other images at the same place

FINER = replace(GEOMETRY, size=(14, 6, 5), spacing=(0.25, 0.7, 3.0), start_index=(20, -2, 3))
"""Twice as many pixels along the first axis, over the same space but for its last half pixel."""


def layered(points: Points | None = None) -> tuple[PointRow, ...]:
    finer = access(np.arange(420, dtype=np.float32).reshape(5, 6, 14), geometry=FINER)
    small = access(PIXELS[:1], geometry=replace(GEOMETRY, size=(7, 6, 1)))
    layers = (
        PointLayer("finer", FINER, finer, FINER.start_index),
        PointLayer("=small", small.geometry, small, GEOMETRY.start_index),
    )
    return point_rows(kept() if points is None else points, GEOMETRY, access(), access(), layers)


def test_every_layer_has_its_own_index_and_value_at_a_point() -> None:
    first, last, _ = layered()

    assert [(one.itk_index, one.array_index, one.value) for one in first.layers] == [
        (ItkIndex.of(20, -2, 3), (0, 0, 0), 0.0),
        (FIRST, (0, 0, 0), 0),
    ]
    assert last.layers[0].itk_index == ItkIndex.of(32, 3, 7)
    assert last.layers[0].value == 4 * 84 + 5 * 14 + 12
    assert (last.layers[1].itk_index, last.layers[1].value, last.layers[1].text) == (None, None, "outside")


def test_layers_are_further_columns_of_the_csv() -> None:
    head, first, last, _ = csv.reader(io.StringIO(csv_text(layered(), info())))

    assert head[-6:] == [f"{name}: {what}" for name in ("finer", "'=small") for what in ("ITK", "NumPy", "value")]
    assert first[-6:] == ["(20, -2, 3)", "[0, 0, 0]", "0.0", "(10, -2, 3)", "[0, 0, 0]", "0"]
    assert last[-3:] == ["", "", ""]


def test_layers_are_a_list_in_json() -> None:
    told = json.loads(json_text(layered(), info()))["points"]

    assert told[1]["layers"] == [
        {"name": "finer", "itk_index": [32, 3, 7], "array_index": [4, 5, 12], "value": 418.0},
        {"name": "=small", "itk_index": None, "array_index": None, "value": None},
    ]
    assert all("layers" not in point for point in json.loads(json_text(rows(), info()))["points"])


def test_what_is_written_with_layers_can_be_read_again() -> None:
    for text in (csv_text(layered(), info()), json_text(layered(), info())):
        assert same_points(read_points(text, GEOMETRY, FIRST), kept())


def test_a_layer_that_cannot_be_read_any_more_has_an_index_and_no_value() -> None:
    gone = access(owner=Gone())

    row = point_rows(kept(), GEOMETRY, access(), access(), (PointLayer("gone", GEOMETRY, gone, (0, 0, 0)),))[0]

    assert (row.layers[0].itk_index, row.layers[0].value, row.layers[0].text) == (FIRST, None, "")
