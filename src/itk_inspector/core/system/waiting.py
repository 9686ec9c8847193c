"""Waiting for what arrives."""

from __future__ import annotations

import select
import sys
from collections.abc import Collection


def readable(fds: Collection[int], seconds: float | None = None) -> list[int]:
    """Wait until something arrives on one of these, or its other end is gone; nothing when the time is up.

    Windows can wait for sockets only.
    """
    if sys.platform == "win32" or not hasattr(select, "poll"):
        return select.select(fds, (), (), seconds)[0]
    waiting = select.poll()
    for fd in fds:
        waiting.register(fd, select.POLLIN)
    return [fd for fd, _ in waiting.poll(None if seconds is None else seconds * 1000)]
