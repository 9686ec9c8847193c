"""One window for several starts: a second start hands its files to the window that is open.

The window listens on a local socket in a folder that only its user may enter; there is one for each display. Where
Python reaches no local sockets it listens on the loopback interface, and a file in such a folder tells the port and the
key, without which nobody is heard; the window keeps that file locked for as long as it lives.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import sys
import tempfile
from pathlib import Path
from typing import TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.core.system.locks import lock
from itk_inspector.core.system.open_files import CLOEXEC, NOFOLLOW
from itk_inspector.core.system.owners import is_private
from itk_inspector.core.system.user_folders import state_home

_HOST = "127.0.0.1"
_KEY = 32
_SOON = 0.5
"""Seconds in which somebody who only looks whether a window is there lets go of its file."""
_PATIENCE = 2.0
_MOST = 1 << 20


Layers: TypeAlias = tuple[tuple[Path, Placing], ...]
"""What is opened over an image."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What another start wants to be opened here."""

    paths: tuple[Path, ...]
    read_as: str
    at: str = ""
    layers: Layers = ()


def _place() -> Path | None:
    """Return the path of the socket, or of the file that tells of it; None without a folder that is ours alone."""
    try:
        folder = _folder()
        folder.mkdir(mode=0o700, parents=_is_on_loopback(), exist_ok=True)
        status = folder.stat()
    except (OSError, RuntimeError):
        return None
    if not is_private(status):
        return None
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
    kind = "window" if _is_on_loopback() else "socket"
    return folder / f"itk-inspector-{re.sub(r'[^A-Za-z0-9.]', '_', display)}.{kind}"


def _folder() -> Path:
    if sys.platform == "win32" or IS_PORTABLE:
        return state_home() / "itk-inspector" / "window"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return Path(runtime) if runtime else Path(tempfile.gettempdir()) / f"itk-inspector-{os.getuid()}"


def _is_on_loopback() -> bool:
    return bool(sys.platform == "win32" or IS_PORTABLE)


def _local_socket() -> socket.socket:
    if sys.platform == "win32":
        raise NotImplementedError
    return socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)


def _called(place: Path) -> tuple[socket.socket, str]:
    """Return a connection to the window that is open, and the key that it wants to be told; ``""`` for none.

    Raises
    ------
    OSError
        If there is none.
    """
    if not _is_on_loopback():
        caller = _local_socket()
        caller.settimeout(_PATIENCE)
        try:
            caller.connect(str(place))
        except OSError:
            caller.close()
            raise
        return caller, ""
    fd = os.open(place, os.O_RDWR | NOFOLLOW | CLOEXEC)
    with open(fd, "rb") as file:
        try:
            lock(fd)
        except BlockingIOError:
            port, key = file.read(1 << 10).decode("ascii", "replace").split()
            return socket.create_connection((_HOST, int(port)), timeout=_PATIENCE), key
    raise ConnectionRefusedError("its window has ended")


def hand_over(paths: list[Path], read_as: str, at: str = "", layers: Layers = ()) -> bool:
    """Hand files to the window that is open on this display; False when there is none that answers."""
    place = _place()
    if place is None:
        return False
    over = [(_told(path), placing.value) for path, placing in layers]
    message = {"paths": list(map(_told, paths)), "read_as": read_as, "at": at, "layers": over}
    try:
        caller, key = _called(place)
        with caller:
            caller.sendall(json.dumps({**message, "key": key}).encode() + b"\n")
            return caller.recv(3) == b"ok\n"
    except (OSError, ValueError):
        return False


class InstanceServer:
    """The listening end, in the process of the window.

    Where there is no place to listen, or another window listens already, nobody
    ever comes: `fileno` is −1.
    """

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._file: int | None = None
        self._key = ""
        self._place = _place()
        if self._place is None:
            return
        with contextlib.suppress(OSError):
            if _is_on_loopback():
                self._listen_on_loopback(self._place)
            else:
                self._socket = _listening(self._place)
        if self._socket is not None:
            self._socket.settimeout(_PATIENCE)

    def _listen_on_loopback(self, place: Path) -> None:
        fd = os.open(place, os.O_RDWR | os.O_CREAT | NOFOLLOW | CLOEXEC, 0o600)
        try:
            lock(fd, patience=_SOON)
            os.ftruncate(fd, 0)
            listener = socket.create_server((_HOST, 0), backlog=8)
        except OSError:
            os.close(fd)
            raise
        self._socket, self._file, self._key = listener, fd, os.urandom(_KEY).hex()
        os.write(fd, f"{listener.getsockname()[1]} {self._key}".encode("ascii"))

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when somebody comes."""
        return self._socket.fileno() if self._socket is not None else -1

    def receive(self) -> Handed | None:
        """Take what one other start hands over; None when it makes no sense."""
        assert self._socket is not None
        try:
            caller, _ = self._socket.accept()
        except OSError:
            return None
        with caller:
            caller.settimeout(_PATIENCE)
            try:
                handed = _understood(_line(caller), self._key)
                caller.sendall(b"ok\n")
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                return None
        return handed

    def close(self) -> None:
        """Stop listening."""
        if self._socket is None or self._place is None:
            return
        self._socket.close()
        self._socket = None
        with contextlib.suppress(OSError):
            if self._file is None:
                self._place.unlink()
            else:
                os.ftruncate(self._file, 0)  # the file stays: who comes next may have opened it already
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _listening(place: Path) -> socket.socket:
    listener = _local_socket()
    try:
        _bind(listener, place)
        listener.listen(8)
    except OSError:
        listener.close()
        raise
    return listener


def _bind(listener: socket.socket, place: Path) -> None:
    """Bind, in the place of a socket that a window left behind when it was killed."""
    try:
        listener.bind(str(place))
    except OSError:
        with _local_socket() as caller:
            caller.settimeout(_PATIENCE)
            try:
                caller.connect(str(place))
            except ConnectionRefusedError:
                place.unlink()
                listener.bind(str(place))
                return
        raise


def _line(caller: socket.socket) -> bytes:
    data = b""
    while not data.endswith(b"\n"):
        more = caller.recv(1 << 16)
        if not more or len(data) > _MOST:
            raise ValueError("not a whole line")
        data += more
    return data


def _understood(data: bytes, key: str) -> Handed:
    import hmac  # with it a library of encryption is loaded

    message = json.loads(data)
    if not isinstance(message, dict):
        raise TypeError("no message")
    if not hmac.compare_digest(str(message.get("key", "")).encode(), key.encode()):
        raise ValueError("somebody who does not know the key")
    layers = tuple((_path(word), Placing(placing)) for word, placing in message.get("layers", ()))
    paths = tuple(map(_path, message["paths"]))
    return Handed(paths, str(message["read_as"]), str(message.get("at", "")), layers)


def _told(path: Path) -> str:
    """Return a path as text, whatever its bytes are."""
    return os.fsencode(path).decode("latin-1")


def _path(word: object) -> Path:
    """Return the path that `_told` made a text of."""
    return Path(os.fsdecode(str(word).encode("latin-1")))
