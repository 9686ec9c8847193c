"""Lengths that are easy to read: 1, 2 or 5 times a power of ten."""

from __future__ import annotations

import math


def round_length(longest: float) -> float:
    """Return the largest of 1, 2, 5 × 10ⁿ that is not longer than ``longest``, which must be positive."""
    power = math.floor(math.log10(longest))
    for factor in (5, 2, 1):
        length = _scaled(factor, power)
        if length <= longest * (1 + 1e-9):
            return length
    return _scaled(5, power - 1)


def length_text(length: float, unit: str) -> str:
    """Write a length with its unit, without trailing zeros."""
    return f"{length:.6g} {unit}"


def length_unit(unit: str) -> str:
    """Return the unit of lengths from that of physical points."""
    return "mm" if unit.startswith("mm") else "units"


def _scaled(factor: int, power: int) -> float:
    return float(factor * 10**power) if power >= 0 else factor / 10**-power
