"""The rounding of `indexing`, for many positions at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_FAR = 2.0**52
"""No image reaches so far: positions beyond it, and what is no number, are counted as outside of every image."""

_Positions = npt.NDArray[np.float64]


def nearest_indices(continuous: _Positions) -> npt.NDArray[np.int64]:
    """Return the pixels that cover positions along one axis, as `indexing.nearest_index` does."""
    near = _bounded(continuous)
    below = np.floor(near)
    indices: npt.NDArray[np.int64] = (below + (near - below >= 0.5)).astype(np.int64)
    return indices


def nearest_to_points(continuous: _Positions) -> npt.NDArray[np.int64]:
    """Return the pixels that ITK finds there, along one axis, as `indexing.nearest_to_point` does."""
    doubled: npt.NDArray[np.int64] = np.rint(2.0 * _bounded(continuous) + 0.5).astype(np.int64)
    return doubled >> 1


def _bounded(continuous: _Positions) -> npt.NDArray[Any]:
    return np.asarray(np.fmin(np.fmax(continuous, -_FAR), _FAR))
