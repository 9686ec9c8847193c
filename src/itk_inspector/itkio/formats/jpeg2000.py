"""JPEG 2000: what its header says that ITK's reader does not heed (ITU-T T.800, A.5.1 and I.5).

ITK 5.4.7 gives samples with a sign the type without one, and of pixels of several 16-bit components it mixes up the
bytes: it counts bytes where it means components, and writes beyond the pixels. Told that there is one component, it
leaves each tile as OpenJPEG decodes it, one plane a component, which is put in order here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.core.export.installed_itk import itk_name
from itk_inspector.core.late_numpy import np
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.formats.format_facts import Fill, FormatFacts

if TYPE_CHECKING:
    import numpy.typing as npt

_SIZ = b"\xff\x4f\xff\x51"
_MOST_BOXES = 1000
_MOST_COMPONENTS = 16384
_YCC = 18
"""Enumerated colour space of luminance and chrominance."""


@dataclass(frozen=True, slots=True)
class _Siz:
    """The marker segment of the image's size."""

    size: tuple[int, int]
    offset: tuple[int, int]
    tile: tuple[int, int]
    tile_offset: tuple[int, int]
    components: tuple[tuple[int, int, int], ...]
    """Of each its depth byte and the distances of its samples."""

    @property
    def depths(self) -> set[int]:
        return {(depth & 0x7F) + 1 for depth, _, _ in self.components}

    @property
    def signs(self) -> set[bool]:
        return {depth >= 0x80 for depth, _, _ in self.components}

    def tiles(self) -> Iterator[tuple[slice, slice]]:
        """Yield rows and columns of each tile."""
        for rows in _steps(self.size[1], self.tile[1], self.tile_offset[1]):
            for columns in _steps(self.size[0], self.tile[0], self.tile_offset[0]):
                yield rows, columns


def _steps(length: int, step: int, first: int) -> Iterator[slice]:
    while first < length:
        yield slice(max(first, 0), min(first + step, length))
        first += step


def _siz(path: Path) -> tuple[_Siz | None, dict[bytes, bytes]]:
    """Return the size segment of the first code-stream, and the first bytes of the boxes before it."""
    with path.open("rb") as file:
        boxes = dict(_boxes(file)) if file.read(4) != _SIZ else {}
        file.seek(int.from_bytes(boxes.get(b"jp2c", b""), "big"))
        head = file.read(42 + 3 * _MOST_COMPONENTS)
    if head[:4] != _SIZ or len(head) < 42:
        return None, boxes
    numbers = struct.unpack_from(">8I", head, 8)
    count = int(struct.unpack_from(">H", head, 40)[0])
    if len(head) < 42 + 3 * count:
        return None, boxes
    depths = struct.iter_unpack("3B", head[42 : 42 + 3 * count])
    size, offset, tile, tile_offset = (numbers[i : i + 2] for i in (0, 2, 4, 6))
    return _Siz(size, offset, tile, tile_offset, tuple(depths)), boxes


def _boxes(file: BinaryIO, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and beginning of the boxes; of the code-stream its place, with which it ends."""
    end = file.seek(0, 2) if end is None else end
    for _ in range(_MOST_BOXES):
        if start + 8 > end:
            return
        file.seek(start)
        head = file.read(16)
        length, kind = int(struct.unpack_from(">I", head)[0]), head[4:8]
        inside = start + 8
        if length == 1 and len(head) == 16:
            length, inside = int(struct.unpack_from(">Q", head, 8)[0]), start + 16
        if kind == b"jp2c":
            yield kind, inside.to_bytes(8, "big")
            return
        last = end if length == 0 else start + length
        if last <= start or last > end:
            return
        if kind == b"jp2h":
            yield from _boxes(file, inside, last)
        file.seek(inside)
        yield kind, file.read(min(16, last - inside))
        start = last


def _why_not(path: Path) -> tuple[str, str]:
    """Return why ITK cannot read a file, or would read it wrongly."""
    siz, _ = _siz(path)
    if siz is None or not siz.components:
        return "", ""
    if len(siz.depths) > 1 or len(siz.signs) > 1:
        return "its components are of different types, which ITK does not support", ""
    depth = siz.depths.pop()
    if depth not in (8, 16):
        return f"samples of {depth} bits are not supported by ITK’s JPEG 2000 reader", ""
    if any((across, down) != (1, 1) for _, across, down in siz.components):
        return "its components are of different sizes, which ITK does not support", ""
    if siz.offset != (0, 0):
        return "its image does not begin at the corner of its grid, which ITK does not support", ""
    return "", ""


def _correct(path: Path, io: Any) -> None:
    """Refuse what ITK would read wrongly, and give samples with a sign their type."""
    reason, _ = _why_not(path)
    if reason:
        raise OpenError(f"{path.name} cannot be read: {reason}.")
    siz, _ = _siz(path)
    if siz is not None and siz.signs == {True}:
        types = engine.common_enums()
        io.SetComponentType(types.IOComponent_CHAR if siz.depths == {8} else types.IOComponent_SHORT)


def _notes(path: Path, io: Any) -> list[str]:
    siz, boxes = _siz(path)
    wrong = []
    if siz is not None and siz.signs == {True}:
        wrong.append("it takes numbers with a sign for numbers without one")
    if _is_tangled(io):
        wrong.append("it mixes up the bytes of the components")
    notes = [f"{itk_name()} reads this file wrongly: {' and '.join(wrong)}; shown as stored."] if wrong else []
    if b"pclr" in boxes:
        notes.append("The file stores palette numbers; shown without the palette.")
    if boxes.get(b"colr", b"")[:1] == b"\x01" and boxes[b"colr"][3:7] == _YCC.to_bytes(4, "big"):
        notes.append("The file stores luminance and chrominance (sYCC); shown as stored, not as red, green and blue.")
    return notes


def _is_misread(path: Path, io: Any) -> bool:
    siz, _ = _siz(path)
    return _is_tangled(io) or (siz is not None and siz.signs == {True})


def _is_tangled(io: Any) -> bool:
    """Tell whether ITK would mix up the bytes."""
    return int(io.GetNumberOfComponents()) > 1 and int(io.GetComponentSize()) > 1


def _decode(path: Path, io: Any, fill: Fill, memory: npt.NDArray[np.uint8]) -> bool:
    """Let ITK decode planes of 16-bit components, and put them in order; False for what it decodes itself."""
    siz, _ = _siz(path)
    if siz is None or not _is_tangled(io):
        return False
    count, (width, height) = int(io.GetNumberOfComponents()), siz.size
    planes = np.empty_like(memory)
    io.SetNumberOfComponents(1)
    try:
        fill(planes)
    finally:
        io.SetNumberOfComponents(count)
    dtype = f"u{io.GetComponentSize()}"
    as_planes, pixels = (each.view(dtype).reshape(height, width, count) for each in (planes, memory))
    for rows, columns in siz.tiles():
        tile = as_planes[rows, columns]
        shape = tile.shape
        pixels[rows, columns] = np.moveaxis(tile.reshape(count, *shape[:2]), 0, 2)
    return True


FACTS = FormatFacts(correct=_correct, notes=_notes, why_not=_why_not, is_tangled=_is_misread, decode=_decode)
