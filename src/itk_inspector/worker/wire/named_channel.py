"""Whole messages, with the names of files, over any stream socket: where none takes descriptors.

Before a message go the names of its files. Who sends them has the files open until the other end says that it has
opened them: they may be such as are deleted with the last who has them open.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
from collections import deque
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from itk_inspector.worker.wire.channel import HEAD, MOST_FDS, Channel
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.named_files import FileName, name_of, open_named

_NAMES, _OPENED = 255, 254
"""In place of a number of descriptors: names, and that they have been opened."""
_LARGEST = 1 << 20
_KINDS = (str, bool, int, int)
_NO_FILE = (errno.EISDIR, errno.ENXIO)
"""What opening a folder, and a socket, comes to."""


class NamedChannel(Channel):
    """One end of a connection on which files are named; else as `Channel`."""

    def __init__(self, connection: socket.socket, kinds: Mapping[str, type]) -> None:
        super().__init__(connection, kinds)
        self._held: deque[list[int]] = deque()  # what the other end has not opened yet, in the order it was sent
        self._named: list[int] = []  # what was opened for a message that is not whole yet

    def send(self, message: Any, fds: tuple[int, ...] = ()) -> None:
        """Send a message, and the names of open files; these stay open until the other end has opened them.

        Raises
        ------
        CodecError, OSError
            As `Channel.send`; OSError too if a file has no name.
        """
        copies: list[int] = []
        try:
            for fd in fds:
                copies.append(os.dup(fd))
            names = [astuple(name_of(copy)) for copy in copies]
            frame = self._framed(message, len(fds))
            body = json.dumps(names).encode()
            before = HEAD.pack(len(body), _NAMES) + body if fds else b""
        except BaseException:
            _close(copies)
            raise
        if copies:
            self._held.append(copies)
        self._send_rest(memoryview(before + frame))

    def _arrived(self) -> int:
        return self._socket.recv_into(self._piece)

    def _next(self) -> tuple[Any, tuple[int, ...]] | None:
        while len(self._buffer) >= HEAD.size:
            size, count = HEAD.unpack_from(self._buffer)
            if count not in (_NAMES, _OPENED):
                break
            if size > _LARGEST:
                raise CodecError(f"names of {size:,} bytes")
            if len(self._buffer) < HEAD.size + size:
                return None
            body = bytes(self._buffer[HEAD.size : HEAD.size + size])
            del self._buffer[: HEAD.size + size]
            if count == _NAMES:
                self._open(body)
            elif self._held and not size:
                _close(self._held.popleft())
            else:
                raise CodecError("opened what was not named")
        self._fds.extend(self._named)
        self._named.clear()
        found = super()._next()
        if found is None:
            self._named.extend(self._fds)
            self._fds.clear()
        return found

    def _open(self, body: bytes) -> None:
        """Open the files that are named, and say so."""
        names = _understood(body)
        if len(self._named) + len(names) > MOST_FDS:
            raise CodecError("too many descriptors")
        for name in names:
            self._named.append(_opened(name))
        with contextlib.suppress(OSError):  # who is gone is told by what is received next
            self._send_rest(memoryview(HEAD.pack(0, _OPENED)))

    def close(self) -> None:
        """Close the socket and every descriptor that nobody took."""
        super().close()
        _close(self._named)
        while self._held:
            _close(self._held.popleft())


def _opened(name: FileName) -> int:
    try:
        return open_named(name)
    except OSError as e:
        if e.errno in _NO_FILE:
            raise CodecError("the name of what is no file") from e
        raise


def _understood(body: bytes) -> list[FileName]:
    try:
        rows = json.loads(body)
        if not all(tuple(map(type, row)) == _KINDS for row in rows):
            raise ValueError("no names")
        return [FileName(*row) for row in rows]
    except (ValueError, TypeError, RecursionError) as e:
        raise CodecError("names that make no sense") from e


def _close(fds: list[int]) -> None:
    while fds:
        os.close(fds.pop())
