"""Waiting for what arrives."""

from __future__ import annotations

import select
import sys
from collections.abc import Collection
from typing import Any


class Watch:
    """Descriptors on which something arrives again and again: to name them takes longer than to look.

    Parameters
    ----------
    fds : collection of int
        Of Windows, sockets only: it can wait for nothing else.
    """

    def __init__(self, fds: Collection[int]) -> None:
        self._fds = tuple(fds)
        self._poll: Any = None
        if sys.platform != "win32" and hasattr(select, "poll"):
            self._poll = select.poll()
            for fd in self._fds:
                self._poll.register(fd, select.POLLIN)

    def readable(self, seconds: float | None = None) -> list[int]:
        """Wait until something arrives on one of these, or its other end is gone; nothing when the time is up."""
        if self._poll is None:
            return select.select(self._fds, (), (), seconds)[0]
        return list(dict(self._poll.poll(None if seconds is None else seconds * 1000)))


def readable(fds: Collection[int], seconds: float | None = None) -> list[int]:
    """Wait for these once, as a `Watch` does."""
    return Watch(fds).readable(seconds)
