"""Affine matrices of libraries whose axes point to right, anterior and superior."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.geometry.geometry import Geometry

REFUSED = "The affine is not finite, or cannot be inverted: points are counted in pixels."


def geometry_of(affine: npt.NDArray[Any], size: tuple[int, ...], *, is_ras: bool = True) -> Geometry | None:
    """Return where an affine matrix puts an image, in LPS; None where it cannot be inverted.

    Parameters
    ----------
    affine : numpy.ndarray
        (n+1, n+1), from index to point; rows and columns in the order x, y, z.
    size : tuple of int
        ITK order; an axis that the matrix does not have is along time, in steps of one from 0.
    is_ras : bool
        The points are RAS+, as of nibabel and MONAI; otherwise they are LPS+.
    """
    matrix = np.asarray(affine, np.float64)
    axes = min(len(matrix) - 1, len(size))
    steps, origin = matrix[:axes, :axes], matrix[:axes, -1]
    with np.errstate(all="ignore"):
        spacing = np.sqrt((steps * steps).sum(axis=0))
        cosines = steps / spacing
    direction, whole_spacing, start = np.eye(len(size)), np.ones(len(size)), np.zeros(len(size))
    direction[:axes, :axes], whole_spacing[:axes], start[:axes] = cosines, spacing, origin
    geometry = Geometry(
        size,
        (0,) * len(size),
        tuple(map(float, start)),
        tuple(map(float, whole_spacing)),
        tuple(tuple(map(float, row)) for row in direction),
    )
    if not geometry.is_sound:
        return None
    return geometry.turned_about_z() if is_ras else geometry
