"""Files that hold less than their headers say, and what is drawn where nothing is left.

Measured with itk 5.4.7: its readers of NIfTI, VTK, MRC and GIPL leave zeros; that of JPEG makes pixels up; that of BMP
gives no right pixel at all, so it is given the file filled up with zeros. Of a short compressed file what ITK returns
is chance, and the bytes of a short NIfTI file of the other byte order are not turned.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.itkio.engine.metadata_values import number_of
from itk_inspector.itkio.engine.nameless_file import nameless_file
from itk_inspector.itkio.formats.known_formats import facts_of

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
    facts = facts_of(io.GetNameOfClass())
    if facts.ends_early(path):
        return JPEG_NOTE
    file, span = facts.data_file(path), facts.span(path, io, nbytes)
    if not file.is_file() and file != path:
        raise OpenError(
            f"{path.name} takes its pixels from {file.name}, which is not there.",
            advice="Copy the data file beside its header.",
        )
    if span is None or not file.is_file():
        return ""
    start, needed = span
    zipped = file.suffix.lower() == ".gz"
    present = _unpacked_bytes(file, needed) if zipped else file.stat().st_size
    if present >= needed:
        return ""
    is_lie = needed > _LYING_BYTES and present < needed // _LYING_PART
    is_text = facts.is_text(path)
    if is_lie or zipped or is_text or present <= start or facts.is_lost_when_short(path):
        raise OpenError(
            f"{path.name} is truncated: {present:,} of {'at least ' if is_text else ''}{needed:,} bytes are there.",
            advice="Copy or download it again.",
        )
    zeros = "stored zeros" if number_of(io.GetMetaDataDictionary(), "scl_inter", 0.0) else "zeros"
    filled = "filled up with zeros" if facts.is_filled_up else f"drawn as ITK fills it ({zeros})"
    return f"truncated: {present:,} of {needed:,} bytes are there; the rest is {filled}."


@contextlib.contextmanager
def filled_up(info: ImageInfo, io: Any) -> Iterator[None]:
    """Let an ImageIO that has read a header find a nameless copy: a short file filled up, a part of others."""
    facts = facts_of(info.format)
    fills, kept = info.is_truncated and facts.is_filled_up, facts.kept(info.path)
    if not (fills or kept):
        yield
        return
    name = io.GetFileName()
    with nameless_file() as (fd, copy):
        try:
            with info.path.open("rb") as file:
                for start, end in kept or [(0, info.path.stat().st_size)]:
                    file.seek(start)
                    while block := file.read(min(_BLOCK, end - file.tell())):
                        os.write(fd, block)
            span = facts.span(info.path, io, info.bytes) if fills else None
            if span is not None:
                os.ftruncate(fd, span[1])
            io.SetFileName(str(copy))
            yield
        finally:
            io.SetFileName(name)


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
