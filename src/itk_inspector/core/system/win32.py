"""What Windows is asked for by its own calls; written from Microsoft's documentation, and never run there."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import locale
import os
import sys
from collections.abc import Iterator
from typing import Any

from itk_inspector.core.data_class import dataclass

_LIMITED_INFORMATION, _VM_READ = 0x1000, 0x0010  # winnt.h: PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_VM_READ
_TERMINATE, _SET_QUOTA = 0x0001, 0x0100
_READ, _WRITE, _DELETE, _SHARE_ALL = 0x8000_0000, 0x4000_0000, 0x0001_0000, 0x7  # GENERIC_…, DELETE, FILE_SHARE_…
_NEW, _EXISTING = 1, 3  # fileapi.h: CREATE_NEW, OPEN_EXISTING
_TEMPORARY, _DELETE_ON_CLOSE = 0x100, 0x0400_0000  # FILE_ATTRIBUTE_TEMPORARY, FILE_FLAG_DELETE_ON_CLOSE
_TICKS = 10_000_000  # FILETIME counts in 100 ns
_EXTENDED_LIMITS = 9  # winnt.h: JobObjectExtendedLimitInformation
_PROCESS_MEMORY, _KILL_ON_CLOSE = 0x100, 0x2000  # JOB_OBJECT_LIMIT_PROCESS_MEMORY, …_KILL_ON_JOB_CLOSE
_WORD, _SIZE, _LONG = ctypes.c_uint32, ctypes.c_size_t, ctypes.c_uint64


class MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of sysinfoapi.h."""

    _fields_ = (
        ("length", _WORD),
        ("load", _WORD),
        *((f"{what}_{kind}", _LONG) for kind in ("physical", "page_file", "virtual") for what in ("total", "free")),
        ("extended", _LONG),
    )


class MemoryCounters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of psapi.h."""

    _fields_ = (
        ("cb", _WORD),
        ("page_faults", _WORD),
        ("peak_working_set", _SIZE),
        ("working_set", _SIZE),
        ("pools", _SIZE * 4),
        ("committed", _SIZE),
        ("peak_committed", _SIZE),
    )


class IoCounters(ctypes.Structure):
    """IO_COUNTERS of winnt.h."""

    _fields_ = tuple(
        (f"{what}_{kind}", _LONG) for kind in ("operations", "bytes") for what in ("read", "write", "other")
    )


class JobLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION of winnt.h, with the basic one that it begins with."""

    _fields_ = (
        ("times", _LONG * 2),
        ("flags", _WORD),
        ("working_sets", _SIZE * 2),
        ("most_processes", _WORD),
        ("affinity", _SIZE),
        ("priority", _WORD),
        ("scheduling", _WORD),
        ("io", IoCounters),
        ("process_memory", _SIZE),
        ("job_memory", _SIZE),
        ("peaks", _SIZE * 2),
    )


@dataclass(frozen=True, slots=True)
class Used:
    """What a process has used: seconds of processor, and bytes."""

    processor: float
    resident: int
    committed: int
    read: int
    written: int


def free_memory() -> int | None:
    """Return how many bytes of memory are free; None when Windows does not say."""
    status = MemoryStatus(length=ctypes.sizeof(MemoryStatus))
    return int(status.free_physical) if _kernel().GlobalMemoryStatusEx(ctypes.byref(status)) else None


def used(pid: int) -> Used | None:
    """Return what a process has used so far; None when it is gone."""
    kernel, times = _kernel(), [ctypes.c_uint64() for _ in range(4)]  # created, ended, in the system, in the program
    memory, moved = MemoryCounters(cb=ctypes.sizeof(MemoryCounters)), IoCounters()
    process = kernel.OpenProcess(_LIMITED_INFORMATION | _VM_READ, 0, pid)
    if not process:
        return None
    try:
        is_told = (
            kernel.GetProcessTimes(process, *map(ctypes.byref, times))
            and kernel.K32GetProcessMemoryInfo(process, ctypes.byref(memory), memory.cb)
            and kernel.GetProcessIoCounters(process, ctypes.byref(moved))
        )
    finally:
        kernel.CloseHandle(process)
    seconds = (times[2].value + times[3].value) / _TICKS
    counts = memory.working_set, memory.committed, moved.read_bytes, moved.write_bytes
    return Used(seconds, *map(int, counts)) if is_told else None


def end_with_this_process(pid: int) -> None:
    """Have Windows end a process when this one ends: nobody then has a handle of its job any more.

    Raises
    ------
    OSError
    """
    process = _kernel().OpenProcess(_SET_QUOTA | _TERMINATE, 0, pid)
    if not process:
        raise _error()
    try:
        _assign(_job_of_children(), process)
    finally:
        _kernel().CloseHandle(process)


def take_names_as_utf_8() -> None:
    """Have the C library take names of files as UTF-8, as ITK gives them to it (from Windows 10, 1803, on)."""
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, ".UTF-8")


def open_shared(path: str, *, creates: bool, deletes: bool) -> int:
    """Open a file to read and write that others may open too; return its descriptor.

    Parameters
    ----------
    path : str
    creates : bool
        There must be none yet; else there must be one.
    deletes : bool
        Nobody opens it any more once this descriptor and its duplicates are closed; it goes with the last who has it.

    Raises
    ------
    OSError
    """
    if sys.platform != "win32":
        raise NotImplementedError
    import msvcrt  # only there

    access = _READ | _WRITE | (_DELETE if deletes else 0)
    flags = _TEMPORARY | (_DELETE_ON_CLOSE if deletes else 0)
    handle = _kernel().CreateFileW(path, access, _SHARE_ALL, None, _NEW if creates else _EXISTING, flags, None)
    if handle in (None, ctypes.c_void_p(-1).value):
        raise _error()
    return msvcrt.open_osfhandle(handle, os.O_NOINHERIT)


@contextlib.contextmanager
def at_most(committed: int) -> Iterator[None]:
    """Let this process have so many bytes of memory of its own inside the block; never more than outside of it."""
    outside = _bounds[-1]
    _bounds.append(min(committed, outside) if outside else committed)
    try:
        _bound(_bounds[-1])
        yield
    finally:
        _bounds.pop()
        _bound(outside)


def _bound(committed: int) -> None:
    """Bound the memory of this process; 0 is no bound."""
    with contextlib.suppress(OSError):  # a job that this process was started in may not allow it
        _limit(_job_of_this(), _PROCESS_MEMORY if committed else 0, committed)


_bounds = [0]
"""Bytes that this process may have, for each block that it is in; 0 is no bound."""


@functools.cache
def _job_of_children() -> int:
    job = _made_job()
    _limit(job, _KILL_ON_CLOSE)
    return job


@functools.cache
def _job_of_this() -> int:
    job = _made_job()
    _assign(job, _kernel().GetCurrentProcess())
    return job


def _made_job() -> int:
    job = _kernel().CreateJobObjectW(None, None)
    if not job:
        raise _error()
    return int(job)


def _assign(job: int, process: int) -> None:
    if not _kernel().AssignProcessToJobObject(job, process):
        raise _error()


def _limit(job: int, flags: int, process_memory: int = 0) -> None:
    limits = JobLimits(flags=flags, process_memory=process_memory)
    if not _kernel().SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)):
        raise _error()


def _error() -> OSError:
    if sys.platform != "win32":
        raise NotImplementedError
    return ctypes.WinError(ctypes.get_last_error())


@functools.cache
def _kernel() -> Any:
    """Return kernel32 with handles as wide as they are."""
    if sys.platform != "win32":
        raise NotImplementedError
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    handle, place, number = ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32
    takes: dict[str, list[type[Any]]] = {
        "OpenProcess": [number, number, number],
        "GetCurrentProcess": [],
        "CreateJobObjectW": [place, place],
        "CreateFileW": [ctypes.c_wchar_p, number, number, place, number, number, handle],
        "GlobalMemoryStatusEx": [place],
        "GetProcessTimes": [handle, place, place, place, place],
        "K32GetProcessMemoryInfo": [handle, place, number],
        "GetProcessIoCounters": [handle, place],
        "CloseHandle": [handle],
        "AssignProcessToJobObject": [handle, handle],
        "SetInformationJobObject": [handle, number, place, number],
    }
    for name, kinds in takes.items():
        getattr(kernel, name).argtypes = kinds
    for name in ("OpenProcess", "GetCurrentProcess", "CreateJobObjectW", "CreateFileW"):
        getattr(kernel, name).restype = handle
    return kernel
