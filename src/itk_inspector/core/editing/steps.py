"""One undoable gesture on the edited copy."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.changed_pages import ChangedPages
from itk_inspector.core.editing.runs import Numbers, Runs
from itk_inspector.core.geometry.regions import Region


@dataclass(frozen=True, slots=True, eq=False)
class BoxStep:
    """A filled box; ``new`` is one pixel, ``old`` the pixels that were there."""

    label: str
    region: Region
    old: npt.NDArray[Any]
    new: npt.NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes held for undo and redo."""
        return self.old.nbytes + self.new.nbytes

    def apply(self, pixels: npt.NDArray[Any]) -> None:
        """Write the new values."""
        pixels[self.region.slices] = self.new

    def revert(self, pixels: npt.NDArray[Any]) -> None:
        """Write the old values."""
        pixels[self.region.slices] = self.old

    def touched(self, shape: tuple[int, ...]) -> Region:
        """Return the box that holds every changed pixel."""
        return self.region

    def mark(self, pages: ChangedPages, shape: tuple[int, ...]) -> None:
        """Mark the memory pages of the changed pixels in an array of ``shape``."""
        pages.mark_box(self.region, shape)

    def repeated(self, pixels: npt.NDArray[Any]) -> BoxStep:
        """Return the same gesture for other pixels of the same shape."""
        return replace(self, old=pixels[self.region.slices].copy())


@dataclass(frozen=True, slots=True, eq=False)
class PixelStep:
    """Single pixels set to one value: flat positions, the values that were there, the new one."""

    label: str
    positions: npt.NDArray[np.int64]
    old: npt.NDArray[Any]
    new: npt.NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes held for undo and redo."""
        return self.positions.nbytes + self.old.nbytes + self.new.nbytes

    def apply(self, pixels: npt.NDArray[Any]) -> None:
        """Write the new value."""
        _rows(pixels, self.new)[self.positions] = self.new

    def revert(self, pixels: npt.NDArray[Any]) -> None:
        """Write the old values."""
        _rows(pixels, self.new)[self.positions] = self.old

    def touched(self, shape: tuple[int, ...]) -> Region:
        """Return the box that holds every changed pixel."""
        return box_around(self.positions, shape)

    def mark(self, pages: ChangedPages, shape: tuple[int, ...]) -> None:
        """Mark the memory pages of the changed pixels in an array of ``shape``."""
        pages.mark(self.positions)

    def repeated(self, pixels: npt.NDArray[Any]) -> PixelStep:
        """Return the same gesture for other pixels of the same shape."""
        return replace(self, old=_rows(pixels, self.new)[self.positions])


@dataclass(frozen=True, slots=True, eq=False)
class PaintedPart:
    """Part of a stroke: runs on the lattice ``first + stride · number``, and the pixels that were there, ascending."""

    first: int
    stride: int
    runs: Runs
    old: npt.NDArray[Any]

    @property
    def positions(self) -> Numbers:
        """Flat positions, ascending."""
        return self.runs.numbers() * self.stride + self.first

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.runs.nbytes + self.old.nbytes


@dataclass(frozen=True, slots=True, eq=False)
class StrokeStep:
    """A brush stroke of one value; a pixel that is in several parts was there first in the first of them."""

    label: str
    parts: tuple[PaintedPart, ...]
    new: npt.NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes held for undo and redo."""
        return sum(part.nbytes for part in self.parts) + self.new.nbytes

    def apply(self, pixels: npt.NDArray[Any]) -> None:
        """Write the new value."""
        for part in self.parts:
            _rows(pixels, self.new)[part.positions] = self.new

    def revert(self, pixels: npt.NDArray[Any]) -> None:
        """Write the old values."""
        for part in reversed(self.parts):
            _rows(pixels, self.new)[part.positions] = part.old

    def touched(self, shape: tuple[int, ...]) -> Region:
        """Return the box that holds every changed pixel."""
        boxes = [box_around(part.positions, shape) for part in self.parts]
        return functools.reduce(Region.united, boxes)

    def mark(self, pages: ChangedPages, shape: tuple[int, ...]) -> None:
        """Mark the memory pages of the changed pixels in an array of ``shape``."""
        for part in self.parts:
            pages.mark(part.positions)

    def repeated(self, pixels: npt.NDArray[Any]) -> StrokeStep:
        """Return the same gesture for other pixels of the same shape."""
        rows = _rows(pixels, self.new)
        return replace(self, parts=tuple(replace(part, old=rows[part.positions]) for part in self.parts))


Step: TypeAlias = BoxStep | PixelStep | StrokeStep


def box_around(positions: Numbers, shape: tuple[int, ...]) -> Region:
    """Return the box that holds flat positions of a C-ordered array."""
    axes = np.unravel_index(positions, shape)
    low = tuple(int(a.min()) for a in axes)
    return Region(low, tuple(int(a.max()) - s + 1 for a, s in zip(axes, low, strict=True)))


def _rows(pixels: npt.NDArray[Any], value: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a flat **view**, one row a pixel."""
    return pixels.reshape(-1, *value.shape)
