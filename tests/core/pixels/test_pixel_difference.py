"""The difference of two pixels: exact, or said to be rounded; judged by Python's integers and fractions."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pytest

from itk_inspector.core.pixels.pixel_difference import PixelDifference, pixel_difference


def difference(value: object, of: object) -> PixelDifference:
    made = pixel_difference(value, of)  # type: ignore[arg-type]
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("value", "of", "text"),
    [
        (7, 3, "+4"),
        (3, 7, "-4"),
        (5, 5, "0"),
        (0, 255, "-255"),
        (18446744073709551615, -9223372036854775808, "+27670116110564327423"),
        (9007199254740993, 9007199254740992, "+1"),
        (True, False, "+1"),
        (1.5, 1, "+0.5"),
        (0.0, -0.0, "0.0"),
        (math.nan, 1.0, "NaN"),
        (math.inf, 1.0, "+Inf"),
        (-math.inf, 1, "-Inf"),
        (math.inf, math.inf, "NaN"),
        ((1, 2, 3), (3, 2, 1), "(-2, 0, +2)"),
        (1 + 2j, 1 - 1j, "0.0+3.0j"),
        (9007199254740993, 0.5, "≈ +9007199254740992.0"),
        (1e308, -1e308, "≈ +Inf"),
    ],
)
def test_differences_as_text(value: object, of: object, text: str) -> None:
    assert difference(value, of).text == text


@pytest.mark.parametrize(("value", "of"), [(None, 1), (1, None), ((1, 2), (1, 2, 3)), ((1, 2), 1)])
def test_what_cannot_be_compared_has_no_difference(value: object, of: object) -> None:
    assert pixel_difference(value, of) is None  # type: ignore[arg-type]


def test_equal_pixels_differ_by_zero() -> None:
    assert difference((1, 0.5), (1, 0.5)).is_zero
    assert not difference((1, 0.5), (1, 0.25)).is_zero
    assert not difference(math.nan, math.nan).is_zero


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "uint64"])
def test_random_pairs_are_exact_or_said_to_be_rounded(dtype: str) -> None:
    rng = random.Random(14)
    for _ in range(3000):
        pair = [_random(rng, dtype), _random(rng, rng.choice(["float32", "float64", "int64", "uint64"]))]
        found, exact = difference(*pair), Fraction(pair[0]) - Fraction(pair[1])
        assert not isinstance(found.value, (tuple, complex))
        if not found.is_rounded:
            assert Fraction(found.value) == exact
        else:
            assert isinstance(found.value, float)
            gap = math.ulp(found.value)
            assert 0 < abs(Fraction(found.value) - exact) <= Fraction(gap) / 2


def _random(rng: random.Random, dtype: str) -> int | float:
    if dtype == "int64":
        return rng.randint(-(2**63), 2**63 - 1) >> rng.randint(0, 62)
    if dtype == "uint64":
        return rng.randint(0, 2**64 - 1) >> rng.randint(0, 63)
    number = math.ldexp(rng.uniform(-1, 1), rng.randint(-60, 60))
    return float(np.float32(number)) if dtype == "float32" else number
