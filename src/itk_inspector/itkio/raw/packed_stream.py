"""Whether the compressed pixels of a MetaImage are whole: its reader ignores what zlib says.

A zlib stream ends with the Adler-32 of what it unpacks to, a gzip stream with CRC-32 and length (RFC 1950, 1952).
When that of ITK's pixels is the same, they are right to the last byte, and nothing needs to be unpacked twice.
"""

from __future__ import annotations

import math
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.second.text_header import meta_fields

if TYPE_CHECKING:
    from itk_inspector.itkio.engine.header_record import Header

_PIECE = 1 << 16
_OUT = 1 << 20
_AUTO = 47
"""zlib's window bits for a stream of either kind"""
_ADVICE = "Copy or download it again."


@dataclass(frozen=True, slots=True)
class PackedPlace:
    """Where the compressed pixels lie.

    Parameters
    ----------
    path : pathlib.Path
    offset : int
    length : int or None
        As the header says it; None when it does not.
    is_swapped : bool
        They have not this machine's byte order.
    """

    path: Path
    offset: int
    length: int | None
    is_swapped: bool


def place_of(header: Header) -> PackedPlace | None:
    """Return where a MetaImage's compressed pixels lie in one piece; None where they are not compressed."""
    if header.info.format != "MetaImageIO":
        return None
    path = header.info.path
    try:
        fields, after = meta_fields(path)
        if fields.get("compresseddata", "")[:1] not in ("T", "t", "1"):
            return None
        named = fields.get("elementdatafile", "")
        is_local = named.casefold() == "local"
        if not is_local and (named.upper().startswith("LIST") or "%" in named):
            return None
        offset = after if is_local else max(0, int(fields.get("headersize", "0")))
        msb = fields.get("binarydatabyteordermsb", fields.get("elementbyteordermsb", "false"))[:1] in ("T", "t", "1")
        size = fields.get("compresseddatasize", "")
        length = (int(size) if size.isdecimal() else 0) or None
        return PackedPlace(
            path if is_local else path.parent / named, offset, length, msb == (sys.byteorder == "little")
        )
    except (OSError, ValueError):
        return None


def check_whole(header: Header, memory: npt.NDArray[np.uint8] | None) -> None:
    """Refuse a MetaImage whose compressed pixels are not whole.

    Parameters
    ----------
    header : Header
    memory : numpy.ndarray or None
        The stored pixels as ITK has them; None when it converted them.

    Raises
    ------
    OpenError
        With how much is there.
    """
    place = place_of(header)
    if place is None:
        return
    stored = np.dtype(header.stored_dtype)
    needed = math.prod(header.full_size) * int(header.io.GetNumberOfComponents()) * stored.itemsize
    swaps = place.is_swapped and stored.itemsize > 1
    if memory is not None and not swaps and _has_sum(place, memory):
        return
    found = _unpacked(place, needed)
    name = header.info.path.name
    if found.count < needed:
        kind = "damaged" if found.complaint else "truncated"
        raise OpenError(
            f"{name} is {kind}: its compressed pixels give {found.count:,} of {needed:,} bytes.",
            advice=_ADVICE,
            detail=found.complaint,
        )
    if found.complaint or found.is_cut:
        raise OpenError(
            f"{name} is damaged: the checksum of its compressed pixels is wrong or missing.",
            advice=_ADVICE,
            detail=found.complaint,
        )
    if memory is not None and found.sum != zlib.adler32(_as_stored(memory, stored, swaps=swaps).data):
        lacks = place.length is None
        raise OpenError(
            f"{name} cannot be read: ITK unpacks its compressed pixels wrongly.",
            advice="Its header does not say CompressedDataSize; write it again." if lacks else "Write it again.",
        )


@dataclass(slots=True)
class _Unpacked:
    """What became of a stream: bytes, their Adler-32, whether it ends early, and what zlib says."""

    count: int = 0
    sum: int = 1
    is_cut: bool = False
    complaint: str = ""


def _as_stored(memory: npt.NDArray[np.uint8], stored: np.dtype[Any], *, swaps: bool) -> npt.NDArray[Any]:
    return memory.view(stored).byteswap().view(np.uint8) if swaps else memory


def _has_sum(place: PackedPlace, memory: npt.NDArray[np.uint8]) -> bool:
    """Tell whether the checksum at the end of the stream is that of the pixels."""
    try:
        with place.path.open("rb") as file:
            file.seek(place.offset)
            is_gzip = file.read(2) == b"\x1f\x8b"
            tail = 8 if is_gzip else 4
            size = file.seek(0, 2)
            end = size if place.length is None else place.offset + place.length
            if place.length is None or not place.offset + tail <= end <= size:
                return False
            file.seek(end - tail)
            last = file.read(tail)
    except OSError:
        return False
    if is_gzip:
        return last == zlib.crc32(memory.data).to_bytes(4, "little") + (memory.size % 2**32).to_bytes(4, "little")
    return last == zlib.adler32(memory.data).to_bytes(4, "big")


def _unpacked(place: PackedPlace, needed: int) -> _Unpacked:
    """Unpack a stream as far as it goes, or as the pixels need it, and keep nothing but the sum."""
    found, packer = _Unpacked(), zlib.decompressobj(_AUTO)
    try:
        for piece in _pieces(place):
            rest = piece
            while rest and not packer.eof:
                out = packer.decompress(rest, _OUT)
                rest = packer.unconsumed_tail
                found.sum = zlib.adler32(out[: max(0, needed - found.count)], found.sum)
                found.count += len(out)
                if found.count > needed:
                    return found
            if packer.eof:
                return found
        found.is_cut = True
    except zlib.error as e:
        found.complaint = str(e)
    return found


def _pieces(place: PackedPlace) -> Iterator[bytes]:
    left = place.length
    with place.path.open("rb") as file:
        file.seek(place.offset)
        while piece := file.read(_PIECE if left is None else min(_PIECE, left)):
            yield piece
            left = None if left is None else left - len(piece)
