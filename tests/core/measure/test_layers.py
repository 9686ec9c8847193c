"""Shapes in the further images of a place: their nearest pixels at the same physical points.

Judged pixel by pixel with `Geometry` alone, and by SimpleITK's nearest neighbour where that is there.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, to_array
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.area import area_of
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.layer_pixels import LayerPixels
from itk_inspector.core.measure.measuring import LayerResult, Result, measure, measure_layers
from itk_inspector.core.measure.plot import plot_csv, plot_of
from itk_inspector.core.measure.shapes import COMPONENTS, Shape, Through
from itk_inspector.core.measure.table import COLUMNS, table_text
from itk_inspector.core.measure.told import Told, told_of

MAIN = replace(Geometry.identity((9, 8, 5)), start_index=(2, -3, 1), spacing=(0.5, 2.0, 3.0), origin=(-3.0, 4.5, 100.0))
ANGLE = math.radians(20)
OBLIQUE = Geometry(
    (14, 20, 9),
    (-1, 0, 4),
    (-2.5, -2.0, 90.0),
    (0.4, 0.9, 1.7),
    ((math.cos(ANGLE), -math.sin(ANGLE), 0.0), (math.sin(ANGLE), math.cos(ANGLE), 0.0), (0.0, 0.0, 1.0)),
)
FLIPPED = replace(MAIN, direction=((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)), origin=(2.0, 4.5, 100.0))
SMALLER = replace(MAIN, size=(4, 8, 5))
FLAT = replace(Geometry.identity((40, 40)), origin=(-10.0, -10.0), spacing=(0.7, 0.7))
LATTICES = {"same": MAIN, "oblique": OBLIQUE, "flipped": FLIPPED, "smaller": SMALLER, "flat": FLAT}

at = ItkIndex.of
RECTANGLE = Shape(1, ShapeKind.RECTANGLE, (at(3, -2, 2), at(8, 3, 2)), (0, 1))
ELLIPSE = Shape(2, ShapeKind.ELLIPSE, (at(2, -3, 2), at(10, 4, 2)), (0, 1), through=Through(2, 1, 4))
POLYGON = Shape(3, ShapeKind.POLYGON, (at(3, -2, 3), at(9, -2, 3), at(3, 3, 3)), (0, 1))
UPRIGHT = Shape(4, ShapeKind.RECTANGLE, (at(3, 0, 1), at(9, 0, 4)), (0, 2))
LINE = Shape(5, ShapeKind.LINE, (at(2, -3, 2), at(10, 2, 2)), (0, 1))
CURVE = Shape(6, ShapeKind.CURVE, (at(4, 0, 2),), (0, 1), along=2)
PIXELS = np.random.default_rng(7).integers(-300, 300, MAIN.shape).astype(np.int16)


def an_info(geometry: Geometry, dtype: str, channels: int = 1) -> ImageInfo:
    return ImageInfo(Path("v.nrrd"), "NrrdImageIO", "scalar", "", channels, dtype, geometry)


def a_layer(geometry: Geometry = MAIN, dtype: str = "uint16", name: str = "after", channels: int = 1) -> LayerPixels:
    shape = (*geometry.shape, channels) if channels > 1 else geometry.shape
    values = np.random.default_rng(11).integers(0, 5000, shape).astype(dtype)
    return LayerPixels(name, an_info(geometry, dtype, channels), values, MAIN, geometry.start_index)


def in_layer(layer: LayerPixels, where: tuple[float, ...]) -> tuple[int, ...] | None:
    """The array index of a layer at a place of the main image, by the geometry alone."""
    other = layer.info.geometry
    if (other.origin, other.spacing, other.direction) == (MAIN.origin, MAIN.spacing, MAIN.direction):
        index = ItkIndex(tuple(math.floor(c + 0.5) for c in where))
    else:
        point = MAIN.point_of(ContinuousIndex(where))
        index = other.nearest_index_of(type(point)(point.components[: other.dimension]))
    return to_array(index, other.start_index) if other.contains(index) else None


def expected(layer: LayerPixels, shape: Shape) -> np.ndarray:
    """The values of a region in a layer, pixel by pixel of the main image."""
    found = []
    for piece, mask in area_of(shape, MAIN).pieces():
        for place in np.ndindex(piece.shape):
            if mask is None or mask[place]:
                index = [s + p + f for s, p, f in zip(piece.start, place, MAIN.start_index[::-1], strict=True)]
                there = in_layer(layer, tuple(map(float, index[::-1])))
                if there is not None:
                    found.append(layer.pixels[there])
    return np.array(found)


def measured(shape: Shape, *layers: LayerPixels, is_linear: bool = False) -> tuple[Result, tuple[LayerResult, ...]]:
    result = measure(shape, an_info(MAIN, "int16"), PIXELS, is_linear=is_linear)
    assert result is not None
    told = measure_layers(shape, layers, result, lambda: True)
    assert told is not None
    return result, told


@pytest.mark.parametrize("shape", [RECTANGLE, ELLIPSE, POLYGON, UPRIGHT], ids=lambda shape: shape.kind.name)
@pytest.mark.parametrize("lattice", LATTICES)
def test_a_region_has_the_pixels_of_a_layer_that_are_drawn_there(lattice: str, shape: Shape) -> None:
    layer = a_layer(LATTICES[lattice])
    values = expected(layer, shape)

    (one,) = measured(shape, layer)[1][0].components

    found = one.statistics
    assert found.seen == len(values) > 0
    assert (found.total, found.minimum, found.maximum) == (int(values.sum()), values.min(), values.max())
    assert found.mean == pytest.approx(values.mean(), rel=1e-14)
    assert one.minimum_at is not None
    assert layer.pixels[to_array(one.minimum_at, layer.info.geometry.start_index)] == values.min()


@pytest.mark.parametrize("lattice", LATTICES)
def test_a_line_has_the_nearest_pixel_at_each_of_its_places(lattice: str) -> None:
    layer = a_layer(LATTICES[lattice], "int64")
    _, (told,) = measured(LINE, layer)
    first, last = LINE.nodes[0].components, LINE.nodes[1].components
    ways = [tuple(a + (b - a) * n / 8 for a, b in zip(first, last, strict=True)) for n in range(9)]
    there = [in_layer(layer, where) for where in ways]

    assert told.values is not None
    assert told.inside is not None
    assert told.inside.tolist() == [index is not None for index in there]
    assert [told.values[n] for n, i in enumerate(there) if i is not None] == [
        layer.pixels[index] for index in there if index is not None
    ]


def test_a_curve_along_an_axis_runs_through_the_layer_at_the_same_points() -> None:
    layer = a_layer(OBLIQUE)
    _, (told,) = measured(CURVE, layer)

    there = [in_layer(layer, (4.0, 0.0, float(z))) for z in range(1, 6)]

    assert told.values is not None
    assert told.values.tolist() == [0 if index is None else layer.pixels[index] for index in there]


def test_what_has_no_place_beside_it_is_not_measured_in_layers() -> None:
    angle = Shape(7, ShapeKind.ANGLE, (at(3, -2, 2), at(6, -2, 2), at(6, 1, 2)), (0, 1))
    components = replace(CURVE, along=COMPONENTS)

    assert [measured(shape, a_layer())[1] for shape in (angle, components)] == [(), ()]


def test_who_says_no_ends_it() -> None:
    result, _ = measured(RECTANGLE)

    assert measure_layers(RECTANGLE, [a_layer()], result, lambda: False) is None


def told(shape: Shape, *layers: LayerPixels) -> Told:
    result, others = measured(shape, *layers)
    return told_of(shape, result, an_info(MAIN, "int16"), others, is_edited=False, is_linear=False, is_pending=False)


def test_each_layer_has_a_column_of_facts() -> None:
    found = told(RECTANGLE, a_layer(SMALLER, "float32"), a_layer(name="rgb", channels=3))
    rows: dict[str, Any] = {fact.label: fact for fact in found.facts}

    assert found.columns == ("v.nrrd", "after", "rgb: component 0", "rgb: component 1", "rgb: component 2")
    assert rows["Pixels"].texts == ("36", "18", "36", "36", "36")
    assert rows["Mean"].texts[0] == f"{PIXELS[1, 1:7, 1:7].mean():.8g}"
    assert rows["NaN"].texts == ("–", "0", "–", "–", "–")
    assert rows["Area"].texts == ("36 mm²",) or len(rows["Area"].texts) == 1
    assert rows["Maximum at (ITK)"].places[1:] == (None,) * 4  # they lie in another image


def test_without_layers_all_is_as_before() -> None:
    found = told(RECTANGLE)

    assert (found.columns, {len(fact.texts) for fact in found.facts}) == ((), {1})


def test_each_layer_has_a_curve_that_ends_where_the_layer_does() -> None:
    found = told(LINE, a_layer(SMALLER))
    assert found.plot is not None
    main, other = found.plot.series

    assert (main.name, other.name) == ("v.nrrd", "after")
    assert np.isnan(other.y).tolist() == [False] * 4 + [True] * 5


def test_values_of_64_bits_are_written_in_full() -> None:
    layer = a_layer(SMALLER, "int64")
    layer.pixels[...] = 2**53 + 1
    result, others = measured(LINE, layer)

    rows = list(csv.DictReader(io.StringIO(plot_csv(LINE, result, an_info(MAIN, "int16"), others))))

    assert [row["after"] for row in rows] == [str(2**53 + 1)] * 4 + [""] * 5


def test_the_table_has_lines_for_each_layer() -> None:
    result, others = measured(RECTANGLE, a_layer(SMALLER, name="=after"))
    info = an_info(MAIN, "int16")

    rows = list(csv.DictReader(io.StringIO(table_text([(RECTANGLE, result, others)], info, ","))))
    head = table_text([(RECTANGLE, result, ())], info, ",").splitlines()[0]

    assert head == ",".join(COLUMNS)
    assert [(row["shape"], row["layer"], row["pixels"]) for row in rows] == [
        (RECTANGLE.name, "", "36"),
        (RECTANGLE.name, "'=after", "18"),
    ]
    assert float(rows[1]["mean"]) == pytest.approx(expected(a_layer(SMALLER), RECTANGLE).mean(), rel=1e-14)


def test_a_plot_of_a_region_is_that_of_the_measured_image() -> None:
    result, others = measured(RECTANGLE, a_layer())

    plot = plot_of(RECTANGLE, result, an_info(MAIN, "int16"), others)

    assert plot is not None
    assert [one.name for one in plot.series] == ["value"]


@pytest.mark.parametrize("lattice", ["oblique", "flipped", "smaller"])
def test_simpleitk_samples_the_same_pixels(lattice: str) -> None:
    sitk = pytest.importorskip("SimpleITK")
    layer = a_layer(LATTICES[lattice])

    def as_image(pixels: np.ndarray, geometry: Geometry) -> Any:
        made = sitk.GetImageFromArray(pixels)
        made.SetSpacing(geometry.spacing)
        made.SetDirection([value for row in geometry.direction for value in row])
        start = ItkIndex(geometry.start_index)
        made.SetOrigin(geometry.point_of(start).components)  # SimpleITK counts from 0
        return made

    main, other = as_image(PIXELS, MAIN), as_image(layer.pixels, layer.info.geometry)
    resampled = sitk.GetArrayFromImage(sitk.Resample(other, main, sitk.Transform(), sitk.sitkNearestNeighbor, 65535))
    values, inside = layer.box(Region((0, 0, 0), MAIN.shape))

    assert inside.any()
    differ = np.count_nonzero(np.where(inside, values, 65535) != resampled)
    assert differ <= 0.01 * resampled.size  # half-way between two pixels SimpleITK's filter may round the other way
