"""What was printed in this process and lies in a buffer yet: Python's, or that of the C library."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import sys


def flush_printed() -> None:
    """Write it all out.

    Into a file, C code prints by blocks of some thousand bytes: what is said of one image would otherwise come when
    the block is full, which may be while another one is read, or never, where the process ends at once.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):  # nobody takes it any more
                stream.flush()
    _c_library().fflush(None)


@functools.cache
def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
