"""Sums against Python's own integers and fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.compare.exact_sums import float_sums, nearest_float, root, whole_sums


@given(st.lists(st.integers(0, 2**80 - 1), min_size=1, max_size=20))
def test_whole_numbers_are_summed_exactly(numbers: list[int]) -> None:
    high = np.array([n >> 32 for n in numbers], "i8")
    low = np.array([n & 0xFFFFFFFF for n in numbers], "i8")
    assert whole_sums(high, low) == (sum(numbers), sum(n * n for n in numbers))


@given(st.lists(st.floats(0, allow_infinity=False), max_size=20))
def test_floats_neither_overflow_nor_vanish(numbers: list[float]) -> None:
    total, squares = float_sums(np.array(numbers))
    exact = sum(map(Fraction, numbers))
    exact_squares = sum(Fraction(n) ** 2 for n in numbers)
    assert abs(total - exact) <= exact / 10**14
    assert abs(squares - exact_squares) <= exact_squares / 10**14 + Fraction(2) ** -2140


@given(st.fractions(0), st.integers(-3000, 3000))
def test_root_of_what_is_no_double(number: Fraction, power: int) -> None:
    """Up to the smallest numbers of a double, whose last digits are fewer."""
    found = root(number * Fraction(4) ** (power // 4))
    assert found == pytest.approx(math.sqrt(number) * 2.0 ** (power // 4), rel=1e-14, abs=1e-300)


def test_beyond_the_largest_double_is_infinity() -> None:
    assert nearest_float(Fraction(10) ** 400) == math.inf
    assert nearest_float(-(Fraction(10) ** 400)) == -math.inf
    assert nearest_float(Fraction(1, 3)) == 1 / 3
