"""Numbers of a header as text."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.text.decimal_text import decimal_text, digits_to, rounded_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (0.1 + 0.2, "0.3"),
        (float(np.float32(0.4)), "0.4"),
        (0.9765625, "0.9765625"),
        (0.859375, "0.859375"),
        (0.4882813, "0.4882813"),
        (1 / 3, "0.3333333333"),
        (1e-9, "1e-09"),
        (123456.789, "123456.789"),
        (16777216.0, "16777216"),
        (2.0**53 - 1, "9007199254740991"),
        (1e300, "1e+300"),
        (-123456789012.0, "-123456789012"),
        (math.inf, "inf"),
    ],
)
def test_examples(value: float, text: str) -> None:
    assert decimal_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(10, 17))
def test_it_reads_back_within_half_of_the_last_digit_asked_for(value: float, digits: int) -> None:
    back = float(decimal_text(value, digits))

    assert (
        math.isinf(back)
        or abs(back - value) <= abs(value) * 0.5 * 10.0 ** (1 - digits)
        or (np.float32(back) == np.float32(value) == value)
    )


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float32_reads_back_as_the_same_float32(value: float) -> None:
    assert np.float32(decimal_text(value)) == np.float32(value)


@pytest.mark.parametrize(
    ("value", "text", "grouped"),
    [
        (6e6, "6000000", "6,000,000"),
        (335544320.0, "335544320", "335,544,320"),
        (1234567.8, "1234568", "1,234,568"),
        (999999.7, "1000000", "1,000,000"),
        (999999.4, "999999", "999,999"),
        (-6e6, "-6000000", "-6,000,000"),
        (12345.678, "12345.7", "12,345.7"),
        (0.1 + 0.2, "0.3", "0.3"),
        (0.0, "0", "0"),
        (2e-5, "2e-05", "2e-05"),
        (1e16, "1e+16", "1e+16"),
        (math.nan, "nan", "nan"),
        (math.inf, "inf", "inf"),
    ],
)
def test_a_rounded_number_has_all_of_a_long_whole_part(value: float, text: str, grouped: str) -> None:
    assert rounded_text(value, 6) == text
    assert rounded_text(value, 6, is_grouped=True) == grouped


@given(st.floats(-(2.0**53), 2.0**53), st.integers(1, 12))
def test_rounding_loses_half_of_the_last_digit_at_the_most(value: float, digits: int) -> None:
    text = rounded_text(value, digits)
    lost = abs(Fraction(text) - Fraction(value))
    assert lost <= max(
        Fraction(abs(value)) * Fraction(10) ** (1 - digits) / 2, Fraction(1, 2) * (abs(value) >= 10**digits - 1)
    )
    assert "e+" not in text or abs(value) >= 2.0**53


@given(st.floats(-1e9, 1e9), st.integers(0, 14))
def test_so_many_places_are_reached(value: float, places: int) -> None:
    digits = digits_to(places, value)

    assert 10 <= digits <= 17
    if digits < 17 and value:
        assert abs(float(decimal_text(value, digits)) - value) <= max(10.0**-places, abs(value) * 1e-7)
