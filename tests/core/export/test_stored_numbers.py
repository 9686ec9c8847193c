"""Values are stored as whole numbers only where each comes back as it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.export.stored_numbers import (
    StoredNumbers,
    decimal_string,
    nearest_decimal_string,
    stored_numbers,
)


def comes_back(values: Any, found: StoredNumbers) -> bool:
    """Work out what a reader has, in plain Python: a decimal string, a product, a sum."""
    slope, intercept = float(decimal_string(found.slope)), float(decimal_string(found.intercept))
    stored = found.of(values)
    assert stored.dtype == np.dtype(found.dtype)
    back = [int(n) * slope + intercept for n in stored.reshape(-1)]
    return bool(np.array_equal(np.array(back).astype(values.dtype), values.reshape(-1)))


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16"])
def test_small_whole_numbers_are_stored_as_they_are(dtype: str) -> None:
    limits = np.iinfo(dtype)
    assert stored_numbers(np.array([limits.min, limits.max], dtype=dtype)) == StoredNumbers(dtype)


@given(st.integers(-(2**40), 2**40), st.integers(0, 65_535), st.integers(1, 2**20), st.data())
def test_whole_numbers_in_even_steps(low: int, count: int, step: int, data: Any) -> None:
    picked = data.draw(st.lists(st.integers(0, count), min_size=1, max_size=20))
    values = np.array([low + step * n for n in picked], dtype=np.int64)
    found = stored_numbers(values)
    assert found is not None
    assert comes_back(values, found)


@given(
    st.sampled_from([np.float32, np.float64]),
    st.decimals("0.0001", "100", places=4),
    st.decimals("-1000", "1000", places=2),
    st.lists(st.integers(-32_768, 32_767), min_size=2, max_size=40, unique=True),
)
def test_what_a_slope_has_made_is_stored_again(kind: Any, slope: Any, intercept: Any, numbers: list[int]) -> None:
    dense = np.arange(min(numbers), min(min(numbers) + 50, 32_768))  # neighbours tell the step
    stored = np.unique(np.concatenate([np.array(numbers), dense]))
    values = (stored * float(slope) + float(intercept)).astype(kind)
    found = stored_numbers(values)
    if found is not None:
        assert comes_back(values, found)
    elif kind is np.float64 and intercept == 0:
        pytest.fail("the very slope that made the values gives them back")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("values", [[-1024, 0, 3071], [0, 65_535], [7], [0.25, 0.5, 8.75], [-3.5]])
def test_plain_fractions(dtype: str, values: list[float]) -> None:
    array = np.array(values, dtype=dtype)
    found = stored_numbers(array)
    assert found is not None
    assert comes_back(array, found)


def test_tenths_are_products_in_single_precision_only() -> None:
    """0.1 · 3 is 0.30000000000000004 in double precision, which is not the double 0.3."""
    tenths = np.array([0.1, 0.2, 0.3, 0.7])

    assert stored_numbers(tenths) is None
    assert stored_numbers(tenths.astype(np.float32)) == StoredNumbers("int16", 0.1, 0.0)


@pytest.mark.parametrize(
    "values",
    [
        np.array([0.0, np.nan]),
        np.array([0.0, np.inf]),
        np.random.default_rng(1).random(1000),
        np.arange(70_000, dtype=np.float32),
        np.arange(70_000, dtype=np.int32),
        np.array([0, 1, 100_000], dtype=np.int32),
        np.array([2**60], dtype=np.int64),
        np.array([0.0, 1e-300, 1.0]),
    ],
    ids=str,
)
def test_what_16_bits_cannot_give_back_is_not_stored(values: Any) -> None:
    assert stored_numbers(values) is None


def test_many_values_are_looked_at_whole() -> None:
    """One of three million that does not fit is found, wherever it is."""
    values = np.zeros(3_000_000, dtype=np.float32)
    values[1_234_567] = 0.5
    values[7] = 0.3
    found = stored_numbers(values)
    assert found is not None
    assert np.array_equal(found.values(found.of(values)).astype(np.float32), values)
    values[2_000_001] = np.float32(np.pi)
    assert stored_numbers(values) is None


@given(st.floats(-1e300, 1e300))
def test_decimal_strings(number: float) -> None:
    text, near = decimal_string(number), nearest_decimal_string(number)
    assert len(near) <= 16
    assert text == "" or (len(text) <= 16 and float(text) == number)
    assert abs(float(near) - number) <= abs(number) * 1e-8


def test_what_has_no_decimal_string() -> None:
    with pytest.raises(ValueError, match="finite"):
        decimal_string(float("nan"))
