"""Mapping a file over memory: Python's ``mmap`` can be told no place, and keeps a descriptor of the file."""

from __future__ import annotations

import ctypes
import functools
import mmap
import os
import sys

from itk_inspector.core.late_numpy import np
from itk_inspector.core.system.backend import IS_PORTABLE

POPULATE_READ = 22  # asm-generic/mman-common.h: MADV_POPULATE_READ
_FIXED = 0x10  # MAP_FIXED, as above
# Python names it from 3.13 on; without it Linux refuses a private mapping larger than its memory
_LINUX_NORESERVE = 0x4000 if sys.platform == "linux" and os.uname().machine in ("x86_64", "aarch64") else 0
NORESERVE = getattr(mmap, "MAP_NORESERVE", _LINUX_NORESERVE)


def lay_over(place: int, nbytes: int, prot: int, flags: int, fd: int, offset: int = 0) -> None:
    """Map part of a file in place of memory of this process, which is to be unmapped as if it were still that.

    Parameters
    ----------
    place : int
        Address of the memory; of a page.
    nbytes, prot, flags, fd, offset : int
        As mmap(2) has them.

    Raises
    ------
    OSError
        If it cannot be mapped.
    """
    if libc().mmap(place, nbytes, prot, flags | _FIXED, fd, offset) != place:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def map_to_read(fd: int, nbytes: int, offset: int) -> mmap.mmap:
    """Map part of a file to be read, so that no descriptor of it is left when ``fd`` is closed.

    Parameters
    ----------
    fd : int
    nbytes : int
    offset : int
        Of a page.

    Raises
    ------
    OSError, ValueError
        If it cannot be mapped, or is shorter.
    """
    if sys.platform == "win32" or IS_PORTABLE:
        if os.fstat(fd).st_size < offset + nbytes:  # Windows would make it longer
            raise ValueError("mmap length is greater than file size")
        return mmap.mmap(fd, nbytes, access=mmap.ACCESS_READ, offset=offset)
    if sys.platform != "linux":
        return mmap.mmap(fd, nbytes, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ, offset=offset)
    if os.fstat(fd).st_size < offset + nbytes:
        raise ValueError("mmap length is greater than file size")
    memory = mmap.mmap(-1, nbytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NORESERVE, prot=mmap.PROT_READ)
    place = np.frombuffer(memory, np.uint8).ctypes.data
    lay_over(place, nbytes, mmap.PROT_READ, mmap.MAP_PRIVATE, fd, offset)
    return memory


@functools.cache
def libc() -> ctypes.CDLL:
    """Return the C library with the calls that are made here."""
    found = ctypes.CDLL(None, use_errno=True)
    size, number = ctypes.c_size_t, ctypes.c_int
    found.mmap.restype = ctypes.c_void_p
    found.mmap.argtypes = [ctypes.c_void_p, size, number, number, number, ctypes.c_long]
    found.madvise.argtypes = [ctypes.c_void_p, size, number]
    return found
