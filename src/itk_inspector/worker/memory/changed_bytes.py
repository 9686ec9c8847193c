"""A file of blocks of pixels that were changed, written by one process and read by another.

Piece by piece: how many pages it has blocks in, the numbers of these pages, the bits of their blocks, then the blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.blocks import BLOCK, Blocks, Bytes
from itk_inspector.core.editing.runs import Runs
from itk_inspector.core.editing.snapshot import Snapshot
from itk_inspector.core.system.open_files import pwrite

GATHERED, NO_ROOM, FAILED = b".", b"!", b"?"
"""What is told when the file is whole, or why it is not."""
_NUMBER = 8


def write_changes(fd: int, snapshot: Snapshot) -> None:
    """Write the blocks of a snapshot, and which ones they are.

    Raises
    ------
    OSError
    """
    at = 0
    with closing(snapshot.pieces()) as pieces:
        for blocks, rows in pieces:
            head = np.array([blocks.pages.size], dtype=np.int64)
            for part in (head, blocks.pages, blocks.bits, rows):
                at = _write(fd, at, part)


def write_in_place(fd: int, snapshot: Snapshot) -> None:
    """Write the blocks of a snapshot where they belong; zeros follow the last byte.

    Raises
    ------
    OSError
    """
    with closing(snapshot.pieces()) as pieces:
        for blocks, rows in pieces:
            runs = Runs.of(blocks.numbers())
            at = 0
            for start, stop in zip(runs.starts.tolist(), runs.stops.tolist(), strict=True):
                _write(fd, start * BLOCK, rows[at : at + stop - start])
                at += stop - start


def _write(fd: int, at: int, array: npt.NDArray[np.generic]) -> int:
    """Write an array, and return where it ends."""
    view = array.reshape(-1).view(np.uint8).data
    while view:
        done = pwrite(fd, view, at)
        view, at = view[done:], at + done
    return at


def changes(file: Bytes) -> Iterator[tuple[Blocks, Bytes]]:
    """Yield what `write_changes` wrote, as **views**."""
    at = 0
    while at < file.size:
        pages = int(file[at : at + _NUMBER].view(np.int64)[0])
        at, behind = at + _NUMBER, at + _NUMBER * (1 + 2 * pages)
        table = file[at:behind].view(np.int64)
        blocks = Blocks(table[:pages], table[pages:].view(np.uint64))
        at, behind = behind, behind + blocks.count * BLOCK
        yield blocks, file[at:behind].reshape(-1, BLOCK)
        at = behind
