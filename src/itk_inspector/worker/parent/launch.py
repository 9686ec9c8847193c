"""Starting a child process, before NumPy is loaded in this one."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import InspectorError, of_system
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.sandbox.family import ONE_THREAD, Ahead, Process, end_at_once
from itk_inspector.worker.wire.loopback import Door, tell_key

USERS_PATH = "ITK_INSPECTOR_PYTHONPATH"
"""The variable that hands the user's ``PYTHONPATH`` to the child, which looks there after the standard library."""
_START = Path(__file__).parents[1] / "__main__.py"
BUNDLED = "--child-of-itk-inspector"
"""The word by which a bundle's program, which is no Python, starts ``worker/__main__.py``."""


@dataclass(frozen=True, slots=True)
class Launched:
    """A process that was just started, this end of its socket, and the file that takes its complaints.

    On the socket ``pixels``, single pixels are asked about.
    """

    process: Process
    connection: socket.socket
    stderr_text: Any
    pixels: socket.socket | None = None

    def end(self) -> None:
        """End the process; for one that nobody took over."""
        self.connection.close()
        if self.pixels is not None:
            self.pixels.close()
        end_at_once(self.process)
        self.stderr_text.close()


def launch(policy: ScratchPolicy, *, ahead: Ahead = Ahead.NEVER) -> Launched:
    """Start a child process; it loads itk at once.

    Parameters
    ----------
    policy : ScratchPolicy
    ahead : Ahead
        When it makes the process of the next task ready, which takes memory.

    Raises
    ------
    InspectorError
        If the system does not let it start.
    """
    if not sys.executable:
        raise InspectorError(
            "ITK’s reader cannot be started: this Python does not know its own program.",
            advice="Set sys.executable to the path of Python.",
        )
    try:
        return (_launched_apart if IS_PORTABLE else _launched)(policy, [ahead] if ahead else [])
    except OSError as e:
        raise of_system(e, "ITK’s reader cannot be started") from e


def _launched(policy: ScratchPolicy, more: list[str]) -> Launched:
    if sys.platform == "win32":
        raise NotImplementedError
    with contextlib.ExitStack() as theirs, contextlib.ExitStack() as ours:
        connection, fd = _pair(ours, theirs)
        pixels, pixels_fd = _pair(ours, theirs)
        stderr_text = ours.enter_context(tempfile.TemporaryFile(prefix="itk-inspector-"))
        words = [str(fd), str(os.getpid()), str(pixels_fd), *policy.arguments(), *more]
        process = subprocess.Popen(
            [*_python(), *words],
            pass_fds=(fd, pixels_fd),
            stdin=subprocess.DEVNULL,
            stdout=stderr_text,  # libjpeg complains there
            stderr=stderr_text,
            env=_environment(),
        )
        ours.pop_all()  # they live as long as the child
    return Launched(process, connection, stderr_text, pixels)


def _python() -> list[str]:
    """Return what starts a child: Python, or the program of a bundle."""
    return [sys.executable, BUNDLED] if hasattr(sys, "frozen") else [_program(), "-P", str(_START)]


def _program() -> str:
    """Return the program of Python itself.

    In a virtual environment on Windows, ``sys.executable`` is one that starts it as its own child, under another
    process number; Python itself is told by a variable which environment it is in, as ``multiprocessing`` does it.
    """
    return str(getattr(sys, "_base_executable", sys.executable)) if _has_launcher() else sys.executable


def _has_launcher() -> bool:
    return sys.platform == "win32" and sys.prefix != sys.base_prefix and not hasattr(sys, "frozen")


def _launched_apart(policy: ScratchPolicy, more: list[str]) -> Launched:
    """Start a process that calls back; it ends when its standard input, on which it is told the key, is closed."""
    door = Door(2)
    with contextlib.closing(door), contextlib.ExitStack() as ours:
        stderr_text = ours.enter_context(tempfile.TemporaryFile(prefix="itk-inspector-"))
        process = subprocess.Popen(
            [*_python(), str(door.port), *policy.arguments(), *more],
            stdin=subprocess.PIPE,
            stdout=stderr_text,
            stderr=stderr_text,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # a program without a console would open one
        )
        ours.callback(end_at_once, process)
        _bind(process)
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended, which is found out like any other end
            tell_key(process.stdin.fileno(), door.key)
        connection, pixels = door.let_in(process)
        ours.pop_all()
    return Launched(process, connection, stderr_text, pixels)


def _bind(process: subprocess.Popen[bytes]) -> None:
    """Have Windows end a child with this process, also one that is inside ITK and does not see its input closed."""
    if sys.platform == "win32":
        from itk_inspector.core.system import win32  # needed nowhere else

        with contextlib.suppress(OSError):  # it watches its input besides
            win32.end_with_this_process(process.pid)


def _pair(ours: contextlib.ExitStack, theirs: contextlib.ExitStack) -> tuple[socket.socket, int]:
    """Return one end of a connection, and the descriptor of the other; each is closed with its own stack."""
    one, other = socket.socketpair()
    with one, other:
        own = ours.enter_context(_above_standard_streams(one.dup()))
        return own, theirs.enter_context(_above_standard_streams(other.dup())).fileno()


def _above_standard_streams(end: socket.socket) -> socket.socket:
    """Return the socket under a descriptor that is no standard stream: where those are closed, it got one of theirs."""
    if sys.platform == "win32" or end.fileno() > 2:
        return end
    import fcntl  # not there

    with end:
        return socket.socket(fileno=fcntl.fcntl(end.fileno(), fcntl.F_DUPFD_CLOEXEC, 3))


def _environment() -> dict[str, str]:
    """Return the environment without ``PYTHONPATH``: what lies there must not stand before the standard library."""
    theirs = {**ONE_THREAD, **os.environ}
    if _has_launcher():
        theirs["__PYVENV_LAUNCHER__"] = sys.executable
    path = theirs.pop("PYTHONPATH", "")
    return {**theirs, USERS_PATH: "" if sys.flags.ignore_environment else path}
