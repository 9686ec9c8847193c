"""In a few words: how far the boxes of two images at one place lie apart."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt

from itk_inspector.core.compare.geometry_difference import Sameness, geometry_difference
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex
from itk_inspector.core.geometry.round_length import length_text

_NEAR = 1e-6
"""Of a pixel: corners so near are the same."""


def box_note(a: Geometry, b: Geometry, units: tuple[str, str] = ("", "")) -> str:
    """Say how far the corners of two images lie apart, and what differs; empty where their lattices are one.

    Parameters
    ----------
    a, b : Geometry
    units : tuple of str
        Of lengths, as the files state them; ``""`` where one states none.
    """
    found = geometry_difference(a, b, units)
    if found.sameness is Sameness.EXACT:
        return ""
    if "dimension" in found.differing:
        return f"{found.text}."
    names = [name for name in found.differing if name not in found.rounded] or list(found.differing)
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    said = f"{listed} {'differ' if len(names) > 1 else 'differs'}"
    if found.sameness is Sameness.ROUNDED:
        said = f"{said} by rounding only"
    if "unit" in found.differing:
        return f"{said.capitalize()}."
    apart = corner_distance(a, b)
    if apart <= _NEAR * min(map(abs, a.spacing[:SPATIAL_AXES])):
        return f"Same corners: {said}."
    return f"Corners up to {length_text(apart, units[0] or units[1])} apart: {said}."


def corner_distance(a: Geometry, b: Geometry) -> float:
    """Return how far a corner of one image lies at most from the nearest corner of the other one, in space.

    Corners are those of the outermost pixels, half a pixel beyond their centres. The images have as many axes.
    """
    one, other = _corners(a), _corners(b)
    apart = np.linalg.norm(one[:, np.newaxis] - other[np.newaxis], axis=-1)
    return float(max(apart.min(axis=0).max(), apart.min(axis=1).max())) if np.isfinite(apart).all() else math.inf


def _corners(geometry: Geometry) -> npt.NDArray[np.float64]:
    """Return the points of the corners, ``[corner, axis in space]``."""
    ends = (
        (start - 0.5, start + count - 0.5) for start, count in zip(geometry.start_index, geometry.size, strict=True)
    )
    points = (geometry.point_of(ContinuousIndex(corner)).components for corner in itertools.product(*ends))
    return np.array([point[:SPATIAL_AXES] for point in points])
