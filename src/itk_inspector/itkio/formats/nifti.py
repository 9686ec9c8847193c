"""NIfTI-1 and Analyze: where the pixels lie."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from itk_inspector.core.header.companions import NIFTI_PAIR
from itk_inspector.core.pixels.dtype_names import itemsize_of
from itk_inspector.itkio.engine.header_record import Header, RawPlace
from itk_inspector.itkio.engine.metadata_values import number_of
from itk_inspector.itkio.formats.format_facts import FormatFacts, Span
from itk_inspector.itkio.formats.nifti_space import has_sform_without_sense, space_of
from itk_inspector.itkio.second.nifti_names import (
    header_file,
    is_one,
    partner,
    pixel_file,
    usual_header,
)

_COLOURS = (128, 2304)
"""Data types RGB24 and RGBA32, which nifti1.h never rescales."""


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
    interleaved = components == 1 or kind in _COLOURS
    width = itemsize_of(header.stored_dtype) * components * 8
    scaled = slope not in (0.0, 1.0) or (intercept != 0.0 and slope != 0.0)
    if scaled or not interleaved or bits != width or not 0 <= offset < 2**40 or not float(offset).is_integer():
        return None
    if path.suffix.lower() == ".nii":
        return RawPlace(path, max(348, int(offset)))  # so does ITK's reader
    data = pixel_file(path)
    return RawPlace(data, int(offset)) if data.suffix.lower() in NIFTI_PAIR else None


def _why_not(path: Path) -> tuple[str, str]:
    if usual_header(path) != path and partner(path) is None:
        header = usual_header(path).name
        return f"no {header} lies beside it, its header as NIfTI or Analyze", "Copy the header beside the data file."
    return "", ""


FACTS = FormatFacts(
    space=space_of,
    hangs=has_sform_without_sense,
    why_not=_why_not,
    span=_span,
    place=_place,
    data_file=pixel_file,
    is_lost_when_short=lambda path: not _is_native(path),
    reads_regions=True,
)
