"""The difference of two pixels, against Python's integers and fractions."""

from __future__ import annotations

import cmath
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.compare.pixel_difference import PixelDifference, magnitude_of, pixel_difference
from itk_inspector.core.pixels.values import Value

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(st.integers(-(2**63), 2**64 - 1), st.integers(-(2**63), 2**64 - 1))
def test_whole_numbers_are_exact(a: int, b: int) -> None:
    assert pixel_difference(a, b) == PixelDifference(a - b, True)


@given(st.one_of(FINITE, st.integers(-(2**63), 2**64 - 1)), FINITE)
def test_floats_are_rounded_once_and_say_so(a: float, b: float) -> None:
    found = pixel_difference(a, b)
    exact = Fraction(a) - Fraction(b)
    assert found is not None
    assert isinstance(found.value, float)
    if math.isinf(found.value):
        assert not found.is_exact
        assert abs(exact) > Fraction(2) ** 1023
    else:
        assert found.value == float(exact)
        assert found.is_exact == (Fraction(found.value) == exact)


@pytest.mark.parametrize(
    ("a", "b", "text"),
    [
        (100, 207, "-107"),
        (True, False, "+1"),
        (2**64 - 1, -(2**63), f"+{2**64 - 1 + 2**63}"),
        (1.5, 1, "+0.5"),
        (0.3, 0.1, "+0.19999999999999998"),
        (1.0, 1e-30, "≈ +1.0"),
        (math.inf, math.inf, "0.0"),
        (math.inf, 1, "+Inf"),
        (math.nan, math.nan, "NaN"),
        (1 + 2j, 1, "0.0+2.0j"),
        ((1, 2, 3), (3, 2, 1), "(-2, 0, +2)"),
        ((1.0, 2), (1e-30, 1), "≈ (+1.0, +1)"),
    ],
)
def test_it_is_told_with_its_sign(a: Value, b: Value, text: str) -> None:
    found = pixel_difference(a, b)
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(("a", "b"), [(1, (1, 2)), ((1,), 1), ((1, 2), (1, 2, 3))])
def test_other_components_have_no_difference(a: Value, b: Value) -> None:
    assert pixel_difference(a, b) is None


def test_magnitude_of_values_that_differ_beyond_a_double() -> None:
    assert magnitude_of(1.7e308, -1.7e308) == math.inf
    assert magnitude_of(False, True) == 1
    assert magnitude_of(3 + 4j, 0) == 5.0
    assert magnitude_of(cmath.infj, cmath.infj) == 0.0
    assert magnitude_of(2**63 + 0j, 2**63 - 1) == 1.0
