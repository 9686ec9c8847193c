"""Statistics in pieces are NumPy's on the whole, and exact where the type allows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.measure.order_statistics import ordered_keys, ranks_asked, value_of
from itk_inspector.core.measure.statistics import Statistics, statistics
from itk_inspector.core.pixels.passes import answered

TYPES = ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8"]


def in_blocks(values: np.ndarray, length: int = 37) -> Callable[[], Iterator[np.ndarray]]:
    return lambda: (values[first : first + length] for first in range(0, len(values), length))


def told(values: np.ndarray) -> Statistics:
    found = statistics(in_blocks(values), values.dtype)
    assert found is not None
    return found


def noise(dtype: str, count: int = 1001, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    kind = np.dtype(dtype)
    if kind.kind == "f":
        return (rng.normal(size=count) * 100).astype(kind)
    limits = np.iinfo(kind)
    return rng.integers(limits.min, limits.max, count, dtype=kind, endpoint=True)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("count", [1, 2, 3, 1000, 1001])
def test_they_are_numpy_s(dtype: str, count: int) -> None:
    values = noise(dtype, count)
    found = told(values)
    exact = [Fraction(value) for value in values.tolist()]

    assert (found.count, found.nan, found.infinite) == (count, 0, 0)
    assert (found.minimum, found.maximum) == (values.min(), values.max())
    assert (found.minimum_at, found.maximum_at) == (np.argmin(values), np.argmax(values))
    assert found.mean == pytest.approx(float(sum(exact) / count), rel=1e-14, abs=1e-13)
    in_order = sorted(exact)
    assert found.median == float((in_order[(count - 1) // 2] + in_order[count // 2]) / 2)
    if count > 1:
        assert found.deviation == pytest.approx(np.std(values.astype(np.longdouble), ddof=1).astype(float), rel=1e-12)
    else:
        assert found.deviation is None
    if np.dtype(dtype).kind in "iu":
        assert found.total == sum(values.tolist())
        assert type(found.total) is int


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_nan_and_infinities_are_counted_apart(dtype: str) -> None:
    values = noise(dtype, 200)
    values[[3, 50, 199]] = np.nan
    values[[4, 5]] = np.inf, -np.inf
    found = told(values)
    finite = values[np.isfinite(values)].astype(np.float64)

    assert (found.count, found.nan, found.infinite) == (195, 3, 2)
    assert found.median == np.median(finite)
    assert found.mean == pytest.approx(finite.mean())
    assert values[found.minimum_at] == found.minimum == finite.min()


@pytest.mark.parametrize("values", [np.full(5, np.nan), np.zeros(0), np.zeros(0, np.int16)])
def test_nothing_finite_has_no_statistics(values: np.ndarray) -> None:
    found = told(values)
    assert (found.count, found.mean, found.median, found.minimum) == (0, None, None, None)
    assert found.nan == len(values)


def test_sums_of_64_bits_do_not_overflow() -> None:
    for dtype in (np.int64, np.uint64):
        limits = np.iinfo(dtype)
        values = np.array([limits.max] * 100 + [limits.min, limits.min + 1], dtype)
        assert told(values).total == sum(int(value) for value in values)
        assert told(values).median == float(limits.max)


def test_the_largest_doubles_do_not_overflow_in_the_median() -> None:
    values = np.array([1.7e308, 1.6e308])
    assert told(values).median == pytest.approx(1.65e308)
    assert told(values).total == np.inf


@pytest.mark.parametrize(
    "values",
    [
        [1e308, 1e308, -1e308, -1e308],
        [1.7e308] * 2 + [-1.0] * 5,
        [1.7e308] * 3,
        [1e308, 3e307, 5e307, -2e307],
        [1e200, 3e200, -7e200],
        [1e-200, 3e-200, 8e-200],
        [5e-324, 1.5e-323, 0.0],
        [-1e-170] * 4 + [1e-175],
    ],
)
@pytest.mark.parametrize("length", [1, 2, 8])
def test_sum_mean_and_deviation_of_very_large_and_very_small_doubles(values: list[float], length: int) -> None:
    found = statistics(in_blocks(np.array(values), length), np.dtype("f8"))
    assert found is not None
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    square = sum((value - mean) ** 2 for value in exact) / (len(exact) - 1)
    scale = Fraction(max(map(abs, exact)))

    assert found.mean == pytest.approx(float(mean), rel=1e-14, abs=1e-15 * float(scale))
    total = sum(exact)
    if abs(total) < Fraction(np.finfo("f8").max):
        assert found.total == pytest.approx(float(total), rel=1e-14, abs=1e-15 * float(scale))
    else:
        assert found.total == (math.inf if total > 0 else -math.inf)
    assert found.deviation is not None
    assert found.deviation == pytest.approx(math.sqrt(square / scale**2) * float(scale), rel=1e-12)


def test_complex_values_have_no_order() -> None:
    with pytest.raises(TypeError):
        statistics(in_blocks(np.zeros(3, complex)), np.dtype(complex))


def test_values_that_end_early_give_nothing() -> None:
    values = noise("f4", 500)
    given = iter([in_blocks(values)(), iter(())])
    assert statistics(lambda: next(given, iter(())), values.dtype) is None


@pytest.mark.parametrize("dtype", TYPES)
def test_keys_are_in_the_order_of_the_values_and_lead_back(dtype: str) -> None:
    values = noise(dtype, 500)
    if values.dtype.kind == "f":
        values[:6] = 0.0, -0.0, np.inf, -np.inf, np.finfo(dtype).max, np.finfo(dtype).smallest_subnormal
    keys = ordered_keys(values)
    assert np.array_equal(values[np.argsort(keys, kind="stable")], np.sort(values))
    assert all(value_of(int(key), values.dtype) == value for key, value in zip(keys, values, strict=True))


@pytest.mark.parametrize("dtype", TYPES)
def test_every_rank_is_that_of_the_sorted_values(dtype: str) -> None:
    values = np.concatenate([noise(dtype, 200), noise(dtype, 100)[:50], noise(dtype, 200)])
    ranks = [0, 1, 7, 224, 225, 448, 449]

    def by_halves(of_block: Any, joined: Any) -> Any:
        return joined(of_block(values[:300], int), of_block(values[300:], int))

    found = answered(ranks_asked(ranks, values.dtype), by_halves)
    assert found == np.sort(values)[ranks].tolist()
    assert answered(ranks_asked([450], values.dtype), by_halves) is None
