"""One end of a connection, and what goes over it, in this system's way or in the one that every system has."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from pathlib import Path

from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.core.system.open_files import CLOEXEC
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.codec import CodecError


def channel_on(connection: socket.socket, kinds: Mapping[str, type]) -> Channel:
    """Return one end, over which files go as descriptors, or by their names."""
    if IS_PORTABLE:
        from itk_inspector.worker.wire.named_channel import NamedChannel  # needed nowhere else

        return NamedChannel(connection, kinds)
    return Channel(connection, kinds)


def second_channel(channel: Channel, kinds: Mapping[str, type]) -> tuple[Channel, socket.socket | None]:
    """Return a channel for other messages, and the end that the other process is to be sent; and closed here then.

    Where no socket can be sent it is the same connection, on which these messages come from now on.
    """
    if IS_PORTABLE:
        channel.turn_to(kinds)
        return channel, None
    ours, theirs = socket.socketpair()
    return Channel(ours, kinds), theirs


def second_end(channel: Channel, fds: tuple[int, ...], kinds: Mapping[str, type]) -> Channel:
    """Return the other end of a `second_channel`; the descriptor that came for it stays the caller's.

    Raises
    ------
    CodecError
        If none came.
    """
    if IS_PORTABLE:
        channel.turn_to(kinds)
        return channel
    if not fds:
        raise CodecError("no connection")
    return Channel(socket.socket(fileno=os.dup(fds[0])), kinds)


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
