"""What a pixel type holds of values: nothing wraps, and what lies beyond becomes the nearest that it has."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Held: TypeAlias = tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]
"""The values in a type, and where they are the very same: bool, of the same shape."""


def limits(dtype: np.dtype[Any]) -> tuple[int, int]:
    """Return the least and the largest whole number of a type."""
    if dtype.kind == "b":
        return 0, 1
    info = np.iinfo(dtype)
    return int(info.min), int(info.max)


def held_whole(values: npt.NDArray[Any], dtype: np.dtype[Any]) -> Held:
    """Return whole numbers in a type of whole numbers."""
    own = values.view(np.uint8) if values.dtype.kind == "b" else values
    (least, most), (first, last) = limits(dtype), limits(own.dtype)
    if least <= first and last <= most:
        return own.astype(dtype), np.ones(own.shape, np.bool_)
    kept = np.clip(own, max(least, first), min(most, last))
    return kept.astype(dtype), kept == own


def held_rounded(rounded: npt.NDArray[np.floating[Any]], dtype: np.dtype[Any]) -> Held:
    """Return floats that are whole, or no numbers, in a type of whole numbers; NaN becomes 0.

    The first number beyond a type is a power of two, which a float holds; its largest one may be none.
    """
    least, most = limits(dtype)
    fits = (rounded >= float(least)) & (rounded < float(most + 1))
    if fits.all():
        return rounded.astype(dtype), fits
    made = np.where(fits, rounded, 0.0).astype(dtype)
    made[rounded < float(least)] = least
    made[rounded >= float(most + 1)] = most
    return made, fits


def held_fractions(values: npt.NDArray[Any], dtype: np.dtype[Any]) -> Held:
    """Return real values as the nearest ones of a type of floats; where they fit, they may have lost digits."""
    with np.errstate(over="ignore"):
        made = values.astype(dtype)
    beyond = np.isinf(made) & np.isfinite(values)
    if beyond.any():
        made[beyond] = np.copysign(np.finfo(dtype).max, values[beyond].astype(np.float64))
    return made, ~beyond
