"""Which libraries read an image as it is shown, and why others do not."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from itk_inspector.core.pixels.itk_types import ItkType, itk_type_for

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo

NUMPY_FILE = "NumPy"
"""Format of files that NumPy wrote."""
NIFTI = "NiftiImageIO"
_REORIENTED = {
    "1005": "ITK orders the elements of symmetric matrices (NIfTI intent 1005) otherwise.",
    "1006": "ITK turns displacements (NIfTI intent 1006) from RAS to LPS.",
}


class Library(Enum):
    """Libraries that code can be copied for; the value is what they are called."""

    NUMPY = "NumPy"
    ITK = "itk"
    SIMPLEITK = "SimpleITK"
    NIBABEL = "nibabel"


def wrapped_type(info: ImageInfo) -> ItkType | None:
    """Return the type that itk has in Python for the pixels, or for their bits."""
    return itk_type_for(info.dtype, info.components, info.pixel_type, info.geometry.dimension)


def why_not(info: ImageInfo, library: Library) -> str:
    """Say why a library does not read the file as it is shown; empty where it does, or where there is no file."""
    if not info.is_on_disk:
        return ""
    if info.is_truncated:
        return "The file is cut short: another reader would make up other pixels."
    if info.levels:
        return f"{library.value} does not read images in chunks."
    if len(info.parts) > 1:
        return "The file holds several images: code would read another one of them."
    match library:
        case Library.NIBABEL:
            return _not_by_nibabel(info)
        case Library.SIMPLEITK if info.format != NUMPY_FILE:
            return "SimpleITK converts on reading by rules of its own." if info.read_as else ""
        case Library.NUMPY if info.format == NUMPY_FILE:
            return ""
    if info.format == NUMPY_FILE:
        return f"{library.value} does not read files that NumPy wrote."
    chosen = wrapped_type(info)
    if chosen is None or (library is Library.ITK and chosen.dtype != info.dtype):
        what = f"{info.components} × {info.dtype}" if info.components > 1 else info.dtype
        return f"itk has no image of {info.geometry.dimension} axes with {what} in Python."
    return ""


def reading_problems(info: ImageInfo) -> tuple[tuple[Library, str], ...]:
    """Return the libraries that do not read the file as it is shown, each with the reason."""
    return tuple([(library, reason) for library in Library if (reason := why_not(info, library))])


def _not_by_nibabel(info: ImageInfo) -> str:
    if info.format != NIFTI:
        return "Code for nibabel is written for NIfTI files only."
    if info.read_as:
        return "nibabel does not convert on reading."
    return _REORIENTED.get(info.metadata.get("intent_code", "").strip(), "") if info.channels > 1 else ""
