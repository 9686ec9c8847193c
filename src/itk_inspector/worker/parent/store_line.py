"""The window's end of the child that reads an image in parts."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from itk_inspector.core.chunked.in_parts import not_whole
from itk_inspector.core.chunked.tile_cache import TileCache, Wish
from itk_inspector.core.chunked.tiled_pixels import TiledPixels
from itk_inspector.core.editing.copied_bytes import CopiedBytes
from itk_inspector.core.errors import InspectorError
from itk_inspector.worker.memory.tile_ring import TileRing
from itk_inspector.worker.parent.itk_line import ItkLine
from itk_inspector.worker.tasks.open import OpenTask, StoreReply
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import ErrorReply
from itk_inspector.worker.wire.plausible import check_on_the_way, need
from itk_inspector.worker.wire.tile_questions import TileRead, TileWishes, WishedTile

_LONGEST = 400


class TileOwner(Protocol):
    """Who reads the tiles: a child process, or threads of this one."""

    @property
    def pid(self) -> int | None:
        """The process number."""
        ...

    @property
    def is_running(self) -> bool:
        """Tell whether it has been started, and not ended from here."""
        ...

    def fileno(self) -> int:
        """Return what becomes readable when it says something; −1 when it will not."""
        ...

    def last_words(self) -> tuple[str, str]:
        """Return why it has ended, and what it wrote."""
        ...

    def send(self, task: OpenTask) -> None:
        """Have it begin again."""
        ...

    def receive(self) -> list[tuple[Any, tuple[int, ...]]]:
        """Return what it has said, with the descriptors."""
        ...

    def tile_channel(self, fds: tuple[int, ...]) -> Channel:
        """Return the connection on which tiles are asked for; ``fds`` came for it."""
        ...

    def end(self) -> None:
        """End it."""
        ...


class StoreLine:
    """Sends wishes and takes what was read; implements `core.image.pixel_store.PixelStore` for whoever closes it.

    A process that ends is started once more; what it had read is asked for again.

    Parameters
    ----------
    task : OpenTask
        By which the image was opened.
    reply : StoreReply
        What the child said of it.
    fds : tuple of int
        That came with the reply: of the common memory, and of the connection, if it has one of its own. They stay the
        caller's.
    child : TileOwner
        The process, or the threads, which are this line's own from now on.
    """

    def __init__(self, task: OpenTask, reply: StoreReply, fds: tuple[int, ...], child: TileOwner) -> None:
        self.on_change: Callable[[StoreLine], None] | None = None
        """Called when there is another descriptor to watch."""
        self.news: Callable[[], None] | None = None
        """Called when tiles have come, or cannot."""
        self.itk: ItkLine | None = None
        """On which the process is asked what ITK reads, where this one does not."""
        self._task, self._opened = task, reply
        self._child = child
        self._is_closed = self._was_restarted = False
        info = reply.info
        self._ring = TileRing(os.dup(fds[0]), reply.slots, reply.slot_bytes)
        self._channel: Channel | None = child.tile_channel(fds[1:])
        dtype = np.dtype(info.dtype)
        self.cache = TileCache(self._ring.memory, dtype, info.channels)
        self.cache.ask = self._send
        self.tiles = TiledPixels(reply.levels, self.cache, dtype, info.channels)

    @property
    def ring(self) -> TileRing:
        """The common memory; another one after the process was started again."""
        return self._ring

    @property
    def pid(self) -> int | None:
        """The process number."""
        return self._child.pid

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when there is news; −1 when there will be none."""
        if self._is_closed:
            return -1
        return self._channel.fileno() if self._channel is not None else self._child.fileno()

    def receive(self) -> None:
        """Take what has arrived."""
        if self._is_closed:
            return
        try:
            if self._channel is not None:
                self._take_tiles(self._channel)
            else:
                self._take_start()
        except EOFError:
            self._ended(self._child.last_words()[0] if self._child.is_running else "")
        except (CodecError, OSError):
            self._ended("an answer without sense")
        if self.news is not None:
            self.news()

    def _take_tiles(self, channel: Channel) -> None:
        for read, _ in channel.receive():
            need(isinstance(read, TileRead) and len(read.problem) <= _LONGEST, "no answer")
            need(self.cache.answered(read.number, is_read=read.is_read, problem=read.problem), "an answer to no wish")
            self.tiles.has_unwritten |= read.is_unwritten
        self.cache.go_on()

    def _take_start(self) -> None:
        """Take what a process says that was started again."""
        messages = self._child.receive()
        try:
            for message, fds in messages:
                match message:
                    case StoreReply():
                        self._task.check(message, fds)
                        self._go_on(message, fds)
                    case ErrorReply():
                        check_on_the_way(message)
                        self._give_up(message.message)
        finally:
            for fd in (fd for _, fds in messages for fd in fds):
                os.close(fd)

    def _go_on(self, reply: StoreReply, fds: tuple[int, ...]) -> None:
        """Ask the new process for what is wanted."""
        is_same = (reply.levels, reply.slots, reply.slot_bytes) == (
            self._opened.levels,
            self._opened.slots,
            self._opened.slot_bytes,
        )
        need(is_same and reply.info.dtype == self._opened.info.dtype, "another image")
        ring, self._ring = self._ring, TileRing(os.dup(fds[0]), reply.slots, reply.slot_bytes)
        self._channel = self._child.tile_channel(fds[1:])
        self._changed()
        self.cache.forget(self._ring.memory)
        ring.close()

    def _ended(self, cause: str) -> None:
        """Start the process again, the first time that it ends."""
        self._leave()
        name = self._task.path.name
        if self._was_restarted:
            self._give_up(f"The process that reads {name} ended again ({cause}).")
            return
        self._was_restarted = True
        self.tiles.problem = f"The process that reads {name} ended ({cause}); it was started again."
        try:
            self._child.send(self._task)
        except InspectorError as e:
            self._give_up(e.message)
            return
        self._changed()

    def _give_up(self, sentence: str) -> None:
        """Read nothing more; what has been read stays."""
        self._leave()
        self.tiles.problem = f"{sentence} Reload to try again."
        self.cache.ask = None
        self._changed()

    def _leave(self) -> None:
        channel, self._channel = self._channel, None
        self._child.end()  # before: it may be its own connection
        if channel is not None:
            channel.close()

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change(self)

    def _send(self, wishes: tuple[Wish, ...]) -> None:
        if self._channel is None:
            return
        told = [WishedTile(w.number, w.slot, w.tile.level, w.tile.box.start, w.tile.box.shape) for w in wishes]
        with contextlib.suppress(OSError):  # a dead child is told by `receive`
            self._channel.send(TileWishes(tuple(told)))

    # as the owner of the bytes ----------------------------------------------

    @property
    def is_safe(self) -> bool:
        """Tell whether what has been read can be looked at."""
        return not self._is_closed

    def private_copy(self) -> CopiedBytes:
        """Refuse.

        Raises
        ------
        NotWholeError
        """
        raise not_whole(self._task.path.name)

    def fetch(self, start: int, nbytes: int) -> None:
        """Do nothing: tiles are asked for."""

    def begin_fetching(self, start: int, nbytes: int) -> None:
        """Do nothing, likewise."""

    def expect(self, *, in_order: bool) -> None:
        """Do nothing, likewise."""

    def close(self) -> None:
        """End the process, and give the memory back."""
        if self._is_closed:
            return
        self._leave()
        self._is_closed = True
        self.cache.close()
        self.news = None
        self._changed()
        self._ring.close()
