"""A bounded sample of what is drawn, taken in runs that are spread evenly over the pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.components import drawn_values
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode

CHUNK = 2**16
"""Pixels looked at in one go: a fraction of a millisecond, then another thread may have its turn."""
_GOLDEN = 0.6180339887498949
_SILVER = 0.41421356237309515


@dataclass(frozen=True, slots=True)
class Sample:
    """Numbers that are drawn.

    Parameters
    ----------
    values : numpy.ndarray
        1-D, real; a **copy**.
    population : int
        How many numbers there are.
    """

    values: npt.NDArray[Any]
    population: int

    @property
    def is_complete(self) -> bool:
        """Tell whether every number was taken."""
        return self.values.size == self.population


def as_rows(pixels: npt.NDArray[Any], *, has_components: bool) -> npt.NDArray[Any]:
    """Return C-contiguous pixels of any dimension as a **view** ``[row, col]`` or ``[row, col, component]``."""
    tail = pixels.shape[-2:] if has_components else pixels.shape[-1:]
    return pixels.reshape(-1, *tail) if pixels.size else pixels.reshape(0, *tail)


def sample(
    rows: npt.NDArray[Any],
    drawn: ComponentChoice,
    limit: int,
    run: int = 1024,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Sample | None:
    """Take the numbers that are drawn: all of them, or about ``limit`` of them.

    Parameters
    ----------
    rows : numpy.ndarray
        ``[row, col]`` or ``[row, col, component]``, of any strides; only read.
    drawn : ComponentChoice
        Colours give the numbers of red, green and blue.
    limit : int
        Pixels to take at the most.
    run : int
        Neighbouring pixels that are taken together, where not all are: the fewer runs, the fewer pages of a file.
    is_wanted : callable
        Asked before every look at the pixels.

    Returns
    -------
    Sample or None
        None as soon as it is not wanted any more.
    """
    taken: list[npt.NDArray[Any]] = []
    for block in _blocks(rows.shape[0], rows.shape[1], limit, run):
        if not is_wanted():
            return None
        taken.append(_numbers(rows[block], drawn).ravel().copy())
    values = np.concatenate(taken) if taken else np.empty(0, rows.real.dtype)
    return Sample(values, numbers_of(rows, drawn))


def every_number(
    rows: npt.NDArray[Any], drawn: ComponentChoice, is_wanted: Callable[[], bool]
) -> Iterator[npt.NDArray[Any]]:
    """Go through all numbers that are drawn, in 1-D **copies** of `CHUNK` pixels at the most; ends when not wanted."""
    for block in _blocks(rows.shape[0], rows.shape[1], rows.shape[0] * rows.shape[1], CHUNK):
        if not is_wanted():
            return
        yield _numbers(rows[block], drawn).ravel().copy()


def numbers_of(rows: npt.NDArray[Any], drawn: ComponentChoice) -> int:
    """Return how many numbers are drawn: three a pixel of colours."""
    per_pixel = min(3, rows.shape[-1]) if drawn.kind is ComponentMode.COLOUR and rows.ndim == 3 else 1
    return int(rows.shape[0] * rows.shape[1] * per_pixel)


def _numbers(block: npt.NDArray[Any], drawn: ComponentChoice) -> npt.NDArray[Any]:
    return block[..., :3] if drawn.kind is ComponentMode.COLOUR else drawn_values(block, drawn)


def _blocks(rows: int, columns: int, limit: int, run: int) -> Iterator[tuple[slice, slice]]:
    """Cut a rectangle into blocks of at most `CHUNK` pixels that cover it, or into evenly spread runs."""
    if rows * columns <= limit:
        wide = min(columns, CHUNK)
        high = max(1, CHUNK // max(1, wide))
        for top in range(0, rows, high):
            for left in range(0, columns, wide):
                yield slice(top, top + high), slice(left, left + wide)
        return
    wide = min(columns, run)
    high = min(rows, max(1, run // wide))
    count = max(1, limit // (wide * high))
    for number in range(count):
        # multiples of an irrational number fill an interval evenly, and never in step with the rows of a slice
        top = int((number + number * _GOLDEN % 1.0) * (rows - high + 1) / count)
        left = round((number * _SILVER % 1.0) * (columns - wide))
        yield slice(top, top + high), slice(left, left + wide)
