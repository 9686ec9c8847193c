"""Which blocks of an array were written: what has to be sent beside an unchanged file to make it whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.blocks import PAGE, Blocks, all_bits
from itk_inspector.core.editing.runs import Numbers, Runs, ascending
from itk_inspector.core.editing.snapshot import Snapshot
from itk_inspector.core.geometry.regions import Region


class WrittenBlocks:
    """Notes blocks before they are written, and has snapshots keep what they need of them.

    Parameters
    ----------
    pixels : numpy.ndarray
        C-contiguous.
    width : int
        Bytes of one pixel, all components.
    """

    def __init__(self, pixels: npt.NDArray[Any], width: int) -> None:
        self._memory = pixels.reshape(-1).view(np.uint8)
        self._width = width
        self._bits = np.zeros(-(-pixels.nbytes // PAGE), dtype=np.uint64)
        self._snapshots: list[Snapshot] = []

    @property
    def nbytes(self) -> int:
        """Bytes of all pages that hold a written block."""
        return int(np.count_nonzero(self._bits)) * PAGE

    def at(self, positions: Numbers) -> Blocks:
        """Return the blocks of pixels at flat positions."""
        runs = Runs.of(ascending(positions))
        return self.of_runs(runs.starts, runs.stops - runs.starts)

    def of_runs(self, starts: Numbers, lengths: Numbers) -> Blocks:
        """Return the blocks of runs of pixels, which ascend and do not overlap, by flat positions."""
        return Blocks.of_bytes(starts * self._width, lengths * self._width)

    def of_box(self, region: Region, shape: tuple[int, ...]) -> Blocks:
        """Return the blocks of a box in an array of this shape (NumPy order, without components)."""
        starts = np.array([region.start[-1]], dtype=np.int64)
        stride = shape[-1]
        for first, count, extent in reversed([*zip(region.start[:-1], region.shape[:-1], shape[:-1], strict=True)]):
            starts = (starts + stride * np.arange(first, first + count, dtype=np.int64)[:, np.newaxis]).reshape(-1)
            stride *= extent
        return Blocks.of_bytes(starts * self._width, region.shape[-1] * self._width)

    def before(self, blocks: Blocks) -> None:
        """Note blocks that are about to be written."""
        self._snapshots = [snapshot for snapshot in self._snapshots if not snapshot.is_over]
        for snapshot in self._snapshots:
            snapshot.keep(blocks)
        self._bits[blocks.pages] |= blocks.bits

    def before_anything(self) -> None:
        """Wait for all snapshots: anything may be written from now on, without a word."""
        for snapshot in self._snapshots:
            snapshot.wait()
        self._snapshots.clear()

    def snapshot(self) -> Snapshot:
        """Return what was written, as it is now; see `watch`."""
        return Snapshot(self._memory, self._bits.copy())

    def whole_snapshot(self) -> Snapshot:
        """Return all bytes, as they are now; see `watch`."""
        return Snapshot(self._memory, all_bits(self._memory.size))

    def watch(self, snapshot: Snapshot) -> None:
        """Have a snapshot that is about to be read keep what is written from now on."""
        self._snapshots.append(snapshot)


class NothingWritten(WrittenBlocks):
    """Of pixels that are no array: what was changed of them is known without it."""

    def __init__(self) -> None:
        super().__init__(np.empty(0, np.uint8), 1)

    def at(self, positions: Numbers) -> Blocks:
        """Return none."""
        return _none()

    def of_runs(self, starts: Numbers, lengths: Numbers) -> Blocks:
        """Return none."""
        return _none()

    def of_box(self, region: Region, shape: tuple[int, ...]) -> Blocks:
        """Return none."""
        return _none()


def _none() -> Blocks:
    return Blocks.of_bytes(np.empty(0, np.int64), 0)
