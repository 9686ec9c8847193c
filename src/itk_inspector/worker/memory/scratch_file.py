"""Files that hold pixels for two processes, and mappings of them."""

from __future__ import annotations

import contextlib
import errno
import mmap
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.core.errors import SpaceError
from itk_inspector.core.late_numpy import np
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.core.system.open_files import allocate, free_bytes, pwrite, read_into
from itk_inspector.core.text.byte_text import byte_text
from itk_inspector.worker.memory import large_pages
from itk_inspector.worker.memory.laid_over import NORESERVE, POPULATE_READ
from itk_inspector.worker.memory.memory_limit import available
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.wire import named_files

if TYPE_CHECKING:
    import numpy.typing as npt

_BLOCK = 1 << 24
_PIECE = 1 << 18  # stays in a processor's cache


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
    return _reserved(nbytes, policy, name, as_it_is=False)[0]


def reserve_for_copy(nbytes: int, policy: ScratchPolicy, name: str) -> tuple[int, int]:
    """Reserve as `reserve_scratch` does; return besides how many of the first bytes lie in large pages.

    What was in a file that is given again is still in it: who reserves so writes all of it.

    Raises
    ------
    SpaceError
        As `reserve_scratch`.
    """
    return _reserved(nbytes, policy, name, as_it_is=True)


def _reserved(nbytes: int, policy: ScratchPolicy, name: str, *, as_it_is: bool) -> tuple[int, int]:
    for folder in _roomy(nbytes, policy, name):
        try:
            fd = _taken(policy, folder, nbytes if as_it_is else 0)
        except OSError:  # a confined process opens no other one
            continue
        try:
            is_filled = os.fstat(fd).st_size > 0
            large = large_pages.taken_before(fd) if is_filled else large_pages.take(fd, nbytes)
            allocate(fd, 0, nbytes)
        except OSError:
            os.close(fd)
            continue
        return fd, large
    raise _no_room(nbytes, policy, name)


def sized_scratch(nbytes: int, policy: ScratchPolicy, name: str) -> int:
    """Return the descriptor of a scratch file of a size, where there is room now, of which nothing is taken yet.

    Who fills it writes, or reserves each part before touching it in a mapping: both in the time of one, and several
    processes at once. Who is told then that there is no room may still `reserve_scratch`. `large_pages.take` goes
    before, where nobody waits.

    Raises
    ------
    SpaceError
        As `reserve_scratch`.
    """
    with lack_of_room(nbytes, policy, name):
        fd = _taken(policy, _roomy(nbytes, policy, name)[0])
    try:
        with lack_of_room(nbytes, policy, name):
            os.ftruncate(fd, nbytes)
    except SpaceError:  # some systems have a longest file
        os.close(fd)
        raise
    return fd


@contextlib.contextmanager
def lack_of_room(nbytes: int, policy: ScratchPolicy, name: str) -> Iterator[None]:
    """Turn what the system says of a scratch file that cannot grow into a `SpaceError`, as `reserve_scratch` tells it.

    Raises
    ------
    SpaceError
    """
    try:
        yield
    except OSError as e:
        raise _no_room(nbytes, policy, name) from e


def _taken(policy: ScratchPolicy, folder: Path, kept: int = 0) -> int:
    """Take the file that was opened ahead, or open one; it is empty, or ``kept`` bytes long and was filled before."""
    if folder not in policy.ahead:
        return _nameless(folder)
    fd = policy.ahead.pop(folder)
    if os.fstat(fd).st_size != kept:
        os.ftruncate(fd, 0)
    return fd


def open_scratch(nbytes: int, policy: ScratchPolicy, name: str) -> int:
    """Open an empty scratch file where there is room now; who writes it may still be told that there is none.

    Raises
    ------
    SpaceError
        As `reserve_scratch`.
    """
    return _nameless(_roomy(nbytes, policy, name)[0])


def _roomy(nbytes: int, policy: ScratchPolicy, name: str) -> list[Path]:
    """Return the folders that have room, memory first; there is at least one."""
    folders = [folder for folder, free in _free(policy).items() if free - policy.spare >= nbytes]
    if not folders:
        raise _no_room(nbytes, policy, name)
    return folders


def _free(policy: ScratchPolicy) -> dict[Path, int]:
    """Return the bytes free in each folder, memory first; where both are one, it counts as memory on the native way."""
    free, memory = None if IS_PORTABLE else available(), free_bytes(policy.memory)
    found = {policy.memory: memory if free is None else min(memory, free)}
    found.setdefault(policy.disk, free_bytes(policy.disk))
    return found


def most_free(policy: ScratchPolicy) -> int:
    """Return how many bytes one scratch file may have now."""
    return max(0, max(_free(policy).values()) - policy.spare)


def free_memory(policy: ScratchPolicy) -> int:
    """Return how many bytes of scratch may lie in memory now."""
    return max(0, _free(policy)[policy.memory] - policy.spare)


def _no_room(nbytes: int, policy: ScratchPolicy, name: str) -> SpaceError:
    free = _free(policy)
    kept = f", of which {byte_text(policy.spare)} each are kept free" if policy.spare else ""
    return SpaceError(
        f"{name} needs {byte_text(nbytes)} for its pixels; {byte_text(free[policy.memory])} of memory "
        f"and {byte_text(free[policy.disk])} of disk are free{kept}.",
        advice="Close other programs, free some disk space, or open a smaller part.",
    )


def opened_ahead(policy: ScratchPolicy) -> ScratchPolicy:
    """Open an empty scratch file in each folder now, for a process that may open none later."""
    ahead = {}
    for folder in policy.folders:
        with contextlib.suppress(OSError):
            ahead[folder] = _nameless(folder)
    return replace(policy, ahead=ahead)


def _nameless(folder: Path) -> int:
    if IS_PORTABLE:
        return named_files.scratch(folder)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fd, path = tempfile.mkstemp(prefix="itk-inspector-", dir=folder)
    os.unlink(path)
    return fd


def map_writable(fd: int, nbytes: int) -> npt.NDArray[np.uint8]:
    """Map a scratch file so that writes reach it; a uint8 **view** of shape (``nbytes``,)."""
    return large_pages.mapped(fd, nbytes)


def map_private(fd: int, nbytes: int, offset: int = 0) -> npt.NDArray[np.uint8]:
    """Map part of a file copy-on-write: writable, and no write ever reaches the file."""
    assert fd >= 0  # −1 would map fresh zeros
    memory, lead = private_map(fd, nbytes, offset)
    return np.frombuffer(memory, dtype=np.uint8)[lead:]


def map_private_ahead(fd: int, nbytes: int, offset: int = 0) -> npt.NDArray[np.uint8]:
    """Map as `map_private` does, for who reads all of it: its pages at once, and not one by one as they are met."""
    assert fd >= 0
    memory, lead = private_map(fd, nbytes, offset)
    if sys.platform == "linux" and nbytes < (available() or 0) // 2:
        with contextlib.suppress(OSError):  # older kernels; who reads a page that cannot be read is told then
            memory.madvise(POPULATE_READ)
    return np.frombuffer(memory, dtype=np.uint8)[lead:]


def private_map(fd: int, nbytes: int, offset: int) -> tuple[mmap.mmap, int]:
    """Return a mapping that begins at a page, and where the wanted bytes begin in it.

    Raises
    ------
    OSError
        If it cannot be mapped, or was cut short since it was looked at.
    """
    lead = offset % mmap.ALLOCATIONGRANULARITY
    if sys.platform == "win32" or IS_PORTABLE:
        return _copied_on_write(fd, lead + nbytes, offset - lead), lead
    flags = mmap.MAP_PRIVATE | NORESERVE
    access = mmap.PROT_READ | mmap.PROT_WRITE
    try:
        return mmap.mmap(fd, lead + nbytes, flags=flags, prot=access, offset=offset - lead), lead
    except ValueError as e:
        raise OSError(errno.EIO, "the file was cut short") from e


def _copied_on_write(fd: int, nbytes: int, offset: int) -> mmap.mmap:
    """Map a file as every system can; the system may refuse more than its memory."""
    if not reaches(fd, offset + nbytes):
        raise OSError(errno.EIO, "the file was cut short")
    try:
        return mmap.mmap(fd, nbytes, access=mmap.ACCESS_COPY, offset=offset)
    except ValueError as e:
        raise OSError(errno.EIO, "the file was cut short") from e


def reaches(fd: int, end: int) -> bool:
    """Tell whether an open file is at least ``end`` bytes long; a lost share or a closed descriptor is not."""
    try:
        return fd >= 0 and os.fstat(fd).st_size >= end
    except OSError:
        return False


def read_bytes(fd: int, offset: int, memory: npt.NDArray[np.uint8]) -> None:
    """Fill ``memory`` from an open file, by reading and not by mapping: a failing device is an error, no signal.

    Raises
    ------
    OSError
        If the file cannot be read, or ends early.
    """
    done, view = 0, memory.data
    while done < len(memory):
        count = read_into(fd, view[done : done + _BLOCK], offset + done)
        if not count:
            raise OSError("the file ends early")
        done += count


def copy_bytes(source: int, offset: int, target: int, nbytes: int, large: int = 0) -> None:
    """Copy bytes of an open file to the begin of another, as its pages are filled soonest.

    Large pages are mapped, and read into. Small ones are written, through little memory: nobody meets them one by one.

    Parameters
    ----------
    source, offset, target, nbytes : int
    large : int
        So many of the target's bytes lie in large pages; it is ``nbytes`` long then.

    Raises
    ------
    OSError
        If the file cannot be read, or ends early.
    """
    if large:
        read_bytes(source, offset, map_writable(target, nbytes)[:large])
    done, piece = large, np.empty(min(_PIECE, nbytes - large), np.uint8)
    while done < nbytes:
        part = piece[: nbytes - done]
        read_bytes(source, offset + done, part)
        write_bytes(target, done, part)
        done += len(part)


def write_bytes(fd: int, offset: int, memory: npt.NDArray[np.uint8]) -> None:
    """Write bytes into a scratch file: pages that are written whole are not cleared first, as mapped ones are.

    Raises
    ------
    OSError
    """
    at = 0
    while at < memory.size:
        at += pwrite(fd, memory[at:].data, offset + at)
