"""The parent's mapping of a file with pixels."""

from __future__ import annotations

import contextlib
import mmap
import os
import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.worker.memory.map_ahead import map_ahead
from itk_inspector.worker.memory.private_copy import PrivateCopy
from itk_inspector.worker.memory.read_ahead import ReadAhead, is_cached
from itk_inspector.worker.memory.scratch_file import private_map, reaches
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.wire.descriptor import Descriptor

_MOST_AHEAD = 1 << 26
"""Bytes of a slice, at the most: of a giant one, a few rows are shown."""
_ASKED_AT_ONCE = 1 << 17
"""Bytes; of more the system begins to read only the first part."""


class Mapping:
    """The parent's mapping of a file with pixels; implements `core.image.document.PixelStore`.

    The pages are mapped copy-on-write and handed out read-only: NumPy refuses
    to write, and code that writes through ITK's own pointer can neither reach
    the file nor end the process.

    Parameters
    ----------
    fd : int
        Taken over, and closed by `close` or when the object is collected.
    nbytes : int
    offset : int
        Of the first pixel in the file.
    name : str
        Of the image, for errors.
    stamp : FileStamp, optional
        Of a file that others may write, taken before its header was read; None for a scratch file.
    policy : ScratchPolicy, optional
        Where a copy that is edited may lie.
    """

    def __init__(
        self,
        fd: int,
        nbytes: int,
        offset: int = 0,
        *,
        name: str = "",
        stamp: FileStamp | None = None,
        policy: ScratchPolicy | None = None,
    ) -> None:
        self._descriptor = Descriptor(fd)
        self.nbytes = nbytes
        self.offset = offset
        self.name = name
        self.stamp = stamp
        self._policy = policy or ScratchPolicy.default()
        self.ahead = ReadAhead()
        self._in_order = 0
        memory, lead = private_map(fd, nbytes, offset)
        self._memory: mmap.mmap | None = memory
        self._bytes: npt.NDArray[np.uint8] | None = np.frombuffer(memoryview(memory).toreadonly(), dtype=np.uint8)[
            lead:
        ]

    @property
    def fd(self) -> int:
        """The file's descriptor, for other mappings of it; −1 when closed."""
        return self._descriptor.fd

    def pixels(self, dtype: str, shape: tuple[int, ...]) -> npt.NDArray[Any]:
        """Return a read-only **view** of the leading bytes as pixels."""
        assert self._bytes is not None
        count = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
        return self._bytes[:count].view(dtype).reshape(shape)

    def private_copy(self) -> PrivateCopy:
        """Return all bytes writable and copy-on-write."""
        copied = Descriptor(os.dup(self.fd))
        return PrivateCopy(copied, self.nbytes, self.offset, name=self.name, stamp=self.stamp, policy=self._policy)

    def fetch(self, start: int, nbytes: int) -> None:
        """Have bytes that will be looked at soon read from a file on the disk, without waiting for it."""
        if self._may_lie_on_disk(start, nbytes):
            self.ahead.ask(self.fd, self.offset + start, nbytes)

    def begin_fetching(self, start: int, nbytes: int) -> None:
        """Ask the system to begin reading bytes that are looked at now: all at once, and not page after page."""
        if sys.platform != "linux" or not self._may_lie_on_disk(start, nbytes):
            return
        with contextlib.suppress(OSError):
            for first in range(start, start + nbytes, _ASKED_AT_ONCE):
                os.posix_fadvise(self.fd, self.offset + first, _ASKED_AT_ONCE, os.POSIX_FADV_WILLNEED)

    def _may_lie_on_disk(self, start: int, nbytes: int) -> bool:
        is_worth_it = self.stamp is not None and self.fd >= 0 and nbytes <= _MOST_AHEAD
        return is_worth_it and not is_cached(self.fd, self.offset + start, nbytes)

    def expect(self, *, in_order: bool) -> None:
        """Say how pages of a file will be looked at: one after the other, or here and there.

        Around scattered looks the system would read megabytes ahead, each time. Whoever reads in order says so before
        and takes it back afterwards; there may be several.
        """
        self._in_order = self._in_order + 1 if in_order else max(0, self._in_order - 1)
        if sys.platform != "win32" and self.stamp is not None and self._memory is not None:
            self._memory.madvise(mmap.MADV_NORMAL if self._in_order else mmap.MADV_RANDOM)

    def map_ahead(self, shown_first: npt.NDArray[np.intp]) -> None:
        """Have mapped what is in the system's memory, beside whoever looks: for looks that are scattered over it.

        Parameters
        ----------
        shown_first : numpy.ndarray
            As `worker.memory.shown_first` returns it.
        """
        if self._bytes is not None:
            map_ahead(self._bytes, self.fd, self.offset, shown_first, lambda: self._bytes is not None)

    @property
    def is_safe(self) -> bool:
        """Tell whether the mapped file still reaches to the last pixel.

        Reading beyond the end of a file that was cut short would end the
        process (SIGBUS). The answer takes a microsecond, so it is asked before
        each look; what happens between the question and the look cannot be guarded.
        """
        return reaches(self._descriptor.fd, self.offset + self.nbytes)

    def close(self) -> None:
        """Close the descriptor; the pages go when the last array on them goes."""
        self._descriptor.close()
        self._bytes = self._memory = None
