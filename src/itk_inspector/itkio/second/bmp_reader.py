"""Bitmaps of every depth, of Windows and OS/2 (Microsoft, "Bitmap storage": BITMAPINFOHEADER and its relatives)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.second.own_reader import OwnReader
from itk_inspector.itkio.second.run_lengths import unpacked_runs
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError, StoredImage

_OS2, _INFO, _MOST_INFO = 12, 40, 124
_RGB, _RLE8, _RLE4, _FIELDS, _ALPHA_FIELDS = 0, 1, 2, 3, 6
_PACKED = {_RLE8: 8, _RLE4: 4}
_PACKINGS = {4: "JPEG", 5: "PNG"}
_MASKS_OF_16 = (0x7C00, 0x03E0, 0x001F, 0)
_MASKS_OF_32 = (0xFF0000, 0x00FF00, 0x0000FF, 0xFF000000)
_SMALL = 1 << 20
_ROWS = 6

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Bitmap:
    """What the header says."""

    path: Path
    width: int
    height: int
    is_top_down: bool
    bits: int
    packing: int
    start: int
    length: int
    info: int
    palette: Bytes
    masks: tuple[int, ...]

    @property
    def row_bytes(self) -> int:
        return (self.width * self.bits + 31) // 32 * 4

    @property
    def is_read_by_itk(self) -> bool:
        return self.bits in (8, 24, 32) and self.info in (_OS2, _INFO) and self.packing == _RGB

    @property
    def components(self) -> int:
        return 4 if self.bits in (16, 32) and self.masks[3] else 3


def open_file(request: OpenRequest) -> OwnReader:
    """Read the header of a file.

    Raises
    ------
    SecondReaderError
        If it is none, or of a kind that nobody reads here.
    """
    bitmap = _read(request.path)
    kind = "rgba" if bitmap.components == 4 else "rgb"
    stored = StoredImage((bitmap.width, bitmap.height), "uint8", bitmap.components, kind, notes=_notes(bitmap))
    return OwnReader(stored, partial(_whole, bitmap), partial(_sample, bitmap))


def _notes(bitmap: _Bitmap) -> tuple[str, ...]:
    if bitmap.bits <= 8:
        return (f"The file stores {bitmap.bits}-bit palette numbers; shown with the palette applied.",)
    return ("The file stores 16-bit colours; shown scaled to 8 bits a component.",) if bitmap.bits == 16 else ()


def _read(path: Path) -> _Bitmap:
    with path.open("rb") as file:
        head = file.read(14 + _MOST_INFO + 12)
        if head[:2] != b"BM" or len(head) < 26:
            raise SecondReaderError("it does not begin as a bitmap does")
        start, info = struct.unpack_from("<2I", head, 10)
        if info == _OS2:
            width, height, _, bits = struct.unpack_from("<4H", head, 18)
            packing = length = colours = 0
        elif _INFO <= info <= _MOST_INFO and len(head) >= 14 + _INFO:
            width, height, _, bits, packing, length, _, _, colours, _ = struct.unpack_from("<2i2H2I2i2I", head, 18)
        else:
            raise SecondReaderError(f"its header of {info:,} bytes is of no kind that is known")
        if packing in _PACKINGS:
            raise SecondReaderError(f"its pixels are a {_PACKINGS[packing]} file of their own")
        is_known = packing in (_RGB, _FIELDS, _ALPHA_FIELDS) or _PACKED.get(packing) == bits
        if not is_known or bits not in (1, 2, 4, 8, 16, 24, 32):
            raise SecondReaderError(f"its {bits} bits a pixel, packed in the way {packing}, are of no known kind")
        if width < 1 or height == 0:
            raise SecondReaderError("its size makes no sense")
        wide = 3 if info == _OS2 else 4
        count = min(colours or 1 << bits, 1 << bits) if bits <= 8 else 0
        file.seek(14 + info)
        palette = np.frombuffer(file.read(count * wide).ljust(count * wide, b"\0"), np.uint8).reshape(count, wide)
    masks = _masks(head, info, bits, packing)
    table = np.zeros((1 << min(bits, 8), 3), np.uint8)
    table[:count] = palette[:, 2::-1]
    return _Bitmap(path, width, abs(height), height < 0, bits, packing, start, length, info, table, masks)


def _masks(head: bytes, info: int, bits: int, packing: int) -> tuple[int, ...]:
    """Return which bits are red, green, blue and opacity."""
    if packing not in (_FIELDS, _ALPHA_FIELDS):
        masks = _MASKS_OF_16 if bits == 16 else _MASKS_OF_32
        return masks if info == _INFO else (*masks[:3], 0)
    count = 4 if packing == _ALPHA_FIELDS or info >= 56 else 3
    masks = struct.unpack_from(f"<{count}I", head, 54) if len(head) >= 54 + 4 * count else ()
    if not masks or not all(masks[:3]):
        raise SecondReaderError("it does not say which of its bits are colours")
    return (*masks, 0)[:4]


def _whole(bitmap: _Bitmap) -> Bytes:
    if bitmap.packing in _PACKED:
        with bitmap.path.open("rb") as file:
            file.seek(bitmap.start)
            data = file.read(bitmap.length or -1)
        numbers = unpacked_runs(data, bitmap.width, bitmap.height, bits=bitmap.bits)
        return np.ascontiguousarray(bitmap.palette[numbers[::-1]]).reshape(-1)
    present = bitmap.path.stat().st_size - bitmap.start
    needed = bitmap.row_bytes * bitmap.height
    if present < needed and not bitmap.is_read_by_itk:  # which fills it up, and tells
        raise SecondReaderError(f"{max(0, present):,} of {needed:,} bytes of pixels are there")
    return _rows(bitmap, 0, bitmap.height).reshape(-1)


def _sample(bitmap: _Bitmap) -> Iterator[Piece]:
    width = bitmap.width * bitmap.components
    is_small = width * bitmap.height <= _SMALL
    if bitmap.packing in _PACKED:
        if is_small:
            yield Piece(0, _whole(bitmap))
    elif is_small:
        yield Piece(0, _rows(bitmap, 0, bitmap.height).reshape(-1))
    else:
        for row in sorted({(bitmap.height - 1) * i // (_ROWS - 1) for i in range(_ROWS)}):
            yield Piece(row * width, _rows(bitmap, row, row + 1).reshape(-1))


def _rows(bitmap: _Bitmap, first: int, end: int) -> Bytes:
    """Return rows as they are shown, from the top; what is missing is 0."""
    count, length = end - first, bitmap.row_bytes
    at = first if bitmap.is_top_down else bitmap.height - end
    with bitmap.path.open("rb") as file:
        file.seek(bitmap.start + at * length)
        data = file.read(count * length).ljust(count * length, b"\0")
    rows = np.frombuffer(data, np.uint8).reshape(count, length)
    rows = rows if bitmap.is_top_down else rows[::-1]
    if bitmap.bits <= 8:
        return np.ascontiguousarray(bitmap.palette[_numbers(rows, bitmap.bits)[:, : bitmap.width]])
    if bitmap.bits == 24:
        return np.ascontiguousarray(rows[:, : 3 * bitmap.width].reshape(count, bitmap.width, 3)[..., ::-1])
    words = np.ascontiguousarray(rows).view(f"<u{bitmap.bits // 8}")[:, : bitmap.width].astype(np.uint64)
    return np.stack([_channel(words, mask) for mask in bitmap.masks[: bitmap.components]], axis=-1)


def _numbers(rows: Bytes, bits: int) -> Bytes:
    """Return numbers of a few bits, the highest bits of a byte first."""
    if bits == 8:
        return rows
    shifts = np.arange(8 - bits, -1, -bits, dtype=np.uint8)
    numbers: Bytes = np.bitwise_and(rows[..., None] >> shifts, np.uint8((1 << bits) - 1))
    return numbers.reshape(len(rows), -1)


def _channel(words: npt.NDArray[np.uint64], mask: int) -> Bytes:
    lowest = (mask & -mask).bit_length() - 1
    most = mask >> lowest
    return (((words & np.uint64(mask)) >> np.uint64(lowest)) * np.uint64(255) // np.uint64(most)).astype(np.uint8)
