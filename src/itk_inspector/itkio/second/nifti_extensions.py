"""The label table in the extensions of a NIfTI header.

They lie after the header and four flags, one after the other, each with its length and its kind in front (nifti1.h).
"""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

from itk_inspector.core.labels.label_table import LARGEST_FILE
from itk_inspector.itkio.second import nifti_names
from itk_inspector.itkio.second.nifti_fields import ANALYZE, fields_of

_KINDS = (30, 0)
"""Connectome Workbench writes its XML as Caret's (30), TotalSegmentator as one of no kind."""
_FLAGS, _FRONT, _UNIT = 4, 8, 16
_MOST = 1000
_GZIP = b"\x1f\x8b"


def label_xml(path: Path) -> bytes | None:
    """Return the document in a header's extensions that holds a label table; None where there is none.

    Parameters
    ----------
    path : pathlib.Path
        The header, or the pixels of one; compressed or not. Extensions beyond 4 MB are not read.
    """
    file = nifti_names.header_file(path)
    try:
        with file.open("rb") as raw:
            is_packed = raw.read(2) == _GZIP
        with gzip.open(file) if is_packed else file.open("rb") as stream:
            head = stream.read(LARGEST_FILE)
    except (OSError, EOFError, zlib.error):
        return None
    fields = fields_of(head, is_pair=file != nifti_names.pixel_file(path))
    if fields is None or fields.layout is ANALYZE:
        return None
    at = fields.layout.itemsize
    if not any(head[at : at + 1]):
        return None
    return _labels(head, at + _FLAGS, fields.order)


def _labels(head: bytes, at: int, order: str) -> bytes | None:
    for _ in range(_MOST):
        if at + _FRONT > len(head):
            return None
        length, kind = struct.unpack_from(f"{order}ii", head, at)
        if length < _UNIT or length % _UNIT or at + length > len(head):
            return None
        data = head[at + _FRONT : at + length]
        if kind in _KINDS and b"<LabelTable" in data:
            return data
        at += length
    return None
