"""Small blocks of the bytes of an array: what is remembered, and copied, of a few changes in a large image."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.runs import Numbers, Runs

BLOCK = 64
"""Bytes of a block."""
BLOCKS_IN_PAGE = 64
"""As many as there are bits in an integer."""
PAGE = BLOCK * BLOCKS_IN_PAGE
"""Bytes of a page: the smallest that memory is managed in."""
_NEAR = 8 * BLOCK
"""Bytes from one range to the next, on average, up to which all blocks between the first and the last are marked."""
_LOWEST = np.array([(1 << count) - 1 for count in range(BLOCKS_IN_PAGE + 1)], dtype=np.uint64)
Bits = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """A set of blocks, by pages.

    Parameters
    ----------
    pages : numpy.ndarray
        Numbers of pages, ascending, each once.
    bits : numpy.ndarray
        uint64 for each page: which of its blocks, the first in the lowest bit.
    """

    pages: Numbers
    bits: Bits

    @classmethod
    def of_bytes(cls, starts: Numbers, lengths: Numbers | int) -> Self:
        """Return the blocks that hold ranges of bytes, which ascend and do not overlap; work and memory go by pages."""
        if not starts.size:
            return cls(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint64))
        last_length = int(lengths[-1]) if isinstance(lengths, np.ndarray) else lengths
        if int(starts[-1]) + last_length - int(starts[0]) <= starts.size * _NEAR:
            return cls._of_near(starts, lengths)
        first, behind = starts // BLOCK, (starts + lengths - 1) // BLOCK + 1
        ranges = Runs(first // BLOCKS_IN_PAGE, (behind - 1) // BLOCKS_IN_PAGE + 1)
        pages = ranges.numbers()
        whose = np.repeat(np.arange(starts.size), ranges.stops - ranges.starts)
        low = np.maximum(first[whose] - pages * BLOCKS_IN_PAGE, 0)
        high = np.minimum(behind[whose] - pages * BLOCKS_IN_PAGE, BLOCKS_IN_PAGE)
        bits = _LOWEST[high] & ~_LOWEST[low]
        at = np.flatnonzero(np.concatenate(([True], np.diff(pages) != 0)))
        return cls(pages[at], np.bitwise_or.reduceat(bits, at))

    @classmethod
    def _of_near(cls, starts: Numbers, lengths: Numbers | int) -> Self:
        """Return the same for so many ranges that marking blocks one by one takes no more than listing the ranges."""
        page = int(starts[0]) // PAGE
        last_length = int(lengths[-1]) if isinstance(lengths, np.ndarray) else lengths
        pages = (int(starts[-1]) + last_length - 1) // PAGE + 1 - page
        is_end = np.zeros(pages * BLOCKS_IN_PAGE + 1, dtype=np.bool_)
        turns = np.zeros(is_end.size, dtype=np.int8)  # no two ranges have a block between their own ends in common
        offset = page * PAGE
        first, last = (starts - offset) // BLOCK, (starts + (lengths - 1 - offset)) // BLOCK
        is_end[first] = is_end[last] = True
        is_long = last - first > 1
        turns[first[is_long] + 1] = 1
        turns[last[is_long]] = -1
        marked = is_end[:-1] | (np.cumsum(turns[:-1], dtype=np.int8) > 0)
        bits = np.packbits(marked, bitorder="little").view("<u8").astype(np.uint64, copy=False)
        found = np.flatnonzero(bits)
        return cls(found + page, bits[found])

    @classmethod
    def joined(cls, pieces: Sequence[Blocks]) -> Blocks:
        """Return what is in any of some sets, each of which goes on where the one before it ends."""
        if len(pieces) < 2:
            return pieces[0] if pieces else cls.of_bytes(np.empty(0, dtype=np.int64), 0)
        pages = np.concatenate([piece.pages for piece in pieces])
        at = np.flatnonzero(np.concatenate(([True], np.diff(pages) != 0)))
        return cls(pages[at], np.bitwise_or.reduceat(np.concatenate([piece.bits for piece in pieces]), at))

    @property
    def count(self) -> int:
        """How many there are."""
        return count_of(self.bits)

    def numbers(self) -> Numbers:
        """Return the numbers of the blocks, ascending."""
        octets = self.bits.astype("<u8").view(np.uint8).reshape(-1, 8)
        rows, places = np.nonzero(np.unpackbits(octets, axis=1, bitorder="little"))
        return self.pages[rows] * BLOCKS_IN_PAGE + places


def count_of(bits: Bits) -> int:
    """Return how many bits are set."""
    return int(np.bitwise_count(bits).sum())


def all_bits(nbytes: int) -> Bits:
    """Return the bits of all blocks of so many bytes, page by page."""
    count = -(-nbytes // BLOCK)
    bits = np.full(-(-count // BLOCKS_IN_PAGE), _LOWEST[-1])
    bits[-1] = _LOWEST[count - (bits.size - 1) * BLOCKS_IN_PAGE]
    return bits


def taken(memory: Bytes, numbers: Numbers) -> Bytes:
    """Return blocks of bytes, one a row: neighbours as a **view**, others **copied**; zeros follow the last byte."""
    whole = memory.size // BLOCK
    rows = memory[: whole * BLOCK].reshape(whole, BLOCK)
    first, last = int(numbers[0]), int(numbers[-1])
    if last < whole:
        return rows[first : last + 1] if last - first + 1 == numbers.size else rows[numbers]
    found = np.zeros((numbers.size, BLOCK), dtype=np.uint8)
    found[:-1] = rows[numbers[:-1]]
    found[-1, : memory.size - last * BLOCK] = memory[last * BLOCK :]
    return found


def put(memory: Bytes, pieces: Iterable[tuple[Blocks, Bytes]]) -> None:
    """Write blocks where they belong, later ones over earlier ones; see `taken`."""
    whole = memory.size // BLOCK
    rows = memory[: whole * BLOCK].reshape(whole, BLOCK)
    for blocks, values in pieces:
        numbers = blocks.numbers()
        if numbers[-1] == whole:
            memory[whole * BLOCK :] = values[-1, : memory.size - whole * BLOCK]
            numbers, values = numbers[:-1], values[:-1]
        rows[numbers] = values
