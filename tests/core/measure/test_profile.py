"""Profiles, lengths and angles, held against ITK and against arithmetic."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import itk
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, nearest_index, to_array
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.lengths import angle_between, cell_size, length_of, size_text
from itk_inspector.core.measure.measuring import AngleResult, CurveResult, LineResult, measure, path_length
from itk_inspector.core.measure.numpy_text import numpy_text
from itk_inspector.core.measure.profile import curve, line_profile
from itk_inspector.core.measure.shapes import COMPONENTS, Shape

TURN = math.radians(20)
DIRECTION = ((math.cos(TURN), 0.0, math.sin(TURN)), (0.0, -1.0, 0.0), (-math.sin(TURN), 0.0, math.cos(TURN)))
GEOMETRY = replace(Geometry.identity((23, 17, 9)), start_index=(4, -5, 1), spacing=(0.3, 0.9, 2.5), direction=DIRECTION)
PIXELS = np.random.default_rng(2).integers(-1000, 1000, GEOMETRY.shape).astype(np.int16)


def an_info(
    geometry: Geometry = GEOMETRY, dtype: str = "int16", components: int = 1, kind: str = "scalar"
) -> ImageInfo:
    return ImageInfo(Path("v.nrrd"), "NrrdImageIO", kind, "short", components, dtype, geometry)


def evaluated(text: str, a: np.ndarray) -> np.ndarray:
    *before, last = text.split("\n")
    names: dict[str, Any] = {"a": a, "np": np}
    exec("\n".join(before), names)
    return np.asarray(eval(last, names))


@st.composite
def lines(draw: st.DrawFn) -> Shape:
    axes = draw(st.sampled_from([(0, 1), (0, 2), (1, 2)]))
    start, size = GEOMETRY.start_index, GEOMETRY.size
    first = [draw(st.integers(s, s + n - 1)) for s, n in zip(start, size, strict=True)]
    last = list(first)
    for axis in axes:
        last[axis] = draw(st.integers(start[axis], start[axis] + size[axis] - 1))
    return Shape(1, ShapeKind.LINE, (ItkIndex(tuple(first)), ItkIndex(tuple(last))), axes)


def places(shape: Shape) -> list[list[Fraction]]:
    """Where the values lie, as fractions."""
    first, last = (end.components for end in shape.nodes)
    gaps = max(abs(b - a) for a, b in zip(first, last, strict=True))
    return [
        [a + Fraction((b - a) * k, max(1, gaps)) for a, b in zip(first, last, strict=True)] for k in range(gaps + 1)
    ]


@given(lines())
def test_the_nearest_pixels_are_those_of_itk_s_rule(shape: Shape) -> None:
    found = line_profile(PIXELS, GEOMETRY, *shape.nodes, "mm")
    wanted = [[math.floor(c + Fraction(1, 2)) for c in place] for place in places(shape)]

    assert found.indices.tolist() == wanted
    assert found.values.tolist() == [PIXELS[to_array(ItkIndex(tuple(i)), GEOMETRY.start_index)] for i in wanted]
    assert found.values.dtype == PIXELS.dtype
    assert found.values.tolist() == evaluated(numpy_text(shape, GEOMETRY), PIXELS).reshape(-1).tolist()


@given(lines())
def test_distances_are_those_of_itk_s_physical_points(shape: Shape) -> None:
    image = an_itk_image()
    found = line_profile(PIXELS, GEOMETRY, *shape.nodes, "mm")
    begin = np.array(image.TransformIndexToPhysicalPoint(shape.nodes[0].components))
    matrix = np.array(DIRECTION) * GEOMETRY.spacing
    for place, distance in zip(places(shape), found.places, strict=True):
        point = np.array(GEOMETRY.origin) + matrix @ [float(c) for c in place]
        assert distance == pytest.approx(float(np.linalg.norm(point - begin)), abs=1e-9)
    end = np.array(image.TransformIndexToPhysicalPoint(shape.nodes[1].components))
    assert found.places[-1] == pytest.approx(float(np.linalg.norm(end - begin)))
    result = measure(shape, an_info(), PIXELS)
    assert isinstance(result, LineResult)
    assert result.length == pytest.approx(float(found.places[-1]))
    assert result.pixels == pytest.approx(math.dist(*(end.components for end in shape.nodes)))


def an_itk_image(pixels: np.ndarray = PIXELS) -> Any:
    image = itk.image_from_array(pixels)
    region = image.GetLargestPossibleRegion()
    region.SetIndex(GEOMETRY.start_index)
    image.SetRegions(region)
    image.SetSpacing(GEOMETRY.spacing)
    image.SetDirection(itk.matrix_from_array(np.array(DIRECTION)))
    return image


@given(lines())
def test_interpolated_values_are_itk_s(shape: Shape) -> None:
    image = an_itk_image(PIXELS.astype(np.float32))
    interpolator = itk.LinearInterpolateImageFunction[type(image), itk.D].New(image)
    found = line_profile(PIXELS, GEOMETRY, *shape.nodes, "mm", is_linear=True)
    for place, value in zip(places(shape), found.values.tolist(), strict=True):
        assert value == pytest.approx(interpolator.EvaluateAtContinuousIndex([float(c) for c in place]), abs=1e-6)
    assert found.values.tolist() == evaluated(numpy_text(shape, GEOMETRY, is_linear=True), PIXELS).reshape(-1).tolist()


def test_a_place_on_a_pixel_centre_has_its_value_whatever_is_beside_it() -> None:
    pixels = np.zeros((3, 5), np.float32)
    pixels[1:, 1], pixels[2, 3] = np.inf, np.nan
    found = line_profile(pixels, Geometry.identity((5, 3)), ItkIndex.of(0, 0), ItkIndex.of(4, 2), "", is_linear=True)
    assert found.values[[0, 2, 4]].tolist() == [0.0, 0.0, 0.0]
    assert found.values[1] == np.inf
    assert np.isnan(found.values[3])


def test_half_way_the_higher_index_is_taken() -> None:
    pixels = np.arange(6).reshape(2, 3)
    found = line_profile(pixels, Geometry.identity((3, 2)), ItkIndex.of(0, 0), ItkIndex.of(2, 1), "")
    assert found.indices.tolist() == [list(nearest_index(ContinuousIndex.of(k, k / 2)).components) for k in range(3)]
    assert found.values.tolist() == [0, 4, 5]


def test_components_come_along() -> None:
    pixels = np.arange(4 * 3 * 2).reshape(3, 4, 2)
    geometry = Geometry.identity((4, 3))
    shape = Shape(1, ShapeKind.LINE, (ItkIndex.of(0, 0), ItkIndex.of(3, 2)), (0, 1))
    for is_linear in (False, True):
        found = line_profile(pixels, geometry, *shape.nodes, "", is_linear=is_linear)
        assert found.values.shape == (4, 2)
        assert np.array_equal(found.values, evaluated(numpy_text(shape, geometry, is_linear=is_linear), pixels))


def test_a_way_through_time_is_measured_in_pixels() -> None:
    geometry = Geometry.identity((4, 3, 2, 5))
    pixels = np.arange(120).reshape(geometry.shape)
    found = line_profile(pixels, geometry, ItkIndex.of(0, 0, 0, 0), ItkIndex.of(3, 0, 0, 4), "mm")
    assert (found.label, found.unit, found.places[-1]) == ("distance (pixels)", "", pytest.approx(5.0))


@pytest.mark.parametrize("along", [0, 1, 2, COMPONENTS])
def test_curves_run_along_any_axis(along: int) -> None:
    pixels = np.arange(np.prod(GEOMETRY.shape) * 2).reshape(*GEOMETRY.shape, 2)
    shape = Shape(1, ShapeKind.CURVE, (ItkIndex.of(7, 2, 5),), (0, 1), along=along)
    found = curve(pixels, GEOMETRY, shape.nodes[0], along)
    assert np.array_equal(found.values, evaluated(numpy_text(shape, GEOMETRY), pixels))
    if along != COMPONENTS:
        assert found.places.tolist() == [GEOMETRY.start_index[along] + k for k in range(GEOMETRY.size[along])]
        for index, value in zip(found.indices.tolist(), found.values.tolist(), strict=True):
            assert pixels[to_array(ItkIndex(tuple(index)), GEOMETRY.start_index)].tolist() == value
    result = measure(shape, an_info(dtype="int64", components=2, kind="vector"), pixels)
    assert isinstance(result, CurveResult)
    assert result.names == ("component 0", "component 1")


def test_profiles_of_complex_numbers_are_magnitudes() -> None:
    pixels = (PIXELS + 1j * PIXELS[::-1]).astype(np.complex64)
    shape = Shape(1, ShapeKind.LINE, (ItkIndex.of(4, -5, 1), ItkIndex.of(20, -5, 1)), (0, 1))
    result = measure(shape, an_info(dtype="complex64", components=2, kind="complex"), pixels)
    assert isinstance(result, LineResult)
    assert result.profile.values.tolist() == np.abs(pixels[0, 0, :17]).tolist()
    assert result.names == ("magnitude",)


@pytest.mark.parametrize("kind", [ShapeKind.LINE, ShapeKind.CURVE])
def test_nothing_is_read_where_it_is_not_wanted(kind: ShapeKind) -> None:
    shape = Shape(1, kind, (ItkIndex.of(4, -5, 1),) * 2, (0, 1))
    assert measure(shape, an_info(), PIXELS, lambda: False) is None


def test_angles_are_those_of_physical_space() -> None:
    geometry = replace(Geometry.identity((9, 9)), spacing=(1.0, 2.0))
    shape = Shape(1, ShapeKind.ANGLE, (ItkIndex.of(4, 0), ItkIndex.of(0, 0), ItkIndex.of(2, 2)), (0, 1))
    result = measure(shape, an_info(geometry), np.zeros((9, 9), np.int16))
    assert isinstance(result, AngleResult)
    assert result.degrees == pytest.approx(math.degrees(math.atan2(4, 2)))
    assert result.on_pixels == pytest.approx(45.0)
    assert numpy_text(shape, geometry) == ""
    two = Shape(1, ShapeKind.ANGLE, shape.nodes[:2], (0, 1))
    assert measure(two, an_info(geometry), np.zeros((9, 9), np.int16)) == AngleResult(None, None)


@pytest.mark.parametrize("degrees", [0.0, 1e-7, 30.0, 90.0, 179.9999999, 180.0])
def test_small_angles_are_exact(degrees: float) -> None:
    turned = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    assert angle_between((1e-200, 0.0), turned) == pytest.approx(degrees, abs=1e-14, rel=1e-12)


def test_no_way_has_no_angle() -> None:
    assert angle_between((0.0, 0.0), (1.0, 0.0)) is None
    assert angle_between((math.nan, 0.0), (1.0, 0.0)) is None


def test_cells_that_are_not_at_right_angles() -> None:
    sheared = replace(Geometry.identity((3, 3, 3)), direction=((1.0, 0.6, 0.0), (0.0, 0.8, 0.0), (0.0, 0.0, 1.0)))
    assert cell_size((0, 1), sheared) == pytest.approx(0.8)
    assert cell_size((0, 1, 2), sheared) == pytest.approx(0.8)
    tiny = replace(sheared, spacing=(1e-150, 1e-150, 1.0))
    assert cell_size((0, 1), tiny) == pytest.approx(0.8e-300)
    assert cell_size((0, 1), replace(sheared, direction=((0.0,) * 3,) * 3)) == 0.0


def test_the_way_round() -> None:
    geometry = replace(Geometry.identity((9, 9, 2, 2)), spacing=(2.0, 1.0, 1.0, 1.0))
    corners = (ItkIndex.of(0, 0, 0, 0), ItkIndex.of(3, 0, 0, 0), ItkIndex.of(3, 4, 0, 0))
    assert path_length(corners, geometry, is_closed=False) == pytest.approx(10.0)
    assert path_length(corners, geometry, is_closed=True) == pytest.approx(10.0 + math.hypot(6, 4))
    assert path_length((*corners, ItkIndex.of(3, 4, 0, 1)), geometry, is_closed=False) is None
    assert length_of((0, 0, 0, 1), geometry) is None


def test_sizes_have_the_unit_s_power() -> None:
    assert size_text(12.5, "mm", 1) == "12.5 mm"
    assert size_text(0.0, "mm", 1) == "0 mm"
    assert size_text(6e6, "mm", 3) == "6000000 mm³"
    assert size_text(6e6, "", 1) == "6000000 units"
    assert size_text(12.5, "mm", 2) == "12.5 mm²"
    assert size_text(12.5, "", 3) == "12.5 units³"
    assert size_text(math.nan, "mm", 2) == ""
