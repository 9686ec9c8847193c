"""A child and the process that it forked for its task, seen from the parent and from inside."""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import sys
import threading
import time
from enum import StrEnum
from pathlib import Path
from typing import IO, Protocol

from itk_inspector.core.system.backend import IS_PORTABLE

_PR_SET_PDEATHSIG = 1
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""For NumPy's library of linear algebra, which no large array is given to here: its other threads begin by
spinning, and take a processor from whoever is loading beside them."""
ENDED_AFTER_OTHERS = 75
"""Exit code of a child in which a process came to no good end that had done other tasks before."""


class Ahead(StrEnum):
    """When a child forks the process of a task that it does not know yet; a word on its command line."""

    NEVER = ""
    AT_REST = "ahead-at-rest"
    """When nothing has been asked for a while: for a person, who looks at one image before opening the next one."""
    AT_ONCE = "ahead-at-once"
    """While the task before is worked on, or just has been: for a program, which opens one after the other."""
    IN_A_ROW = "in-a-row"
    """Not at all, but the process of a task is given those that come right after it: for many headers, and for one."""


class Process(Protocol):
    """A child, as a program or as a fork; what `subprocess.Popen` says of one."""

    pid: int
    returncode: int | None

    @property
    def stdin(self) -> IO[bytes] | None:
        """On which it is told something, or hears that its parent has ended."""

    def poll(self) -> int | None:
        """Return how it ended; None as long as it has not."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and return how it ended."""

    def kill(self) -> None:
        """End it, whatever it does."""


def end_with(parent: int) -> None:
    """Ask Linux to end this process when its parent ends, even inside a hanging reader."""
    if sys.platform == "linux":
        import ctypes  # only here

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def end_with_input() -> None:
    """End this process when nobody holds the other end of its standard input: where no system does that by itself.

    A reader that keeps Python's lock ends when it gives it back.
    """

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 1):
                pass
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def end_at_once(process: Process) -> None:
    """End a process that was started, whatever it does, and wait until it has."""
    process.kill()
    process.wait()
    if process.stdin is not None:
        with contextlib.suppress(OSError):  # what was not read there
            process.stdin.close()


def members(pid: int) -> tuple[int, ...]:
    """Return a process, those that it forked, and theirs, as far as they are still there."""
    if IS_PORTABLE:
        return (pid,)
    try:
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        words = []
    return (pid, *(member for word in words for member in members(int(word))))


def has_one_thread() -> bool:
    """Tell whether this process has no thread but the one that asks."""
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


def io_counts(pid: int) -> dict[str, int] | None:
    """Return what a process and those that it forked have read and written so far, as ``/proc/PID/io`` names it.

    Linux adds the counts of a fork that has ended to its parent's. None where the system does not tell.
    """
    if sys.platform == "win32":
        from itk_inspector.core.system import win32  # needed nowhere else

        used = win32.used(pid)
        return None if used is None else {"rchar": used.read, "wchar": used.written}
    total: dict[str, int] = {}
    for member in members(pid):
        try:
            lines = Path(f"/proc/{member}/io").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        for name, _, count in (line.partition(": ") for line in lines):
            total[name] = total.get(name, 0) + int(count)
    return total or None


def usage(pid: int) -> tuple[float, int] | None:
    """Return the seconds of processor, and the bytes of memory, that a process and those that it forked have used.

    The seconds of forks that have ended count; None where the system does not tell.
    """
    if sys.platform == "win32":
        from itk_inspector.core.system import win32  # needed nowhere else

        used = win32.used(pid)
        return None if used is None else (used.processor, used.resident)
    seconds, resident, is_known = 0.0, 0, False
    for member in members(pid):
        try:
            fields = Path(f"/proc/{member}/stat").read_text(encoding="latin-1").rpartition(")")[2].split()
        except OSError:
            continue
        is_known = True
        seconds += sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")  # proc(5): utime to cstime
        resident += int(fields[21]) * mmap.PAGESIZE
    return (seconds, resident) if is_known else None


def end(process: Process, connection: int, watchdog: float = 1.0) -> tuple[int, ...]:
    """End a process and what it forked; return their numbers when none of them can do anything any more.

    The fork goes first, so that its parent takes note of it; that all are gone is known when nobody holds the other
    end of the connection (−1: closed already).
    """
    if sys.platform == "win32" or IS_PORTABLE:
        end_at_once(process)
        return (process.pid,)
    pids = members(process.pid)
    for fork in pids[1:]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(fork, signal.SIGKILL)
    until = time.monotonic() + watchdog
    while process.poll() is None and set(pids[1:]) & set(members(process.pid)[1:]) and time.monotonic() < until:
        time.sleep(0.001)
    process.kill()
    process.wait()
    if connection >= 0:
        import select  # Windows knows no poll

        waiting = select.poll()
        waiting.register(connection, 0)  # told of a hang-up all the same
        waiting.poll(watchdog * 1000)
    return pids
