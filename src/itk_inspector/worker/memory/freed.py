"""Memory that was freed, but that the C library has kept for what comes next."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """Give it back to the system; nothing is done where the C library cannot."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # GNU's
    if trim is not None:
        trim(0)
