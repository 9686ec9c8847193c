"""What regions cover, held against fractions, and what is told of it, against NumPy and ITK."""

from __future__ import annotations

import itertools
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

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure import area as area_module
from itk_inspector.core.measure.area import area_of, ellipse_cover, polygon_cover
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.measuring import RegionResult, measure
from itk_inspector.core.measure.numpy_text import numpy_text
from itk_inspector.core.measure.shapes import Shape, Shapes, Through

TURN = math.radians(30)
OBLIQUE = (
    (math.cos(TURN), -math.sin(TURN), 0.0),
    (math.sin(TURN), math.cos(TURN), 0.0),
    (0.0, 0.0, -1.0),
)
GEOMETRY = replace(Geometry.identity((13, 11, 7)), start_index=(5, -3, 2), spacing=(0.5, 0.7, 3.0), direction=OBLIQUE)
PLANES = ((0, 1), (1, 0), (0, 2), (2, 1))
REGIONS = (ShapeKind.RECTANGLE, ShapeKind.ELLIPSE, ShapeKind.POLYGON)


def an_info(
    geometry: Geometry = GEOMETRY, dtype: str = "int16", components: int = 1, kind: str = "scalar"
) -> ImageInfo:
    return ImageInfo(Path("v.nrrd"), "NrrdImageIO", kind, "short", components, dtype, geometry)


def shape_of(
    kind: ShapeKind, nodes: list[tuple[int, ...]], axes: tuple[int, int], through: Through | None = None
) -> Shape:
    low, high = sorted(axes)
    return Shape(1, kind, tuple(ItkIndex(node) for node in nodes), (low, high), through)


def evaluated(text: str, a: np.ndarray) -> np.ndarray:
    """Run all lines but the last, and return what that is."""
    *before, last = text.split("\n")
    names: dict[str, Any] = {"a": a, "np": np}
    exec("\n".join(before), names)
    return np.asarray(eval(last, names))


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    kind = draw(st.sampled_from(REGIONS))
    horizontal, vertical = draw(st.sampled_from(PLANES))
    start, size = GEOMETRY.start_index, GEOMETRY.size
    fixed = [draw(st.integers(s, s + n - 1)) for s, n in zip(start, size, strict=True)]
    nodes = []
    for _ in range(draw(st.integers(3, 7)) if kind is ShapeKind.POLYGON else 2):
        node = list(fixed)
        for axis in (horizontal, vertical):
            node[axis] = draw(st.integers(start[axis], start[axis] + size[axis] - 1))
        nodes.append(tuple(node))
    hidden = next(axis for axis in range(3) if axis not in (horizontal, vertical))
    last = start[hidden] + size[hidden] - 1
    ends = sorted((draw(st.integers(start[hidden], last)), draw(st.integers(start[hidden], last))))
    through = Through(hidden, *ends) if draw(st.booleans()) else None
    return shape_of(kind, nodes, (horizontal, vertical), through)


def lies_inside(shape: Shape, index: tuple[int, ...]) -> bool:
    """Tell by fractions whether a pixel belongs to a shape: the definition, written another way."""
    for axis, place in enumerate(index):
        if axis not in shape.axes:
            first = last = shape.nodes[0].components[axis]
            if shape.through is not None and shape.through.axis == axis:
                first, last = shape.through.first, shape.through.last
            if not first <= place <= last:
                return False
    u, v = (index[axis] for axis in shape.axes)
    corners = [tuple(node.components[axis] for axis in shape.axes) for node in shape.nodes]
    if shape.kind is ShapeKind.POLYGON:
        return _by_crossings(corners, u, v)
    lows, highs = ([of(c[i] for c in corners) for i in (0, 1)] for of in (min, max))
    if shape.kind is ShapeKind.RECTANGLE:
        return lows[0] <= u <= highs[0] and lows[1] <= v <= highs[1]
    squares = Fraction(0)
    for place, low, high in zip((u, v), lows, highs, strict=True):
        squares += ((place - Fraction(low + high, 2)) / Fraction(high - low + 1, 2)) ** 2
    return squares <= 1


def _by_crossings(corners: list[tuple[int, ...]], u: int, v: int) -> bool:
    inside = False
    for (u1, v1), (u2, v2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (u1, v1) == (u2, v2):
            if (u, v) == (u1, v1):
                return True
            continue
        way = (u2 - u1, v2 - v1)
        part = Fraction((u - u1) * way[0] + (v - v1) * way[1], way[0] ** 2 + way[1] ** 2)
        if 0 <= part <= 1 and (u1 + part * way[0], v1 + part * way[1]) == (u, v):
            return True
        if min(v1, v2) <= v < max(v1, v2) and u1 + Fraction((v - v1) * way[0], way[1]) > u:
            inside = not inside
    return inside


def noise(dtype: str = "int16", shape: tuple[int, ...] = GEOMETRY.shape, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.normal(size=shape) * 1000).astype(dtype)


@given(shapes(), st.sampled_from([20, 2**18]))
def test_it_covers_the_pixels_whose_centres_lie_inside(shape: Shape, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(area_module, "PIECE", piece)
        area = area_of(shape, GEOMETRY)
        number = np.arange(GEOMETRY.size[0] * GEOMETRY.size[1] * GEOMETRY.size[2]).reshape(GEOMETRY.shape)
        values = [int(v) for block in area.blocks(number, None, lambda: True) for v in block]
        start = GEOMETRY.start_index
        wanted = [
            int(number[i]) for i in np.ndindex(*GEOMETRY.shape)
            if lies_inside(shape, tuple(p + s for p, s in zip(i[::-1], start, strict=True)))
        ]  # fmt: skip

        assert values == wanted
        for place in (0, len(wanted) // 2, len(wanted) - 1):
            assert number[to_array(area.place(place, GEOMETRY), start)] == wanted[place]
        with pytest.raises(ProbeError):
            area.place(len(wanted), GEOMETRY)


@given(shapes(), st.sampled_from(["int16", "uint8", "int32", "float32"]))
def test_what_is_told_is_numpy_s_by_the_expression_that_is_given(shape: Shape, dtype: str) -> None:
    a = noise(dtype)
    result = measure(shape, an_info(dtype=dtype), a)
    values = evaluated(numpy_text(shape, GEOMETRY), a)

    assert isinstance(result, RegionResult)
    (told,) = result.components
    found = told.statistics
    assert result.pixels == found.count == values.size
    assert found.mean == pytest.approx(values.mean(dtype=np.float64), rel=1e-12, abs=1e-9)
    assert found.median == np.median(values.astype(np.float64))
    assert (found.minimum, found.maximum) == (values.min(), values.max())
    if values.size > 1:
        assert found.deviation == pytest.approx(values.astype(np.float64).std(ddof=1), rel=1e-12, abs=1e-12)
    if np.dtype(dtype).kind in "iu":
        assert found.total == sum(int(v) for v in values.ravel())
    for place, extreme in ((told.minimum_at, found.minimum), (told.maximum_at, found.maximum)):
        assert place is not None
        assert a[to_array(place, GEOMETRY.start_index)] == extreme
        assert lies_inside(shape, place.components)
    assert sum(told.histogram.counts) == values.size
    assert (told.histogram.minimum, told.histogram.maximum) == (values.min(), values.max())


@pytest.mark.parametrize("kind", REGIONS)
def test_they_are_those_of_itk_s_label_statistics(kind: ShapeKind) -> None:
    a = noise("int16")
    nodes = [(6, -2, 4), (16, 6, 4)] if kind is not ShapeKind.POLYGON else [(6, -2, 4), (16, 0, 4), (9, 7, 4)]
    shape = shape_of(kind, nodes, (0, 1), Through(2, 3, 6))
    labels = np.zeros(a.shape, np.uint8)
    labels[tuple(np.array([i for i in np.ndindex(*a.shape) if _is_in(shape, i)]).T)] = 1
    image, label_image = itk.image_from_array(a), itk.image_from_array(labels)
    filter_ = itk.LabelStatisticsImageFilter[type(image), type(label_image)].New()
    filter_.SetInput(image)
    filter_.SetLabelInput(label_image)
    filter_.Update()
    result = measure(shape, an_info(), a)

    assert isinstance(result, RegionResult)
    found = result.components[0].statistics
    assert found.count == filter_.GetCount(1)
    assert found.mean == pytest.approx(filter_.GetMean(1), rel=1e-12)
    assert found.deviation == pytest.approx(filter_.GetSigma(1), rel=1e-12)
    assert found.total == filter_.GetSum(1)
    assert (found.minimum, found.maximum) == (filter_.GetMinimum(1), filter_.GetMaximum(1))


def _is_in(shape: Shape, i: tuple[int, ...]) -> bool:
    return lies_inside(shape, tuple(p + s for p, s in zip(i[::-1], GEOMETRY.start_index, strict=True)))


def test_areas_and_volumes_are_in_the_file_s_unit() -> None:
    flat = measure(shape_of(ShapeKind.RECTANGLE, [(5, -3, 2), (8, -1, 2)], (0, 1)), an_info(), noise())
    deep = measure(
        shape_of(ShapeKind.RECTANGLE, [(5, -3, 2), (8, -1, 2)], (0, 1), Through(2, 2, 3)), an_info(), noise()
    )
    assert isinstance(flat, RegionResult)
    assert isinstance(deep, RegionResult)
    assert (flat.size, flat.dimensions) == (pytest.approx(12 * 0.5 * 0.7), 2)
    assert (deep.size, deep.dimensions) == (pytest.approx(24 * 0.5 * 0.7 * 3.0), 3)


def test_time_is_no_side_of_an_area() -> None:
    geometry = Geometry.identity((4, 3, 2, 5))
    shape = shape_of(ShapeKind.RECTANGLE, [(0, 0, 0, 0), (3, 0, 0, 4)], (0, 3))
    result = measure(shape, an_info(geometry), noise(shape=geometry.shape))
    assert isinstance(result, RegionResult)
    assert (result.pixels, result.size) == (20, None)


@pytest.mark.parametrize(("dtype", "channels", "kind"), [("uint8", 3, "rgb"), ("float32", 2, "vector")])
def test_every_component_has_its_own(dtype: str, channels: int, kind: str) -> None:
    a = np.abs(noise(dtype, (*GEOMETRY.shape, channels)))
    shape = shape_of(ShapeKind.ELLIPSE, [(6, -2, 4), (12, 6, 4)], (0, 1))
    result = measure(shape, an_info(dtype=dtype, components=channels, kind=kind), a)
    values = evaluated(numpy_text(shape, GEOMETRY), a)
    assert isinstance(result, RegionResult)
    assert [c.statistics.mean for c in result.components] == pytest.approx(values.mean(axis=0, dtype=float).tolist())
    assert result.components[0].name == ("red" if kind == "rgb" else "component 0")


def test_of_complex_numbers_it_is_the_magnitude() -> None:
    a = noise("float32") + 1j * noise("float32", seed=5)
    a = a.astype(np.complex64)
    shape = shape_of(ShapeKind.RECTANGLE, [(6, -2, 4), (12, 6, 4)], (0, 1))
    result = measure(shape, an_info(dtype="complex64", components=2, kind="complex"), a)
    assert isinstance(result, RegionResult)
    assert result.components[0].name == "magnitude"
    assert result.components[0].statistics.maximum == np.abs(evaluated(numpy_text(shape, GEOMETRY), a)).max()


def test_bool_counts_as_0_and_1() -> None:
    a = noise() > 0
    shape = shape_of(ShapeKind.RECTANGLE, [(5, -3, 2), (17, 7, 2)], (0, 1))
    result = measure(shape, an_info(dtype="bool"), a)
    assert isinstance(result, RegionResult)
    assert result.components[0].statistics.total == int(a[0].sum())


def test_nan_is_counted_and_in_nothing_else() -> None:
    a = noise("float32")
    a[0, 0, :3] = np.nan, np.inf, -np.inf
    shape = shape_of(ShapeKind.RECTANGLE, [(5, -3, 2), (17, 7, 2)], (0, 1))
    result = measure(shape, an_info(dtype="float32"), a)
    assert isinstance(result, RegionResult)
    found = result.components[0].statistics
    assert (found.nan, found.infinite, found.count, result.pixels) == (1, 2, 140, 143)


@pytest.mark.parametrize("dtype", ["int16", "float32"])
@pytest.mark.parametrize("kind", REGIONS)
def test_it_stops_when_it_is_not_wanted_any_more(dtype: str, kind: ShapeKind) -> None:
    nodes = [(6, -2, 4), (16, 6, 4)] if kind is not ShapeKind.POLYGON else [(6, -2, 4), (16, 0, 4), (9, 7, 4)]
    shape = shape_of(kind, nodes, (0, 1))
    whole = itertools.count()
    assert measure(shape, an_info(dtype=dtype), noise(dtype), lambda: next(whole) >= 0) is not None
    for most in range(next(whole)):
        left = iter(range(most))
        assert (
            measure(shape, an_info(dtype=dtype), noise(dtype), lambda left=left: next(left, None) is not None) is None
        )


def test_huge_ellipses_are_exact() -> None:
    size = 2**33
    cover = ellipse_cover((0, size - 1), (0, size - 1))
    y, x = np.array([[size // 2]]), np.array([[0, size - 1]])
    assert cover(y, x).tolist() == [[True, True]]  # within half a pixel of the outline
    assert cover(np.array([[0]]), np.array([[0, size // 2]])).tolist() == [[False, True]]


def test_a_polygon_of_one_line_is_its_outline() -> None:
    y, x = np.arange(5)[:, None], np.arange(5)[None, :]
    assert np.argwhere(polygon_cover([(0, 0), (4, 4)])(y, x)).tolist() == [[i, i] for i in range(5)]


def test_other_shapes_cover_nothing() -> None:
    line = Shapes().adding(ShapeKind.LINE, (ItkIndex.of(5, -3, 2),) * 2, Plane.first(GEOMETRY)).all[0]
    with pytest.raises(ProbeError):
        area_of(line, GEOMETRY)


@pytest.mark.parametrize("kind", [ShapeKind.ELLIPSE, ShapeKind.POLYGON])
@pytest.mark.parametrize("dtype", ["int16", "float32"])
def test_no_two_pieces_are_looked_at_without_asking_in_between(
    kind: ShapeKind, dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area_module, "PIECE", 7)
    asked, looks = [0], []
    mask = area_module.Area._mask

    def looked(area: area_module.Area, slow: tuple[int, int], fast: tuple[int, int]) -> np.ndarray:
        looks.append(asked[0])
        return mask(area, slow, fast)

    def holds() -> bool:
        asked[0] += 1
        return True

    monkeypatch.setattr(area_module.Area, "_mask", looked)
    nodes = [(5, -3, 2), (17, 7, 2)] if kind is ShapeKind.ELLIPSE else [(5, -3, 2), (17, -2, 2), (9, 7, 2)]
    pixels = np.arange(7 * 11 * 13).reshape(7, 11, 13).astype(dtype)
    result = measure(shape_of(kind, nodes, (0, 1)), an_info(dtype=dtype), pixels, holds)

    assert isinstance(result, RegionResult)
    assert len(looks) > 20
    assert len(set(looks)) == len(looks)


@pytest.mark.parametrize("until", range(0, 60, 3))
def test_a_region_that_is_not_wanted_any_more_gives_nothing(until: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(area_module, "PIECE", 40)
    left = [until]

    def holds() -> bool:
        left[0] -= 1
        return left[0] >= 0

    shape = shape_of(ShapeKind.POLYGON, [(5, -3, 2), (17, -2, 2), (9, 7, 2)], (0, 1))
    found = measure(shape, an_info(dtype="float32"), np.ones((7, 11, 13), np.float32), holds)
    assert found is None or left[0] >= 0
