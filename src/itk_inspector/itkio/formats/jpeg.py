"""JPEG: whether all of it is there, which kind it is, and what ITK does not heed (ITU-T T.81, Annex B; Exif 2.3)."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.formats.format_facts import FormatFacts

_MOST_SEGMENTS = 10_000
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers that begin a frame; the others of that row are tables."""
_JPEG_LS = 0xF7
_LOSSLESS = frozenset({0xC3, 0xC7, 0xCB, 0xCF})
_EXIF, _ADOBE = 0xE1, 0xEE
_ORIENTATION = 0x0112
_TURNS = MappingProxyType(
    {
        2: "mirrored",
        3: "turned by 180°",
        4: "upside down and mirrored",
        5: "mirrored and turned clockwise by 270°",
        6: "turned clockwise by 90°",
        7: "mirrored and turned clockwise by 90°",
        8: "turned clockwise by 270°",
    }
)
"""What other programs do to an image of that orientation, clockwise."""


def _ends(path: Path) -> bool:
    """Tell whether an end-of-image marker (ITU-T T.81, B.1.1.3) follows the first scan of a JPEG file."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = 2
        while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
            at += 1 if data[at + 1] == 0xFF else 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        return data.rfind(b"\xff\xd9") >= at


def _segments(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield markers with their data, up to the first scan."""
    with path.open("rb") as file:
        file.seek(2)
        for _ in range(_MOST_SEGMENTS):
            head = file.read(2)
            while head[1:] == b"\xff":
                head = head[1:] + file.read(1)
            if len(head) < 2 or head[0] != 0xFF or head[1] in (0xDA, 0xD9):
                return
            length = file.read(2)
            if len(length) < 2:
                return
            yield head[1], file.read(max(0, int.from_bytes(length, "big") - 2))


def _check_bits(path: Path, io: Any) -> None:
    """Refuse a file of which itk 6.0b2 reads the header, and gives chance numbers for the pixels.

    Raises
    ------
    OpenError
    """
    bits = next((data[0] for marker, data in _segments(path) if marker in _FRAMES and data), 8)
    if bits != 8:
        raise OpenError(f"{path.name} cannot be read: {_unsupported(bits)}.")


def _unsupported(bits: int) -> str:
    return f"JPEG of {bits} bits is not supported by ITK"


def _why_not(path: Path) -> tuple[str, str]:
    for marker, data in _segments(path):
        if marker == _JPEG_LS:
            return "JPEG-LS is not supported by ITK", ""
        if marker not in _FRAMES or not data:
            continue
        if marker in _LOSSLESS:
            return "lossless JPEG is not supported by ITK", ""
        if data[0] != 8:
            return _unsupported(data[0]), ""
    return "", ""


def _notes(path: Path, io: Any) -> list[str]:
    notes, components, is_adobe = [], 0, False
    for marker, data in _segments(path):
        if marker in _FRAMES and len(data) > 5:
            components = data[5]
        is_adobe = is_adobe or (marker == _ADOBE and data.startswith(b"Adobe"))
        if marker == _EXIF and data.startswith(b"Exif\0\0"):
            notes += orientation_notes(data[6:])
    if components == 4:
        taken = "" if is_adobe else ", taken for inverted although the file does not say so"
        notes.append(f"The file stores CMYK{taken}; ITK converts it to red, green and blue.")
    return notes


def orientation_notes(exif: bytes) -> list[str]:
    """Say how other programs turn an image.

    Parameters
    ----------
    exif : bytes
        From the byte order on.
    """
    turn = _TURNS.get(_orientation(exif))
    return [f"Exif orientation: other programs show this image {turn}; here it is as stored."] if turn else []


def _orientation(exif: bytes) -> int:
    """Return the orientation in Exif data; 1, the upright one, where none is stated."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4], "")
    if not order or len(exif) < 8:
        return 1
    start = int(struct.unpack_from(f"{order}I", exif, 4)[0])
    if start + 2 > len(exif):
        return 1
    for i in range(struct.unpack_from(f"{order}H", exif, start)[0]):
        at = start + 2 + 12 * i
        if at + 12 > len(exif):
            break
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, at)
        if tag == _ORIENTATION:
            return int(value)
    return 1


FACTS = FormatFacts(ends_early=lambda path: not _ends(path), notes=_notes, why_not=_why_not, correct=_check_bits)
