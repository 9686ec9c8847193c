"""Memory that the window shares with the child that reads an image in parts: slots of one size in a file."""

from __future__ import annotations

import mmap
import sys
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.budget import TILES
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.tile import largest_tile
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.wire.descriptor import Descriptor

_FEWEST, _MOST = 64, 8192
_PAGE = 4096


def slots_for(info: ImageInfo, levels: Iterable[Level]) -> tuple[int, int]:
    """Return how many slots there are to be for an image's tiles, and the bytes of one."""
    shapes, chunks = zip(*((level.shape, level.chunks) for level in levels), strict=True)
    needed = largest_tile(shapes, chunks) * info.channels * np.dtype(info.dtype).itemsize
    each = -(-needed // _PAGE) * _PAGE
    return min(_MOST, max(_FEWEST, TILES // each)), each


def writable_memory(fd: int, nbytes: int) -> memoryview | None:
    """Return the file to write into it, on Windows: there, what is written to a file need not be what is mapped of it.

    Elsewhere None: a file that cannot grow any more says so when it is written to, and a mapping ends the process.
    """
    return memoryview(mmap.mmap(fd, nbytes, access=mmap.ACCESS_WRITE)) if sys.platform == "win32" else None


class TileRing:
    """The window's mapping of it, which only reads.

    Parameters
    ----------
    fd : int
        Taken over.
    slots, slot_bytes : int
    """

    def __init__(self, fd: int, slots: int, slot_bytes: int) -> None:
        self._descriptor = Descriptor(fd)
        self.slots, self.slot_bytes = slots, slot_bytes
        memory = mmap.mmap(fd, slots * slot_bytes, access=mmap.ACCESS_READ)
        self._memory: npt.NDArray[np.uint8] | None = np.frombuffer(memory, np.uint8).reshape(slots, slot_bytes)

    @property
    def memory(self) -> npt.NDArray[np.uint8]:
        """All slots, ``[slot, byte]``, read-only."""
        assert self._memory is not None
        return self._memory

    def slot(self, number: int) -> RingSlot:
        """Return where a slot lies in the file."""
        return RingSlot(self._descriptor, number * self.slot_bytes)

    def close(self) -> None:
        """Close the descriptor; the pages go when the last array on them goes."""
        self._memory = None
        self._descriptor.close()


@dataclass(frozen=True, slots=True)
class RingSlot:
    """A slot of a file: what another process needs for a mapping of its own.

    Parameters
    ----------
    descriptor : Descriptor
    offset : int
        Of its first byte.
    """

    descriptor: Descriptor
    offset: int

    @property
    def fd(self) -> int:
        """The file's descriptor; −1 when it is closed."""
        return self.descriptor.fd
