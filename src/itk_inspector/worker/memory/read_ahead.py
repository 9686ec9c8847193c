"""Reading bytes of a file that are likely to be looked at next, beside those who look."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterable

from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.core.system.open_files import read_into
from itk_inspector.worker.wire.descriptor import Descriptor

_BLOCK = 1 << 20
_LOOKS = 4
_ONE_BYTE = (bytearray(1),)


def is_cached(fd: int, start: int, nbytes: int) -> bool:
    """Tell whether bytes of a file are likely in the system's memory: a few of them, from first to last, are."""
    step = (nbytes - 1) // _LOOKS
    return are_cached(fd, (*(start + number * step for number in range(_LOOKS)), start + nbytes - 1))


def are_cached(fd: int, places: Iterable[int]) -> bool:
    """Tell whether single bytes of a file are in the system's memory.

    Linux begins to read the page of the first that is not (preadv(2), RWF_NOWAIT): nobody waits for it.
    """
    if sys.platform != "linux" or IS_PORTABLE:
        return False
    try:
        for at in places:
            if not os.preadv(fd, _ONE_BYTE, at, os.RWF_NOWAIT):
                return False
    except OSError:  # not there
        return False
    return True


class ReadAhead:
    """Brings parts of a file into the system's memory, in a thread that ends when there is nothing left to bring.

    Of what was asked for while it reads, only the last is read.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: tuple[Descriptor, int, int] | None = None
        self._thread: threading.Thread | None = None

    def ask(self, fd: int, start: int, nbytes: int) -> None:
        """Ask for bytes of an open file, which may be closed meanwhile."""
        with contextlib.suppress(OSError):
            wanted = Descriptor(os.dup(fd)), start, nbytes
            with self._lock:
                before, self._next = self._next, wanted
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="read ahead", daemon=True)
                    self._thread.start()
            if before is not None:
                before[0].close()

    def _run(self) -> None:
        buffer = bytearray(_BLOCK)
        while True:
            with self._lock:
                wanted, self._next = self._next, None
                if wanted is None:
                    self._thread = None
                    return
            descriptor, at, left = wanted
            with contextlib.suppress(OSError):  # whoever looks will be told
                while left > 0 and (count := read_into(descriptor.fd, memoryview(buffer)[:left], at)):
                    at, left = at + count, left - count
            descriptor.close()

    def wait(self) -> None:
        """Wait until nothing is read any more."""
        thread = self._thread
        if thread is not None:
            thread.join()
