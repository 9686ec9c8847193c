"""Images of nibabel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from itk_inspector.itkio.interop import affine
from itk_inspector.itkio.interop.held import Held, is_a, lent, refuse_too_large

_SPATIAL = 3


def is_one(source: Any) -> bool:
    """Tell whether this is an image of nibabel."""
    return is_a(source, "nibabel", "SpatialImage")


def held(source: Any) -> Held:
    """Return its values, scaled as nibabel scales them: a **view** of an array, or read from its file.

    Nothing is kept in the caller's image, as ``get_fdata`` would. The affine is RAS+, and becomes LPS+.
    """
    notes: list[str] = []
    if not isinstance(source.dataobj, np.ndarray):
        refuse_too_large(float(np.prod(source.shape)) * 8, "This image of nibabel")
        notes.append("Copied: nibabel has read the pixels from its file.")
    array = np.asanyarray(source.dataobj)
    fields = array.dtype.fields
    if fields is not None and set(fields) <= {"R", "G", "B", "A"}:
        array = array.view(np.uint8).reshape(*array.shape, len(fields))
        pixels = np.moveaxis(array, -1, 0).T  # the components stay the last axis
        dims = pixels.ndim - 1
    elif array.ndim == 5 and array.shape[3] == 1:  # vectors, as NIfTI keeps them
        pixels = np.moveaxis(array[:, :, :, 0].T, 0, -1)
        dims = _SPATIAL
    else:
        pixels = array.T
        dims = pixels.ndim
    size = tuple(pixels.shape[:dims][::-1])
    has_colours = fields is not None
    pixels = lent(pixels, source)
    found = Held(pixels, None, "nibabel image", has_colours=has_colours, notes=tuple(notes))
    if source.affine is None or dims < 2:
        return found
    geometry = affine.geometry_of(source.affine, size)
    if geometry is None:
        return replace(found, notes=(*notes, affine.REFUSED))
    zooms: tuple[Any, ...] = tuple(getattr(source.header, "get_zooms", tuple)())
    if dims > _SPATIAL and len(zooms) > _SPATIAL and zooms[_SPATIAL] > 0:
        spacing = list(geometry.spacing)
        spacing[_SPATIAL] = float(zooms[_SPATIAL])
        geometry = replace(geometry, spacing=tuple(spacing))
    return replace(found, geometry=geometry, is_lps=True)
