"""From the value back to the stored number."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.pixels.rescale import Rescale


def test_no_rescale_where_the_value_is_the_stored_number() -> None:
    assert Rescale.of_bits(1.0, 0.0, 16, signed=True) is None


@pytest.mark.parametrize(("slope", "intercept"), [(0.0, 5.0), (math.nan, 0.0), (math.inf, 0.0), (2.0, math.inf)])
def test_no_rescale_where_there_is_no_way_back(slope: float, intercept: float) -> None:
    assert Rescale.of_bits(slope, intercept, 16, signed=True) is None


@pytest.mark.parametrize(
    ("bits", "signed", "low", "high"), [(12, False, 0, 4095), (12, True, -2048, 2047), (1, False, 0, 1)]
)
def test_range_follows_the_bits(bits: int, signed: bool, low: int, high: int) -> None:
    made = Rescale.of_bits(2.0, 0.0, bits, signed=signed)

    assert made == Rescale(2.0, 0.0, low, high)


@pytest.mark.parametrize("bits", [0, 65])
def test_impossible_bits_give_no_rescale(bits: int) -> None:
    assert Rescale.of_bits(2.0, 0.0, bits, signed=False) is None


CT = Rescale(1.0, -1024.0, 0, 4095)


@pytest.mark.parametrize(
    ("value", "stored"), [(-1024, 0), (3071, 4095), (-1025, None), (3072, None), (0, 1024), (0.5, None), (-24.0, 1000)]
)
def test_computed_tomography(value: float, stored: int | None) -> None:
    assert CT.stored(value, "int16") == stored


@pytest.mark.parametrize("value", [None, (1, 2), 1j, True, math.nan, math.inf])
def test_what_is_no_number_has_no_stored_number(value: Any) -> None:
    assert CT.stored(value, "float64") is None


@given(
    stored=st.integers(-32768, 32767),
    slope=st.floats(1e-4, 1e4).map(lambda v: float(f"{v:.8g}")),
    intercept=st.floats(-1e4, 1e4).map(lambda v: float(f"{v:.8g}")),
)
def test_way_back_undoes_itks_arithmetic(stored: int, slope: float, intercept: float) -> None:
    rescale = Rescale(slope, intercept, -32768, 32767)

    assert rescale.stored(stored * slope + intercept, "float64") == stored


def test_values_between_two_stored_numbers_have_none() -> None:
    rescale = Rescale(0.1, 0.0, 0, 255)

    assert rescale.stored(0.1 * 7, "float64") == 7
    assert rescale.stored(0.75, "float64") is None


def test_values_kept_in_single_precision_lead_back_too() -> None:
    rescale = Rescale(0.1, -3.3, 0, 65535)
    value = float(np.float32(12345 * 0.1 - 3.3))

    assert rescale.stored(value, "float32") == 12345
    assert rescale.stored(value, "float64") is None


def test_nothing_is_said_where_two_stored_numbers_give_one_value() -> None:
    rescale = Rescale(1e-9, 1e9, 0, 65535)

    assert rescale.stored(1e9, "float64") is None
