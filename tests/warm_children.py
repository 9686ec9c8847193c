"""Children for tests whose subject is what a child does: forked from one that has loaded everything.

To start Python and load what ITK takes is half a second of processor, nine hundred times in a run. What is forked here
runs the same loop, with the same connections, rules and end, as the tests' own child process. Tests of the start itself
start their children as the program does: `conftest.STARTS`.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent import launch
from itk_inspector.worker.parent.forked_process import ForkedProcess

_PR_SET_CHILD_SUBREAPER = 36
_TICKS = os.sysconf("SC_CLK_TCK")
_LOADED_IN = 120.0
"""Seconds in which a template must have loaded everything."""


def _surroundings() -> object:
    """Return what a child would get from this process, apart from what it is told in words."""
    environment = {name: text for name, text in launch._environment().items() if name != "PYTEST_CURRENT_TEST"}
    limits = [resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA, resource.RLIMIT_NOFILE)]
    return environment, limits, sys.executable, launch._START


class Template:
    """The process that children are forked from; the first child starts it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._surroundings: object = None
        self._owner = os.getpid()
        self._strays: set[int] = set()

    @property
    def pid(self) -> int | None:
        """Its process number, once it was started."""
        return None if self._process is None else self._process.pid

    @property
    def others(self) -> set[int]:
        """Its number, and those of what some child left just then: no test started them as its own."""
        found = set(self._strays)
        for pid in found:
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG) == (0, 0):
                    continue
            self._strays.discard(pid)
        return found if self._process is None else found | {self._process.pid}

    def end(self) -> None:
        """End it."""
        if self._control is not None and self._process is not None:
            self._control.close()
            self._process.wait(_LOADED_IN)

    def suits(self) -> bool:
        """Tell whether a child of it would be surrounded as one that is started now.

        In a fork of the tests' process it would not: its parent would be another.
        """
        if os.getpid() != self._owner:
            return False
        with self._lock:
            if self._process is None:
                self._start()
        return self._surroundings == _surroundings()

    def launched(self, policy: ScratchPolicy, more: list[str]) -> launch.Launched:
        """Fork a child, given a policy and an `Ahead` or nothing, as `launch.launch` gives them."""
        with contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
            connection, fd = launch._pair(ours, theirs)
            pixels, pixels_fd = launch._pair(ours, theirs)
            stderr_text = ours.enter_context(tempfile.TemporaryFile(prefix="itk-inspector-"))
            words = "\0".join([os.getcwd(), *policy.arguments(), *more])
            pid = self._forked(words, [fd, pixels_fd, stderr_text.fileno()])
            ours.pop_all()
        return launch.Launched(ForkedProcess(pid), connection, stderr_text, pixels)

    def _start(self) -> None:
        self._surroundings = _surroundings()
        here, there = socket.socketpair()
        here.settimeout(_LOADED_IN)
        package = launch._START.parents[1]
        with there:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    str(Path(__file__).with_name("warm_template.py")),
                    str(package),
                    str(there.fileno()),
                ],
                pass_fds=(there.fileno(),),
                stdin=subprocess.DEVNULL,
                env=launch._environment(),
            )
        assert here.recv(1) == b".", "nothing was loaded"
        self._control = here

    def _forked(self, words: str, fds: list[int]) -> int:
        assert self._control is not None
        with self._lock, self._taking_orphans():
            socket.send_fds(self._control, [words.encode()], fds)
            told = b""
            while not told.endswith(b"."):
                told += self._control.recv(64)
                assert told, "the template has ended"
        return int(told[:-1])

    @contextlib.contextmanager
    def _taking_orphans(self) -> Iterator[None]:
        """Be the parent of what a child forked and left; ``PR_SET_CHILD_SUBREAPER`` in prctl(2).

        That may be another child's that has just been ended, too: one that is older than this, and was no child before.
        """
        begun, before = _TICKS * time.clock_gettime(time.CLOCK_BOOTTIME), _children()
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        assert prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
        try:
            yield
        finally:
            prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
            self._strays |= {pid for pid in _children() - before if _started(pid) < begun - 1}


def _children() -> set[int]:
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            found |= {int(word) for word in (task / "children").read_text().split()}
    return found


def _started(pid: int) -> float:
    """Return when a process began, in ticks since the system did: the 22nd field of ``/proc/PID/stat``, see proc(5)."""
    try:
        return float(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except OSError:
        return math.inf


TEMPLATE = Template()
"""That of this process."""
as_a_program = launch._launched
"""How the program starts a child."""


def forked(policy: ScratchPolicy, more: list[str]) -> launch.Launched:
    """Start a child from the template, or as a program where it would be surrounded by something else."""
    return TEMPLATE.launched(policy, more) if TEMPLATE.suits() else as_a_program(policy, more)


@contextlib.contextmanager
def started_by(way: Callable[[ScratchPolicy, list[str]], launch.Launched]) -> Iterator[None]:
    """Start children in a way of these two, within."""
    before, launch._launched = launch._launched, way
    try:
        yield
    finally:
        launch._launched = before
