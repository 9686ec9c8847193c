"""What a NIfTI or Analyze header says of unit and axes; layout: nifti1.h, nifti2.h, dbh.h."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path
from typing import Any

from itk_inspector.core.geometry.geometry import Matrix
from itk_inspector.core.header.space import Space, unit_of
from itk_inspector.itkio.second.nifti_names import header_file
from itk_inspector.itkio.second.nifti_placement import fault_of

_LENGTHS = {348: (b"n+1\0", b"ni1\0"), 540: (b"n+2\0", b"ni2\0")}
"""Length of the header and its magic."""
_MILLIMETRES = frozenset({1, 2, 3})
"""Codes of metre, millimetre and micrometre, of which ITK makes millimetres."""
_SPATIAL = 7


def space_of(path: Path, io: Any) -> Space:
    """Return what the header states; an Analyze header has no axes of the patient."""
    head = _head(path)
    order = next((o for o in "<>" if len(head) >= 348 and struct.unpack_from(f"{o}i", head)[0] in _LENGTHS), None)
    if order is None:
        return Space()
    if len(head) >= 540 and head[4:8] in _LENGTHS[540]:
        qform, sform = struct.unpack_from(f"{order}2i", head, 344)
        sform = sform if _is_usable(struct.unpack_from(f"{order}12d", head, 400)) else 0
        return _stated(qform, sform, struct.unpack_from(f"{order}i", head, 500)[0])
    if head[344:348] in _LENGTHS[348]:
        qform, sform = struct.unpack_from(f"{order}2h", head, 252)
        sform = sform if _is_usable(struct.unpack_from(f"{order}12f", head, 280)) else 0
        return _stated(qform, sform, head[123])
    return Space(unit_of(head[56:60].split(b"\0")[0].decode("ascii", "replace")))


def has_sform_without_sense(path: Path) -> bool:
    """Tell whether a NIfTI-1 header goes by an sform of numbers that are none, over which ITK's reader never ends."""
    head = _head(path)
    order = next((o for o in "<>" if len(head) >= 348 and struct.unpack_from(f"{o}i", head)[0] == 348), None)
    if order is None or head[344:348] not in _LENGTHS[348] or struct.unpack_from(f"{order}h", head, 254)[0] <= 0:
        return False
    return fault_of(_matrix(struct.unpack_from(f"{order}12f", head, 280))).startswith("holds")


def _stated(qform: int, sform: int, units: int) -> Space:
    """Without a code there is no placement, though ITK places the image somewhere."""
    return Space("mm" if units & _SPATIAL in _MILLIMETRES else "", is_patient=qform > 0 or sform > 0)


def _is_usable(sform: tuple[float, ...]) -> bool:
    return not fault_of(_matrix(sform))


def _matrix(sform: tuple[float, ...]) -> Matrix:
    return sform[:4], sform[4:8], sform[8:]


def _head(path: Path) -> bytes:
    path = header_file(path)
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if is_packed else path.open("rb") as file:
            return file.read(540)
    except (OSError, EOFError, zlib.error):
        return b""
