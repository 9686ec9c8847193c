"""Where a layer of napari lies, as a geometry of ITK, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex


def geometry_of(layer: Any) -> Geometry:
    """Return where the pixels of a layer lie: napari's world, with its axes reversed.

    Parameters
    ----------
    layer : napari.layers.Image or napari.layers.Labels
        Its axes are in NumPy order, slowest first, those of the world too. World coordinates are
        ``affine @ (translate + rotate @ shear @ diag(scale) @ index)``.

    Raises
    ------
    UsageError
        If two of its axes lie along one another, or one has no length.
    """
    linear = np.asarray(layer.affine.linear_matrix, dtype=float)
    translate = linear @ np.asarray(layer.translate, dtype=float) + np.asarray(layer.affine.translate, dtype=float)
    turned = linear @ np.asarray(layer.rotate, dtype=float) @ _sheared(layer)
    scale = np.asarray(layer.scale, dtype=float)
    lengths = np.linalg.norm(turned, axis=0)
    spacing = np.abs(scale) * lengths
    if not (np.isfinite(spacing).all() and (spacing > 0).all() and np.linalg.matrix_rank(turned) == len(scale)):
        raise UsageError(f"The layer {layer.name!r} is flat: its axes span no space.")
    direction = (turned * np.sign(scale)) / lengths
    shape = np.shape(layer.data)[: len(scale)]
    return Geometry(
        size=tuple(shape[::-1]),
        start_index=(0,) * len(scale),
        origin=tuple((translate[::-1] + 0.0).tolist()),
        spacing=tuple(spacing[::-1].tolist()),
        direction=tuple(map(tuple, (direction[::-1, ::-1] + 0.0).tolist())),
    )


def _sheared(layer: Any) -> npt.NDArray[np.float64]:
    """Return the matrix of the upper triangle that napari keeps."""
    axes, shear = len(layer.scale), np.asarray(layer.shear, dtype=float)
    if shear.ndim == 2:
        return shear
    matrix = np.eye(axes)
    matrix[np.triu_indices(axes, 1)] = shear
    return matrix


def placing_of(geometry: Geometry) -> dict[str, Any]:
    """Return the keywords that place a layer of napari as an image lies.

    Returns
    -------
    dict
        ``scale`` and ``translate``, or ``scale`` and ``affine`` where the axes of the image are not those of the
        world; in NumPy order. The start index is in them: a layer counts from 0.
    """
    scale = geometry.spacing[::-1]
    first = geometry.point_of(ItkIndex(geometry.start_index)).components[::-1]
    direction = np.array(geometry.direction)[::-1, ::-1]
    if np.array_equal(direction, np.eye(len(scale))):
        return {"scale": scale, "translate": first}
    affine = np.eye(len(scale) + 1)
    affine[:-1, :-1], affine[:-1, -1] = direction, first
    return {"scale": scale, "affine": affine}
