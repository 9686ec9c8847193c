"""Threads of this process that read an image in parts, where a script holds it: no other process could."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from typing import Any

from itk_inspector.core.errors import OpenError
from itk_inspector.worker.child.tile_desk import Reader, TileDesk
from itk_inspector.worker.tasks.open import OpenTask
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.ends import channel_on
from itk_inspector.worker.wire.tile_questions import TILES, WISHES


class ReadingThreads:
    """What a `StoreLine` asks of the child that it has elsewhere; implements `TileOwner`.

    Parameters
    ----------
    reader : Reader
    connection : socket.socket
        On which the wishes come; taken over.
    other_end : socket.socket
        On which they are sent; taken over.
    fd : int
        Of the common memory; it stays the caller's.
    slots, slot_bytes : int
    """

    def __init__(
        self, reader: Reader, connection: socket.socket, other_end: socket.socket, fd: int, slots: int, slot_bytes: int
    ) -> None:
        self._connection, self._other_end = connection, other_end
        own = os.dup(fd)

        def serve() -> None:
            channel = channel_on(connection, WISHES)
            try:
                TileDesk(reader, channel, own, slots, slot_bytes).serve()
            finally:
                channel.close()
                os.close(own)

        self._thread = threading.Thread(target=serve, name="reads an array in parts", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> None:
        """No process."""
        return

    @property
    def is_running(self) -> bool:
        """Tell whether there is somebody who reads."""
        return self._thread.is_alive()

    def fileno(self) -> int:
        """Return −1: once these threads have ended there is no news."""
        return -1

    def last_words(self) -> tuple[str, str]:
        """Return nothing: threads do not crash by themselves."""
        return "", ""

    def send(self, task: OpenTask) -> None:
        """Refuse to begin again.

        Raises
        ------
        OpenError
        """
        raise OpenError(f"{task.path.name} is not read any more.")

    def receive(self) -> list[tuple[Any, tuple[int, ...]]]:
        """Return nothing."""
        return []

    def tile_channel(self, fds: tuple[int, ...]) -> Channel:  # none are needed
        """Return the connection on which tiles are asked for."""
        return channel_on(self._other_end, TILES)

    def end(self) -> None:
        """Let them end, each when what it reads now is read; nobody waits for that."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
