"""The child's memory of pixels that it is asked about."""

from __future__ import annotations

import contextlib
import mmap
import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.memory.laid_over import NORESERVE, map_to_read
from itk_inspector.worker.memory.scratch_file import reaches
from itk_inspector.worker.wire.descriptor import Descriptor


class ShownPixels:
    """Pixels as they lie in a file, or as far as they were told.

    No fork has them: a process that parses strangers' bytes has no other image in its memory.

    Parameters
    ----------
    info : ImageInfo
        Of the pixels.
    offset : int
        Of the first one in the file.
    descriptor : Descriptor, optional
        Of the file; taken over. Without it all bytes are 0 but those that `tell` has told last.

    Raises
    ------
    OSError, ValueError
        If the file cannot be mapped.
    """

    def __init__(self, info: ImageInfo, offset: int, descriptor: Descriptor | None) -> None:
        self.info = info
        self._descriptor = descriptor
        self._end = offset + info.bytes
        if descriptor is not None:
            lead = offset % mmap.ALLOCATIONGRANULARITY
            self._memory = map_to_read(descriptor.fd, lead + info.bytes, offset - lead)
        else:
            lead = 0
            self._memory = _zeros(info.bytes)
        if sys.platform != "win32" and hasattr(mmap, "MADV_DONTFORK"):
            self._memory.madvise(mmap.MADV_DONTFORK)
        seen = np.frombuffer(self._memory, dtype=np.uint8)[lead : lead + info.bytes]
        self.pixels: npt.NDArray[Any] = seen.view(info.dtype).reshape(info.shape)
        self._told: tuple[int, int] | None = None

    @property
    def is_safe(self) -> bool:
        """Tell whether the mapped file still reaches to the last pixel."""
        return self._descriptor is None or reaches(self._descriptor.fd, self._end)

    def tell(self, at: int, patch: bytes) -> None:
        """Put bytes where they belong, in place of those that were told before."""
        assert self._descriptor is None
        if sys.platform == "linux" and self._told is not None:
            start = self._told[0] - self._told[0] % mmap.PAGESIZE
            self._memory.madvise(mmap.MADV_DONTNEED, start, self._told[1] - start)
        self._memory[at : at + len(patch)] = patch
        self._told = at, at + len(patch)

    def leave(self) -> None:
        """Close the descriptor: in a fork, which has not the memory either."""
        with contextlib.suppress(OSError):
            if self._descriptor is not None:
                self._descriptor.close()


def _zeros(nbytes: int) -> mmap.mmap:
    """Return memory of which nothing is taken before it is written; Windows takes as much as it promises."""
    if sys.platform == "win32":
        return mmap.mmap(-1, nbytes)
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NORESERVE
    return mmap.mmap(-1, nbytes, flags=flags, prot=mmap.PROT_READ | mmap.PROT_WRITE)
