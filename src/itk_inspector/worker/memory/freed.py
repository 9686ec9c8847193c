"""Memory that was freed, but that the C library has kept for what comes next."""

from __future__ import annotations

import ctypes

_ARENA_MAX = -8


def give_back() -> None:
    """Give it back to the system; nothing is done where the C library cannot."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # GNU's
    if trim is not None:
        trim(0)


def keep_little() -> None:
    """Let all threads share two pools, before there are threads; by default each has one, and gives little of it back.

    Source: mallopt(3), ``M_ARENA_MAX``.
    """
    option = getattr(ctypes.CDLL(None), "mallopt", None)  # GNU's
    if option is not None:
        option(_ARENA_MAX, 2)
