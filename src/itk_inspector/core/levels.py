"""Which stored values become black and white."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_CHUNKS = 128
_CHUNK_VALUES = 1024
NAN_RGB = (0x8A, 0x5A, 0x8F)


@dataclass(frozen=True, slots=True)
class Levels:
    """The stored values that are drawn black and white."""

    low: float
    high: float


def robust_levels(values: npt.NDArray[Any], low: float = 0.5, high: float = 99.5) -> Levels:
    """Choose levels from percentiles of the finite values.

    At most about 130,000 values are looked at, in evenly spread runs, so the
    cost does not follow the image. A constant image gets levels around its
    value; one without finite values gets 0 and 1; when the percentiles coincide
    (a mask with few labels) the full range of what was seen counts.

    Parameters
    ----------
    values : numpy.ndarray
        Any shape; complex values count by magnitude.
    low, high : float
        Percentiles, 0 to 100.
    """
    seen = _spread_sample(values)
    if seen.dtype.kind == "c":
        seen = np.abs(seen)
    seen = seen.astype(np.float64, copy=False)
    seen = seen[np.isfinite(seen)]
    if not seen.size:
        return Levels(0.0, 1.0)
    # halved, because the distance of two doubles may be more than a double can hold
    bottom, top = (2.0 * float(v) for v in np.percentile(seen * 0.5, [low, high]))
    if not bottom < top:
        bottom, top = float(seen.min()), float(seen.max())
    if not bottom < top:
        margin = max(0.5, abs(bottom) * 1e-3)
        limit = float(np.finfo(np.float64).max)
        return Levels(max(bottom - margin, -limit), min(top + margin, limit))
    return Levels(bottom, top)


def _spread_sample(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if not values.flags.c_contiguous:
        values = np.ascontiguousarray(values[tuple(slice(None, None, max(1, n // 1024)) for n in values.shape)])
    flat = values.reshape(-1)
    if flat.size <= _CHUNKS * _CHUNK_VALUES:
        return flat
    starts = np.linspace(0, flat.size - _CHUNK_VALUES, _CHUNKS).astype(np.int64)
    return np.concatenate([flat[s : s + _CHUNK_VALUES] for s in starts])
