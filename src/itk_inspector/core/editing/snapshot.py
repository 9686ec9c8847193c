"""Bytes as they are at one moment, read aside while they are being changed."""

from __future__ import annotations

import threading
from collections.abc import Generator

import numpy as np

from itk_inspector.core.editing.blocks import BLOCK, Bits, Blocks, Bytes, count_of, taken

_PAGES = 256
"""Pages that are read at once; no change waits for more."""
_MOST_KEPT = 1 << 18
"""Blocks that one change keeps; a larger one waits until all has been read."""


class Snapshot:
    """Blocks of an array as they are now.

    One thread reads them by `pieces`. Whoever changes the array in another one calls `keep` first: of what was not
    read yet the blocks in question are put by, and come last.

    Parameters
    ----------
    memory : numpy.ndarray
        uint8, 1-D.
    bits : numpy.ndarray
        Which blocks, page by page; taken over.
    """

    def __init__(self, memory: Bytes, bits: Bits) -> None:
        self._memory = memory
        self._bits = bits
        self._read = 0
        self._kept: list[tuple[Blocks, Bytes]] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.nbytes = count_of(bits) * BLOCK

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is read any more."""
        return self._over.is_set()

    def wait(self) -> None:
        """Wait until all has been read."""
        self._over.wait()

    def pieces(self) -> Generator[tuple[Blocks, Bytes]]:
        """Yield blocks and their bytes, one a row; the bytes hold until the next ones are asked for.

        A block may come twice: what comes last is right.
        """
        with self._lock:
            pages = np.flatnonzero(self._bits)  # NumPy refuses to look through what changes meanwhile
        try:
            for at in range(0, pages.size, _PAGES):
                some = pages[at : at + _PAGES]
                with self._lock:
                    blocks = Blocks(some, self._bits[some])
                numbers = blocks.numbers()
                if numbers.size:
                    yield blocks, taken(self._memory, numbers)
                with self._lock:
                    self._read = int(some[-1]) + 1
            with self._lock:
                self._read = self._bits.size
            yield from self._kept
        finally:
            with self._lock:
                self._read = self._bits.size
            self._over.set()

    def keep(self, blocks: Blocks) -> None:
        """Put by what is about to be changed and was not read yet."""
        with self._lock:
            bits = self._bits[blocks.pages] & blocks.bits
            bits[blocks.pages < self._read] = 0
            some = bits != 0
            found = Blocks(blocks.pages[some], bits[some])
            is_small = found.count <= _MOST_KEPT
            if is_small and found.pages.size:
                self._bits[found.pages] &= ~found.bits
                self._kept.append((found, taken(self._memory, found.numbers()).copy()))
        if not is_small:
            self.wait()
