"""What is said of a level of an image in chunks, or of a part of it."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.pyramid import Pyramid
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.core.text.remote_address import address_of


def info_of_all(pyramid: Pyramid) -> ImageInfo:
    """Return what is said of level 0."""
    info = pyramid.info
    chosen = itk_type_for(info.dtype, info.components, info.pixel_type, info.geometry.dimension)
    return replace(info, stamp=_stamp_of(info), itk_type=chosen.name if chosen else "")


def _stamp_of(info: ImageInfo) -> FileStamp | None:
    return None if address_of(info.path) else FileStamp.of(info.path)


def info_of(pyramid: Pyramid, level: Level, box: Region, request: OpenRequest) -> ImageInfo:
    """Return what is said of a box of the level that is requested."""
    info, part = pyramid.info, level.part(box)
    chosen = itk_type_for(info.dtype, info.components, info.pixel_type, part.dimension)
    notes = info.notes
    if request.level:
        factors = " × ".join(f"{factor:g}" for factor in reversed(pyramid.reduction(request.level)))
        notes = (*notes, f"Level {request.level} of {len(pyramid.levels)}: {factors} pixels of level 0 make one.")
    if box != level.whole:
        notes = (*notes, f"A part of {' × '.join(map(str, level.geometry.size))} pixels; its indices are those of all.")
    kind = chosen.name if chosen else ""
    return replace(info, geometry=part, notes=notes, level=request.level, stamp=_stamp_of(info), itk_type=kind)
