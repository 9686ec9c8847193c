"""HDF5: why a file of it is none that ITK wrote (HDF5 File Format Specification 3.0, II.A and IV.A.2.d)."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from itk_inspector.itkio.formats.format_facts import FormatFacts

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_LOOKED_AT = 1 << 26
_BIG_ENDIAN = re.compile(
    rb"[\x10\x30][\x01\x03\x05\x07\x09\x0b\x0d\x0f]\0\0[\x02\x04\x08]\0\0\0\0\0[\x10\x20\x40]\0"
    rb"|[\x11\x31][\x21\x23\x25\x27\x29\x2b\x2d\x2f][\x1f\x3f]\0[\x04\x08]\0\0\0\0\0[\x20\x40]\0"
)
"""Messages that describe whole and floating-point numbers whose highest byte comes first."""


def cut_short(data: mmap.mmap) -> str:
    """Say how much of a file is there, when that is less than its superblock says; ``""`` when it is whole.

    Of versions 0 and 1 the end of the file stands at byte 40, or 44, of the superblock, of 2 and 3 at byte 28, where
    addresses have 8 bytes.
    """
    if data[: len(_SIGNATURE)] != _SIGNATURE or len(data) < 52:
        return ""
    version = data[8]
    place = {0: 40, 1: 44, 2: 28, 3: 28}.get(version)
    if place is None or data[13 if version < 2 else 9] != 8:
        return ""
    end = int.from_bytes(data[place : place + 8], "little")
    is_short = len(data) < end < 2**62
    return f"it is truncated: {len(data):,} of {end:,} bytes are there" if is_short else ""


def why_short(path: Path) -> tuple[str, str]:
    """Return why a file of HDF5 that was cut short cannot be read, and what to do."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        short = cut_short(data)
    return (short, "Copy or download it again.") if short else ("", "")


def _is_hdf5(data: mmap.mmap) -> bool:
    """Tell whether there is a superblock, at the start or behind a user block."""
    at = 0
    while at + len(_SIGNATURE) <= len(data):
        if data[at : at + len(_SIGNATURE)] == _SIGNATURE:
            return True
        at = 512 if at == 0 else at * 2
    return False


def _why_not(path: Path) -> tuple[str, str]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if not _is_hdf5(data):
            return "it is not an HDF5 file", ""
        if short := cut_short(data):
            return short, "Copy or download it again."
        end = min(len(data), _LOOKED_AT)
        if data.find(b"ITKImage", 0, end) < 0:
            if data.find(b"TransformGroup", 0, end) >= 0:
                return "it is an HDF5 file with a transform, not an image", ""
            return "it is an HDF5 file, but not one with an image that ITK wrote (it has no group “ITKImage”)", ""
        if _BIG_ENDIAN.search(data, 0, end):
            return "its numbers are big-endian, which ITK’s HDF5 reader does not support", ""
    return "", ""


FACTS = FormatFacts(why_not=_why_not)
