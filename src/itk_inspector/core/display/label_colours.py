"""A colour of its own for each integer."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

_COLOURS = 512
_NOTHING = 0xFF1C1F22
_GOLDEN = 0.6180339887498949
# 2^64 divided by the golden ratio, odd: Knuth's multiplicative hashing (The Art of Computer Programming, 6.4)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_SHADES = ((0.72, 0.95), (0.50, 0.80), (0.95, 0.72), (0.35, 1.00), (0.80, 0.55))


def label_colours(labels: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    """Return ``0xffRRGGBB`` for each label: 0 is dark, 1 to 511 differ, what lies beyond repeats these by a hash.

    Parameters
    ----------
    labels : numpy.ndarray
        Any shape; of floats the whole number below counts, and NaN as 0.
    """
    if labels.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            whole = np.nan_to_num(np.floor(labels.astype(np.float64)), nan=0.0)
        labels = np.clip(whole, -(2.0**63), np.nextafter(2.0**63, 0.0)).astype(np.int64)
    wide = labels.astype(np.uint64 if labels.dtype.kind in "ub" else np.int64).view(np.uint64)
    far = (wide * _SPREAD >> np.uint64(32)) % np.uint64(_COLOURS - 1) + np.uint64(1)
    entry = np.where(wide < _COLOURS, wide, far).astype(np.intp)
    return np.asarray(_table()[entry])


@cache
def _table() -> npt.NDArray[np.uint32]:
    """Hues a golden section apart, so that neighbours in number are far apart in colour, in five shades."""
    number = np.arange(_COLOURS)
    hue = number * _GOLDEN % 1.0
    saturation, value = (np.take([shade[i] for shade in _SHADES], number, mode="wrap") for i in (0, 1))
    # HSV to RGB as by Smith (1978), written without cases
    channels = []
    for shift in (5.0, 3.0, 1.0):
        k = (shift + hue * 6.0) % 6.0
        channels.append(value - value * saturation * np.clip(np.minimum(k, 4.0 - k), 0.0, 1.0))
    red, green, blue = (np.floor(255.0 * c + 0.5).astype(np.uint32) for c in channels)
    made: npt.NDArray[np.uint32] = red << np.uint32(16) | green << np.uint32(8) | blue | np.uint32(0xFF000000)
    made[0] = _NOTHING
    return made
