"""Which memory pages of an array were written to: what has to be sent beside an unchanged file to make it whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.runs import Numbers, Runs
from itk_inspector.core.geometry.regions import Region

PAGE = 4096
"""Bytes of the smallest memory page; where pages are larger, one of them is written and sent as several."""


class ChangedPages:
    """Marks pages by the pixels that are written.

    Parameters
    ----------
    pixels : numpy.ndarray
        C-contiguous; on a copy-on-write mapping, whose pages lie at multiples of `PAGE` in memory.
    width : int
        Bytes of one pixel, all components.
    """

    def __init__(self, pixels: npt.NDArray[Any], width: int) -> None:
        self._lead = int(pixels.__array_interface__["data"][0]) % PAGE
        self._nbytes = pixels.nbytes
        self._width = width
        self._marked = np.zeros((self._lead + self._nbytes + PAGE - 1) // PAGE, dtype=bool)

    def mark(self, positions: Numbers) -> None:
        """Mark the pages of pixels at flat positions."""
        first = self._lead + positions * self._width
        self._mark_bytes(first, self._width)

    def mark_box(self, region: Region, shape: tuple[int, ...]) -> None:
        """Mark the pages of a box in an array of this shape (NumPy order, without components)."""
        starts = np.array([region.start[-1]], dtype=np.int64)
        stride = shape[-1]
        for first, count, extent in reversed([*zip(region.start[:-1], region.shape[:-1], shape[:-1], strict=True)]):
            starts = (starts + stride * np.arange(first, first + count, dtype=np.int64)[:, np.newaxis]).reshape(-1)
            stride *= extent
        self._mark_bytes(self._lead + starts * self._width, region.shape[-1] * self._width)

    def _mark_bytes(self, first: Numbers, length: int) -> None:
        last = (first + length - 1) // PAGE
        page = first // PAGE
        for step in range((length + PAGE - 2) // PAGE + 1):
            self._marked[np.minimum(page + step, last)] = True

    def spans(self) -> tuple[tuple[int, int], ...]:
        """Return the byte ranges of the array, ascending half-open, that hold everything that was written."""
        runs = Runs.of(np.flatnonzero(self._marked))
        starts = np.maximum(runs.starts * PAGE - self._lead, 0)
        stops = np.minimum(runs.stops * PAGE - self._lead, self._nbytes)
        return tuple(zip(starts.tolist(), stops.tolist(), strict=True))
