"""Tensors of MONAI with an affine."""

from __future__ import annotations

from typing import Any

import numpy as np

from itk_inspector.core.errors import UsageError
from itk_inspector.itkio.interop import affine, tensors
from itk_inspector.itkio.interop.held import Held, is_a, lent


def is_one(source: Any) -> bool:
    """Tell whether this is a tensor of MONAI."""
    return is_a(source, "monai", "MetaTensor")


def held(source: Any) -> Held:
    """Return its pixels in NumPy order, and where its affine puts them.

    MONAI keeps the channel first, then x, y, z. Its affine is RAS+ unless ``meta["space"]`` says otherwise.

    Raises
    ------
    UsageError
        If it has other axes than those, or holds nothing that NumPy can have.
    """
    plain = tensors.held(source.as_tensor() if hasattr(source, "as_tensor") else source)
    pixels = plain.array
    axes = _spatial_axes(source, pixels.ndim)
    if pixels.ndim > axes:
        pixels = pixels[0].T if pixels.shape[0] == 1 else np.moveaxis(pixels.T, -1, axes)
    else:
        pixels = pixels.T
    matrix = tensors.held(source.affine).array
    is_ras = str(source.meta.get("space", "RAS")).rpartition(".")[2].upper().startswith("RAS")
    geometry = affine.geometry_of(matrix, tuple(pixels.shape[:axes][::-1]), is_ras=is_ras)
    notes = plain.notes if geometry is not None else (*plain.notes, affine.REFUSED)
    pixels = lent(pixels, source)
    return Held(pixels, geometry, "MetaTensor", has_colours=False, is_lps=geometry is not None, notes=notes)


def _spatial_axes(source: Any, ndim: int) -> int:
    """Return how many axes are in space: all, or all but the first."""
    if ndim == 3 and len(source.meta.get("spatial_shape", ())) == 3:
        return 3  # a volume without its channel
    if ndim not in (2, 3, 4):
        raise UsageError(
            f"Expected a MetaTensor of a channel and 2 or 3 axes, got {ndim} axes.", advice="Give one image of a batch."
        )
    return max(ndim - 1, 2)
