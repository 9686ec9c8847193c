"""Numbers of a header as text."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.text.decimal_text import decimal_text, digits_to


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


@given(st.floats(-1e9, 1e9), st.integers(0, 14))
def test_so_many_places_are_reached(value: float, places: int) -> None:
    digits = digits_to(places, value)

    assert 10 <= digits <= 17
    if digits < 17 and value:
        assert abs(float(decimal_text(value, digits)) - value) <= max(10.0**-places, abs(value) * 1e-7)
