"""Statistics of an image under labels: judged by NumPy pixel by pixel, and by SimpleITK."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itk_inspector.core.display.laid_over import can_be_measured
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure import under_labels as module
from itk_inspector.core.measure.layer_pixels import LayerPixels
from itk_inspector.core.measure.under_label import UnderLabel, UnderLabels
from itk_inspector.core.measure.under_labels import under_labels

MAIN = replace(Geometry.identity((9, 8, 5)), start_index=(2, -3, 1), spacing=(0.5, 2.0, 3.0), origin=(-3.0, 4.5, 100.0))
ANGLE = math.radians(20)
OBLIQUE = Geometry(
    (14, 20, 9),
    (-1, 0, 4),
    (-2.5, -2.0, 90.0),
    (0.4, 0.9, 1.7),
    ((math.cos(ANGLE), -math.sin(ANGLE), 0.0), (math.sin(ANGLE), math.cos(ANGLE), 0.0), (0.0, 0.0, 1.0)),
)
LATTICES = {"same": MAIN, "smaller": replace(MAIN, size=(4, 8, 5)), "oblique": OBLIQUE}


def an_info(geometry: Geometry, dtype: str, channels: int = 1) -> ImageInfo:
    return ImageInfo(Path("v.nrrd"), "NrrdImageIO", "scalar", "", channels, dtype, geometry)


def labels_on(geometry: Geometry, values: np.ndarray, main: Geometry = MAIN) -> LayerPixels:
    return LayerPixels("labels", an_info(geometry, values.dtype.name), values, main, geometry.start_index)


def some_labels(geometry: Geometry, dtype: str = "uint8", most: int = 4) -> LayerPixels:
    return labels_on(geometry, np.random.default_rng(3).integers(0, most, geometry.shape).astype(dtype))


def some_values(dtype: str, geometry: Geometry = MAIN) -> np.ndarray:
    rng = np.random.default_rng(5)
    if np.dtype(dtype).kind in "iu":
        ends = np.iinfo(dtype)
        return rng.integers(ends.min, ends.max, geometry.shape, dtype, endpoint=True)
    return (1000 * rng.normal(size=geometry.shape)).astype(dtype)


def done(values: np.ndarray, labels: LayerPixels, **how: Any) -> UnderLabels:
    found = under_labels(an_info(labels.main, values.dtype.name), values, labels, **how)
    assert found is not None
    return found


def by_geometry(values: np.ndarray, labels: LayerPixels) -> dict[int, list[Any]]:
    """The values under each label, pixel by pixel, by the two geometries alone."""
    main, other = labels.main, labels.info.geometry
    is_same = (main.origin, main.spacing, main.direction) == (other.origin, other.spacing, other.direction)
    found: dict[int, list[Any]] = {}
    for place in np.ndindex(main.shape):
        index = ItkIndex(tuple(s + n for s, n in zip(main.start_index, place[::-1], strict=True)))
        there = index if is_same else other.nearest_index_of(main.point_of(index))
        if other.contains(there):
            label = int(labels.pixels[to_array(there, other.start_index)])
            if label:
                found.setdefault(label, []).append(values[place].item())
    return found


def same_as(row: UnderLabel, values: list[Any]) -> None:
    told, array = row.statistics, np.array(values)
    assert (row.pixels, told.count, told.minimum, told.maximum) == (len(values), len(values), min(values), max(values))
    assert told.mean == pytest.approx(math.fsum(values) / len(values), rel=1e-12)
    assert told.median == pytest.approx(float(np.median(array.astype(np.longdouble))), rel=1e-15)
    if len(values) > 1:
        assert told.deviation == pytest.approx(float(np.std(array.astype(np.longdouble), ddof=1)), rel=1e-9)
    else:
        assert told.deviation is None


@pytest.mark.parametrize("together", [module._TOGETHER, 300, 1])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "uint64", "int64", "float32", "float64"])
@pytest.mark.parametrize("lattice", list(LATTICES))
def test_every_label_is_told_as_numpy_does(
    lattice: str, dtype: str, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TOGETHER", together)
    values, labels = some_values(dtype), some_labels(LATTICES[lattice])

    found, expected = done(values, labels), by_geometry(values, labels)

    assert [row.label for row in found.rows] == sorted(expected)
    for row in found.rows:
        same_as(row, expected[row.label])


def test_sums_of_whole_numbers_are_exact() -> None:
    values = np.full(MAIN.shape, 2**63 - 1, np.int64)
    values[0, 0, 0] = -(2**63)
    labels = labels_on(MAIN, np.full(MAIN.shape, 7, np.uint16))

    (row,) = done(values, labels).rows

    assert row.statistics.total == (2**63 - 1) * (values.size - 1) - 2**63


@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-(2**15), 2**15 - 1)), min_size=1, max_size=60),
    st.integers(1, 60),
    st.integers(1, 200),
)
@settings(max_examples=60, deadline=None)
def test_blocks_and_groups_change_nothing(pairs: list[tuple[int, int]], block: int, together: int) -> None:
    geometry = Geometry.identity((len(pairs), 1))
    labels = labels_on(geometry, np.array([[label for label, _ in pairs]], np.int8), geometry)
    values = np.array([[value for _, value in pairs]], np.int16)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", block)
        patch.setattr(module, "_TOGETHER", together)

        rows = done(values, labels).rows

    assert [row.label for row in rows] == sorted({label for label, _ in pairs} - {0})
    for row in rows:
        same_as(row, [value for label, value in pairs if label == row.label])
        assert row.first.components == (next(n for n, (label, _) in enumerate(pairs) if label == row.label), 0)


@pytest.mark.parametrize("lattice", list(LATTICES))
def test_the_first_pixel_is_the_first_of_the_measured_image_with_the_label(lattice: str) -> None:
    labels = some_labels(LATTICES[lattice])
    places = np.arange(np.prod(MAIN.shape)).reshape(MAIN.shape).astype(np.int32)

    first = {label: min(found) for label, found in by_geometry(places, labels).items()}

    for row in done(places, labels).rows:
        assert places[to_array(row.first, MAIN.start_index)] == first[row.label]


def test_pixels_outside_the_label_image_are_counted() -> None:
    found = done(some_values("int16"), some_labels(LATTICES["smaller"]))

    assert found.outside == 5 * 8 * 5


def test_sizes_are_volumes_of_volumes_and_areas_of_planes() -> None:
    flat = replace(Geometry.identity((4, 3)), spacing=(0.5, 3.0))
    series = replace(Geometry.identity((4, 3, 2, 2)), spacing=(0.5, 3.0, 2.0, 9.0))
    for geometry, size, dimensions in ((flat, 1.5, 2), (MAIN, 3.0, 3), (series, 3.0, 3)):
        labels = labels_on(geometry, np.ones(geometry.shape, np.uint8), geometry)
        found = done(np.zeros(geometry.shape, np.uint8), labels)
        assert (found.rows[0].size, found.dimensions) == (size * math.prod(geometry.size), dimensions)


def test_nan_and_infinities_are_counted_apart() -> None:
    values = np.ones(MAIN.shape, np.float32)
    values[0, 0, :3] = np.nan, np.inf, -np.inf
    labels = labels_on(MAIN, np.ones(MAIN.shape, np.uint8))

    told = done(values, labels).rows[0].statistics

    assert (told.nan, told.infinite, told.count, told.mean) == (1, 2, values.size - 3, 1.0)


def test_complex_numbers_are_measured_by_magnitude_and_masks_as_0_and_1() -> None:
    labels = labels_on(MAIN, np.ones(MAIN.shape, np.bool_))
    mask = np.zeros(MAIN.shape, np.bool_)
    mask[0] = True

    assert done(np.full(MAIN.shape, 3 + 4j, np.complex64), labels).rows[0].statistics.maximum == 5.0
    assert done(mask, labels).rows[0].statistics.total == 72


def test_without_labels_there_are_no_rows() -> None:
    labels = labels_on(MAIN, np.zeros(MAIN.shape, np.uint8))

    assert done(some_values("int16"), labels) == UnderLabels((), 3)


def test_too_many_labels_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    labels = some_labels(MAIN, most=6)

    assert done(some_values("int16"), labels).has_too_many


@pytest.mark.parametrize("together", [module._TOGETHER, 1])
@pytest.mark.parametrize("looks", [0, 1, 4, 6])
def test_it_ends_when_it_is_not_wanted_any_more(looks: int, together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TOGETHER", together)
    left = iter(range(looks))

    found = under_labels(
        an_info(MAIN, "float32"), some_values("float32"), some_labels(MAIN), go_on=lambda: next(left, None) is not None
    )

    assert found is None


def test_progress_rises_to_1() -> None:
    told: list[float] = []

    done(some_values("int16"), some_labels(MAIN), told=told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0


def test_what_can_be_measured() -> None:
    labels, line = an_info(MAIN, "uint8"), an_info(Geometry.identity((5,)), "int16")

    assert can_be_measured(an_info(MAIN, "float32"), labels)
    assert not can_be_measured(an_info(MAIN, "uint8", 3), labels)
    assert not can_be_measured(an_info(MAIN, "uint8"), an_info(MAIN, "float32"))
    assert not can_be_measured(line, labels)


def an_itk_image(sitk: Any, values: np.ndarray, geometry: Geometry) -> Any:
    """SimpleITK's indices begin at 0: the origin is where the first pixel lies."""
    image = sitk.GetImageFromArray(values)
    image.SetSpacing(geometry.spacing)
    image.SetOrigin(geometry.point_of(ItkIndex(geometry.start_index)).components)
    image.SetDirection([value for row in geometry.direction for value in row])
    return image


@pytest.mark.parametrize("lattice", list(LATTICES))
def test_simpleitk_agrees_oblique_too(lattice: str) -> None:
    """Label statistics of ITK, on labels that its nearest neighbour has brought to the measured lattice."""
    sitk = pytest.importorskip("SimpleITK")
    values, labels = some_values("int16"), some_labels(LATTICES[lattice])
    image = an_itk_image(sitk, values, MAIN)
    over = sitk.Resample(
        an_itk_image(sitk, labels.pixels, labels.info.geometry), image, sitk.Transform(), sitk.sitkNearestNeighbor, 0
    )
    judge = sitk.LabelStatisticsImageFilter()
    judge.Execute(image, over)

    rows = done(values, labels).rows

    assert [row.label for row in rows] == [label for label in sorted(judge.GetLabels()) if label]
    for row in rows:
        told, label = row.statistics, row.label
        ends = judge.GetMinimum(label), judge.GetMaximum(label)
        assert (row.pixels, told.minimum, told.maximum) == (judge.GetCount(label), *ends)
        assert told.total == judge.GetSum(label)
        assert told.mean == pytest.approx(judge.GetMean(label), rel=1e-12)
        assert told.deviation == pytest.approx(judge.GetSigma(label), rel=1e-9)
