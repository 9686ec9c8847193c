"""Finding pixel data that lies in a file exactly as it lies in memory.

What the header *means* (size, type, geometry) is ITK's word alone; only where
the data begin is read here. A place is trusted after `raw_check.matches_reader` has
compared rows with what ITK's own reader returns.
"""

from __future__ import annotations

import math
import struct
import sys
from pathlib import Path

import numpy as np

from itk_inspector.core.header.companions import NIFTI_PAIR
from itk_inspector.itkio.engine.header_record import Header, RawPlace
from itk_inspector.itkio.formats.nifti_placement import beside

_TEXT_LIMIT = 1 << 20


def find(header: Header) -> RawPlace | None:
    """Return where the pixels can be mapped, or None when they must be decoded.

    They can be mapped when they are uncompressed, of this machine's byte order,
    in one piece, aligned, wholly there, and need no conversion.
    """
    info = header.info
    if info.read_as or len(header.full_size) > 4:
        return None
    place = _place(header)
    if place is None or not place.path.is_file():
        return None
    size = place.path.stat().st_size
    aligned = place.offset % np.dtype(header.stored_dtype).itemsize == 0
    return place if aligned and place.offset >= 0 and place.offset + header.nbytes <= size else None


def _place(header: Header) -> RawPlace | None:
    """Return where the header puts the pixels, whether they are there or not."""
    seekers = {"MetaImageIO": _in_metaimage, "NrrdImageIO": _in_nrrd, "NiftiImageIO": _in_nifti}
    seek = seekers.get(header.info.format)
    try:
        return seek(header) if seek else None
    except (OSError, ValueError, UnicodeDecodeError, struct.error):
        return None


def shortfall(header: Header) -> tuple[int, int] | None:
    """Return how long the file with the pixels is and how long it must be, when it is too short."""
    place = _place(header)
    if place is None or not place.path.is_file() or place.offset < 0:
        return None
    pixel = int(header.io.GetNumberOfComponents()) * np.dtype(header.stored_dtype).itemsize
    present, needed = place.path.stat().st_size, place.offset + math.prod(header.full_size) * pixel
    return (present, needed) if present < needed else None


def _fields(path: Path, last: str) -> tuple[dict[str, str], int]:
    """Read ``key = value`` or ``key: value`` lines up to the line that starts with ``last``, and where it ends."""
    with path.open("rb") as file:
        head = file.read(_TEXT_LIMIT)
    found: dict[str, str] = {}
    at = 0
    while at < len(head):
        end = head.find(b"\n", at)
        if end < 0:
            end = len(head)
        line = head[at:end].decode("utf-8", "surrogateescape").rstrip("\r")
        at = end + 1
        if not line and not last:
            return found, at
        separator = "=" if "=" in line and (":" not in line or line.index("=") < line.index(":")) else ":"
        if not line.startswith("#") and separator in line:
            key, _, value = line.partition(separator)
            found[key.strip().casefold()] = value.lstrip("=").strip()
        if last and line.casefold().startswith(last):
            return found, at
    return found, len(head)


def meta_fields(path: Path) -> tuple[dict[str, str], int]:
    """Return the fields of a MetaImage header by name in lower case, and where the header ends."""
    return _fields(path, "elementdatafile")


def _in_metaimage(header: Header) -> RawPlace | None:
    """MetaIO: the data follow the line ``ElementDataFile = LOCAL``, or fill a file of their own."""
    path = header.info.path
    fields, after = _fields(path, "elementdatafile")
    data = fields.get("elementdatafile", "")
    swapped = fields.get("binarydatabyteordermsb", fields.get("elementbyteordermsb", "false")).casefold() == "true"
    plain = fields.get("compresseddata", "false").casefold() != "true"
    binary = fields.get("binarydata", "true").casefold() == "true"
    one_byte = np.dtype(header.stored_dtype).itemsize == 1
    if not (plain and binary) or (swapped and not one_byte) or sys.byteorder != "little" or not data:
        return None
    if data.casefold() == "local":
        return RawPlace(path, after)
    if data.split()[0].upper().startswith("LIST") or "%" in data or len(data.split()) > 1:
        return None
    other = path.parent / data
    skip = int(fields.get("headersize", "0"))
    return RawPlace(other, other.stat().st_size - header.nbytes if skip < 0 else skip)


def _in_nrrd(header: Header) -> RawPlace | None:
    """NRRD: the data follow the first empty line, or fill the file named by ``data file``."""
    path = header.info.path
    fields, after = _fields(path, "")
    if fields.get("encoding", "").casefold() != "raw":
        return None
    one_byte = np.dtype(header.stored_dtype).itemsize == 1
    if not one_byte and fields.get("endian", "").casefold() != sys.byteorder:
        return None
    components = int(header.io.GetNumberOfComponents())
    sizes = [int(n) for n in fields.get("sizes", "").split()]
    if sizes != [*([components] if components > 1 else []), *header.full_size]:
        return None  # the component axis is not the fastest, or axes were merged
    skips = {fields.get(key, "0") for key in ("byte skip", "byteskip", "line skip", "lineskip")}
    if skips != {"0"}:
        return None
    data = fields.get("data file", fields.get("datafile", ""))
    if not data:
        return RawPlace(path, after)
    if data.upper().startswith("LIST") or "%" in data:
        return None
    return RawPlace(path.parent / data, 0)


def _in_nifti(header: Header) -> RawPlace | None:
    """NIfTI-1 (this itk reads no NIfTI-2): at ``vox_offset``; only unscaled scalars and interleaved colours."""
    path = header.info.path
    with beside(path, ".hdr").open("rb") as file:
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
    if path.suffix.lower() in NIFTI_PAIR:
        return RawPlace(beside(path, ".img"), int(offset))
    return None
