"""One end of a connection, and what goes over it, in this system's way or in the one that every system has."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from pathlib import Path

from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.core.system.open_files import CLOEXEC
from itk_inspector.worker.wire.channel import Channel


def channel_on(connection: socket.socket, kinds: Mapping[str, type]) -> Channel:
    """Return one end, over which files go as descriptors, or by their names."""
    if IS_PORTABLE:
        from itk_inspector.worker.wire.named_channel import NamedChannel  # needed nowhere else

        return NamedChannel(connection, kinds)
    return Channel(connection, kinds)


def opened_to_send(path: Path) -> int:
    """Open a file to read, so that it can be sent.

    Raises
    ------
    OSError
    """
    if IS_PORTABLE:
        from itk_inspector.worker.wire import named_files  # needed nowhere else

        return named_files.opened(path)
    return os.open(path, os.O_RDONLY | CLOEXEC)
