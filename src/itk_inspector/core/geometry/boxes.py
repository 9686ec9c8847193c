"""The boxes that images fill in space."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex

_SHARE = 0.5


def lie_together(a: Geometry, b: Geometry) -> bool:
    """Tell whether two images are of one place: each fills at least half of the box that the other one fills.

    The boxes are upright in space, and reach half a pixel beyond the outermost centres.
    """
    if a.dimension != b.dimension or not (a.is_sound and b.is_sound):
        return False
    (low, high), (other_low, other_high) = _box(a), _box(b)
    shared = np.prod(np.maximum(np.minimum(high, other_high) - np.maximum(low, other_low), 0.0))
    largest = max(np.prod(high - low), np.prod(other_high - other_low))
    return bool(shared >= _SHARE * largest)


def _box(geometry: Geometry) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the least and the greatest coordinates of an image."""
    ends = ((s - 0.5, s + n - 0.5) for s, n in zip(geometry.start_index, geometry.size, strict=True))
    corners = np.array([geometry.point_of(ContinuousIndex(corner)).components for corner in itertools.product(*ends)])
    return corners.min(axis=0), corners.max(axis=0)
