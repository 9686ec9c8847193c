"""The largest pixel of every block of a slice, for drawing it zoomed out without losing bright ones.

Where one pixel of many is drawn, a single bright one is seen only by chance. Here each screen pixel shows the largest
value of what it covers: still a stored value, whose place is known.
"""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display import overview

_MOST_BLOCKS = 4
"""Times those of an overview, where every pixel is drawn by right: finer blocks, so that they serve sooner."""
_MOST_SPANNED = 2**28
"""Bytes that are read, at the most, for a slice whose rows do not lie together."""
_CHUNK = 2**20
"""Pixels looked at in one go: a few milliseconds, then another thread may have its turn."""


def has_maxima(pixels: npt.NDArray[Any]) -> bool:
    """Tell whether pixels can be put in order: one real number each."""
    return pixels.ndim == 2 and pixels.dtype.kind in "iuf"


def maxima_step(pixels: npt.NDArray[Any]) -> int:
    """Return how many rows and columns a block of a slice has.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``[row, col]`` or ``[row, col, component]``.

    Returns
    -------
    int
        The step of the lattice of a giant, else 1 or more; 0 where no maxima can be had: the pixels are not real
        numbers, or the whole file would have to be read for them.
    """
    if not has_maxima(pixels) or not pixels.size:
        return 0
    step = overview.lattice_step(pixels)
    return step if step > 1 else _block_step(pixels.shape, pixels.strides, pixels.itemsize)


@functools.lru_cache(maxsize=16)
def _block_step(shape: tuple[int, ...], strides: tuple[int, ...], itemsize: int) -> int:
    """Return the step of a slice that needs no lattice; 0 where too much would have to be read."""
    spanned = sum((count - 1) * abs(stride) for count, stride in zip(shape, strides, strict=True))
    if not overview.lies_together(strides, itemsize) and spanned > _MOST_SPANNED:
        return 0
    step = 1
    while math.prod(-(-count // step) for count in shape) > _MOST_BLOCKS * overview.LARGEST:
        step += 1
    return step


@dataclass(frozen=True, slots=True)
class Maxima:
    """The largest value of each block of a slice, and where in its block it is first met; NaN counts last.

    Parameters
    ----------
    step : int
        Rows and columns of a block.
    pixels : numpy.ndarray
        ``[row // step, col // step]``; a **copy**.
    places : numpy.ndarray
        ``row % step * step + col % step``, of the same shape.
    """

    step: int
    pixels: npt.NDArray[Any]
    places: npt.NDArray[np.unsignedinteger[Any]]

    def update(self, pixels: npt.NDArray[Any], rows: slice, columns: slice) -> None:
        """Look again at the blocks that a box of the slice touches.

        Parameters
        ----------
        pixels : numpy.ndarray
            The slice that this was made from.
        rows, columns : slice
            First array index of the box, and one after the last.
        """
        left, right = columns.start // self.step, -(-columns.stop // self.step)
        for row in range(rows.start // self.step, -(-rows.stop // self.step)):
            self._take(pixels, row, left, right)

    def _take(self, pixels: npt.NDArray[Any], row: int, left: int, right: int) -> None:
        step = self.step
        band = pixels[row * step : (row + 1) * step, left * step : right * step]
        whole = band.shape[1] // step
        if whole:
            blocks = band[:, : whole * step].reshape(band.shape[0], whole, step).swapaxes(0, 1).reshape(whole, -1)
            self._keep(blocks, step, row, left)
        if whole * step < band.shape[1]:
            rest = band[:, whole * step :]
            self._keep(rest.reshape(1, -1), rest.shape[1], row, left + whole)

    def _keep(self, blocks: npt.NDArray[Any], wide: int, row: int, left: int) -> None:
        """Keep the largest of each row of ``blocks``, which are ``wide`` pixels wide in the slice."""
        first = _firsts(blocks)
        there = slice(left, left + len(blocks))
        self.pixels[row, there] = blocks[np.arange(len(blocks)), first]
        self.places[row, there] = first // wide * self.step + first % wide

    def reduced(self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> npt.NDArray[Any]:
        """Return the largest value of what each screen pixel covers.

        Parameters
        ----------
        rows, columns : numpy.ndarray
            The block in which the centre of each screen pixel lies, without repetition, sorted either way. Every block
            between the outermost ones is covered by one screen pixel.

        Returns
        -------
        numpy.ndarray
            Shape (rows, columns).
        """
        made = self.pixels
        greater = np.fmax if made.dtype.kind == "f" else np.maximum
        for axis, blocks in enumerate((rows, columns)):
            begins, ends = _spans(blocks, made.shape[axis])
            source, made = made, np.take(made, begins, axis=axis)
            for further in range(1, int((ends - begins).max())):  # a few, for the blocks are nearly as large as that
                greater(made, np.take(source, np.minimum(begins + further, ends - 1), axis=axis), out=made)
        return made

    def place_of(
        self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], row: int, column: int
    ) -> tuple[int, int]:
        """Return row and column in the slice of the pixel that a screen pixel with its centre in a block shows."""
        top, bottom = (int(ends[rows == row][0]) for ends in _spans(rows, self.pixels.shape[0]))
        left, right = (int(ends[columns == column][0]) for ends in _spans(columns, self.pixels.shape[1]))
        covered = self.pixels[top:bottom, left:right]
        down, along = np.unravel_index(int(_firsts(covered.reshape(1, -1))[0]), covered.shape)
        place = int(self.places[top + down, left + along])
        return (top + int(down)) * self.step + place // self.step, (left + int(along)) * self.step + place % self.step


def _firsts(values: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Return where in each row the largest value is first met; NaN only where there is nothing else."""
    if values.dtype.kind != "f" or not np.isnan(np.max(values)):
        return np.asarray(values.argmax(axis=1))
    missing = np.isnan(values)
    first: npt.NDArray[np.intp] = np.where(missing, -np.inf, values).argmax(axis=1)
    lost = np.flatnonzero(missing[np.arange(len(values)), first])  # all are NaN, or −∞
    first[lost] = missing[lost].argmin(axis=1)
    return first


def _spans(blocks: npt.NDArray[np.intp], count: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the first block that each screen pixel covers, and one after its last.

    They meet halfway between the blocks of two centres. The outermost ones reach to the edge of the image where that
    is no further than from one centre to the next, else as far as half of that.
    """
    is_falling = blocks.size > 1 and blocks[0] > blocks[-1]
    centres = blocks[::-1] if is_falling else blocks
    usual = int(np.diff(centres).max()) if centres.size > 1 else count
    first, last = int(centres[0]), int(centres[-1])
    between = (centres[1:] + centres[:-1] + 1) // 2
    begin = 0 if first <= usual else first - usual // 2
    end = count if count - 1 - last <= usual else last + usual // 2 + 1
    begins, ends = np.append(begin, between), np.append(between, end)
    return (begins[::-1], ends[::-1]) if is_falling else (begins, ends)


def maxima(pixels: npt.NDArray[Any], step: int, is_wanted: Callable[[], bool] = lambda: True) -> Maxima | None:
    """Look at all pixels of a slice, in pieces, for the largest of each block.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``[row, col]``, real; only read.
    step : int
        By `maxima_step`.
    is_wanted : callable
        Asked before every look at the pixels.

    Returns
    -------
    Maxima or None
        None as soon as it is not wanted any more.
    """
    shape = tuple(-(-count // step) for count in pixels.shape)
    made = Maxima(step, np.empty(shape, pixels.dtype), np.empty(shape, np.min_scalar_type(step**2 - 1)))
    wide = max(1, _CHUNK // step) * step
    for top in range(0, pixels.shape[0], step):
        for left in range(0, pixels.shape[1], wide):
            if not is_wanted():
                return None
            made.update(pixels, slice(top, top + 1), slice(left, min(left + wide, pixels.shape[1])))
        time.sleep(0)  # whoever waits for the interpreter gets it
    return made
