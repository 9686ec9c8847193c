"""PNG: what ITK's reader does to its pixels (PNG specification, third edition, chapter 11)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.export.installed_itk import itk_name
from itk_inspector.itkio.formats.format_facts import FormatFacts
from itk_inspector.itkio.formats.jpeg import orientation_notes

_MAGIC = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 1000
_LONGEST = 1 << 12
"""Bytes of a chunk that are looked at."""
_BLOCK = 1 << 20
_METRE = 1
_ADVICE = "Copy or download it again."
_SCREENS = {2834, 2835, 3779, 3780}
"""Pixels per metre that programs write when they know of none: 72 and 96 an inch."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    start: int
    end: int
    data: bytes


def _chunks(path: Path) -> Iterator[_Chunk]:
    """Yield the chunks before the pixels, with their first bytes."""
    with path.open("rb") as file:
        if file.read(8) != _MAGIC:
            return
        start = 8
        for _ in range(_MOST_CHUNKS):
            head = file.read(8)
            if len(head) < 8 or head[4:] in (b"IDAT", b"IEND"):
                return
            length = int(struct.unpack_from(">I", head)[0])
            data = file.read(min(length, _LONGEST))
            yield _Chunk(head[4:], start, start + 12 + length, data)
            start += 12 + length
            file.seek(start)


def _header(path: Path) -> dict[bytes, _Chunk]:
    return {chunk.kind: chunk for chunk in reversed(list(_chunks(path)))}


def _notes(path: Path, io: Any) -> list[str]:
    chunks = _header(path)
    if b"IHDR" not in chunks or len(chunks[b"IHDR"].data) < 13:
        return []
    depth, colour = chunks[b"IHDR"].data[8:10]
    notes = []
    if colour == 3:
        notes.append("Indexed-colour file; shown with its palette applied.")
    elif depth < 8:
        notes.append(f"The file stores {depth}-bit numbers; ITK scales them to 0–255.")
    if _shifts(chunks):
        bits = ", ".join(str(n) for n in dict.fromkeys(chunks[b"sBIT"].data))
        said = f"it shifts the numbers, as sBIT calls {bits} of {_depth(depth, colour)} bits significant"
        notes.append(f"{itk_name()} reads this file wrongly: {said}; shown as stored.")
    if b"tRNS" in chunks and colour != 3:
        notes.append("The file names a transparent colour; ITK makes it a component of opacity.")
    if b"acTL" in chunks and len(chunks[b"acTL"].data) >= 4:
        frames = int(struct.unpack_from(">I", chunks[b"acTL"].data)[0])
        if frames > 1:
            notes.append(f"Animated PNG of {frames:,} frames; only its still image is shown.")
    if b"eXIf" in chunks:
        notes += orientation_notes(chunks[b"eXIf"].data)
    resolution = chunks[b"pHYs"].data if b"pHYs" in chunks else b""
    if len(resolution) == 9 and resolution[8] == _METRE:
        across, down = struct.unpack_from(">2I", resolution)
        if across and down and not (across == down and across in _SCREENS):
            notes.append(
                f"The file states {1000 / across:.4g} × {1000 / down:.4g} mm a pixel (pHYs); ITK takes a spacing of 1."
            )
    return notes


def _depth(depth: int, colour: int) -> int:
    """Return the bits of a sample as ITK has it."""
    return 8 if colour == 3 or depth < 8 else depth


def _shifts(chunks: dict[bytes, _Chunk]) -> bool:
    """Tell whether libpng, as ITK uses it, would shift the numbers to the right."""
    if b"sBIT" not in chunks or b"IHDR" not in chunks or len(chunks[b"IHDR"].data) < 13:
        return False
    depth, colour = chunks[b"IHDR"].data[8:10]
    return any(0 < n < _depth(depth, colour) for n in chunks[b"sBIT"].data)


def _why_not(path: Path) -> tuple[str, str]:
    """Say where a file is proved to be damaged: each chunk ends with a checksum, and the last one is IEND."""
    with path.open("rb") as file:
        if file.read(8) != _MAGIC:
            return "", ""
        while len(head := file.read(8)) == 8:
            left, checksum = int(struct.unpack_from(">I", head)[0]), zlib.crc32(head[4:])
            while left and (data := file.read(min(left, _BLOCK))):
                left, checksum = left - len(data), zlib.crc32(data, checksum)
            end = file.read(4)
            if left or len(end) < 4:
                break
            if end != checksum.to_bytes(4, "big"):
                return f"it is damaged: the checksum of its {_name(head[4:])} chunk is wrong", _ADVICE
            if head[4:] == b"IEND":
                return "", ""
    return "it is truncated: its last chunk (IEND) is missing", _ADVICE


def _name(kind: bytes) -> str:
    return kind.decode("latin-1") if kind.isalpha() else kind.hex(" ")


def _kept(path: Path) -> list[tuple[int, int]]:
    """Leave out what would make ITK's reader shift the numbers."""
    chunks = _header(path)
    if not _shifts(chunks):
        return []
    return [(0, chunks[b"sBIT"].start), (chunks[b"sBIT"].end, path.stat().st_size)]


FACTS = FormatFacts(notes=_notes, kept=_kept, why_not=_why_not)
