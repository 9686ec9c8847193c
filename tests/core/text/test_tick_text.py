"""Numbers along an axis."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.text.tick_text import digits_down_to, tick_text


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (0.0, 0.5, "0.0"),
        (-5e-18, 0.5, "0.0"),
        (0.30000000000000004, 0.1, "0.3"),
        (7.5, 2.5, "7.5"),
        (12_345.0, 1.0, "12345"),
        (65_535.25, 0.25, "65535.25"),
        (1_234_568.0, 1.0, "1234568"),
        (300_000_000.0, 100_000_000.0, "3e+08"),
        (1_500_000.0, 500_000.0, "1.5e+06"),
        (1_500_000.0, 5_000.0, "1500000"),
        (1_700_000_000.0, 10.0, "1700000000"),
        (2e-6, 1e-6, "2e-06"),
        (-1.000002e-3, 1e-9, "-0.001000002"),
        (9_007_199_254_740_993.0, 1.0, "9007199254740992"),
        (1e-323, 5e-324, "9.88131e-324"),
        (1.5e308, math.inf, "1.5e+308"),
        (math.inf, 1.0, "inf"),
        (math.nan, 0.0, "nan"),
    ],
)
def test_it_has_the_digits_of_its_step(value: float, step: float, text: str) -> None:
    assert tick_text(value, step) == text


@given(
    st.integers(-(10**9), 10**9),
    st.sampled_from((1, 2, 5, 25)),
    st.integers(-20, 20),
)
def test_a_multiple_of_its_step_is_read_back(number: int, first: int, power: int) -> None:
    step = Fraction(first) * Fraction(10) ** power
    value = number * step

    text = tick_text(float(value), float(step))

    assert Fraction(text) == value


def test_digits_are_counted_from_the_first_to_that_of_the_step() -> None:
    assert digits_down_to(1234.0, 0.1) == 5
    assert digits_down_to(999.9999999999, 1.0) == 4  # 1000, but for dust
    assert digits_down_to(0.0, 1.0) == 1
    assert digits_down_to(1.0, 1e-30) == 17
