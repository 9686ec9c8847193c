"""Work on many files in several processes: a reader holds the interpreter while it decodes."""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import sys
from collections.abc import Callable, Sequence

from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.core.system.printed import flush_printed
from itk_inspector.worker.sandbox import family

_MOST_PROCESSES = 4
_FEWEST_NUMBERS = 8
_TAKEN, _DONE = 1, 2


def processes() -> int:
    """Return how many processes work at once."""
    if sys.platform == "win32" or IS_PORTABLE:
        return 1
    return min(_MOST_PROCESSES, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)


def spread(numbers: Sequence[int], read: Callable[[int], int]) -> int:
    """Call a function with each of some numbers, in this process and in forks of it; return the greatest result.

    What a fork leaves undone, because it fails, dies or is ended, is done here again: so errors, and ends, are this
    process's own. Forks are confined as this process is, and go with it.

    Parameters
    ----------
    numbers : sequence of int
    read : callable
        Leaves what it does in memory that the processes share; returns 0 to 253.
    """
    helpers = processes() - 1 if len(numbers) >= _FEWEST_NUMBERS else 0
    with mmap.mmap(-1, max(1, len(numbers))) as table:
        parent = os.getpid()
        forks: list[int] = []
        try:
            for count in range(1, helpers + 1):
                forks.append(_forked(parent, numbers, read, table, len(numbers) * count // (helpers + 1)))
            _take(numbers, read, table, 0)
            while forks:
                os.waitpid(forks[-1], 0)
                forks.pop()
        finally:
            for pid in forks:
                _end(pid)
        for at in range(len(numbers)):
            if table[at] < _DONE:
                table[at] = _DONE + read(numbers[at])
        return max((table[at] - _DONE for at in range(len(numbers))), default=0)


def _end(pid: int) -> None:
    if sys.platform == "win32":
        raise NotImplementedError
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _forked(parent: int, numbers: Sequence[int], read: Callable[[int], int], table: mmap.mmap, start: int) -> int:
    if sys.platform == "win32":
        raise NotImplementedError
    pid = os.fork()
    if pid:
        return pid
    try:
        family.end_with(parent)
        with contextlib.suppress(BaseException):  # told by the process that does it again
            _take(numbers, read, table, start)
    finally:
        flush_printed()
        os._exit(0)


def _take(numbers: Sequence[int], read: Callable[[int], int], table: mmap.mmap, start: int) -> None:
    """Do what nobody has taken, from a place on and around; what two take at once is done twice, to the same end."""
    for at in (*range(start, len(numbers)), *range(start)):
        if not table[at]:
            table[at] = _TAKEN
            table[at] = _DONE + read(numbers[at])
