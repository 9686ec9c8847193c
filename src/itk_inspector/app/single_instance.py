"""One window for several starts: a second start hands its files to the window that is open.

The window listens on a local socket in a folder that only its user may enter; there is one for each display.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from itk_inspector.core.display.placing import Placing
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.core.system.owners import is_private

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
    """Return the socket's path; None when there is no folder that is ours alone."""
    if sys.platform == "win32" or IS_PORTABLE:
        return None  # Python reaches no local sockets there: each start opens a window of its own
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) if runtime else Path(tempfile.gettempdir()) / f"itk-inspector-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    if not is_private(status):
        return None
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
    return folder / f"itk-inspector-{re.sub(r'[^A-Za-z0-9.]', '_', display)}.socket"


def _local_socket() -> socket.socket:
    if sys.platform == "win32":
        raise NotImplementedError
    return socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)


def hand_over(paths: list[Path], read_as: str, at: str = "", layers: Layers = ()) -> bool:
    """Hand files to the window that is open on this display; False when there is none that answers."""
    place = _place()
    if place is None:
        return False
    over = [(_told(path), placing.value) for path, placing in layers]
    message = json.dumps({"paths": list(map(_told, paths)), "read_as": read_as, "at": at, "layers": over})
    with _local_socket() as caller:
        caller.settimeout(_PATIENCE)
        try:
            caller.connect(str(place))
            caller.sendall(message.encode() + b"\n")
            return caller.recv(3) == b"ok\n"
        except OSError:
            return False


class InstanceServer:
    """The listening end, in the process of the window.

    Where there is no place to listen, or another window listens already, nobody
    ever comes: `fileno` is −1.
    """

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._place = _place()
        if self._place is None:
            return
        listener = _local_socket()
        try:
            _bind(listener, self._place)
            listener.listen(8)
        except OSError:
            listener.close()
            return
        listener.settimeout(_PATIENCE)
        self._socket = listener

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
                handed = _understood(_line(caller))
                caller.sendall(b"ok\n")
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                return None
        return handed

    def close(self) -> None:
        """Stop listening."""
        if self._socket is not None and self._place is not None:
            self._socket.close()
            self._socket = None
            with contextlib.suppress(OSError):
                self._place.unlink()


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


def _understood(data: bytes) -> Handed:
    message = json.loads(data)
    layers = tuple((_path(word), Placing(placing)) for word, placing in message.get("layers", ()))
    paths = tuple(map(_path, message["paths"]))
    return Handed(paths, str(message["read_as"]), str(message.get("at", "")), layers)


def _told(path: Path) -> str:
    """Return a path as text, whatever its bytes are."""
    return os.fsencode(path).decode("latin-1")


def _path(word: object) -> Path:
    """Return the path that `_told` made a text of."""
    return Path(os.fsdecode(str(word).encode("latin-1")))
