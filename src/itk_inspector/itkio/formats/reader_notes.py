"""What ITK's readers do to the stored pixels without a word, said here in one line each."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.image_info import ORIENTATION, ImageInfo
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.metadata_values import value_of
from itk_inspector.itkio.formats import dicom_frames, nifti_placement, tiff_pages, truncation


def header_notes(path: Path, io: Any) -> list[str]:
    """List the silent conversions that the header gives away."""
    name = io.GetNameOfClass()
    keys = io.GetMetaDataDictionary()
    with path.open("rb") as file:
        head = file.read(64)
    notes = []
    if name == "PNGImageIO" and len(head) > 25 and head[25] == 3:
        notes.append("The file stores palette numbers; ITK gives the colours.")
    if name == "BMPImageIO" and len(head) > 30:
        notes.extend(_bmp_notes(head))
    if name == "NiftiImageIO" and io.GetComponentTypeAsString(io.GetComponentType()) in ("float", "double"):
        notes.extend(_nifti_notes(keys))
    if name == "NiftiImageIO":
        notes.extend(_nifti_geometry_notes(path, io))
    if name == "MRCImageIO":
        notes.extend(_mrc_notes(head))
    if name in ("TIFFImageIO", "LSMImageIO"):
        notes.extend(tiff_pages.notes_on(tiff_pages.read_pages(path)))
    if name == "GDCMImageIO":
        notes.extend(_dicom_notes(keys))
    return notes


def _bmp_notes(head: bytes) -> list[str]:
    is_short = struct.unpack_from("<I", head, 14)[0] == 12  # the header of OS/2, whose palette has 3 bytes a colour
    if struct.unpack_from("<H", head, 24 if is_short else 28)[0] > 8:
        return []
    notes = ["The file stores 8-bit palette numbers; ITK gives the colours."]
    return [*notes, "ITK misreads the palette of an OS/2 bitmap: the colours are wrong."] if is_short else notes


def _nifti_geometry_notes(path: Path, io: Any) -> list[str]:
    axes = int(io.GetNumberOfDimensions())
    notes = nifti_placement.notes_on_spacing(path, axes)
    placed = _placed(io, min(axes, 3))
    if engine.nifti_io().cast(io).GetSFORM_Permissive():
        notes.extend(nifti_placement.note_on_shear(path, placed))
    return [*notes, *(nifti_placement.note_on(path, placed) if axes >= 3 else [])]


def _placed(io: Any, axes: int) -> npt.NDArray[np.float64]:
    """Return index → point in RAS as an ImageIO has it, for 2 or 3 axes; ITK itself is LPS."""
    columns = [np.asarray(io.GetDirection(i)[:axes], dtype=np.float64) * io.GetSpacing(i) for i in range(axes)]
    placed = np.column_stack([*columns, [io.GetOrigin(i) for i in range(axes)]])
    return np.asarray(placed * np.array([[-1.0], [-1.0], [1.0]])[:axes], dtype=np.float64)


def _mrc_notes(head: bytes) -> list[str]:
    """MRC 2014, words 11 to 13: the cell's size, 0 when the writer did not know it."""
    unknown = [name for axis, name in enumerate("xyz") if len(head) >= 52 and not any(head[40 + 4 * axis :][:4])]
    return [f"The header gives no cell size in {', '.join(unknown)}: ITK took a spacing of 1."] if unknown else []


def _nifti_notes(keys: Any) -> list[str]:
    slope, intercept = _number(keys, "scl_slope", 1.0), _number(keys, "scl_inter", 0.0)
    if slope not in (0.0, 1.0) or intercept != 0.0:
        return [f"Rescaled by the header: value = stored × {slope:g} {_signed(intercept)}."]
    return []


def _dicom_notes(keys: Any) -> list[str]:
    notes = []
    if keys.HasKey("0028|0004") and str(value_of(keys, "0028|0004")).strip() == "MONOCHROME1":
        notes.append("MONOCHROME1: ITK inverts the stored values.")
    slope, intercept = _number(keys, "0028|1053", 1.0), _number(keys, "0028|1052", 0.0)
    if slope != 1.0 or intercept != 0.0:
        notes.append(f"Rescaled by ITK: value = stored × {slope:g} {_signed(intercept)}.")
    return notes


def told_of_frames(info: ImageInfo) -> ImageInfo:
    """Place the frames of a DICOM file as it states, and say where that is odd, or not stated at all."""
    if info.format != "GDCMImageIO":
        return info
    if ORIENTATION in info.metadata:
        return replace(info, is_oriented=True)
    frames = dicom_frames.read_frames(info.path)
    geometry, notes = dicom_frames.told_of_frames(frames, info.geometry)
    is_oriented = not geometry.is_upright or any(frame.direction is not None for frame in frames)
    if not is_oriented:
        notes.append("The file states no orientation in the patient.")
    return replace(info, geometry=geometry, notes=(*info.notes, *notes), is_oriented=is_oriented)


def _signed(number: float) -> str:
    return f"{'−' if number < 0 else '+'} {abs(number):g}"


def _number(keys: Any, key: str, default: float) -> float:
    try:
        return float(str(value_of(keys, key))) if keys.HasKey(key) else default
    except (RuntimeError, ValueError):
        return default


PREMATURE_END = "Premature end of JPEG file"
COMPLAINTS = {
    PREMATURE_END: "is truncated: the JPEG data ends early",
    "Corrupt JPEG data": "holds damaged JPEG data",
    "Uncompress failed": "holds damaged compressed data",
    "fail after read": "ends before its pixels do",
    "data not read completely": "ends before its pixels do",
    "Premature end of": "ends before its pixels do",
}
"""What the readers write to stdout or stderr when they make pixels up, and what we say of the file."""


_WARNING = re.compile(r"^WARNING: In .*?\n\S+ \(0x[0-9a-f]+\): (.*?)\s*$", re.MULTILINE)
_MOST_WARNINGS = 3


def warnings_in(said: str) -> list[str]:
    """Return what ITK's reader and its libraries said, each once, in one line, the file's folders left out."""
    rest = _WARNING.sub("", said)
    told = dict.fromkeys([*_WARNING.findall(said), *(line.strip() for line in rest.splitlines())])
    found = []
    for warning in told:
        words = [Path(word).name if word.startswith("/") else word for word in visible_text(warning).split()]
        text = " ".join(words)
        if text:
            found.append(f"ITK’s reader says: {text[:160]}{'' if text.endswith('.') else '.'}")
    more = len(found) - _MOST_WARNINGS
    return [*found[:_MOST_WARNINGS], *([f"ITK’s reader says {more} more lines."] if more > 0 else [])]


def check_complaints(path: Path, stderr: str) -> None:
    """Refuse an image whose reader complained that pixels are missing.

    Raises
    ------
    OpenError
    """
    for complaint, sentence in COMPLAINTS.items():
        if complaint in stderr:
            raise OpenError(f"{path.name} {sentence}.", advice="Copy or download it again.", detail=stderr.strip())


def with_reader_notes(info: ImageInfo, said: str) -> ImageInfo:
    """Add to a description what its reader said; a JPEG file that ends early counts as truncated.

    Raises
    ------
    OpenError
        If the reader complained of damage.
    """
    if info.format == "JPEGImageIO" and PREMATURE_END in said:
        said = said.replace(PREMATURE_END, "")
        known = info.notes if info.is_truncated else (truncation.JPEG_NOTE, *info.notes)
        info = replace(info, notes=known, is_truncated=True)
    check_complaints(info.path, said)
    return replace(info, notes=(*info.notes, *warnings_in(said)))
