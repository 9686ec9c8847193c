"""Reading and writing at a place of an open file, and the flags to open it with."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from itk_inspector.core.system.backend import IS_PORTABLE

_BINARY: int = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)  # Windows
CLOEXEC: int = getattr(os, "O_CLOEXEC", 0) | _BINARY
"""Not inherited, and bytes as they are."""
NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
NONBLOCK: int = getattr(os, "O_NONBLOCK", 0)
"""Nobody waits for the other end of a pipe that stands in a file's place."""
_MOVING = threading.Lock()


@contextlib.contextmanager
def moved_to(fd: int, offset: int) -> Iterator[None]:
    """Stand at a place of an open file meanwhile, alone among the threads, and then where it stood before.

    Raises
    ------
    OSError
    """
    with _MOVING:
        before = os.lseek(fd, 0, os.SEEK_CUR)
        os.lseek(fd, offset, os.SEEK_SET)
        try:
            yield
        finally:
            os.lseek(fd, before, os.SEEK_SET)


def pread(fd: int, count: int, offset: int) -> bytes:
    """Return bytes from a place on, as ``os.pread`` does, which Windows lacks.

    Raises
    ------
    OSError
    """
    if sys.platform == "win32" or IS_PORTABLE:
        with moved_to(fd, offset):
            return os.read(fd, count)
    return os.pread(fd, count, offset)


def read_into(fd: int, memory: memoryview, offset: int) -> int:
    """Fill memory from a place on, and return how many bytes came, as ``os.preadv`` does.

    Raises
    ------
    OSError
    """
    if sys.platform == "win32" or IS_PORTABLE:
        data = pread(fd, memory.nbytes, offset)
        memory.cast("B")[: len(data)] = data
        return len(data)
    return os.preadv(fd, [memory], offset)


def pwrite(fd: int, data: bytes | memoryview, offset: int) -> int:
    """Write bytes at a place, as ``os.pwrite`` does, and return how many were.

    Raises
    ------
    OSError
    """
    if sys.platform == "win32" or IS_PORTABLE:
        with moved_to(fd, offset):
            return os.write(fd, data)
    return os.pwrite(fd, data, offset)


def allocate(fd: int, start: int, nbytes: int) -> None:
    """Take room on the disk; where no call does that, make the file so long: who writes is told that there is none.

    Raises
    ------
    OSError
    """
    if sys.platform != "linux" or IS_PORTABLE:
        if os.fstat(fd).st_size < start + nbytes:
            os.ftruncate(fd, start + nbytes)
        return
    os.posix_fallocate(fd, start, nbytes)


def free_bytes(folder: Path) -> int:
    """Return how many bytes may still be written into a folder; 0 where there is none."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
