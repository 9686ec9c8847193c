"""Sums of magnitudes and of their squares that neither wrap nor overflow."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt

_DIGIT = 16
"""Binary places of a digit: products of two have 32, and up to 2²¹ of them have a sum that is a double."""
_PLAIN = 400
"""Powers of 2 up to which floats and sums of their squares are far from the largest and the smallest double."""


def whole_sums(high: npt.NDArray[np.int64], low: npt.NDArray[np.int64]) -> tuple[int, int]:
    """Return the sum of whole numbers that are not negative, and the sum of their squares: exact.

    Parameters
    ----------
    high, low : numpy.ndarray
        The numbers are ``high · 2³² + low``; up to 2²¹ of them, below 2⁸⁰.
    """
    digits = []
    for half, count in ((low, 2), (high, 3)):
        for place in range(count):
            digits.append((half >> np.int64(place * _DIGIT) & np.int64((1 << _DIGIT) - 1)).astype(np.float64))
    used = [(place * _DIGIT, digit) for place, digit in enumerate(digits) if digit.any()]
    total = sum(int(digit.sum()) << place for place, digit in used)
    squares = sum(int(products(one, other)) << (place + shift) for place, one in used for shift, other in used)
    return total, squares


def products(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """Return the sum of products; without BLAS, whose threads wait for each other where others work, too."""
    return float(np.einsum("i,i->", one, other))


def float_sums(magnitudes: npt.NDArray[np.float64]) -> tuple[Fraction, Fraction]:
    """Return the sum of finite floats that are not negative, and the sum of their squares.

    They are rounded as NumPy's sums of doubles are, but do not overflow or vanish.
    """
    largest = float(magnitudes.max(initial=0.0))
    power = math.frexp(largest)[1]
    power = power if abs(power) > _PLAIN else 0
    values = np.ldexp(magnitudes, -power) if power else magnitudes
    total, squares = float(values.sum()), float(np.square(values).sum())
    return Fraction(total) * Fraction(2) ** power, Fraction(squares) * Fraction(4) ** power


def root(value: Fraction) -> float:
    """Return the square root of a number that may be far larger or smaller than a double."""
    power = (value.numerator.bit_length() - value.denominator.bit_length()) // 2
    return math.ldexp(math.sqrt(value / Fraction(4) ** power), power)


def nearest_float(value: Fraction) -> float:
    """Return the nearest double of an exact number; infinity beyond the largest."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
