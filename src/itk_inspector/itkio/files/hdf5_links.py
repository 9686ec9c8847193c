"""What an HDF5 file takes from other files: external storage, external links, virtual data sets.

There is no HDF5 library here besides the one inside ITK, which follows all three without a word. So the file is
searched for the three structures as the format writes them (HDF5 File Format Specification 3.0: III.D local heap,
III.E global heap, III.G fractal heap, IV.A.2.g link message, IV.A.2.h external data files, IV.A.2.i data layout).
Each is told from chance by arithmetic: addresses must lead to heaps that are there, lengths must fit.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.remembered import remembered
from itk_inspector.core.late_numpy import np

if TYPE_CHECKING:
    import numpy.typing as npt

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_BLOCK = 1 << 23
_OVERLAP = 1 << 13
_LONGEST = 1 << 12
"""Bytes of a name that is looked at; a path cannot be longer."""
_EXTERNAL = 64
"""Type of an external link."""


def is_hdf5(path: Path) -> bool:
    """Tell by the signature, at the start or behind a user block, whether a file is HDF5."""
    try:
        with path.open("rb") as file:
            return _superblock(file) is not None
    except OSError:
        return False


def _superblock(file: BinaryIO) -> int | None:
    size = file.seek(0, os.SEEK_END)
    at = 0
    while at + len(_SIGNATURE) <= size:
        file.seek(at)
        if file.read(len(_SIGNATURE)) == _SIGNATURE:
            return at
        at = 512 if at == 0 else at * 2
    return None


def outside_names(path: Path) -> tuple[str, ...]:
    """Return the names of other files in an HDF5 file, each once.

    Raises
    ------
    OpenError
        If the file is laid out in a way that cannot be searched.
    """
    try:
        kind = path.stat()
        return _found(path, kind.st_ino, kind.st_size, kind.st_mtime_ns)
    except OSError as e:
        raise OpenError(f"{path.name} cannot be read.", advice=str(e)) from e


@remembered
def _found(path: Path, *_stamp: int) -> tuple[str, ...]:
    with path.open("rb") as file:
        start = _superblock(file)
        return () if start is None else tuple(dict.fromkeys(_Search(path, file, start).names()))


@dataclass()
class _Search:
    """One file, searched from start to end."""

    path: Path
    file: BinaryIO
    start: int
    heaps: dict[int, int] = field(default_factory=dict)
    """Addresses that may mean a local heap, and where it is."""
    collections: dict[int, int] = field(default_factory=dict)
    """Addresses that may mean a collection of the global heap, and where it is."""

    def names(self) -> Iterator[str]:
        bases = self._bases()
        for at, block in self._blocks():
            for place in _places(block, b"HEAP\0"):
                self.heaps |= {at + place - base: at + place for base in bases}
            for place in _places(block, b"GCOL\1"):
                self.collections |= {at + place - base: at + place for base in bases}
            if any(block[place + 7 : place + 9] != b"\0\0" for place in _places(block, b"FRHP\0")):
                raise self._odd("it keeps its links in filtered heaps")
            yield from _linked(block)
        if not self.heaps and not self.collections:
            return
        for _, block in self._blocks():
            yield from self._stored(block, bases)
            yield from self._virtual(block)

    def _bases(self) -> tuple[int, ...]:
        """Return what addresses may count from."""
        head = self._read(self.start, 64)
        version = head[8] if len(head) == 64 else 255
        if version > 3:
            raise self._odd("its version is not known")
        offsets, lengths, base = (13, 14, 24 + 4 * version) if version < 2 else (9, 10, 12)
        if (head[offsets], head[lengths]) != (8, 8):
            raise self._odd("its addresses are not of 8 bytes")
        (given,) = struct.unpack_from("<Q", head, base)
        return tuple({0, self.start, int(given)})

    def _blocks(self) -> Iterator[tuple[int, bytes]]:
        at = 0
        while True:
            block = self._read(at, _BLOCK + _OVERLAP)
            if not block:
                return
            yield at, block
            at += _BLOCK

    def _read(self, at: int, count: int) -> bytes:
        self.file.seek(at)
        return self.file.read(count)

    def _stored(self, block: bytes, bases: tuple[int, ...]) -> Iterator[str]:
        """Find messages of external data files: version 1, slots, the address of a heap that holds the names."""
        bytes_ = np.frombuffer(block, dtype=np.uint8)
        if len(bytes_) < 40:
            return
        body = bytes_[:-39]
        zero = bytes_ == 0
        hits = (body == 1) & zero[1:-38] & zero[2:-37] & zero[3:-36] & zero[14:-25] & zero[15:-24]
        for place, address in _addressed(bytes_, np.flatnonzero(hits), 8, self.heaps):
            allocated, used = struct.unpack_from("<HH", block, place + 4)
            if not 1 <= used <= allocated:
                continue
            heap = self._read(self.heaps[address], 32)
            (data,) = struct.unpack_from("<Q", heap, 24) if len(heap) == 32 else (0,)
            for slot in range(used):
                (name,) = struct.unpack_from("<Q", block[place + 16 + 24 * slot :][:8].ljust(8, b"\0"))
                found = {self._text(base + data + name) for base in bases} - {""}
                yield from (found or {"a file without a name"})

    def _virtual(self, block: bytes) -> Iterator[str]:
        """Find layouts of virtual data sets: version 4, class 3, the address of a global heap with the names."""
        bytes_ = np.frombuffer(block, dtype=np.uint8)
        if len(bytes_) < 16:
            return
        hits = (bytes_[:-15] == 4) & (bytes_[1:-14] == 3)
        for place, address in _addressed(bytes_, np.flatnonzero(hits), 2, self.collections):
            (wanted,) = struct.unpack_from("<I", block, place + 10)
            yield from self._mapped(self.collections[address], wanted)

    def _mapped(self, at: int, wanted: int) -> Iterator[str]:
        """Yield the sources in an object of a global heap: version 0, count, then each name and what is taken."""
        end = at + int.from_bytes(self._read(at + 8, 8), "little")
        at += 16
        while at + 16 <= end:
            index, _, _, size = struct.unpack("<HHIQ", self._read(at, 16).ljust(16, b"\0"))
            if index == wanted:
                break
            if index == 0:
                return
            at += 16 + (size + 7) // 8 * 8
        name = self._text(at + 16 + 9)
        if name in ("", "."):
            raise self._odd("it is put together from parts of itself")
        yield name

    def _text(self, at: int) -> str:
        raw = self._read(at, _LONGEST).partition(b"\0")[0] if 0 <= at < 1 << 62 else b""
        return os.fsdecode(raw)

    def _odd(self, why: str) -> OpenError:
        return OpenError(
            f"{self.path.name} cannot be searched for what it takes from other files: {why}.",
            advice="Write it again with the program that made it.",
        )


def _places(block: bytes, wanted: bytes) -> Iterator[int]:
    at = block.find(wanted)
    while at >= 0:
        yield at
        at = block.find(wanted, at + 1)


def _addressed(
    bytes_: npt.NDArray[np.uint8], hits: npt.NDArray[np.intp], ahead: int, known: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield those hits, with the address, where the address some bytes ahead is a known one."""
    if not len(hits) or not known:
        return
    wanted = np.array([address for address in known if 0 <= address < 1 << 62], dtype=np.uint64)
    for start in range(0, len(hits), 1 << 20):
        some = hits[start : start + (1 << 20)]
        addresses = bytes_[some[:, None] + np.arange(ahead, ahead + 8)].view("<u8").ravel()
        for which in np.flatnonzero(np.isin(addresses, wanted)):
            yield int(some[which]), int(addresses[which])


def _linked(block: bytes) -> Iterator[str]:
    """Find link messages of external links: version 1, flags, type, the link's name, then file and object."""
    bytes_ = np.frombuffer(block, dtype=np.uint8)
    if len(bytes_) < 12:
        return
    hits = (bytes_[:-2] == 1) & (bytes_[2:] == _EXTERNAL) & (bytes_[1:-1] & 0xE8 == 8)
    for place in np.flatnonzero(hits):
        name = _linked_file(block, int(place))
        if name is not None:
            yield name


def _linked_file(block: bytes, at: int) -> str | None:
    flags = block[at + 1]
    at += 3 + (8 if flags & 4 else 0) + (1 if flags & 16 else 0)
    width = 1 << (flags & 3)
    length = int.from_bytes(block[at : at + width], "little")
    at += width + length
    if not 1 <= length <= _LONGEST or at + 3 > len(block):
        return None
    size = int.from_bytes(block[at : at + 2], "little")
    value = block[at + 2 : at + 2 + size]
    parts = value[1:].split(b"\0")
    if len(value) != size or size < 5 or value[0] != 0 or len(parts) != 3 or parts[2] or not (parts[0] and parts[1]):
        return None
    return os.fsdecode(parts[0])
