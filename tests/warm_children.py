"""Children for tests whose subject is what a child does: forked from one that has loaded everything.

So not each of them starts Python and loads ITK. What is forked here runs the same loop, with the same connections,
rules and end, as the tests' own child process. Tests of the start itself start their children as the program does:
`conftest.STARTS`.
"""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent import launch
from itk_inspector.worker.parent.forked_process import ForkedProcess

_LOADED_IN = 120.0
"""Seconds in which a template must have loaded everything."""


def _surroundings() -> object:
    """Return what a child would get from this process, apart from what it is told in words."""
    environment = {name: text for name, text in launch._environment().items() if name != "PYTEST_CURRENT_TEST"}
    limits = [resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA, resource.RLIMIT_NOFILE)]
    return environment, limits, sys.executable, launch._START


class Template:
    """The process that children are forked from; the first child that is surrounded as usual starts it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._surroundings: object = None
        self._usual: object = None
        self._owner = os.getpid()

    @property
    def pid(self) -> int | None:
        """Its process number, once it was started."""
        return None if self._process is None else self._process.pid

    def expect(self) -> None:
        """Take what surrounds this process now for usual: a test may change it, and has others started as programs."""
        self._usual = _surroundings()

    def end(self) -> None:
        """End it."""
        if self._control is not None and self._process is not None:
            self._control.close()
            self._process.wait(_LOADED_IN)
        self._control = self._process = self._surroundings = None

    def suits(self) -> bool:
        """Tell whether a child of it would be surrounded as one that is started now.

        In a fork of the tests' process it would not: its parent would be another. A child ends with the thread that
        its parent is, which is the one that starts this.
        """
        now = _surroundings()
        if os.getpid() != self._owner or now != self._usual:
            return False
        if self._surroundings != now and threading.current_thread() is threading.main_thread():
            self.end()
            self._start()
        return self._surroundings == now

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
        with self._lock:
            socket.send_fds(self._control, [words.encode()], fds)
            told = self._control.recv(64)
        assert told, "the template has ended"
        return int(told)


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
