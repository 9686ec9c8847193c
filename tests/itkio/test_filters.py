"""Operations, with SimpleITK, plain NumPy and their own scripts as judges: bit for bit."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import SimpleITK as sitk  # noqa: N813  # as its own examples do

from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.parameter import lattice_record
from itk_inspector.core.editing.operations.script import PRELUDE
from itk_inspector.core.editing.operations.table import ROWS, row_of
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES
from itk_inspector.itkio import filters
from itk_inspector.itkio.filter_work import Source, Work

TURNED = ((0.8, -0.6, 0.0), (0.6, 0.8, 0.0), (0.0, 0.0, -1.0))
PLACED = Geometry((7, 6, 5), (0, 0, 0), (10.0, -20.0, 30.5), (0.5, 1.25, 2.0), TURNED)
SHIFTED = replace(PLACED, start_index=(3, -2, 1))


def source(pixels: npt.NDArray[Any], geometry: Geometry = PLACED, pixel_type: str = "scalar") -> Source:
    channels = pixels.shape[-1] if pixels.ndim > geometry.dimension else 1
    dtype = pixels.dtype.name
    components = channels * (2 if pixels.dtype.kind == "c" else 1)
    info = ImageInfo(Path("a.nrrd"), "NrrdImageIO", pixel_type, COMPONENT_TYPES[dtype], components, dtype, geometry)
    return Source(np.ascontiguousarray(pixels), info)


def noise(dtype: str, shape: tuple[int, ...] = PLACED.shape, seed: int = 1) -> npt.NDArray[Any]:
    values = np.random.default_rng(seed).normal(40, 30, shape)
    return (np.clip(values, 0, 255) if np.dtype(dtype).kind != "f" else values).astype(dtype)


def done(given: Source, name: str, **parameters: Any) -> tuple[npt.NDArray[Any], Geometry, tuple[str, ...]]:
    row, info = row_of(name), given.info
    complete = row.complete(info, parameters, {})
    expected = row.outcome(info, complete, {})
    out = np.zeros(expected.shape, expected.dtype)
    seen: list[float] = []
    before = given.pixels.copy()
    filters.preload(name)
    work = Work(given, complete, expected, out, {}, seen.append)
    notes = filters.run(Operation(name, complete), work)
    assert before.tobytes() == given.pixels.tobytes()
    assert all(0 <= fraction <= 1 for fraction in seen)
    return out, expected.geometry, notes


def of_sitk(given: Source, kind: int | None = None) -> Any:
    geometry = given.info.geometry
    image = sitk.GetImageFromArray(given.pixels, isVector=given.info.channels > 1)
    image.SetOrigin(geometry.point_of(ItkIndex(geometry.start_index)).components)
    image.SetSpacing(geometry.spacing)
    image.SetDirection(list(itertools.chain(*geometry.direction)))
    return image if kind is None else sitk.Cast(image, kind)


def same(result: tuple[npt.NDArray[Any], Geometry, tuple[str, ...]], image: Any) -> None:
    pixels, geometry, _ = result
    assert pixels.tobytes() == sitk.GetArrayFromImage(image).astype(pixels.dtype).tobytes()
    first = geometry.point_of(ItkIndex(geometry.start_index)).components
    np.testing.assert_allclose(first, image.GetOrigin(), atol=1e-12)
    np.testing.assert_allclose(geometry.spacing, image.GetSpacing(), atol=1e-12)
    np.testing.assert_allclose(list(itertools.chain(*geometry.direction)), image.GetDirection(), atol=1e-12)


TYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"]


@pytest.mark.parametrize("dtype", TYPES)
def test_moving_is_simple_itks(dtype: str) -> None:
    given = source(noise(dtype))

    same(done(given, "flip", axes=[0, 2]), sitk.Flip(of_sitk(given), [True, False, True]))
    same(done(given, "permute", order=[2, 0, 1]), sitk.PermuteAxes(of_sitk(given), [2, 0, 1]))
    if dtype in ("uint8", "int16", "float64"):
        same(done(given, "extract", axis="2", index=3), sitk.Extract(of_sitk(given), [7, 6, 0], [0, 0, 3]))
    crop = sitk.RegionOfInterest(of_sitk(given), [3, 2, 4], [2, 1, 0])
    same(done(given, "crop", index=[2, 1, 0], size=[3, 2, 4]), crop)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float64"])
@pytest.mark.parametrize(
    ("mode", "judge"),
    [
        ("constant", lambda i, a, b: sitk.ConstantPad(i, a, b, 7)),
        ("edge", sitk.ZeroFluxNeumannPad),
        ("mirror", sitk.MirrorPad),
        ("wrap", sitk.WrapPad),
    ],
)
def test_padding_is_simple_itks(dtype: str, mode: str, judge: Callable[..., Any]) -> None:
    given, before, after = source(noise(dtype)), [1, 0, 9], [2, 3, 1]

    made = done(given, "pad", before=before, after=after, mode=mode, value=7)

    same(made, judge(of_sitk(given), before, after))


def test_indices_can_be_kept() -> None:
    given = source(noise("int16"), SHIFTED)

    cropped, kept, _ = done(given, "crop", index=[4, -1, 2], size=[2, 2, 2], start="keep")
    padded, wider, _ = done(given, "pad", before=[1, 2, 3], start="keep")

    assert kept == replace(SHIFTED, start_index=(4, -1, 2), size=(2, 2, 2))
    assert wider == replace(SHIFTED, start_index=(2, -4, -2), size=(8, 8, 8))
    assert cropped.tolist() == given.pixels[1:3, 1:3, 1:3].tolist()
    assert padded[3:, 2:, 1:].tolist() == given.pixels.tolist()


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("flip", {"axes": [0, 1, 2]}),
        ("permute", {"order": [1, 2, 0]}),
        ("crop", {"index": [4, 0, 2], "size": [2, 2, 3]}),
        ("pad", {"before": [2, 1, 0], "after": [0, 3, 1], "value": -1}),
    ],
)
def test_each_pixel_keeps_its_physical_point(name: str, parameters: dict[str, Any]) -> None:
    numbers = np.arange(210, dtype=np.int64).reshape(PLACED.shape)
    pixels, geometry, _ = done(source(numbers, SHIFTED), name, **parameters)

    def points(values: npt.NDArray[Any], lattice: Geometry) -> dict[int, Sequence[float]]:
        found = {}
        for at in np.ndindex(values.shape):
            index = ItkIndex(tuple(i + s for i, s in zip(at[::-1], lattice.start_index, strict=True)))
            found[int(values[at])] = lattice.point_of(index).components
        found.pop(-1, None)
        return found

    before, after = points(numbers, SHIFTED), points(pixels, geometry)
    assert after
    for number, point in after.items():
        np.testing.assert_allclose(point, before[number], atol=1e-12)


def test_mirroring_leaves_the_geometry() -> None:
    given = source(noise("int16"), SHIFTED)
    pixels, geometry, _ = done(given, "flip", axes=[1], space="mirror")
    assert geometry == SHIFTED
    assert pixels.tolist() == given.pixels[:, ::-1].tolist()


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"])
@pytest.mark.parametrize("shape", [(6, 7), (5, 6, 7), (2, 4, 6, 5)])
def test_median_is_simple_itks(dtype: str, shape: tuple[int, ...]) -> None:
    given = source(noise(dtype, shape), Geometry.identity(shape[::-1]))
    radius = [1, 2, 1, 1][: len(shape)]
    if len(shape) < 4:
        same(done(given, "median", radius=radius), sitk.Median(of_sitk(given), radius))
        return
    pixels = done(given, "median", radius=radius)[0]
    wide = np.pad(given.pixels, [(r, r) for r in radius[::-1]], mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(wide, [2 * r + 1 for r in radius[::-1]])
    assert pixels.tolist() == np.median(windows.reshape(*shape, -1), axis=-1).astype(dtype).tolist()


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "float64", "int32"])
def test_smoothing_is_simple_itks(dtype: str) -> None:
    given = source(noise(dtype))
    kind = sitk.sitkFloat64 if dtype in ("float64", "int32") else sitk.sitkFloat32
    judge = of_sitk(given, kind)
    for axis, sigma in ((0, 1.5), (2, 2.5)):
        judge = sitk.RecursiveGaussian(judge, sigma, False, sitk.RecursiveGaussianImageFilter.ZeroOrder, axis)

    real = done(given, "smooth", sigma=[1.5, 0.0, 2.5], result="real")
    kept = done(given, "smooth", sigma=[1.5, 0.0, 2.5], result="kept")

    if kind == sitk.sitkFloat64:  # of which SimpleITK makes floats on the way
        np.testing.assert_allclose(real[0], sitk.GetArrayFromImage(judge), rtol=1e-6)
        return
    same(real, judge)
    wanted = sitk.GetArrayFromImage(judge)
    limits = np.iinfo(dtype) if np.dtype(dtype).kind in "iu" else None
    wanted = wanted if limits is None else np.clip(np.rint(wanted), limits.min, limits.max)
    assert kept[0].tobytes() == wanted.astype(dtype).tobytes()


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "float64"])
@pytest.mark.parametrize("way", ["nearest", "linear", "bspline"])
def test_resampling_is_simple_itks(dtype: str, way: str) -> None:
    given = source(noise(dtype))
    kind = sitk.sitkFloat64 if dtype == "float64" else sitk.sitkFloat32
    image = of_sitk(given, kind)
    lattice = Geometry((9, 8, 4), (0, 0, 0), (9.0, -19.0, 29.0), (0.7, 0.9, 1.1), TURNED)
    ways = {"nearest": sitk.sitkNearestNeighbor, "linear": sitk.sitkLinear, "bspline": sitk.sitkBSpline}
    flat = list(itertools.chain(*lattice.direction))
    more = (list(lattice.size), sitk.Transform(3, sitk.sitkIdentity), ways[way])
    judge = sitk.Resample(image, *more, lattice.origin, lattice.spacing, flat, 3.0, kind)

    made = done(given, "resample_like", lattice=lattice_record(lattice, "b"), interpolation=way, outside=3)

    wanted = sitk.GetArrayFromImage(judge)
    if np.dtype(dtype).kind in "iu":
        limits = np.iinfo(dtype)
        wanted = np.clip(np.rint(wanted), limits.min, limits.max)
    assert np.any(wanted == 3)
    assert made[0].tobytes() == wanted.astype(dtype).tobytes()
    assert made[1] == lattice


def test_resampling_to_a_spacing_keeps_the_middle() -> None:
    given = source(noise("float64"), SHIFTED)

    pixels, geometry, _ = done(given, "resample", spacing=[1.0, 0.5, 2.0])

    assert geometry.size == (4, 15, 5)
    assert geometry.start_index == (0, 0, 0)

    def middle(lattice: Geometry) -> Any:
        ends = zip(lattice.start_index, lattice.size, strict=True)
        return lattice.point_of(ContinuousIndex(tuple(s + (n - 1) / 2 for s, n in ends))).components

    np.testing.assert_allclose(middle(geometry), middle(SHIFTED), atol=1e-12)
    assert pixels.min() > 0 or given.pixels.min() < 0  # no pixel lies outside


@pytest.mark.parametrize("full", [False, True])
def test_components_are_simple_itks(full: bool) -> None:
    given = source((noise("int16") > 55).astype(np.int16) * 9)
    found = sitk.ConnectedComponent(of_sitk(given) != 0, full)

    in_order = done(given, "components", connected="full" if full else "face", order="found")
    by_size = done(given, "components", connected="full" if full else "face", order="size", smallest=3)

    same(in_order, found)
    same(by_size, sitk.RelabelComponent(found, 3))
    lone = np.zeros((40, 40), np.uint8)
    lone[::2, ::2] = 1
    with pytest.raises(EditError, match="uint8 holds 255"):
        done(source(lone, Geometry.identity((40, 40))), "components", type="uint8")


@pytest.mark.parametrize("kind", ["outside", "negative", "positive"])
@pytest.mark.parametrize("unit", ["physical", "pixels"])
def test_distances_are_simple_itks(kind: str, unit: str) -> None:
    given = source((noise("float32") > 60).astype(np.float32))
    is_physical = unit == "physical"
    judge = sitk.SignedMaurerDistanceMap(of_sitk(given) != 0, kind == "positive", False, is_physical)

    pixels, geometry, _ = made = done(given, "distance", kind=kind, unit=unit)

    if kind != "outside":
        same(made, judge)
        return
    steps = np.array(geometry.spacing[::-1]) if is_physical else np.ones(3)
    objects = np.argwhere(given.pixels != 0) * steps
    for at in np.ndindex(pixels.shape):
        nearest = np.sqrt(((objects - np.array(at) * steps) ** 2).sum(axis=1)).min()
        assert pixels[at] == pytest.approx(nearest, rel=1e-6)


def test_without_a_border_there_is_no_distance() -> None:
    nothing = source(np.zeros(PLACED.shape, np.uint8))
    with pytest.raises(EditError, match="no pixel"):
        done(nothing, "distance")
    with pytest.raises(EditError, match="every pixel"):
        done(source(np.ones(PLACED.shape, np.uint8)), "distance")


@pytest.mark.parametrize("dtype", TYPES)
def test_thresholds_are_simple_itks(dtype: str) -> None:
    given = source(noise(dtype))
    judge = sitk.BinaryThreshold(of_sitk(given, sitk.sitkFloat64), 20.5, 60, 5, 2)

    made = done(given, "threshold", lower=20.5, upper=60, inside=5, outside=2)

    same(made, judge)


def test_thresholds_of_64_bits_are_exact() -> None:
    pixels = np.array([[2**63 - 1, 2**63 - 2, 2**53 + 1, -(2**63)]], np.int64)
    given = source(pixels, Geometry.identity((4, 1)))
    assert done(given, "threshold", lower=2**63 - 1, upper=2**63 - 1)[0].tolist() == [[1, 0, 0, 0]]
    assert done(given, "threshold", lower=2**53 + 1, upper=2**53 + 1)[0].tolist() == [[0, 0, 1, 0]]


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "float64", "int32"])
def test_rescaling_is_simple_itks_and_rounded(dtype: str) -> None:
    given = source(noise(dtype))
    judge = sitk.RescaleIntensity(of_sitk(given, sitk.sitkFloat64), -5, 250)

    same(done(given, "rescale", low=-5, high=250, type="float64"), judge)
    whole = done(given, "rescale", low=-5, high=250, type="int16")[0]
    assert whole.tolist() == np.rint(sitk.GetArrayFromImage(judge)).astype(np.int16).tolist()


def test_casting_never_wraps() -> None:
    pixels = np.array([[-1.5, 0.5, 1.5, 254.5, 255.4]], np.float64)
    given = source(pixels, Geometry.identity((5, 1)))

    with pytest.raises(EditError, match=r"do not fit into uint8"):
        done(given, "cast", type="uint8")
    assert done(given, "cast", type="uint8", misfit="clip")[0].tolist() == [[0, 0, 2, 254, 255]]
    assert done(given, "cast", type="int16")[0].tolist() == [[-2, 0, 2, 254, 255]]
    wide = source(np.array([[300, -1]], np.int64), Geometry.identity((2, 1)))
    with pytest.raises(EditError):
        done(wide, "cast", type="uint8")
    assert done(wide, "cast", type="uint8", misfit="clip")[0].tolist() == [[255, 0]]
    huge = source(np.array([[1e300, np.inf, np.nan]]), Geometry.identity((3, 1)))
    with pytest.raises(EditError, match="1 of 3 values"):
        done(huge, "cast", type="float32")
    clipped = done(huge, "cast", type="float32", misfit="clip")[0]
    assert clipped[0, 0] == np.finfo(np.float32).max
    assert np.isinf(clipped[0, 1])
    assert np.isnan(clipped[0, 2])


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("median", {"radius": [1, 2, 0]}),
        ("smooth", {"sigma": [1.0, 0.0, 2.0]}),
        ("threshold", {"lower": 20, "upper": 50, "type": "int16"}),
    ],
)
def test_a_region_is_as_in_the_whole(name: str, parameters: dict[str, Any]) -> None:
    given = source(noise("int16"), SHIFTED)
    whole = done(given, name, **parameters)[0]
    box = (slice(1, 4), slice(2, 6), slice(0, 5))

    pixels, geometry, _ = done(given, name, region={"start": [1, 2, 0], "extent": [3, 4, 5]}, **parameters)

    wanted = given.pixels.copy()
    wanted[box] = whole[box]
    assert pixels.tolist() == wanted.tolist()
    assert geometry == SHIFTED


def test_regions_are_checked() -> None:
    given = source(noise("int16"))
    with pytest.raises(EditError, match="beyond"):
        done(given, "median", region={"start": [0, 0, 0], "extent": [6, 6, 7]})
    with pytest.raises(EditError, match="damaged"):
        done(given, "median", region={"start": [0, 0, 0]})
    with pytest.raises(EditError, match="cannot change"):
        done(given, "threshold", region={"start": [0, 0, 0], "extent": [1, 1, 1]})
    with pytest.raises(EditError, match="no parameter"):
        done(given, "flip", region={"start": [0, 0, 0], "extent": [1, 1, 1]})


@pytest.mark.parametrize("name", ["flip", "permute", "pad", "crop", "median", "smooth", "resample"])
def test_each_component_goes_by_itself(name: str) -> None:
    parameters = {"pad": {"before": [1, 0, 0]}, "crop": {"size": [2, 2, 2]}, "resample": {"spacing": [1.0, 1.0, 1.0]}}
    pixels = noise("uint8", (*PLACED.shape, 3))
    whole = done(source(pixels, pixel_type="rgb"), name, **parameters.get(name, {}))[0]
    for at in range(3):
        single = done(source(pixels[..., at]), name, **parameters.get(name, {}))[0]
        assert whole[..., at].tolist() == single.tolist()


@pytest.mark.parametrize("name", ["threshold", "components", "distance"])
def test_what_needs_one_component_says_so(name: str) -> None:
    with pytest.raises(EditError, match="3 components"):
        done(source(noise("uint8", (*PLACED.shape, 3)), pixel_type="rgb"), name)


@pytest.mark.parametrize("dtype", ["int64", "uint64", "complex64"])
@pytest.mark.parametrize("name", ["median", "smooth", "resample"])
def test_types_that_itk_would_change_are_refused(dtype: str, name: str) -> None:
    with pytest.raises(EditError, match=r"without a loss|complex"):
        done(source(np.ones(PLACED.shape, dtype)), name, **({"spacing": [1.0] * 3} if name == "resample" else {}))


def test_expressions_are_computed_and_told() -> None:
    given = source(noise("int16"), SHIFTED)
    pixels, _, notes = done(given, "expression", text="where(a > 40, a, 0)")
    assert pixels.tolist() == np.where(given.pixels > 40, given.pixels, 0).tolist()
    assert notes == (f"Values from 0 to {given.pixels.max()}.",)
    _, _, notes = done(given, "expression", text="1 / (a - a)", type="float32")
    assert notes == ("210 values are infinite.",)
    with pytest.raises(EditError, match="do not fit uint8"):
        done(given, "expression", text="a + 255", type="uint8")
    with pytest.raises(EditError, match="layer1"):
        done(given, "expression", text="a + layer1")


def test_an_expression_may_take_a_component() -> None:
    given = source(noise("uint8", (*PLACED.shape, 3)), pixel_type="rgb")
    assert done(given, "expression", text="a1")[0].tolist() == given.pixels[..., 1].tolist()
    assert done(given, "expression", text="where(x > 2, a, 0)")[0].shape == given.pixels.shape


SCRIPTED: list[tuple[str, dict[str, Any], str]] = [
    ("crop", {"index": [4, -1, 2], "size": [2, 3, 2]}, "int16"),
    ("crop", {"index": [4, -1, 2], "size": [2, 3, 2], "start": "keep"}, "uint8"),
    ("pad", {"before": [1, 0, 2], "after": [0, 3, 0], "mode": "mirror"}, "int64"),
    ("pad", {"before": [1, 0, 2], "after": [0, 3, 0], "value": 3.5, "start": "keep"}, "float32"),
    ("flip", {"axes": [0, 2]}, "int16"),
    ("flip", {"axes": [1], "space": "mirror"}, "complex64"),
    ("permute", {"order": [2, 0, 1]}, "uint16"),
    ("extract", {"axis": "2", "index": 3}, "int16"),
    ("extract", {"axis": "0", "index": 4}, "uint8"),
    ("expression", {"text": "where(a > 40, a, 0)"}, "int16"),
    ("expression", {"text": "a + x * 2 - y", "type": "int32"}, "uint8"),
    ("expression", {"text": "sqrt(abs(a)) + px / 3 + pz", "type": "float64"}, "int16"),
    ("expression", {"text": "a * 1.5", "type": "uint8", "storing": "clip"}, "uint8"),
    ("expression", {"text": "a ** 2 + 2.0 ** z", "type": "float32", "storing": "round"}, "float32"),
    ("expression", {"text": "20 < a < 60 and not x == 4", "type": "uint8"}, "int16"),
    ("expression", {"text": "(a > 3) + (x > 4) + True", "type": "uint8"}, "int16"),
    ("expression", {"text": "a if x % 2 else -a // 3", "type": "int16"}, "int16"),
    ("expression", {"text": "min(a, 50, y) + clip(a, 3, 9) + isin(a, 4, 40)", "type": "int16"}, "uint8"),
    ("expression", {"text": "round(a / 7) + int(a / 3) + floor(a) - (a & 3 | 8)", "type": "float64"}, "int16"),
    ("expression", {"text": "power(a, 2.0) + log(a + 300) * pi", "type": "float64"}, "float32"),
    (
        "expression",
        {"text": "a * 0 + x + z", "region": {"start": [1, 2, 0], "extent": [3, 4, 5]}},
        "int16",
    ),
    ("cast", {"type": "uint8", "misfit": "clip"}, "float64"),
    ("cast", {"type": "int16"}, "uint8"),
    ("cast", {"type": "float32"}, "int32"),
    ("rescale", {"low": 0, "high": 100, "type": "uint8"}, "float32"),
    ("threshold", {"lower": 20.5, "upper": 60}, "int16"),
    ("threshold", {"lower": 20.5, "upper": 60}, "float32"),
    ("smooth", {"sigma": [1.0, 0.0, 2.0]}, "uint8"),
    ("smooth", {"sigma": [1.0, 0.0, 2.0], "result": "real"}, "int32"),
    ("median", {"radius": [1, 1, 1]}, "int16"),
    ("median", {"radius": [1, 2, 0], "region": {"start": [1, 2, 0], "extent": [3, 4, 5]}}, "int16"),
    ("smooth", {"sigma": [1.0, 0.0, 2.0], "region": {"start": [1, 2, 0], "extent": [3, 4, 5]}}, "float32"),
    ("components", {"connected": "full", "smallest": 2}, "uint8"),
    ("distance", {"kind": "outside"}, "int16"),
    ("distance", {"kind": "positive", "unit": "pixels"}, "uint8"),
    ("resample", {"spacing": [1.0, 0.5, 2.0], "outside": 2}, "int16"),
    ("resample", {"spacing": [1.0, 0.5, 2.0], "interpolation": "bspline"}, "float32"),
    ("resample_like", {"lattice": lattice_record(replace(PLACED, size=(3, 3, 3)), "b"), "outside": 1}, "uint8"),
]


FLAT = Geometry((7, 6), (2, -1), (1.5, -2.0), (0.5, 0.75), ((0.6, -0.8), (0.8, 0.6)))
SERIES = Geometry(
    (6, 5, 4, 3), (0, 1, 0, 2), (1.0, 2.0, 3.0, 4.0), (0.5, 1.0, 2.0, 1.5), Geometry.identity((1,) * 4).direction
)
ELSEWHERE: list[tuple[str, dict[str, Any], str, Geometry]] = [
    (name, parameters.get(place.dimension, {}), dtype, place)
    for place in (FLAT, SERIES)
    for name, parameters, dtype in (
        ("crop", {2: {"size": [3, 3]}, 4: {"size": [2, 2, 2, 2]}}, "uint16"),
        ("pad", {2: {"before": [1, 2]}, 4: {"after": [1, 0, 0, 2], "mode": "wrap"}}, "int16"),
        ("flip", {}, "float64"),
        ("permute", {}, "int8"),
        ("smooth", {2: {"sigma": [1.0, 0.5]}, 4: {"sigma": [1.0, 0.0, 0.5, 0.0]}}, "int16"),
        ("median", {}, "uint8"),
        ("components", {}, "uint8"),
        ("threshold", {}, "uint32"),
        ("rescale", {}, "int16"),
        ("resample", {2: {"spacing": [1.0, 1.0]}, 4: {"spacing": [1.0, 1.0, 1.0, 1.5]}}, "float32"),
        ("expression", {2: {"text": "a + y * px"}, 4: {"text": "a + t + pz"}}, "float64"),
    )
]
ELSEWHERE += [
    ("distance", {}, "uint8", FLAT),
    ("extract", {}, "uint8", SERIES),
    ("extract", {"axis": "0"}, "uint8", SERIES),
]
ALL = [(name, parameters, dtype, SHIFTED) for name, parameters, dtype in SCRIPTED] + ELSEWHERE


def test_every_row_has_a_script_that_is_tried() -> None:
    assert {name for name, _, _ in SCRIPTED} == {row.name for row in ROWS}


def test_scripts_do_the_same_in_a_fresh_interpreter(tmp_path: Path) -> None:
    """One interpreter for all: each step in a function of its own."""
    lines = ["import math", "import sys", "import itk", "import numpy as np", "", PRELUDE]
    for at, (name, parameters, dtype, place) in enumerate(ALL):
        kind = dtype if dtype != "complex64" else "float32"
        given = source(noise(kind, place.shape).astype(dtype), place)
        pixels, geometry, _ = done(given, name, **parameters)
        np.save(tmp_path / f"{at}-in.npy", given.pixels)
        np.save(tmp_path / f"{at}-wanted.npy", pixels)
        (tmp_path / f"{at}.json").write_text(json.dumps(lattice_record(geometry, "")))
        row = row_of(name)
        placed = f"{list(place.start_index)}, {list(place.origin)}, {list(place.spacing)}, "
        lines += [f"def step_{at}(pixels, start, origin, spacing, direction):"]
        lines += [f"    {line}" for line in row.lines(row.complete(given.info, parameters, {}))]
        lines += ["    return pixels, start, origin, spacing, direction", ""]
        lines += [
            f"pixels = np.load(sys.argv[1] + '/{at}-in.npy')",
            f"done = step_{at}(pixels, {placed}{[list(r) for r in place.direction]})",
            f"np.save(sys.argv[1] + '/{at}-out.npy', np.ascontiguousarray(done[0]))",
            "import json",
            f"json.dump([[float(v) for v in one] for one in done[1:4]], open(sys.argv[1] + '/{at}-out.json', 'w'))",
        ]
    script = tmp_path / "script.py"
    script.write_text("\n".join(lines) + "\n")

    finished = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", str(script), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
    for at, (name, parameters, _, _) in enumerate(ALL):
        made, wanted = (np.load(tmp_path / f"{at}-{which}.npy") for which in ("out", "wanted"))
        assert (made.dtype, made.shape) == (wanted.dtype, wanted.shape), (name, parameters)
        assert made.tobytes() == wanted.tobytes(), (name, parameters)
        where = json.loads((tmp_path / f"{at}.json").read_text())
        told = json.loads((tmp_path / f"{at}-out.json").read_text())
        assert told == [where["start_index"], where["origin"], where["spacing"]], (name, parameters)
