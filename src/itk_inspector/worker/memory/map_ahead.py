"""Mapping pages that are in the system's memory before somebody looks at them, beside whoever looks.

The first look at a page of a mapped file takes twenty times as long as the next one, although nothing is read: the
system maps it then, or sixteen of them. Looks that are scattered over a giant meet a thousand such pages a picture.
"""

from __future__ import annotations

import mmap
import os
import threading
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from itk_inspector.worker.memory.laid_over import POPULATE_READ, libc
from itk_inspector.worker.memory.memory_limit import available
from itk_inspector.worker.memory.read_ahead import is_cached
from itk_inspector.worker.wire.descriptor import Descriptor

_FEWEST, _MOST = 1 << 24, 1 << 30
"""Bytes: of fewer the pages are soon met; more take longer than anybody waits, and much room in tables."""
_PART = 1 << 21
"""Bytes that are mapped at once; meanwhile nothing else can be."""


def map_ahead(pixels: npt.NDArray[np.uint8], fd: int, offset: int, is_wanted: Callable[[], bool]) -> None:
    """Map what is in memory of a file, in a thread, if that is worth it; where the system cannot, do nothing.

    Parameters
    ----------
    pixels : numpy.ndarray
        uint8, one axis: the mapping, held until the thread has ended.
    fd : int
        Of the file; it may be closed meanwhile.
    offset : int
        Of the first byte in the file.
    is_wanted : callable
        Asked before each part.
    """
    if _FEWEST <= pixels.size <= min(_MOST, (available() or 0) // 2) and is_cached(fd, offset, _PART):
        work = threading.Thread(
            target=_map, args=(pixels, Descriptor(os.dup(fd)), offset, is_wanted), name="map ahead", daemon=True
        )
        work.start()


def _map(pixels: npt.NDArray[np.uint8], descriptor: Descriptor, offset: int, is_wanted: Callable[[], bool]) -> None:
    first = pixels.ctypes.data
    lead = first % mmap.PAGESIZE
    for at in range(0, pixels.size, _PART):
        many = min(_PART, pixels.size - at)
        if not is_wanted():
            break
        if is_cached(descriptor.fd, offset + at, many) and libc().madvise(
            first + at - lead, many + lead, POPULATE_READ
        ):
            break  # an older kernel, or the file was cut short
    descriptor.close()
