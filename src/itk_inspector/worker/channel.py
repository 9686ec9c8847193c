"""Whole messages, with file descriptors, over a local socket."""

from __future__ import annotations

import os
import select
import socket
import struct
from collections import deque
from typing import Any

from itk_inspector.worker.messages import Reply, Task, decode, encode

_HEAD = struct.Struct("<IB")
_MAX_FDS = 4


class Channel:
    """One end of the connection.

    Parameters
    ----------
    connection : socket.socket
        A connected stream socket of the local kind.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._buffer = bytearray()
        self._fds: deque[int] = deque()

    def fileno(self) -> int:
        """Return the socket's descriptor, to wait on."""
        return self._socket.fileno()

    def wait(self, seconds: float) -> bool:
        """Wait until something arrives; False when the time is up."""
        ready, _, _ = select.select([self._socket], [], [], seconds)
        return bool(ready)

    def send(self, message: Task | Reply, fds: tuple[int, ...] = ()) -> None:
        """Send a message and copies of open descriptors.

        Raises
        ------
        OSError
            If the other end is gone.
        """
        body = encode(message)
        frame = memoryview(_HEAD.pack(len(body), len(fds)) + body)
        sent = socket.send_fds(self._socket, [frame], list(fds)) if fds else self._socket.send(frame)
        self._socket.sendall(frame[sent:])

    def receive(self) -> list[tuple[Any, tuple[int, ...]]]:
        """Read what has arrived, waiting for the first byte, and return the complete messages.

        Raises
        ------
        EOFError
            If the other end is gone.
        """
        try:
            data, fds, _, _ = socket.recv_fds(self._socket, 1 << 16, _MAX_FDS)
        except ConnectionError as e:
            raise EOFError from e
        if not data:
            raise EOFError
        self._fds.extend(fds)
        self._buffer += data
        messages = []
        while len(self._buffer) >= _HEAD.size:
            size, count = _HEAD.unpack_from(self._buffer)
            if len(self._buffer) < _HEAD.size + size:
                break
            body = bytes(self._buffer[_HEAD.size : _HEAD.size + size])
            del self._buffer[: _HEAD.size + size]
            taken = tuple(self._fds.popleft() for _ in range(count))
            messages.append((decode(body), taken))
        return messages

    def close(self) -> None:
        """Close the socket and every descriptor that nobody took."""
        self._socket.close()
        while self._fds:
            os.close(self._fds.popleft())
