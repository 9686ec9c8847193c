"""Where the child reads parts of an image that are wished for: several at once, the latest wishes first."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import InspectorError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.system.open_files import pwrite
from itk_inspector.worker.memory.tile_ring import writable_memory
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.tile_questions import TileRead, TileWishes, WishedTile

_AT_ONCE = 32
"""Reads under way: over a slow line each of them waits, and takes no processor."""
_LONGEST = 300
_LOOKS = 8
"""How often it is asked whether there is a chunk, which may be one more trip each."""
_REMEMBERED = 1 << 14
"""Numbers of wishes that were begun or dropped: more than can be on their way in both directions."""


Unwritten: TypeAlias = Callable[[int, Region, npt.NDArray[Any]], bool | None]
"""Tells whether chunks of a box were never written; None where its pixels are others than those of such chunks."""


class Reader(Protocol):
    """Reads boxes of an image's levels."""

    def read(self, level: int, box: Region) -> npt.NDArray[Any]:
        """Return a box, C-contiguous, of its shape plus a component axis if there are several.

        Raises
        ------
        InspectorError
            If it cannot be read.
        """
        ...


class TileDesk:
    """Reads what is wished for into slots of a file, until nobody wishes any more.

    Parameters
    ----------
    reader : Reader
        Called in several threads at once.
    channel : Channel
        On which the wishes come.
    fd : int
        Of the file.
    slots, slot_bytes : int
    was_never_written : callable, optional
        Tells whether chunks of a box, whose pixels it gets, were never written. It is asked a few times at the most:
        once that is known it is told of the image.
    until_readable : callable, optional
        Called with the connection's descriptor before each look at it: what is to be done meanwhile.
    """

    def __init__(
        self,
        reader: Reader,
        channel: Channel,
        fd: int,
        slots: int,
        slot_bytes: int,
        was_never_written: Unwritten | None = None,
        until_readable: Callable[[int], object] = lambda fd: None,
    ) -> None:
        self._reader, self._channel, self._fd = reader, channel, fd
        self._unwritten, self._looks = was_never_written, _LOOKS
        self._until_readable = until_readable
        self._memory = writable_memory(fd, slots * slot_bytes)
        self._slots, self._slot_bytes = slots, slot_bytes
        self._news = threading.Condition()
        self._waiting: list[WishedTile] = []
        self._known: set[int] = set()
        self._is_over = False
        self._speaking = threading.Lock()

    def serve(self) -> None:
        """Read until the other end of the connection is closed."""
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(_AT_ONCE)]
        for thread in threads:
            thread.start()
        try:
            with contextlib.suppress(EOFError, OSError):
                while True:
                    self._until_readable(self._channel.fileno())
                    for wishes, _ in self._channel.receive():
                        self._take(wishes)
        finally:
            with self._news:
                self._is_over = True
                self._waiting.clear()
                self._news.notify_all()
            for thread in threads:
                thread.join()

    def _take(self, wishes: TileWishes) -> None:
        """Put the latest wishes in the place of those that nobody has begun to read."""
        with self._news:
            wanted = {wish.number for wish in wishes.wishes}
            dropped = [wish for wish in self._waiting if wish.number not in wanted]
            self._known.update(wish.number for wish in dropped)
            self._waiting = [wish for wish in wishes.wishes if wish.number not in self._known]
            if len(self._known) > 2 * _REMEMBERED:
                self._known = set(sorted(self._known)[-_REMEMBERED:])
            self._news.notify_all()
        for wish in dropped:
            self._say(TileRead(wish.number))

    def _work(self) -> None:
        while True:
            with self._news:
                while not self._waiting and not self._is_over:
                    self._news.wait()
                if self._is_over:
                    return
                wish = self._waiting.pop(0)
                self._known.add(wish.number)
            self._say(self._read(wish))

    def _read(self, wish: WishedTile) -> TileRead:
        try:
            pixels = self._reader.read(wish.level, Region(wish.start, wish.shape))
            self._put(wish, pixels)
        except InspectorError as e:
            return TileRead(wish.number, problem=_line(e.message))
        except OSError as e:
            return TileRead(wish.number, problem=_line(f"A chunk could not be read: {e.strerror or e}."))
        except MemoryError:
            return TileRead(wish.number, problem="A chunk takes more memory than there is.")
        except Exception as e:  # the desk must outlive any surprise of an engine
            return TileRead(wish.number, problem=_line(f"A chunk could not be read: {e}"))
        return TileRead(wish.number, is_read=True, is_unwritten=self._is_unwritten(wish, pixels))

    def _is_unwritten(self, wish: WishedTile, pixels: npt.NDArray[Any]) -> bool:
        if self._unwritten is None or self._looks <= 0:
            return False
        found = self._unwritten(wish.level, Region(wish.start, wish.shape), pixels)
        if found is not None:
            self._looks = 0 if found else self._looks - 1
        return bool(found)

    def _put(self, wish: WishedTile, pixels: npt.NDArray[Any]) -> None:
        """Write what was read: a file that cannot grow any more says so then, where a mapping would end the process."""
        seen = np.ascontiguousarray(pixels).reshape(-1).view(np.uint8).data
        if not 0 <= wish.slot < self._slots or seen.nbytes > self._slot_bytes:
            raise InspectorError("A chunk is larger than it can be.")
        at = wish.slot * self._slot_bytes
        if self._memory is not None:
            self._memory[at : at + seen.nbytes] = seen
            return
        while seen.nbytes:
            count = pwrite(self._fd, seen, at)
            seen, at = seen[count:], at + count

    def _say(self, read: TileRead) -> None:
        with self._speaking, contextlib.suppress(OSError):  # that nobody listens any more is told by `serve`
            self._channel.send(read)


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
