"""Files that hold less than their headers say, and what is drawn where nothing is left.

Measured with itk 5.4.7: its readers of NIfTI, VTK, MRC and GIPL leave zeros; that of JPEG makes pixels up; that of BMP
gives no right pixel at all, so it is given the file filled up with zeros. Of a short compressed file what ITK returns
is chance, and the bytes of a short NIfTI file of the other byte order are not turned.
"""

from __future__ import annotations

import contextlib
import gzip
import mmap
import os
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.itkio.engine.metadata_values import value_of
from itk_inspector.itkio.formats import nifti_placement

JPEG_NOTE = "truncated: the JPEG data ends early; the rest is grey or coarse."
_LYING_PART = 100
_LYING_BYTES = 256_000_000
_BLOCK = 1 << 22


def note_on(path: Path, io: Any, nbytes: int) -> str:
    """Say how much of a file is there, when it is not whole; ``""`` when it is, or when its header does not tell.

    Parameters
    ----------
    path : pathlib.Path
    io : itk.ImageIOBase
        Has read the header.
    nbytes : int
        Of all pixels as ITK gives them.

    Raises
    ------
    OpenError
        With both figures, where ITK would give chance numbers, or nearly nothing is there of a lot.
    """
    name = io.GetNameOfClass()
    if name == "JPEGImageIO":
        return "" if _jpeg_ends(path) else JPEG_NOTE
    file = nifti_placement.beside(path, ".img") if name == "NiftiImageIO" else path
    span = _span(path, io, nbytes)
    if span is None or not file.is_file():
        return ""
    start, needed = span
    zipped = file.suffix.lower() == ".gz"
    present = _unpacked_bytes(file, needed) if zipped else file.stat().st_size
    if present >= needed:
        return ""
    is_lie = needed > _LYING_BYTES and present < needed // _LYING_PART
    is_text = name == "VTKImageIO" and not start
    packed = zipped or (name == "BMPImageIO" and _bmp_is_packed(path))
    if is_lie or packed or is_text or present <= start or (name == "NiftiImageIO" and not _nifti_is_native(path)):
        raise OpenError(
            f"{path.name} is truncated: {present:,} of {'at least ' if is_text else ''}{needed:,} bytes are there.",
            advice="Copy or download it again.",
        )
    zeros = "stored zeros" if _number(io.GetMetaDataDictionary(), "scl_inter") else "zeros"
    filled = "filled up with zeros" if name == "BMPImageIO" else f"drawn as ITK fills it ({zeros})"
    return f"truncated: {present:,} of {needed:,} bytes are there; the rest is {filled}."


@contextlib.contextmanager
def filled_up(info: ImageInfo, io: Any) -> Iterator[None]:
    """Let an ImageIO that has read a short BMP file's header find a nameless copy, filled up, for the time being."""
    if not (info.is_truncated and info.format == "BMPImageIO"):
        yield
        return
    name = io.GetFileName()
    fd = os.memfd_create("itk-inspector-bmp", os.MFD_CLOEXEC)
    try:
        with info.path.open("rb") as file:
            while block := file.read(_BLOCK):
                os.write(fd, block)
        span = _bmp_span(info.path)
        if span is not None:
            os.ftruncate(fd, span[1])
        io.SetFileName(f"/proc/self/fd/{fd}")
        yield
    finally:
        io.SetFileName(name)
        os.close(fd)


def _unpacked_bytes(path: Path, expected: int) -> int:
    """Count the bytes in a gzip file; at once when its last four bytes name the expected number (RFC 1952)."""
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            return path.stat().st_size  # ITK reads it all the same
        file.seek(-4, os.SEEK_END)
        if struct.unpack("<I", file.read(4))[0] == expected % 2**32:
            return expected
        file.seek(0)
        count = 0
        with gzip.GzipFile(fileobj=file) as unpacked, contextlib.suppress(EOFError, OSError, zlib.error):
            while block := unpacked.read1(1 << 20):
                count += len(block)
    return count


def _span(path: Path, io: Any, nbytes: int) -> tuple[int, int] | None:
    """Return where the pixels begin and end in their file; None where the header does not tell."""
    match io.GetNameOfClass():
        case "NiftiImageIO" if path.name.lower().endswith((".nii", ".nii.gz", ".hdr", ".img")):
            return _nifti_span(path, io, nbytes)
        case "MRCImageIO" if path.suffix.lower() != ".gz":
            start = _mrc_data_start(path)
        case "GiplImageIO":
            start = 256
        case "VTKImageIO":
            start = _vtk_data_start(path)
            nbytes = nbytes if start else nbytes // int(io.GetComponentSize())
        case "BMPImageIO":
            return _bmp_span(path)
        case _:
            return None
    return start, start + nbytes


def _nifti_span(path: Path, io: Any, nbytes: int) -> tuple[int, int] | None:
    keys = io.GetMetaDataDictionary()
    bits, offset = _number(keys, "bitpix"), max(0.0, _number(keys, "vox_offset"))
    if path.name.lower().endswith((".nii", ".nii.gz")):
        offset = max(348.0, offset)  # ITK's reader begins after the header at the earliest
    width = int(io.GetComponentSize()) * 8 * int(io.GetNumberOfComponents())
    return (int(offset), int(nbytes * bits / width + offset)) if bits and offset < 2**62 else None


def _nifti_is_native(path: Path) -> bool:
    """Tell whether the header begins with its length, 348, in this machine's byte order."""
    with nifti_placement.beside(path, ".hdr").open("rb") as file:
        return file.read(4) == struct.pack("=i", 348)


def _number(keys: Any, key: str) -> float:
    try:
        return float(str(value_of(keys, key))) if keys.HasKey(key) else 0.0
    except (RuntimeError, ValueError):
        return 0.0


def _mrc_data_start(path: Path) -> int:
    """Return where the data begin: after 1024 bytes and the extended header, MRC 2014 words 4 and 24."""
    with path.open("rb") as file:
        head = file.read(1024)
    if len(head) < 1024:
        return 1024
    order = "<" if struct.unpack_from("<i", head, 12)[0] in range(128) else ">"
    return 1024 + max(0, int(struct.unpack_from(f"{order}i", head, 92)[0]))


def _vtk_data_start(path: Path) -> int:
    """Return where binary data begin, after the last line of the header; 0 when the pixels are text."""
    with path.open("rb") as file:
        head = file.read(4096)
    last = re.search(rb"\n(LOOKUP_TABLE|VECTORS|TENSORS|COLOR_SCALARS)\b[^\n]*\n", head)
    if b"BINARY" not in head[:512]:
        return 0
    return last.end() if last else 1


def _bmp_span(path: Path) -> tuple[int, int] | None:
    """Return where the pixels begin and end: by their size, or by the file's length where they are run-length coded."""
    with path.open("rb") as file:
        head = file.read(34)
    if len(head) < 34:
        return None
    claimed, start = struct.unpack_from("<I", head, 2)[0], int(struct.unpack_from("<I", head, 10)[0])
    if struct.unpack_from("<I", head, 14)[0] == 12:  # the header of OS/2
        width, height, _, bits = struct.unpack_from("<HHHH", head, 18)
    else:
        width, height, _, bits = struct.unpack_from("<iiHH", head, 18)
        if _bmp_is_packed(path):
            return start, int(claimed)
    row = (abs(int(width)) * int(bits) + 31) // 32 * 4
    return start, start + row * abs(int(height))


def _bmp_is_packed(path: Path) -> bool:
    """Tell whether the pixels of a BMP file are run-length coded (BI_RLE8, BI_RLE4)."""
    with path.open("rb") as file:
        head = file.read(34)
    return struct.unpack_from("<I", head, 14)[0] > 12 and struct.unpack_from("<I", head, 30)[0] in (1, 2)


def _jpeg_ends(path: Path) -> bool:
    """Tell whether an end-of-image marker (ITU-T T.81, B.1.1.3) follows the first scan of a JPEG file."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = 2
        while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
            at += 1 if data[at + 1] == 0xFF else 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        return data.rfind(b"\xff\xd9") >= at
