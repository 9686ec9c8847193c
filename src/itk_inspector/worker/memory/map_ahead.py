"""Mapping pages that are in the system's memory before somebody looks at them, beside whoever looks.

The first look at a page of a mapped file takes twenty times as long as the next one, although nothing is read: the
system maps it then, and those around it. Looks that are scattered over a giant meet a thousand such pages a picture.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from itk_inspector.worker.memory.laid_over import libc
from itk_inspector.worker.memory.memory_limit import available
from itk_inspector.worker.memory.read_ahead import are_cached
from itk_inspector.worker.memory.scratch_file import reaches
from itk_inspector.worker.wire.descriptor import Descriptor

_FEWEST, _MOST = 1 << 24, 1 << 30
"""Bytes: of fewer the pages are soon met; more take longer than anybody waits, and much room in tables."""
_AROUND = 1 << 16
"""Bytes, from such a multiple on, of which Linux maps what is in memory when one of them is looked at."""
_PART = 512
"""Looks between two questions whether to go on: a millisecond or two."""
_AT_ONCE = 128
"""Looks before whoever waits for the processor has a turn: the window waits for the display to show its pictures."""


def map_ahead(
    pixels: npt.NDArray[np.uint8],
    fd: int,
    offset: int,
    shown_first: npt.NDArray[np.intp],
    is_wanted: Callable[[], bool],
) -> None:
    """Map what is in memory of a file, in a thread, if that is worth it; where the system cannot, do nothing.

    The system is given one byte of each piece that is mapped together to write somewhere: for it a page that is gone is
    an error, and not the signal that ends whoever looks. To ask it for all pages (MADV_POPULATE_READ) takes half as
    long again, and meanwhile no other memory can be had, not even for the picture.

    Parameters
    ----------
    pixels : numpy.ndarray
        uint8, one axis: the mapping, held until the thread has ended.
    fd : int
        Of the file; it may be closed meanwhile.
    offset : int
        Of the first byte in the file.
    shown_first : numpy.ndarray
        ``[n, 2]``: first byte, and one after the last, of what is mapped first; then come others, the nearest first.
    is_wanted : callable
        Asked before each part.
    """
    is_worth_it = _FEWEST <= pixels.size <= min(_MOST, (available() or 0) // 2)
    if is_worth_it and are_cached(fd, (offset + int(shown_first[0, 0]),)):
        work = threading.Thread(
            target=_map,
            args=(pixels, Descriptor(os.dup(fd)), offset, shown_first, is_wanted),
            name="map ahead",
            daemon=True,
        )
        work.start()


def _map(
    pixels: npt.NDArray[np.uint8],
    descriptor: Descriptor,
    offset: int,
    shown_first: npt.NDArray[np.intp],
    is_wanted: Callable[[], bool],
) -> None:
    if sys.platform != "linux":
        raise NotImplementedError
    seen, held = Descriptor(os.memfd_create("itk-inspector")), pixels.data
    with contextlib.suppress(OSError):  # the file was cut short, or its disk fails
        for part in _parts(pixels.size, shown_first):
            if not (is_wanted() and reaches(descriptor.fd, offset + pixels.size)):
                break
            if are_cached(descriptor.fd, (offset + part[np.linspace(0, part.size - 1, 5, dtype=np.intp)]).tolist()):
                for first in range(0, part.size, _AT_ONCE):
                    looks = [held[place : place + 1] for place in part[first : first + _AT_ONCE].tolist()]
                    libc().sched_yield()  # before Python 3.13 its own holds the lock that the window needs, too
                    os.pwritev(seen.fd, looks, 0)
    descriptor.close()
    seen.close()


def _parts(size: int, shown_first: npt.NDArray[np.intp]) -> Iterator[npt.NDArray[np.intp]]:
    """Tell which bytes to look at, a part at a time, in turn after and before the middle of what is shown first."""
    first, last = shown_first[:, 0], shown_first[:, 1] - 1
    along = np.arange(0, int((last - first).max()) + 1, _AROUND)
    places = np.unique(np.append(np.minimum(first[:, None] + along, last[:, None]), last))
    yield from _divided(places)
    middle = int(places[places.size // 2])
    after = np.append(np.arange(middle, size, _AROUND), size - 1)
    before = np.append(np.arange(middle, 0, -_AROUND), 0)
    yield from (part for both in zip_longest(_divided(after), _divided(before)) for part in both if part is not None)


def _divided(places: npt.NDArray[np.intp]) -> Iterator[npt.NDArray[np.intp]]:
    return (places[first : first + _PART] for first in range(0, places.size, _PART))
