"""What is told of all pixels, block by block: judged by NumPy on the whole array."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.whole_image import Wanted, WholeReport, whole_report
from itk_inspector.core.probing.value_counts import count_values


class Blocks:
    """Goes through pixels in blocks, and counts how often."""

    def __init__(self, pixels: np.ndarray, components: int) -> None:
        self.flat = pixels.reshape(-1, components)
        self.passes = 0

    def __call__(self, of_block: Callable[[Any, Any], Any], joined: Callable[[Any, Any], Any], /) -> Any:
        self.passes += 1
        found = None
        for at in range(0, len(self.flat), 1000):
            part = of_block(self.flat[at : at + 1000], at.__add__)
            found = part if found is None else joined(found, part)
        return found


def noise(dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    rng = np.random.default_rng(5)
    if np.dtype(dtype).kind == "f":
        pixels = rng.normal(3, 1000, shape).astype(dtype)
        pixels.reshape(-1)[[0, 5, 5000, 7]] = np.nan, np.inf, -np.inf, np.inf
        return pixels
    ends = np.iinfo(dtype)
    return rng.integers(max(ends.min, -400), min(ends.max, 500), shape, dtype=dtype)


def told(pixels: np.ndarray, wanted: Wanted, components: int = 1) -> tuple[WholeReport, int]:
    """Return what is told, and in how many passes."""
    shape = pixels.shape[: pixels.ndim - (components > 1)]
    kind = "rgb" if components == 3 else "vector" if components > 1 else "scalar"
    info = ImageInfo(Path("/data/a"), "x", kind, "x", components, pixels.dtype.name, Geometry.identity(shape[::-1]))
    every = Blocks(pixels, components)
    return whole_report(every, info, wanted), every.passes


@pytest.mark.parametrize("bins", [1, 7, 256, 1000])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "int32", "uint64", "float32", "float64"])
def test_a_histogram_is_numpys(dtype: str, bins: int) -> None:
    pixels = noise(dtype, (20, 90, 70))
    (found,) = told(pixels, Wanted(histogram=bins))[0].components
    made = found.histogram
    assert made is not None
    numbers = pixels[np.isfinite(pixels)]
    np.testing.assert_array_equal(made.counts, np.histogram(numbers, bins=made.edges)[0])
    assert (made.minimum, made.maximum) == (numbers.min().item(), numbers.max().item())
    assert sum(made.counts) == numbers.size
    assert len(made.counts) <= bins
    if pixels.dtype.kind == "f":
        assert (made.nan, made.positive_infinite, made.negative_infinite) == (1, 2, 1)
        np.testing.assert_allclose(made.edges, np.histogram(numbers.astype(float), bins=bins)[1], rtol=1e-9, atol=1e-9)


def test_a_value_on_an_edge_is_in_the_bin_that_begins_there() -> None:
    pixels = np.concatenate([np.linspace(0.1, 0.7, 10_001), [0.15]])
    (found,) = told(pixels, Wanted(histogram=10_000))[0].components
    assert found.histogram is not None
    np.testing.assert_array_equal(found.histogram.counts, np.histogram(pixels, bins=found.histogram.edges)[0])


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int32", "float32"])
@pytest.mark.parametrize("components", [1, 2, 3])
def test_what_stands_out_is_what_is_counted_in_memory(dtype: str, components: int) -> None:
    pixels = noise(dtype, (60, 90, components) if components > 1 else (60, 90))
    found, _ = told(pixels, Wanted(outstanding=True), components)
    assert found.outstanding is not None
    for most in (64, 4096):
        rows = count_values(pixels, has_components=components > 1, most=most)
        assert found.outstanding.rows(pixels.dtype, most) == rows
    assert (found.colours is not None) == (components == 3)
    if found.colours is not None:
        numbers = pixels[np.isfinite(pixels)]
        np.testing.assert_array_equal(found.colours.counts, np.histogram(numbers, bins=found.colours.edges)[0])


@pytest.mark.parametrize(
    ("dtype", "wanted", "passes"),
    [
        ("uint16", Wanted(median=True, histogram=9, outstanding=True), 1),
        ("int32", Wanted(values=True, histogram=9, outstanding=True), 2),
        ("float32", Wanted(histogram=9, outstanding=True), 2),
        ("float32", Wanted(median=True), 3),
        ("float64", Wanted(median=True, histogram=9), 5),
    ],
)
def test_all_that_is_asked_takes_the_passes_of_the_longest(dtype: str, wanted: Wanted, passes: int) -> None:
    pixels = noise(dtype, (60, 90, 3))
    found, taken = told(pixels, wanted, 3)
    assert taken == wanted.passes(pixels.dtype) == passes
    for number, each in enumerate(found.components):
        values = pixels[..., number]
        values = values[np.isfinite(values)].astype(np.float64)
        assert each.deviation == pytest.approx(float(values.std(ddof=1)), rel=1e-12)
        if wanted.median:
            assert each.median == np.median(values)


def test_whole_numbers_that_occur_are_told_where_they_are_asked_for() -> None:
    pixels = noise("int32", (60, 90))
    (found,) = told(pixels, Wanted(values=True))[0].components
    assert found.values == tuple(zip(*(each.tolist() for each in np.unique(pixels, return_counts=True)), strict=True))
    many = np.arange(5000, dtype=np.int32)
    small = told(many.astype(np.uint16), Wanted(outstanding=True))[0].outstanding
    assert small is not None
    assert small.labels == (None,)
    (found,) = told(many, Wanted(values=True))[0].components
    assert not found.values
    assert told(many, Wanted(outstanding=True))[0].outstanding == small


def test_nothing_but_nan_has_no_bins() -> None:
    pixels = np.full((4, 5), np.nan, np.float32)
    (found,) = told(pixels, Wanted(histogram=4))[0].components
    assert found.histogram is not None
    assert (found.histogram.counts, found.histogram.edges, found.histogram.nan) == ((), (), 20)


@pytest.mark.parametrize("bins", [-1, 65537])
def test_a_histogram_of_impossible_bins_is_refused(bins: int) -> None:
    with pytest.raises(UsageError, match="1 to 65536 bins"):
        Wanted(histogram=bins)
