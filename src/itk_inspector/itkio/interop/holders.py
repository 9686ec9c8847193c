"""The libraries whose images and arrays are taken; none of them is imported unless the caller has done so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from itk_inspector.itkio.interop import (
    chunked,
    labelled_array,
    meta_tensor,
    nibabel_image,
    pil_picture,
    simple_itk,
    tensors,
    vtk_image,
)
from itk_inspector.itkio.interop.held import Held


def held_by(source: Any) -> Held | None:
    """Return what a library's object holds; None where nothing here knows it.

    Raises
    ------
    UsageError
        If it is known and cannot be shown.
    """
    return next((held(source) for is_one, held in _HOLDERS if is_one(source)), None)


def _array_of(source: Any) -> Held:
    """Take an array that another library keeps for a third."""
    return chunked.held(source) if chunked.is_one(source) else tensors.held(source)


_HOLDERS: tuple[tuple[Callable[[Any], bool], Callable[[Any], Held]], ...] = (
    (simple_itk.is_one, simple_itk.held),
    (vtk_image.is_one, vtk_image.held),
    (nibabel_image.is_one, nibabel_image.held),
    (labelled_array.is_one, lambda source: labelled_array.held(source, _array_of)),
    (pil_picture.is_one, pil_picture.held),
    (meta_tensor.is_one, meta_tensor.held),
    (chunked.is_one, chunked.held),
    (tensors.is_one, tensors.held),
)
"""How each is known, and how it is read; the more special before the more general."""
