"""Round values along the colours, each at its place."""

from __future__ import annotations

import math

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.scales import parts, value_at
from itk_inspector.core.display.window_level import is_usable
from itk_inspector.core.geometry.round_length import round_length
from itk_inspector.core.text.tick_text import digits_down_to, tick_text

_END = 1.0 / 510.0
"""Half a colour from the end: a sigmoid comes no nearer to it."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A value, and how far from the first colour to the last it is drawn.

    Parameters
    ----------
    part : float
        From 0 to 1.
    value : float
    text : str
    """

    part: float
    value: float
    text: str


def colour_ticks(settings: DisplaySettings, most: int) -> tuple[Tick, ...]:
    """Return round values between the levels, about evenly spread over the colours of any scale.

    Parameters
    ----------
    settings : DisplaySettings
    most : int
        As many as there is room for, 2 or more; some fewer may be returned, none without a range of levels.
    """
    levels, scale, gamma = settings.levels, settings.scale, settings.gamma
    if not (is_usable(levels) and settings.has_levels and math.isfinite(levels.high - levels.low)):
        return ()
    if scale.is_straight:
        step = _coarser((levels.high - levels.low) / most)
        first, last = math.ceil(levels.low / step - 1e-9), math.floor(levels.high / step + 1e-9)
        found = {number * step: step for number in range(first, last + 1)} if last - first <= most else {}
    else:
        found = {}
        for number in range(most):
            low, middle, high = (
                value_at(min(max((number + shift) / (most - 1), _END), 1.0 - _END), levels, scale, gamma)
                for shift in (-0.5, 0.0, 0.5)
            )
            step = round_length(max((high - low) / 4.0, (levels.high - levels.low) * 1e-6))
            found[round(middle / step) * step] = step
    values = sorted(found)
    if not scale.reach:
        spare = 1e-9 * (levels.high - levels.low)
        values = [value for value in values if levels.low - spare <= value <= levels.high + spare]
    places = parts(np.array(values, dtype=np.float64), levels, scale, gamma).tolist()
    made: list[Tick] = []
    for part, value in zip(places, values, strict=True):
        if not made or part - made[-1].part >= 0.5 / most:
            step = found[value]
            text = tick_text(value, step) if scale.is_straight else _single_text(value, step)
            made.append(Tick(part, value, text))
    return tuple(made)


def _coarser(length: float) -> float:
    """Return the smallest of 1, 2, 5 × 10ⁿ that is not shorter."""
    below = round_length(length)
    for factor in (1.0, 2.0, 2.5):
        longer = round_length(below * factor * (1 + 1e-6))
        if longer >= length * (1 - 1e-9):
            return longer
    return round_length(below * 5.0)


def _single_text(value: float, step: float) -> str:
    """Write a value whose neighbours have other steps."""
    return f"{0.0 if value == 0 else value:.{max(6, digits_down_to(value, step))}g}"
