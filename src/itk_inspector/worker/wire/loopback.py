"""Connections of two processes over the loopback interface, for who has been told the key."""

from __future__ import annotations

import os
import socket
import subprocess
import time

_KEY = 32
_HOST = "127.0.0.1"
_PATIENCE = 30.0
_LOOK = 0.1
"""Seconds between two looks at whether the process that is waited for has ended."""


class Door:
    """Listens until a process that knows the key has come for each of its connections.

    Parameters
    ----------
    count : int
        How many connections it makes, at the most 256.
    """

    def __init__(self, count: int) -> None:
        self.key = os.urandom(_KEY)
        self._count = count
        self._listener = socket.create_server((_HOST, 0))

    @property
    def port(self) -> int:
        """Where to call."""
        return int(self._listener.getsockname()[1])

    def close(self) -> None:
        """Let nobody in any more."""
        self._listener.close()

    def let_in(self, process: subprocess.Popen[bytes]) -> list[socket.socket]:
        """Return all connections, when they are made; closed ones at the other end where the process has ended.

        Raises
        ------
        OSError
            If they are not made in time.
        """
        until = time.monotonic() + _PATIENCE
        found: dict[int, socket.socket] = {}
        self._listener.settimeout(_LOOK)
        try:
            while len(found) < self._count:
                try:
                    caller, _ = self._listener.accept()
                except TimeoutError:
                    if process.poll() is not None:
                        return [found.get(number) or _gone() for number in range(self._count)]
                    if time.monotonic() > until:
                        raise
                    continue
                number = self._number_of(caller)
                if number is None or number in found:
                    caller.close()
                else:
                    found[number] = _ready(caller)
        except OSError:
            for caller in found.values():
                caller.close()
            raise
        return [found[number] for number in range(self._count)]

    def _number_of(self, caller: socket.socket) -> int | None:
        """Return which connection this is to be; None for somebody who does not know the key."""
        import hmac  # with it a library of encryption is loaded

        said = b""
        try:
            caller.settimeout(1.0)
            while len(said) <= _KEY and (more := caller.recv(_KEY + 1 - len(said))):
                said += more
        except OSError:
            return None
        is_known = len(said) == _KEY + 1 and hmac.compare_digest(said[:_KEY], self.key)
        return said[_KEY] if is_known and said[_KEY] < self._count else None


def call(port: int, key: bytes, number: int) -> socket.socket:
    """Return a connection to the door at a port.

    Raises
    ------
    OSError
        If nobody listens there any more.
    """
    caller = socket.create_connection((_HOST, port), timeout=_PATIENCE)
    try:
        caller.sendall(key + bytes([number]))
    except OSError:
        caller.close()
        raise
    return _ready(caller)


def tell_key(fd: int, key: bytes) -> None:
    """Write the key into a pipe, in letters: a program that is no Python may read its input as text on Windows.

    Raises
    ------
    OSError
    """
    os.write(fd, key.hex().encode("ascii"))


def read_key(fd: int) -> bytes:
    """Read the key from a pipe.

    Raises
    ------
    OSError
    """
    said = b""
    while len(said) < 2 * _KEY and (more := os.read(fd, 2 * _KEY - len(said))):
        said += more
    return bytes.fromhex(said.decode("ascii"))


def _ready(connection: socket.socket) -> socket.socket:
    connection.settimeout(None)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # short questions and answers
    return connection


def _gone() -> socket.socket:
    """Return a connection of which the other end is closed."""
    one, other = socket.socketpair()
    other.close()
    return one
