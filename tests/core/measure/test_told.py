"""What is told of a shape: facts, plots and tables, each number as it was measured."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space
from itk_inspector.core.measure.facts import facts, number_text, summary
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.measuring import Result, measure
from itk_inspector.core.measure.plot import plot_csv, plot_of
from itk_inspector.core.measure.shapes import COMPONENTS, Shape, Through
from itk_inspector.core.measure.table import COLUMNS, table_text
from itk_inspector.core.measure.told import row_of, told_of

GEOMETRY = replace(Geometry.identity((9, 8, 5)), start_index=(2, -3, 1), spacing=(0.5, 2.0, 3.0))
PIXELS = np.random.default_rng(7).integers(-300, 300, GEOMETRY.shape).astype(np.int16)
at = ItkIndex.of
RECTANGLE = Shape(1, ShapeKind.RECTANGLE, (at(3, -2, 2), at(6, 1, 2)), (0, 1))
POLYGON = Shape(2, ShapeKind.POLYGON, (at(3, -2, 2), at(7, -2, 2), at(3, 2, 2)), (0, 1))
LINE = Shape(3, ShapeKind.LINE, (at(3, -2, 2), at(9, 0, 2)), (0, 1))
ANGLE = Shape(4, ShapeKind.ANGLE, (at(3, -2, 2), at(6, -2, 2), at(6, 1, 2)), (0, 1))
CURVE = Shape(5, ShapeKind.CURVE, (at(3, -2, 2),), (0, 1), along=2)
SHAPES = (RECTANGLE, POLYGON, LINE, ANGLE, CURVE)


def an_info(dtype: str = "int16", components: int = 1, kind: str = "scalar", unit: str = "mm") -> ImageInfo:
    path = Path("v.nrrd")
    return ImageInfo(path, "NrrdImageIO", kind, "short", components, dtype, GEOMETRY, space=Space(unit))


def measured(shape: Shape, info: ImageInfo | None = None, pixels: np.ndarray = PIXELS) -> Result:
    result = measure(shape, info or an_info(), pixels)
    assert result is not None
    return result


def told(shape: Shape, info: ImageInfo | None = None, pixels: np.ndarray = PIXELS) -> dict[str, tuple[str, ...]]:
    return {fact.label: fact.texts for fact in facts(shape, measured(shape, info, pixels), info or an_info())}


def test_facts_of_a_region() -> None:
    values = PIXELS[1, 1:5, 1:5]
    found = told(RECTANGLE)
    assert found["Pixels"] == ("16",)
    assert found["Area"] == ("16 mm²",)
    assert found["Mean"] == (f"{values.mean():.8g}",)
    assert found["Minimum"] == (str(values.min()),)
    assert "NaN" not in found
    place = np.array(np.unravel_index(values.argmax(), values.shape)) + 1
    assert found["Maximum at (NumPy)"] == (f"[1, {place[0]}, {place[1]}]",)
    assert found["Maximum at (ITK)"] == (f"({place[1] + 2}, {place[0] - 3}, 2)",)
    assert "Covers" not in found
    deep = told(replace(RECTANGLE, through=Through(2, 1, 2)))
    assert (deep["Pixels"], deep["Volume"]) == (("32",), ("96 mm³",))


def test_places_lead_to_their_pixels() -> None:
    values = PIXELS[1, 1:5, 1:5]
    for fact in facts(RECTANGLE, measured(RECTANGLE), an_info()):
        for place in fact.places:
            assert place is not None
            wanted = values.min() if fact.label.startswith("Min") else values.max()
            assert PIXELS[to_array(place, GEOMETRY.start_index)] == wanted


def test_facts_of_a_polygon_say_its_rule_and_the_way_round() -> None:
    found = told(POLYGON)
    assert found["Covers"] == ("pixels whose centres lie inside",)
    assert found["Perimeter"] == (f"{2.0 + 8.0 + (2.0**2 + 8.0**2) ** 0.5:.6g} mm",)


def test_facts_of_floats_count_what_is_not_finite() -> None:
    pixels = PIXELS.astype(np.float32)
    pixels[1, 1, 1] = np.nan
    found = told(RECTANGLE, an_info("float32"), pixels)
    assert (found["NaN"], found["±Infinity"]) == (("1",), ("0",))
    pixels[:] = np.nan
    found = told(RECTANGLE, an_info("float32"), pixels)
    assert (found["NaN"], found["Mean"], found["Minimum"], found["Minimum at (ITK)"]) == (("16",), *[("–",)] * 3)
    assert plot_of(RECTANGLE, measured(RECTANGLE, an_info("float32"), pixels), an_info("float32")).series == ()  # type: ignore[union-attr]


def test_facts_of_lines_angles_and_curves() -> None:
    line = told(LINE)
    assert line["Length"] == ("5 mm",)
    assert line["Length in pixels"] == (f"{40**0.5:.8g}",)
    assert (line["From (ITK)"], line["From (NumPy)"]) == (("(3, -2, 2)",), ("[1, 1, 1]",))
    assert line["Profile"] == ("7 values, nearest pixels",)
    angle = told(ANGLE)
    assert (angle["Angle"], angle["Vertex (ITK)"]) == (("90.0000°",), ("(6, -2, 2)",))
    assert told(replace(ANGLE, nodes=ANGLE.nodes[:2]))["Angle on square pixels"] == ("–",)
    assert told(CURVE)["Values"] == ("5",)


def test_where_there_is_no_length_in_space_there_is_one_in_pixels() -> None:
    geometry = Geometry.identity((4, 3, 2, 5))
    info = replace(an_info(), geometry=geometry)
    pixels = np.arange(120, dtype=np.int16).reshape(geometry.shape)
    line = Shape(1, ShapeKind.LINE, (at(0, 0, 0, 0), at(3, 0, 0, 4)), (0, 3))
    result = measured(line, info, pixels)
    assert facts(line, result, info)[0].label == "Length in pixels"
    assert summary(line, result, info) == "5 pixels"
    angle = Shape(2, ShapeKind.ANGLE, (at(0, 0, 0, 0), at(3, 0, 0, 0), at(3, 0, 0, 3)), (0, 3))
    assert summary(angle, measured(angle, info, pixels), info) == "90.0000°"
    box = replace(line, kind=ShapeKind.RECTANGLE)
    assert "Area" not in {fact.label for fact in facts(box, measured(box, info, pixels), info)}


def test_summaries() -> None:
    assert summary(LINE, measured(LINE), an_info()) == "5 mm"
    assert summary(CURVE, measured(CURVE), an_info()) == "5 values along z"
    components = replace(CURVE, along=COMPONENTS)
    assert summary(components, measured(components), an_info()) == "1 value along the components"
    assert summary(RECTANGLE, measured(RECTANGLE), an_info()) == f"mean {PIXELS[1, 1:5, 1:5].mean():.6g}; n 16"
    assert number_text(2**80) == str(2**80)


def test_the_plot_has_the_values_and_its_csv_the_indices() -> None:
    for shape in (LINE, CURVE):
        result = measured(shape)
        plot = plot_of(shape, result, an_info())
        assert plot is not None
        assert not plot.is_bars
        (series,) = plot.series
        rows = list(csv.DictReader(io.StringIO(plot_csv(shape, result, an_info()))))
        assert [int(row["value"]) for row in rows] == series.y.tolist()
        for row in rows:
            array = tuple(int(row[f"numpy {name}"]) for name in ("slice", "row", "col"))
            itk = ItkIndex(tuple(int(row[f"itk {name}"]) for name in "xyz"))
            assert int(row["value"]) == PIXELS[array] == PIXELS[to_array(itk, GEOMETRY.start_index)]
    assert float(list(csv.DictReader(io.StringIO(plot_csv(LINE, measured(LINE), an_info()))))[-1]["distance (mm)"]) == 5
    assert plot_of(ANGLE, measured(ANGLE), an_info()) is None
    assert plot_csv(ANGLE, measured(ANGLE), an_info()) == ""
    assert plot_of(LINE, None, an_info()) is None


def test_bars_have_one_edge_more_than_counts() -> None:
    result = measured(RECTANGLE)
    plot = plot_of(RECTANGLE, result, an_info())
    assert plot is not None
    assert plot.is_bars
    (series,) = plot.series
    assert len(series.x) == len(series.y) + 1
    assert series.y.sum() == 16
    rows = list(csv.DictReader(io.StringIO(plot_csv(RECTANGLE, result, an_info()))))
    values = PIXELS[1, 1:5, 1:5]
    for row in rows:
        low, high = int(row["from"]), int(row["to"])
        assert int(row["pixels"]) == int(((values >= low) & (values <= high)).sum())


def test_components_have_curves_and_names() -> None:
    info = an_info("uint8", 3, "rgb")
    pixels = np.random.default_rng(1).integers(0, 255, (*GEOMETRY.shape, 3)).astype(np.uint8)
    plot = plot_of(LINE, measured(LINE, info, pixels), info)
    assert plot is not None
    assert [series.name for series in plot.series] == ["red", "green", "blue"]
    along = replace(CURVE, along=COMPONENTS)
    result = measured(along, info, pixels)
    plot = plot_of(along, result, info)
    assert plot is not None
    assert [series.name for series in plot.series] == ["value"]
    assert plot_csv(along, result, info).count("\n") == 4
    shown = told_of(
        RECTANGLE, measured(RECTANGLE, info, pixels), info, is_edited=True, is_linear=False, is_pending=False
    )
    assert shown.columns == ("red", "green", "blue")
    assert shown.title == "Rectangle 1 of the edited copy"


def test_what_can_be_chosen() -> None:
    flat = replace(an_info(), geometry=Geometry.identity((9, 8)))
    box = replace(RECTANGLE, nodes=(at(1, 1), at(3, 3)))
    assert told_of(box, None, flat, is_edited=False, is_linear=False, is_pending=True).slices is None
    slices = told_of(RECTANGLE, None, an_info(), is_edited=False, is_linear=False, is_pending=True).slices
    assert slices is not None
    assert (slices.axis, slices.first, slices.last, slices.through) == (2, 1, 5, Through(2, 2, 2))
    line = told_of(LINE, None, an_info(), is_edited=False, is_linear=True, is_pending=True)
    assert (line.is_linear, line.axes, line.slices) == (True, (), None)
    assert told_of(LINE, measured(LINE), an_info(), is_edited=False, is_linear=True, is_pending=True).is_linear is False
    curve = told_of(CURVE, measured(CURVE), an_info(), is_edited=False, is_linear=True, is_pending=False)
    assert (curve.axes, curve.title) == (((0, "x"), (1, "y"), (2, "z")), "Curve 5, along z")
    vector = an_info("uint8", 3, "rgb")
    last = told_of(CURVE, None, vector, is_edited=False, is_linear=True, is_pending=False).axes[-1]
    assert last == (COMPONENTS, "components")
    assert row_of(LINE, None, False, an_info()).told == " …"
    assert row_of(LINE, measured(LINE), False, an_info()).told == "5 mm …"
    row = row_of(LINE, measured(LINE), True, an_info())
    assert (row.told, row.where) == ("5 mm", "(3, -2, 2) · [1, 1, 1]")


@pytest.mark.parametrize("delimiter", ["\t", ","])
def test_the_table_has_every_number_in_full(delimiter: str) -> None:
    info = an_info()
    shapes = (*SHAPES, replace(RECTANGLE, number=6, through=Through(2, 1, 3)))
    text = table_text([(shape, measured(shape), ()) for shape in shapes], info, delimiter)
    rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    assert tuple(rows[0]) == COLUMNS
    assert [row["shape"] for row in rows] == [shape.name for shape in shapes]
    values = PIXELS[1, 1:5, 1:5]
    assert float(rows[0]["mean"]) == values.mean()
    assert rows[0]["numpy expression"] == "a[1, 1:5, 1:5]"
    assert (rows[0]["area"], rows[0]["volume"], rows[0]["unit"]) == ("16.0", "", "mm")
    assert (rows[5]["area"], rows[5]["volume"], rows[5]["slices"]) == ("", "144.0", "z 1 to 3")
    assert float(rows[2]["length"]) == 5.0
    assert float(rows[3]["angle"]) == pytest.approx(90.0)
    assert rows[1]["numpy expression"] == ""
    place = tuple(int(word) for word in rows[0]["max numpy"].strip("[]").split(", "))
    assert PIXELS[place] == int(rows[0]["max"]) == values.max()


def test_nothing_finite_has_no_place_in_the_table() -> None:
    pixels = np.full(GEOMETRY.shape, np.nan, np.float32)
    info = an_info("float32")
    row = next(csv.DictReader(io.StringIO(table_text([(RECTANGLE, measured(RECTANGLE, info, pixels), ())], info, ","))))
    assert (row["n"], row["nan"], row["mean"], row["max itk"]) == ("0", "16", "", "")
