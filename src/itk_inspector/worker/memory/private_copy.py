"""The bytes of an editable copy: copy-on-write, and out of the reach of whoever writes the file."""

from __future__ import annotations

import contextlib
import mmap
import os
import sys
import threading
import weakref

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import EditError, SpaceError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.worker.memory.laid_over import NORESERVE, lay_over
from itk_inspector.worker.memory.scratch_file import copy_bytes, private_map, reaches, reserve_for_copy
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.wire.descriptor import Descriptor

COPIED_AT_MOST = 1 << 28
"""Bytes that are copied at the first change; more would be felt."""
FREED_LATE = 1 << 24
"""Bytes of scratch from which on it is given back beside the window: to free 256 MB takes a tenth of a second."""
_LATER = 0.2
"""Seconds after which nothing else holds it any more."""
_FICLONE = 0x40049409  # linux/fs.h: share the blocks of another file, copied when one of the two is written


class PrivateCopy:
    """Copy-on-write bytes of a file; implements `core.editing.copied_bytes.CopiedBytes`.

    Pages that were not written yet are those of the file. When others may write
    it, the first change takes them out of their reach: the file's blocks are
    shared with a nameless one where the file system can (``FICLONE``), or copied
    up to `COPIED_AT_MOST` bytes, and mapped in the place of the file, so that
    the arrays on the old mapping are on the new one. A larger file is watched
    instead: when it has changed, the copy may not be changed any more.

    Parameters
    ----------
    descriptor : Descriptor
        Of the file; taken over.
    nbytes, offset : int
        Where the bytes lie in it.
    name : str
        Of the image, for errors.
    stamp : FileStamp, optional
        Of a file that others may write, as it was opened; None for a scratch file.
    policy : ScratchPolicy
        Where the copied pages may lie.
    """

    def __init__(
        self,
        descriptor: Descriptor,
        nbytes: int,
        offset: int,
        *,
        name: str,
        stamp: FileStamp | None,
        policy: ScratchPolicy,
    ) -> None:
        self._descriptor = descriptor
        self.nbytes = nbytes
        self.offset = offset
        self.stamp = stamp
        self._name = name
        self._policy = policy
        self._tried = False
        if stamp is None and nbytes >= FREED_LATE:
            let_go = weakref.finalize(self, _close_later, os.dup(descriptor.fd))
            let_go.atexit = False
        memory, self._lead = private_map(descriptor.fd, nbytes, offset)
        self._array = np.frombuffer(memory, dtype=np.uint8)[self._lead :]

    @property
    def fd(self) -> int:
        """The descriptor of the file behind the unchanged pages."""
        return self._descriptor.fd

    @property
    def array(self) -> npt.NDArray[np.uint8]:
        """The bytes."""
        return self._array

    @property
    def is_safe(self) -> bool:
        """Tell whether the file behind the unchanged pages still reaches to the last pixel."""
        return reaches(self.fd, self.offset + self.nbytes)

    def prepare(self) -> None:
        """Take the pages out of the file before the first change; refuse when it has changed under them.

        Raises
        ------
        EditError
        """
        self._refuse_changed()
        if self.stamp is None or self._tried:
            return
        self._tried = True
        with contextlib.suppress(OSError, SpaceError):  # then the file is watched
            taken = self._taken_out()
            if taken is not None:
                self._refuse_changed()
                self._put_under(*taken)

    @property
    def is_unchanged(self) -> bool:
        """Tell whether the file is as it was opened, or the pages are taken out of it."""
        try:
            return self.stamp is None or FileStamp.of_open(self.fd) == self.stamp
        except OSError:
            return False

    def _refuse_changed(self) -> None:
        if not self.is_unchanged:
            raise EditError(
                f"{self._name} changed on disk since it was opened; the copy cannot be edited any more.",
                advice="Reload it; the edits made so far are applied again.",
            )

    def _taken_out(self) -> tuple[Descriptor, int] | None:
        """Return a file of the same bytes that nobody else can write, and where they begin in it, if that is cheap."""
        if sys.platform != "linux" or IS_PORTABLE:
            return None
        cloned = self._cloned()
        if cloned is not None:
            return cloned, self.offset
        if self.nbytes > COPIED_AT_MOST:
            return None
        whole = self._lead + self.nbytes
        fd, large = reserve_for_copy(whole, self._policy, self._name)
        copied = Descriptor(fd)
        copy_bytes(self.fd, self.offset - self._lead, fd, whole, large)
        return copied, self._lead

    def _cloned(self) -> Descriptor | None:
        if sys.platform != "linux":
            return None
        import fcntl  # not everywhere

        try:
            clone = Descriptor(os.open(self._policy.disk, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600))
            fcntl.ioctl(clone.fd, _FICLONE, self.fd)
        except OSError:
            return None
        return clone

    def _put_under(self, descriptor: Descriptor, offset: int) -> None:
        """Map another file where this one is mapped, in one step; no page was written yet."""
        if sys.platform != "linux":
            raise NotImplementedError
        place = self._array.ctypes.data - self._lead
        access, flags = mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | NORESERVE
        lay_over(place, self._lead + self.nbytes, access, flags, descriptor.fd, offset - self._lead)
        self._descriptor.close()
        self._descriptor = descriptor
        self.offset = offset
        self.stamp = None


def _close_later(fd: int) -> None:
    """Close a descriptor in a thread, as the last one of its file: whoever does so waits until its memory is free."""
    closing = threading.Timer(_LATER, os.close, (fd,))
    closing.daemon = True
    closing.start()
