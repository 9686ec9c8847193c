"""Pixels in a file that both processes map."""

from __future__ import annotations

import contextlib
import mmap
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import SpaceError
from itk_inspector.worker.scratch_policy import ScratchPolicy

# Python names it from 3.13 on; without it Linux refuses a private mapping larger than its memory
_LINUX_NORESERVE = 0x4000 if sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64") else 0
_NORESERVE = getattr(mmap, "MAP_NORESERVE", _LINUX_NORESERVE)


def human_bytes(count: int) -> str:
    """Write a number of bytes in decimal units with three digits."""
    value = float(count)
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if unit == "bytes" and value < 1000:
            return f"{count} bytes"
        if value < 999.5 and unit != "bytes":
            return f"{value:.3g} {unit}"
        if unit == "TB":
            return f"{value:,.0f} {unit}"
        value /= 1000
    raise AssertionError


def _free_memory() -> int:
    with contextlib.suppress(OSError), Path("/proc/meminfo").open() as lines:
        for line in lines:
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return 2**62


def _free_in(folder: Path) -> int:
    try:
        status = os.statvfs(folder)
    except OSError:
        return 0
    return status.f_bavail * status.f_frsize


def reserve_scratch(nbytes: int, policy: ScratchPolicy, name: str) -> int:
    """Reserve a scratch file without a name and return its descriptor.

    Parameters
    ----------
    nbytes : int
        At least 1.
    policy : ScratchPolicy
    name : str
        Of the image, for the error.

    Raises
    ------
    SpaceError
        With the bytes needed and the bytes free.
    """
    memory = min(_free_in(policy.memory), _free_memory())
    disk = _free_in(policy.disk)
    folders = [f for f, free in ((policy.memory, memory), (policy.disk, disk)) if free - policy.spare >= nbytes]
    for folder in folders:
        fd = _nameless(folder)
        try:
            os.posix_fallocate(fd, 0, nbytes)
        except OSError:
            os.close(fd)
            continue
        return fd
    raise SpaceError(
        f"{name} needs {human_bytes(nbytes)} for its pixels; "
        f"{human_bytes(memory)} of memory and {human_bytes(disk)} of disk are free.",
        advice="Close other programs, free some disk space, or open a smaller part.",
    )


def _nameless(folder: Path) -> int:
    if hasattr(os, "O_TMPFILE"):
        with contextlib.suppress(OSError):
            return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fd, path = tempfile.mkstemp(prefix="itk-inspector-", dir=folder)
    os.unlink(path)
    return fd


def map_writable(fd: int, nbytes: int) -> npt.NDArray[np.uint8]:
    """Map a scratch file so that writes reach it; a uint8 **view** of shape (``nbytes``,)."""
    return np.frombuffer(mmap.mmap(fd, nbytes), dtype=np.uint8)


def map_private(fd: int, nbytes: int, offset: int = 0) -> npt.NDArray[np.uint8]:
    """Map part of a file copy-on-write: writable, and no write ever reaches the file."""
    memory, lead = _private_map(fd, nbytes, offset)
    return np.frombuffer(memory, dtype=np.uint8)[lead:]


def _private_map(fd: int, nbytes: int, offset: int) -> tuple[mmap.mmap, int]:
    """Return a mapping that begins at a page, and where the wanted bytes begin in it."""
    lead = offset % mmap.ALLOCATIONGRANULARITY
    flags = mmap.MAP_PRIVATE | _NORESERVE
    access = mmap.PROT_READ | mmap.PROT_WRITE
    return mmap.mmap(fd, lead + nbytes, flags=flags, prot=access, offset=offset - lead), lead


class Mapping:
    """The parent's mapping of a file with pixels; implements `core.document.PixelStore`.

    The pages are mapped copy-on-write and handed out read-only: NumPy refuses
    to write, and code that writes through ITK's own pointer can neither reach
    the file nor end the process.

    Parameters
    ----------
    fd : int
        Taken over, and closed by `close`.
    nbytes : int
    offset : int
        Of the first pixel in the file.
    """

    def __init__(self, fd: int, nbytes: int, offset: int = 0) -> None:
        self._fd = fd
        self.nbytes = nbytes
        self.offset = offset
        memory, lead = _private_map(fd, nbytes, offset)
        self._bytes: npt.NDArray[np.uint8] | None = np.frombuffer(memoryview(memory).toreadonly(), dtype=np.uint8)[
            lead:
        ]

    @property
    def fd(self) -> int:
        """The descriptor, for a child that is to map the same file."""
        return self._fd

    def pixels(self, dtype: str, shape: tuple[int, ...]) -> npt.NDArray[Any]:
        """Return a read-only **view** of the leading bytes as pixels."""
        assert self._bytes is not None
        count = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
        return self._bytes[:count].view(dtype).reshape(shape)

    def private_copy(self) -> npt.NDArray[np.uint8]:
        """Return all bytes writable and copy-on-write."""
        return map_private(self._fd, self.nbytes, self.offset)

    @property
    def is_safe(self) -> bool:
        """Tell whether the mapped file still reaches to the last pixel.

        Reading beyond the end of a file that was cut short would end the
        process (SIGBUS). The answer takes a microsecond, so it is asked before
        each look; what happens between the question and the look cannot be guarded.
        """
        return self._fd >= 0 and os.fstat(self._fd).st_size >= self.offset + self.nbytes

    def close(self) -> None:
        """Close the descriptor; the pages go when the last array on them goes."""
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1
        self._bytes = None
