"""A process that only sleeps, with connections that this one holds in its place."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading


def sleeping(*held: socket.socket) -> subprocess.Popen[bytes]:
    """Start it; when it ends its connections are shut, as the system shuts what a process holds."""
    process = subprocess.Popen(["/bin/sleep", "60"])

    def shut_with_it() -> None:
        with contextlib.suppress(ChildProcessError):  # somebody has waited for it already
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        for one in held:
            with contextlib.suppress(OSError):  # closed
                one.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=shut_with_it, name="sleeping").start()
    return process
