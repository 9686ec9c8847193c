"""The numbers along an axis: with the digits that tell one from the next, however far from 0 they are."""

from __future__ import annotations

import math

_LARGE, _SMALL = 1e6, 1e-5
_ZEROS = 4
_MOST = 17
"""Significant digits that tell any two doubles apart."""


def tick_text(value: float, step: float) -> str:
    """Write a number of an axis, with as many decimals as the step to the next one has.

    Parameters
    ----------
    value : float
        A multiple of the step, but for what rounding has left.
    step : float
        Above 0, with six significant digits at the most; where it is no such number, the value has six. Numbers have
        an exponent from a million on if the step ends in four zeros or more, and for steps below 0.00001.
    """
    if not (math.isfinite(value) and 0.0 < step < math.inf):
        return f"{value:.6g}"
    value = 0.0 if abs(value) < step * 1e-6 else value
    last = _last_place(step)
    if step < _SMALL or (abs(value) >= _LARGE and last >= _ZEROS):
        return f"{value:.{digits_down_to(value, step)}g}"
    return f"{value:.{max(0, -last)}f}"


def digits_down_to(value: float, step: float) -> int:
    """Return how many significant digits of a number reach the last digit of a step, 17 at the most."""
    first = math.floor(math.log10(abs(value)) + 1e-9) if value else 0
    return min(_MOST, max(1, first - _last_place(step) + 1))


def _last_place(step: float) -> int:
    """Return the power of ten of the last digit that is not 0."""
    digits, exponent = f"{step:.5e}".split("e")
    return int(exponent) - len(digits.rstrip("0").partition(".")[2])
