"""Which stored values become black and white."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.text.typed_numbers import read_real

NAN_RGB = (0x8A, 0x5A, 0x8F)


@dataclass(frozen=True, slots=True)
class Levels:
    """The stored values that are drawn black and white."""

    low: float
    high: float


def window_level(levels: Levels) -> tuple[float, float]:
    """Return width and middle of what lies between two levels; the width of all doubles is infinite.

    Reckoned as people do, in decimals: 0.1 and 0.4 are 0.3 apart, not 0.30000000000000004.
    """
    if not (math.isfinite(levels.low) and math.isfinite(levels.high)):
        return levels.high - levels.low, levels.low * 0.5 + levels.high * 0.5
    low, high = _decimal(levels.low), _decimal(levels.high)
    return float(high - low), float((low + high) / 2)


def from_window(window: float, level: float) -> Levels:
    """Return the levels of a window's width and middle, no further out than a double reaches; in decimals, too."""
    limit = float(np.finfo(np.float64).max)
    half, middle = _decimal(min(window, limit)) / 2, _decimal(level)
    return Levels(max(float(middle - half), -limit), min(float(middle + half), limit))


def _decimal(value: float) -> Decimal:
    """Return the shortest decimal that reads back as a double."""
    return Decimal(repr(float(value)))


def is_usable(levels: Levels) -> bool:
    """Tell whether levels are finite, and the lower one is lower."""
    return math.isfinite(levels.low) and math.isfinite(levels.high) and levels.low < levels.high


def dragged(levels: Levels, right: float, down: float) -> Levels:
    """Return levels after a drag of so many screen pixels: to the right widens the window, up raises its middle.

    The width changes by a factor, and the middle by a part of the width, so
    that one drag does for 0 … 1 and for 0 … 10⁹. Levels that a double cannot
    hold apart any more are not reached; others are rounded so that they can be read.
    """
    if right == 0.0 and down == 0.0:
        return levels
    window, level = window_level(levels)
    window = min(window, float(np.finfo(np.float64).max))
    moved = from_window(window * math.exp(0.006 * right), level - window * 0.003 * down)
    return rounded(moved) if is_usable(moved) else levels


def full_range(values: npt.NDArray[Any]) -> Levels:
    """Return the smallest and the largest finite value, moved apart where they are one; 0 and 1 when there is none."""
    finite = values[np.isfinite(values)] if values.dtype.kind in "fc" else values
    return non_empty_levels(float(finite.min()), float(finite.max())) if finite.size else Levels(0.0, 1.0)


def non_empty_levels(bottom: float, top: float) -> Levels:
    """Return levels that are never one value: around it, where both are."""
    if bottom < top:
        return Levels(bottom, top)
    margin = max(0.5, abs(bottom) * 1e-3)
    limit = float(np.finfo(np.float64).max)
    return Levels(max(bottom - margin, -limit), min(top + margin, limit))


def level_text(value: float) -> str:
    """Write a level in the shortest form that reads back exactly; whole numbers without a fraction."""
    value = float(value)
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def level_from(text: str) -> float | None:
    """Read a level as typed; None when it is no finite number."""
    try:
        value = read_real(text.strip())
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def rounded(levels: Levels) -> Levels:
    """Round levels to a ten-thousandth of their distance, no further than to whole numbers: so they can be read."""
    span = levels.high - levels.low
    if not is_usable(levels) or not math.isfinite(span) or span < 1e-300:
        return levels
    digits = max(0, 4 - math.floor(math.log10(span)))
    rounded = Levels(round(levels.low, digits), round(levels.high, digits))
    return rounded if is_usable(rounded) else levels


def _percentiles(values: npt.NDArray[Any], wanted: tuple[float, float]) -> tuple[float, ...]:
    """Return what `numpy.percentile` does, which loads `numpy.ma` for it: 50 ms before the first picture.

    Linear between neighbours, reckoned from the nearer one (Hyndman and Fan, definition 7).
    """
    last = values.size - 1
    places = [percentile / 100.0 * last for percentile in wanted]
    below = [min(math.floor(place), last) for place in places]
    kth = sorted({neighbour for place in below for neighbour in (place, min(place + 1, last))})
    ordered = np.partition(values, kth)
    found = []
    for place, index in zip(places, below, strict=True):
        low, high, part = float(ordered[index]), float(ordered[min(index + 1, last)]), place - index
        found.append(high - (high - low) * (1.0 - part) if part >= 0.5 else low + (high - low) * part)
    return tuple(found)


def robust_levels(values: npt.NDArray[Any], low: float = 0.5, high: float = 99.5) -> Levels:
    """Choose levels from percentiles of the finite values.

    A constant image gets levels around its value; one without finite values gets
    0 and 1; when the percentiles coincide (a mask with few labels) the full range counts.

    Parameters
    ----------
    values : numpy.ndarray
        Any shape; complex values count by magnitude. All of them are looked at: of a large
        image give a sample (`spread_sample.sample`).
    low, high : float
        Percentiles, 0 to 100.
    """
    seen = values.reshape(-1)
    if seen.dtype.kind == "c":
        seen = np.abs(seen)
    is_whole = seen.dtype.kind in "iu"
    if not is_whole:
        seen = seen.astype(np.float64, copy=False)
        seen = seen[np.isfinite(seen)]
    if not seen.size:
        return Levels(0.0, 1.0)
    if is_whole:  # ordered as they are, with a quarter of the memory
        bottom, top = _percentiles(seen, (low, high))
    else:  # halved, because the distance of two doubles may be more than a double can hold
        bottom, top = (2.0 * v for v in _percentiles(seen * 0.5, (low, high)))
    if not bottom < top:
        bottom, top = float(seen.min()), float(seen.max())
    return non_empty_levels(bottom, top)
