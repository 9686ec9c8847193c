"""A small copy of a very large slice: stored pixels on a lattice, for drawing it far zoomed out.

A slice of 20000 × 20000 pixels that is shown on 900 × 900 screen pixels would have
each screen pixel read another page of the file. Zoomed out so far, only pixels
on a lattice are shown, and those are copied once into memory that lies together.
Which pixel a screen pixel shows does not depend on whether the copy is there.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass

LARGEST = 5 * 2**20
"""Pixels of an overview, at the most: twice as many along either axis as a large window shows."""
_LARGEST_BYTES = 2**26
_SMALLEST_STEP = 4
_CHUNK = 2**14


def lattice_step(pixels: npt.NDArray[Any]) -> int:
    """Return how many pixels lie from one of the lattice to the next, along either axis.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``[row, col]`` or ``[row, col, component]``.

    Returns
    -------
    int
        4 or more; 1 for a slice that needs no overview, or whose rows do not lie together, so that an overview
        would have to read the whole file.
    """
    return _lattice_step(pixels.shape, pixels.strides, pixels.itemsize)


@functools.lru_cache(maxsize=16)  # asked about every slice that is shown, by who draws and by who tells
def _lattice_step(shape: tuple[int, ...], strides: tuple[int, ...], itemsize: int) -> int:
    rows, columns = shape[:2]
    per_pixel = itemsize * math.prod(shape[2:])
    most = max(1, min(LARGEST, _LARGEST_BYTES // max(1, per_pixel)))
    step = max(1, math.isqrt(rows * columns // most))
    while -(-rows // step) * -(-columns // step) > most:
        step += 1
    return step if step >= _SMALLEST_STEP and lies_together(strides, per_pixel) else 1


def lies_together(strides: tuple[int, ...], per_pixel: int) -> bool:
    """Tell whether the pixels of a row lie near each other, by the strides of a slice in bytes."""
    return abs(strides[1]) <= 4 * per_pixel


@dataclass(frozen=True, slots=True)
class Overview:
    """The pixels of a slice's lattice: those whose array indices are multiples of the step.

    Parameters
    ----------
    step : int
        Pixels of the slice from one of the lattice to the next.
    pixels : numpy.ndarray
        ``[row // step, col // step(, component)]``; a **copy**.
    """

    step: int
    pixels: npt.NDArray[Any]

    def update(self, pixels: npt.NDArray[Any], rows: slice, columns: slice) -> None:
        """Copy again what lies in a box of the slice, whose pixels have changed.

        Parameters
        ----------
        pixels : numpy.ndarray
            The slice that this was made from.
        rows, columns : slice
            First array index of the box, and one after the last.
        """
        down, along = self._within(rows), self._within(columns)
        every = slice(None, None, self.step)
        self.pixels[down, along] = pixels[every, every][down, along]

    def _within(self, box: slice) -> slice:
        return slice(-(-box.start // self.step), -(-box.stop // self.step))


def overview(pixels: npt.NDArray[Any], step: int, is_wanted: Callable[[], bool] = lambda: True) -> Overview | None:
    """Copy the pixels of a slice's lattice, row after row.

    Small parts, so that a thread which does this lets others have their turn, and stops at once.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``[row, col]`` or ``[row, col, component]``; only read.
    step : int
        By `lattice_step`.
    is_wanted : callable
        Asked before every look at the pixels.

    Returns
    -------
    Overview or None
        None as soon as it is not wanted any more.
    """
    high, wide = (-(-count // step) for count in pixels.shape[:2])
    made = Overview(step, np.empty((high, wide, *pixels.shape[2:]), pixels.dtype))
    many = max(1, _CHUNK // wide) * step
    for first in range(0, pixels.shape[0], many):
        if not is_wanted():
            return None
        made.update(pixels, slice(first, min(first + many, pixels.shape[0])), slice(0, pixels.shape[1]))
    return made
