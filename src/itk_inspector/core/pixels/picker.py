"""Stored pixels at given rows and columns, read from wherever they lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def stored_block(
    cut: npt.NDArray[Any], rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the smallest block that holds rows × columns as a **view**, and their indices within it."""
    (top, bottom), (left, right) = _ends(rows), _ends(columns)
    return cut[top : bottom + 1, left : right + 1], rows - top, columns - left


def block_size(rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> int:
    """Return how many stored pixels `stored_block` would hold."""
    (top, bottom), (left, right) = _ends(rows), _ends(columns)
    return (bottom - top + 1) * (right - left + 1)


class Picker:
    """Picks pixels at rows × columns; keeps where they lie, which slices of one volume have in common.

    Its memory is used again and again: fresh megabytes for each frame would leave holes in the heap.
    """

    def __init__(self) -> None:
        self._known: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], tuple[int, ...]] | None = None
        self._places = np.empty((0, 0), np.intp)
        self._kept = np.empty(0, np.intp)
        self._picked = np.empty(0, np.uint8)

    def pick(
        self, cut: npt.NDArray[Any], rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]
    ) -> npt.NDArray[Any]:
        """Return a copy of the pixels at rows × columns, valid until the next call; only these are touched.

        Parameters
        ----------
        cut : numpy.ndarray
            ``[row, col]`` or ``[row, col, component]`` with any strides.
        rows, columns : numpy.ndarray
            Sorted either way, inside the cut; not to be changed afterwards.
        """
        if cut.ndim == 3:
            made = np.empty((rows.size, columns.size, cut.shape[2]), cut.dtype)
            for component in range(cut.shape[2]):
                made[..., component] = self.pick(cut[..., component], rows, columns)
            return made
        block, within_rows, within_columns = stored_block(cut, rows, columns)
        down, along = (step // cut.itemsize for step in block.strides)
        if down < 0 or along < 0 or any(step % cut.itemsize for step in block.strides):
            return np.asarray(block[within_rows[:, None], within_columns])
        known = self._known
        if known is None or known[0] is not rows or known[1] is not columns or known[2] != (down, along):
            self._known = rows, columns, (down, along)
            count = rows.size * columns.size
            self._kept = self._kept if self._kept.size >= count else np.empty(count, np.intp)
            self._places = self._kept[:count].reshape(rows.size, columns.size)
            np.add(within_rows[:, None] * down, within_columns * along, out=self._places)
        reach = (block.shape[0] - 1) * down + (block.shape[1] - 1) * along + 1
        line = np.lib.stride_tricks.as_strided(block, (reach,), (cut.itemsize,), writeable=False)
        nbytes = self._places.size * cut.itemsize
        self._picked = self._picked if self._picked.size >= nbytes else np.empty(nbytes, np.uint8)
        made = self._picked[:nbytes].view(cut.dtype).reshape(self._places.shape)
        # as plain bytes, which are aligned everywhere: numpy.take copies all of an array that is not
        plain = np.dtype((np.void, cut.itemsize))
        np.take(line.view(plain), self._places, out=made.view(plain), mode="wrap")
        return made


def _ends(indices: npt.NDArray[np.intp]) -> tuple[int, int]:
    first, last = int(indices[0]), int(indices[-1])
    return (first, last) if first <= last else (last, first)
