"""The first thing that a child does: it connects itself to its parent, and binds its life to the parent's."""

from __future__ import annotations

import signal
import socket

from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.worker.sandbox import family


def connections(arguments: list[str]) -> tuple[socket.socket, socket.socket, list[str]]:
    """Return both connections to the parent, and the arguments that are left; this process ends with its parent.

    Parameters
    ----------
    arguments : list of str
        The descriptor of a socket, the parent's process number, and the descriptor of the socket on which single
        pixels are asked about; or in place of these the port of a `Door`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the parent
    if IS_PORTABLE:
        from itk_inspector.worker.wire import loopback, named_files  # needed nowhere else

        named_files.leave_to_parent()
        key, port = loopback.read_key(0), int(arguments[0])
        family.end_with_input()
        return loopback.call(port, key, 0), loopback.call(port, key, 1), arguments[1:]
    family.end_with(int(arguments[1]))
    return socket.socket(fileno=int(arguments[0])), socket.socket(fileno=int(arguments[2])), arguments[3:]
