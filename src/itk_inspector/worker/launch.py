"""Starting a child process, before NumPy is loaded in this one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itk_inspector.worker.scratch_policy import ScratchPolicy

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""For NumPy's library of linear algebra, which no large array is given to here: its other threads begin by
spinning, and take a processor from whoever is loading beside them."""


@dataclass(frozen=True, slots=True)
class Launched:
    """A process that was just started, this end of its socket, and the file that takes its complaints."""

    process: subprocess.Popen[bytes]
    connection: socket.socket
    complaints: Any

    def end(self) -> None:
        """End the process; for one that nobody took over."""
        self.connection.close()
        self.process.kill()
        self.process.wait()
        self.complaints.close()


def launch(policy: ScratchPolicy) -> Launched:
    """Start a child process; it loads itk at once."""
    ours, theirs = socket.socketpair()
    complaints = tempfile.TemporaryFile(prefix="itk-inspector-")  # noqa: SIM115  # lives as long as the child
    source = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(p for p in (source, os.environ.get("PYTHONPATH")) if p)
    words = [str(theirs.fileno()), str(os.getpid()), *policy.arguments()]
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "itk_inspector.worker", *words],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=complaints,  # libjpeg complains there
            stderr=complaints,
            env={**ONE_THREAD, **os.environ, "PYTHONPATH": path},
        )
    return Launched(process, ours, complaints)
