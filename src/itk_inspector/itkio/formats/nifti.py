"""NIfTI-1 and Analyze: where the pixels lie, and what ITK's reader does to them."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.header.companions import NIFTI_PAIR
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.header_record import Header, RawPlace
from itk_inspector.itkio.engine.metadata_values import number_of
from itk_inspector.itkio.formats import nifti_placement
from itk_inspector.itkio.formats.format_facts import FormatFacts, Span
from itk_inspector.itkio.formats.rescale_note import rescale_note
from itk_inspector.itkio.second.nifti_names import (
    header_file,
    is_one,
    partner,
    pixel_file,
    usual_header,
)


def _notes(path: Path, io: Any) -> list[str]:
    notes = []
    if io.GetComponentTypeAsString(io.GetComponentType()) in ("float", "double"):
        keys = io.GetMetaDataDictionary()
        slope, intercept = number_of(keys, "scl_slope", 1.0), number_of(keys, "scl_inter", 0.0)
        if slope not in (0.0, 1.0) or intercept != 0.0:
            notes.append(rescale_note("by the header", slope, intercept))
    return [*notes, *_geometry_notes(path, io)]


def _geometry_notes(path: Path, io: Any) -> list[str]:
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


def _span(path: Path, io: Any, nbytes: int) -> Span:
    if not is_one(path):
        return None
    keys = io.GetMetaDataDictionary()
    bits, offset = number_of(keys, "bitpix", 0.0), max(0.0, number_of(keys, "vox_offset", 0.0))
    if path.name.lower().endswith((".nii", ".nii.gz")):
        offset = max(348.0, offset)  # ITK's reader begins after the header at the earliest
    width = int(io.GetComponentSize()) * 8 * int(io.GetNumberOfComponents())
    return (int(offset), int(nbytes * bits / width + offset)) if bits and offset < 2**62 else None


def _is_native(path: Path) -> bool:
    """Tell whether the header begins with its length, 348, in this machine's byte order."""
    with header_file(path).open("rb") as file:
        return file.read(4) == struct.pack("=i", 348)


def _place(header: Header) -> RawPlace | None:
    """NIfTI-1 (this itk reads no NIfTI-2): at ``vox_offset``; only unscaled scalars and interleaved colours."""
    path = header.info.path
    with header_file(path).open("rb") as file:
        head = file.read(348)
    if struct.unpack_from("=i", head)[0] != 348:
        return None  # the other byte order, or gzip
    kind, bits = struct.unpack_from("=hh", head, 70)
    offset, slope, intercept = (float(v) for v in struct.unpack_from("=fff", head, 108))
    components = int(header.io.GetNumberOfComponents())
    interleaved = components == 1 or kind in (128, 2304)  # RGB24, RGBA32
    width = np.dtype(header.stored_dtype).itemsize * components * 8
    scaled = slope not in (0.0, 1.0) or (intercept != 0.0 and slope != 0.0)
    if scaled or not interleaved or bits != width or not 0 <= offset < 2**40 or not float(offset).is_integer():
        return None
    if path.suffix.lower() == ".nii":
        return RawPlace(path, max(348, int(offset)))  # so does ITK's reader
    data = pixel_file(path)
    return RawPlace(data, int(offset)) if data.suffix.lower() in NIFTI_PAIR else None


def _why_not(path: Path) -> tuple[str, str]:
    if nifti_placement.is_nifti_2(path):
        advice = "Convert it to NIfTI-1 or NRRD with the program that wrote it, or with nibabel."
        return "it is a NIfTI-2 file, which this ITK does not read", advice
    if usual_header(path) != path and partner(path) is None:
        header = usual_header(path).name
        return f"no {header} lies beside it, its header as NIfTI or Analyze", "Copy the header beside the data file."
    return "", ""


FACTS = FormatFacts(
    notes=_notes,
    why_not=_why_not,
    span=_span,
    place=_place,
    data_file=pixel_file,
    is_lost_when_short=lambda path: not _is_native(path),
)
