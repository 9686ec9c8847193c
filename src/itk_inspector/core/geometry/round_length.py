"""Lengths that are easy to read: 1, 2 or 5 times a power of ten."""

from __future__ import annotations

import math

from itk_inspector.core.text.decimal_text import rounded_text


def round_length(longest: float) -> float:
    """Return the largest of 1, 2, 5 × 10ⁿ that is not longer than ``longest``, which must be positive."""
    power = math.floor(math.log10(longest))
    for factor in (5, 2, 1):
        length = _scaled(factor, power)
        if length <= longest * (1 + 1e-9):
            return length
    return _scaled(5, power - 1)


_POWERS = {"nm": -9, "µm": -6, "mm": -3, "m": 0}
"""Units that a length can be written in, and their powers of ten; others are left alone."""
_LEAST, _MOST = 0.1, 10_000.0
_DIGITS = 6


def length_text(length: float, unit: str) -> str:
    """Write a length without trailing zeros, in a unit that makes neither a tiny nor a huge number of it.

    Parameters
    ----------
    length : float
        Positive.
    unit : str
        As the file states it; ``""`` where it states none.
    """
    if unit not in _POWERS or _LEAST <= length < _MOST:
        return f"{rounded_text(length, _DIGITS)} {unit or ('unit' if length == 1.0 else 'units')}"
    shifts = {other: _POWERS[unit] - power for other, power in _POWERS.items()}
    fitting = [other for other, shift in shifts.items() if length * 10.0**shift >= 1.0 - 1e-9]
    best = fitting[-1] if fitting else "nm"
    return f"{rounded_text(length * 10.0 ** shifts[best], _DIGITS)} {best}"


def _scaled(factor: int, power: int) -> float:
    return float(factor * 10**power) if power >= 0 else factor / 10**-power
