"""Which ITK image type stands behind an image."""

from __future__ import annotations

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.itk_types import ItkType, itk_type_for


def itk_type_of(info: ImageInfo) -> ItkType | None:
    """Choose the wrapped type for an image."""
    return itk_type_for(info.dtype, info.components, info.pixel_type, info.geometry.dimension)
