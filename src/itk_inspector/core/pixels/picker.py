"""Stored pixels at given rows and columns, read from wherever they lie."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

_DENSE = 3  # where every third column or more is picked, whole rows are copied first
_AT_ONCE = 1 << 16
"""Places that are worked out before they are read: as many as stay in a processor's cache."""


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


def pixels_at(pixels: npt.NDArray[Any], places: npt.NDArray[np.intp], dimension: int) -> npt.NDArray[Any]:
    """Return a copy of single pixels of a whole image.

    Parameters
    ----------
    pixels : numpy.ndarray
        An axis for each dimension, and one of components if there are several.
    places : numpy.ndarray
        Any shape: how many pixels of the image lie before each in C order.
    dimension : int

    Returns
    -------
    numpy.ndarray
        Of the shape of ``places``, and the components.
    """
    if not pixels.flags.c_contiguous:
        return np.asarray(pixels[np.unravel_index(places, pixels.shape[:dimension])])
    # as plain bytes, which are aligned everywhere: numpy.take copies all of an array that is not
    plain = np.dtype((np.void, pixels.itemsize * math.prod(pixels.shape[dimension:])))
    line = pixels.reshape(math.prod(pixels.shape[:dimension]), -1).view(plain)[:, 0]
    picked = np.take(line, places, mode="wrap")
    return picked[..., None].view(pixels.dtype).reshape(*places.shape, *pixels.shape[dimension:])


class Picker:
    """Picks pixels at rows × columns; keeps where they lie once that is asked for again, as by slices of one volume.

    Its memory is used again and again: fresh megabytes for each frame would leave holes in the heap.
    """

    def __init__(self) -> None:
        self._known: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], tuple[int, ...]] | None = None
        self._places = np.empty(0, np.intp)
        self._has_places = False
        self._picked = np.empty(0, np.uint8)
        self._whole = np.empty(0, np.uint8)

    def pick(
        self, cut: npt.NDArray[Any], rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]
    ) -> npt.NDArray[Any]:
        """Return a copy of the pixels at rows × columns, valid until the next call; others in these rows may be read.

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
        if cut.flags.c_contiguous and cut.shape[1] <= _DENSE * columns.size:
            return self._pick_rows(cut, rows, columns)
        block, within_rows, within_columns = stored_block(cut, rows, columns)
        down, along = (step // cut.itemsize for step in block.strides)
        if down < 0 or along < 0 or any(step % cut.itemsize for step in block.strides):
            return np.asarray(block[within_rows[:, None], within_columns])
        reach = (block.shape[0] - 1) * down + (block.shape[1] - 1) * along + 1
        line = np.lib.stride_tricks.as_strided(block, (reach,), (cut.itemsize,), writeable=False)
        self._picked, made = _room(self._picked, (rows.size, columns.size), cut.dtype)
        # as plain bytes, which are aligned everywhere: numpy.take copies all of an array that is not
        plain = np.dtype((np.void, cut.itemsize))
        source, picked = line.view(plain), made.view(plain)
        known = self._known
        if known is not None and known[0] is rows and known[1] is columns and known[2] == (down, along):
            self._take_again(source, within_rows[:, None] * down, within_columns * along, picked)
            return made
        self._known, self._has_places = (rows, columns, (down, along)), False
        many = max(1, _AT_ONCE // columns.size)
        for first in range(0, rows.size, many):
            places = within_rows[first : first + many, None] * down + within_columns * along
            np.take(source, places, out=picked[first : first + many], mode="wrap")
        return made

    def _take_again(
        self, source: npt.NDArray[Any], down: npt.NDArray[np.intp], along: npt.NDArray[np.intp], out: npt.NDArray[Any]
    ) -> None:
        """Read the places of the last call; work them out if that was not done yet."""
        if self._places.size < out.size:
            self._places = np.empty(out.size, np.intp)
            self._has_places = False
        places = self._places[: out.size].reshape(out.shape)
        if not self._has_places:
            np.add(down, along, out=places)
            self._has_places = True
        np.take(source, places, out=out, mode="wrap")

    def _pick_rows(
        self, cut: npt.NDArray[Any], rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]
    ) -> npt.NDArray[Any]:
        """Copy whole rows, then the columns of these: the indices of all pixels would take longer to read."""
        self._whole, whole = _room(self._whole, (rows.size, cut.shape[1]), cut.dtype)
        self._picked, made = _room(self._picked, (rows.size, columns.size), cut.dtype)
        np.take(cut.view(np.uint8), rows, axis=0, out=whole.view(np.uint8), mode="wrap")  # bytes are aligned everywhere
        return np.take(whole, columns, axis=1, out=made, mode="wrap")


def _room(
    kept: npt.NDArray[np.uint8], shape: tuple[int, ...], dtype: np.dtype[Any]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[Any]]:
    """Return the memory that was kept, or more, and an array in it as a **view**."""
    nbytes = math.prod(shape) * dtype.itemsize
    kept = kept if kept.size >= nbytes else np.empty(nbytes, np.uint8)
    return kept, kept[:nbytes].view(dtype).reshape(shape)


def _ends(indices: npt.NDArray[np.intp]) -> tuple[int, int]:
    first, last = int(indices[0]), int(indices[-1])
    return (first, last) if first <= last else (last, first)
