"""Pages of 2 MB for scratch that lies in memory: one of them costs a tenth of the 512 small ones in its place.

Linux gives them to who asks for them by ``MADV_COLLAPSE`` (madvise(2), since 6.1), whatever its own rule for shared
memory is, unless that forbids it. Where it does not, small pages are taken, as ever.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from itk_inspector.core.late_numpy import np
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.core.system.open_files import pwrite
from itk_inspector.worker.memory.laid_over import NORESERVE, lay_over, libc

if TYPE_CHECKING:
    import numpy.typing as npt

LARGE = 1 << 21
_SMALL = 1 << 12
_COLLAPSE = 25  # asm-generic/mman-common.h: MADV_COLLAPSE
_USUAL, _SLACK = 0.001, 0.002
"""Seconds that small pages take instead of a large one, and that may be lost before the rest is left to small ones:
where memory is in pieces, or a virtual machine has given what was free back to its host, large pages take longer.
They are seconds of processor: those in which other programs have it say nothing about pages."""
_REMEMBERED = 4
_taken: dict[tuple[int, int], int] = {}
"""What this process has taken for the last files, by their device and number."""


def take(fd: int, end: int, start: int = 0, now: Callable[[], float] = time.thread_time) -> int:
    """Put large pages of zeros where a file is empty, from ``start`` on, for as long as that is the quicker way.

    Parameters
    ----------
    fd : int
        It is at least ``end`` bytes long afterwards, where large pages are to be had.
    end, start : int
        Between them nothing has been written.
    now : callable, optional
        A clock, in seconds; of this thread's processor by default.

    Returns
    -------
    int
        How many bytes have got them; the rest is as it was.
    """
    done = first = -(-start // LARGE) * LARGE
    if not _are_possible() or first + LARGE > end:
        return 0
    try:
        if os.fstat(fd).st_size < end:
            os.ftruncate(fd, end)
        memory = mapped(fd, end)
    except (OSError, ValueError):
        return 0
    begin, allowed = now(), _SLACK
    with contextlib.suppress(OSError):  # where there is no room, who reserves it finds out
        while done + LARGE <= end and now() - begin <= allowed:
            pwrite(fd, b"\0", done)  # where there is nothing at all, there is nothing to collapse
            if libc().madvise(memory.ctypes.data + done, LARGE, _COLLAPSE):
                break
            done += LARGE
            allowed += _USUAL
    _remember(fd, done - first)
    return done - first


def taken_before(fd: int) -> int:
    """Return how many bytes have got large pages when this process last took them in a file; 0 where it does not know.

    It may be that they are large no more, or another file's: who goes by it is slower then, and no more than that.
    """
    return _taken.get(_identity(fd), 0)


def _remember(fd: int, nbytes: int) -> None:
    _taken.pop(_identity(fd), None)
    _taken[_identity(fd)] = nbytes
    for oldest in list(_taken)[:-_REMEMBERED]:
        del _taken[oldest]


def _identity(fd: int) -> tuple[int, int]:
    found = os.fstat(fd)
    return found.st_dev, found.st_ino


def mapped(fd: int, nbytes: int) -> npt.NDArray[np.uint8]:
    """Map a file so that writes reach it, and large pages are met as such; a uint8 **view** of shape (``nbytes``,).

    Raises
    ------
    OSError, ValueError
        If it cannot be mapped, or is shorter.
    """
    if sys.platform == "win32" or not _are_possible() or nbytes < LARGE:
        return np.frombuffer(mmap.mmap(fd, nbytes), np.uint8)
    if os.fstat(fd).st_size < nbytes:
        raise ValueError("mmap length is greater than file size")
    flags = mmap.MAP_SHARED | mmap.MAP_ANONYMOUS | NORESERVE
    room = np.frombuffer(mmap.mmap(-1, nbytes + LARGE, flags=flags), np.uint8)
    lead = -room.ctypes.data % LARGE
    lay_over(room.ctypes.data + lead, nbytes, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED, fd)
    return room[lead : lead + nbytes]  # what it lies in goes with it


def _are_possible() -> bool:
    return sys.platform == "linux" and not IS_PORTABLE and mmap.PAGESIZE == _SMALL
