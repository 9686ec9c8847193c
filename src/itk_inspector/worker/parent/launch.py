"""Starting a child process, before NumPy is loaded in this one."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itk_inspector.core.errors import InspectorError, of_system
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""For NumPy's library of linear algebra, which no large array is given to here: its other threads begin by
spinning, and take a processor from whoever is loading beside them."""
USERS_PATH = "ITK_INSPECTOR_PYTHONPATH"
"""The variable that hands the user's ``PYTHONPATH`` to the child, which looks there after the standard library."""
_START = Path(__file__).parents[1] / "__main__.py"


@dataclass(frozen=True, slots=True)
class Launched:
    """A process that was just started, this end of its socket, and the file that takes its complaints."""

    process: subprocess.Popen[bytes]
    connection: socket.socket
    stderr_text: Any

    def end(self) -> None:
        """End the process; for one that nobody took over."""
        self.connection.close()
        self.process.kill()
        self.process.wait()
        self.stderr_text.close()


def launch(policy: ScratchPolicy) -> Launched:
    """Start a child process; it loads itk at once.

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
        return _launched(policy)
    except OSError as e:
        raise of_system(e, "ITK’s reader cannot be started") from e


def _launched(policy: ScratchPolicy) -> Launched:
    ours, theirs = (_above_standard_streams(end) for end in socket.socketpair())
    with theirs:
        try:
            stderr_text = tempfile.TemporaryFile(prefix="itk-inspector-")  # noqa: SIM115  # lives as long as the child
        except OSError:
            ours.close()
            raise
        words = [str(theirs.fileno()), str(os.getpid()), *policy.arguments()]
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", str(_START), *words],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=stderr_text,  # libjpeg complains there
                stderr=stderr_text,
                env=_environment(),
            )
        except OSError:
            ours.close()
            stderr_text.close()
            raise
    return Launched(process, ours, stderr_text)


def _above_standard_streams(end: socket.socket) -> socket.socket:
    """Return the socket under a descriptor that is no standard stream: where those are closed, it got one of theirs."""
    if end.fileno() > 2:
        return end
    with end:
        return socket.socket(fileno=fcntl.fcntl(end.fileno(), fcntl.F_DUPFD_CLOEXEC, 3))


def _environment() -> dict[str, str]:
    """Return the environment without ``PYTHONPATH``: what lies there must not stand before the standard library."""
    theirs = {**ONE_THREAD, **os.environ}
    path = theirs.pop("PYTHONPATH", "")
    return {**theirs, USERS_PATH: "" if sys.flags.ignore_environment else path}
