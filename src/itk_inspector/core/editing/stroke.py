"""What a brush stroke has painted so far: every pixel once, whatever the brush passes over again."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.runs import NO_RUNS, Numbers, Runs
from itk_inspector.core.editing.steps import StrokeStep

_LOOSE = 1 << 17
"""Pixels that may wait to be joined into runs."""


class Stroke:
    """Collects the pixels of one gesture with one value, or of one that puts the original's pixels back.

    The pixels of a plane lie on a lattice of the C-ordered array (every pixel, every row, ...): on it they are runs.

    Parameters
    ----------
    value : numpy.ndarray
        One pixel.
    shape : tuple of int
        Of the array, NumPy order, without components.
    restores : bool
        Each pixel gets a value of its own.
    kept : tuple of int
        Numbers of components that stay as they are.
    """

    def __init__(
        self, value: npt.NDArray[Any], shape: tuple[int, ...], *, restores: bool = False, kept: tuple[int, ...] = ()
    ) -> None:
        self.value = value
        self.restores = restores
        self.kept = kept
        self._shape = shape
        self.pixels = 0
        self._parts: list[PaintedPart] = []
        self._bytes = 0
        self._first, self._stride = 0, 0
        self._painted = NO_RUNS
        self._loose: list[tuple[Numbers, npt.NDArray[Any], npt.NDArray[Any] | None]] = []
        self._loose_pixels = self._loose_bytes = 0

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self._bytes + self._loose_bytes + self._painted.nbytes + self.value.nbytes

    def fresh(self, positions: Numbers) -> Numbers:
        """Return the positions (ascending, at least one) that were not painted yet, and note them as painted."""
        if not self._fits(positions):
            self._join()
            self._first = int(positions[0])
            self._stride = int(np.gcd.reduce(np.diff(positions))) if positions.size > 1 else 1
            self._painted = NO_RUNS
        here = Runs.of((positions - self._first) // self._stride)
        fresh = here.minus(self._painted)
        self._painted = self._painted.united(here)
        return fresh.numbers() * self._stride + self._first

    def keep(self, positions: Numbers, old: npt.NDArray[Any], new: npt.NDArray[Any] | None = None) -> None:
        """Keep what was there before, at positions from `fresh`, and what is there now if it is not the one value."""
        self._loose.append(((positions - self._first) // self._stride, old, new))
        self._loose_bytes += positions.nbytes + old.nbytes + (new.nbytes if new is not None else 0)
        self._loose_pixels += positions.size
        self.pixels += positions.size
        if self._loose_pixels > _LOOSE:
            self._join()

    @property
    def label(self) -> str:
        """What it does."""
        return f"{'erase' if self.restores else 'paint'} {self.pixels} pixels"

    def step(self) -> StrokeStep:
        """Return the stroke as one step."""
        self._join()
        return StrokeStep(self.label, self._shape, tuple(self._parts), self.value, self.restores)

    def so_far(self, first: int = 0) -> StrokeStep | None:
        """Return the parts that it has by now, from this number on, as a step; None when there are none."""
        self._join()
        parts = tuple(self._parts[first:])
        return StrokeStep(self.label, self._shape, parts, self.value, self.restores) if parts else None

    def _fits(self, positions: Numbers) -> bool:
        return self._stride > 0 and not np.any((positions - self._first) % self._stride)

    def _join(self) -> None:
        """Make one part of what waits."""
        if not self._loose:
            return
        numbers = np.concatenate([numbers for numbers, _, _ in self._loose])
        old = np.concatenate([old for _, old, _ in self._loose])
        own = [new for _, _, new in self._loose if new is not None]
        order = np.argsort(numbers, kind="stable")
        new = np.concatenate(own)[order] if own else None
        part = PaintedPart(self._first, self._stride, Runs.of(numbers[order]), old[order], new)
        self._parts.append(part)
        self._bytes += part.nbytes
        self._loose.clear()
        self._loose_pixels = self._loose_bytes = 0
