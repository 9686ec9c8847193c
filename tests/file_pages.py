"""Which pages of a file are in memory."""

from __future__ import annotations

import ctypes
import mmap
from pathlib import Path

import numpy as np


def resident(path: Path) -> set[int]:
    """Return which pages of a file are in memory."""
    libc = ctypes.CDLL(None, use_errno=True)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as memory:
        held = np.frombuffer(memory, np.uint8)
        found = (ctypes.c_ubyte * -(-len(memory) // mmap.PAGESIZE))()
        assert libc.mincore(ctypes.c_void_p(held.ctypes.data), ctypes.c_size_t(len(memory)), found) == 0
        del held
        return set(np.flatnonzero(np.frombuffer(found, np.uint8) & 1).tolist())
