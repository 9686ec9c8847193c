"""Lines of Python that read an image as it is shown, one function a library."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.read_by import NUMPY_FILE, Library, wrapped_type
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS

NAMES = {Library.NUMPY: "array", Library.ITK: "image", Library.SIMPLEITK: "image", Library.NIBABEL: "image"}
"""What the image is called in code; where it is in no file, it has to be there."""
_KINDS = {
    Library.NUMPY: "the array of its pixels",
    Library.ITK: "the itk image",
    Library.SIMPLEITK: "the SimpleITK image",
    Library.NIBABEL: "the nibabel image",
}


def reading_lines(info: ImageInfo, library: Library, *, is_edited: bool = False) -> list[str]:
    """Return lines that set the name of `NAMES`; a comment on it where the pixels are in no file.

    Parameters
    ----------
    info : ImageInfo
    library : Library
        One that reads it: see `core.header.read_by.why_not`.
    is_edited : bool
        What is shown is a copy with unsaved edits.
    """
    if is_edited or not info.is_on_disk:
        what = "the edited copy, which is in no file yet" if is_edited else f"{info.path.name!a}, which is in no file"
        return [f"# {NAMES[library]}: {_KINDS[library]} of {what}"]
    return _LINES[library](info)


def path_text(info: ImageInfo) -> str:
    """Write the path, or the list of a series' paths, as Python."""
    if info.is_series:
        return "[\n" + "".join(f"    {_path(file)},\n" for file in info.data_files) + "]"
    return _path(info.path)


def _path(path: Path) -> str:
    return ascii(os.path.abspath(path))  # ascii: a name whose bytes are no text is written, too; links stay


def _numpy(info: ImageInfo) -> list[str]:
    if info.format != NUMPY_FILE:
        return [*_itk(info), "array = itk.array_view_from_image(image)", *_stand_in(info)]
    lines = ["import numpy as np", "", f'array = np.load({path_text(info)}, mmap_mode="r")']
    if any("block of" in note for note in info.notes) or info.geometry.size[1:] == (1,):
        lines.append(f"array = array.reshape({(-1, *info.shape)})[0]")
    return lines


def _stand_in(info: ImageInfo) -> list[str]:
    """Return lines that give the bits of a type that itk does not wrap their own meaning."""
    chosen = wrapped_type(info)
    if chosen is None or chosen.dtype == info.dtype:
        return []
    lines = [f"array = array.view({info.dtype!r})"]
    if info.dtype in COMPLEX_PARTS and info.channels == 1:
        lines.append("array = array[..., 0]")
    return lines


def _itk(info: ImageInfo) -> list[str]:
    chosen = wrapped_type(info)
    assert chosen is not None, "no type that itk wraps: see why_not"
    return ["import itk", "", f"image = itk.imread({path_text(info)}, pixel_type={chosen.pixel_code})"]


def _simpleitk(info: ImageInfo) -> list[str]:
    return ["import SimpleITK as sitk", "", f"image = sitk.ReadImage({path_text(info)})"]


def _nibabel(info: ImageInfo) -> list[str]:
    return ["import nibabel as nib", "", f"image = nib.load({path_text(info)})"]


_LINES: dict[Library, Callable[[ImageInfo], list[str]]] = {
    Library.NUMPY: _numpy,
    Library.ITK: _itk,
    Library.SIMPLEITK: _simpleitk,
    Library.NIBABEL: _nibabel,
}
