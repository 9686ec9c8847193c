"""Scratch files that are given again to the process that filled them: their pages are neither freed nor cleared.

For ten megabytes that takes longer than to read them. A file is given again only when nobody has it any more, neither
open nor mapped, in this process or another one. That is what the kernel says: it grants a lease to write on no other
condition (fcntl(2), ``F_SETLEASE``).
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from itk_inspector.core.system.open_files import CLOEXEC
from itk_inspector.worker.memory.scratch_file import free_memory, opened_ahead
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy

LEAST, MOST = 1 << 21, 1 << 26
"""Bytes of a file that is given again: fewer are cleared soon, and more are not kept for what may not come."""
_PLENTY = 4 * MOST
"""Bytes that are free besides what has to stay free, or nothing is kept: others may need it."""


class UsedScratch:
    """Opens scratch files for a process that does one task after the other, and keeps the last two of them.

    They are those of the image that was read last and of the one before it, which a script that goes through files has
    closed by then.
    """

    def __init__(self) -> None:
        self._files: list[int] = []
        self._owner: object = None

    @contextlib.contextmanager
    def opened_ahead(self, policy: ScratchPolicy, owner: object) -> Iterator[Mapping[Path, int]]:
        """Open a file in each folder, as `scratch_file.opened_ahead` does, and close them afterwards.

        That in memory may be one that was filled before: `scratch_file.reserve_for_copy` takes it as it is.

        Parameters
        ----------
        policy : ScratchPolicy
        owner : object
            Stands for the process. No other one is given what it has filled.
        """
        if owner is not self._owner:
            self.let_go()
            self._owner = owner
        opened = opened_ahead(policy).ahead
        try:
            if policy.memory in opened:
                opened[policy.memory] = self._one_of(opened[policy.memory], policy)
            yield opened
        finally:
            for fd in opened.values():
                os.close(fd)

    def let_go(self) -> None:
        """Keep none of them."""
        for fd in self._files:
            os.close(fd)
        self._files.clear()

    def _one_of(self, new: int, policy: ScratchPolicy) -> int:
        """Return a file that nobody has any more, opened once more, or else the new one; keep it, and the last one."""
        used = [fd for fd in self._files if LEAST <= os.fstat(fd).st_size <= MOST]
        if used and free_memory(policy) < _PLENTY:
            used = []
        again = next(filter(_is_alone, used), None)
        keep = [fd for fd in used[-1:] if fd != again]
        for fd in self._files:
            if fd != again and fd not in keep:
                os.close(fd)
        self._files = keep
        if again is None:
            with contextlib.suppress(OSError):
                self._files.append(_opened_once_more(new))
            return new
        self._files.append(again)
        with contextlib.suppress(OSError):
            given = _opened_once_more(again)
            os.close(new)
            return given
        return new


def _opened_once_more(fd: int) -> int:
    """Open a file by itself, where a duplicate would be one with the other: of these the kernel would say nothing."""
    return os.open(f"/proc/self/fd/{fd}", os.O_RDWR | CLOEXEC)


def _is_alone(fd: int) -> bool:
    """Tell whether nobody has a file but by this descriptor."""
    if sys.platform != "linux":
        return False
    import fcntl  # not everywhere

    try:
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError:
        return False
    return True
