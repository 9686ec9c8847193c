"""One undoable gesture on the edited copy.

Every step knows the shape of the pixels that it was made for, can be written down as plain data (`Step.record`) and
made again from it (`core.editing.step_records.step_from`).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.blocks import Blocks
from itk_inspector.core.editing.runs import Numbers, Runs
from itk_inspector.core.editing.written_blocks import WrittenBlocks
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.pixels.json_values import json_value
from itk_inspector.core.pixels.values import python_value

Record: TypeAlias = dict[str, Any]
"""Plain data: nothing but texts, numbers, lists and names of them, as JSON holds them."""


@dataclass(frozen=True, slots=True, eq=False)
class BoxStep:
    """A filled box; ``new`` is one pixel, ``old`` the pixels that were there."""

    label: str
    shape: tuple[int, ...]
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

    def blocks(self, written: WrittenBlocks) -> tuple[Blocks, ...]:
        """Return the blocks of memory that it changes."""
        return (written.of_box(self.region, self.shape),)

    def record(self) -> Record:
        """Return what was done as plain data; what was there before is not in it."""
        box = {"start": list(self.region.start), "extent": list(self.region.shape)}
        return _record("box", self.label, self.shape, self.new) | box

    def repeated(self, pixels: npt.NDArray[Any]) -> BoxStep:
        """Return the same gesture for other pixels of the same shape."""
        return replace(self, old=pixels[self.region.slices].copy())


@dataclass(frozen=True, slots=True, eq=False)
class PixelStep:
    """Single pixels set to one value: flat positions, the values that were there, the new one."""

    label: str
    shape: tuple[int, ...]
    positions: npt.NDArray[np.int64]
    old: npt.NDArray[Any]
    new: npt.NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes held for undo and redo."""
        return self.positions.nbytes + self.old.nbytes + self.new.nbytes

    def apply(self, pixels: npt.NDArray[Any]) -> None:
        """Write the new value."""
        pixel_rows(pixels, self.new)[self.positions] = self.new

    def revert(self, pixels: npt.NDArray[Any]) -> None:
        """Write the old values."""
        pixel_rows(pixels, self.new)[self.positions] = self.old

    @property
    def region(self) -> Region:
        """The box that holds every changed pixel."""
        return box_around(self.positions, self.shape)

    def blocks(self, written: WrittenBlocks) -> tuple[Blocks, ...]:
        """Return the blocks of memory that it changes."""
        return (written.at(self.positions),)

    def record(self) -> Record:
        """Return what was done as plain data; what was there before is not in it."""
        return _record("pixels", self.label, self.shape, self.new) | {"positions": self.positions.tolist()}

    def repeated(self, pixels: npt.NDArray[Any]) -> PixelStep:
        """Return the same gesture for other pixels of the same shape."""
        return replace(self, old=pixel_rows(pixels, self.new)[self.positions])


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

    def record(self) -> Record:
        """Return the positions as plain data."""
        starts, stops = self.runs.starts.tolist(), self.runs.stops.tolist()
        return {"first": self.first, "stride": self.stride, "starts": starts, "stops": stops}


@dataclass(frozen=True, slots=True, eq=False)
class StrokeStep:
    """A brush stroke of one value; a pixel that is in several parts was there first in the first of them."""

    label: str
    shape: tuple[int, ...]
    parts: tuple[PaintedPart, ...]
    new: npt.NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes held for undo and redo."""
        return sum(part.nbytes for part in self.parts) + self.new.nbytes

    def apply(self, pixels: npt.NDArray[Any]) -> None:
        """Write the new value."""
        for part in self.parts:
            pixel_rows(pixels, self.new)[part.positions] = self.new

    def revert(self, pixels: npt.NDArray[Any]) -> None:
        """Write the old values."""
        for part in reversed(self.parts):
            pixel_rows(pixels, self.new)[part.positions] = part.old

    @property
    def region(self) -> Region:
        """The box that holds every changed pixel."""
        return functools.reduce(Region.united, [box_around(part.positions, self.shape) for part in self.parts])

    def blocks(self, written: WrittenBlocks) -> tuple[Blocks, ...]:
        """Return the blocks of memory that it changes."""
        return tuple(written.at(part.positions) for part in self.parts)

    def record(self) -> Record:
        """Return what was done as plain data; what was there before is not in it."""
        parts = [part.record() for part in self.parts]
        return _record("stroke", self.label, self.shape, self.new) | {"parts": parts}

    def repeated(self, pixels: npt.NDArray[Any]) -> StrokeStep:
        """Return the same gesture for other pixels of the same shape."""
        rows = pixel_rows(pixels, self.new)
        return replace(self, parts=tuple(replace(part, old=rows[part.positions]) for part in self.parts))


Step: TypeAlias = BoxStep | PixelStep | StrokeStep
"""Whatever changes pixels in place."""


def box_around(positions: Numbers, shape: tuple[int, ...]) -> Region:
    """Return the box that holds flat positions of a C-ordered array."""
    axes = np.unravel_index(positions, shape)
    low = tuple(int(a.min()) for a in axes)
    return Region(low, tuple(int(a.max()) - s + 1 for a, s in zip(axes, low, strict=True)))


def _record(kind: str, label: str, shape: tuple[int, ...], new: npt.NDArray[Any]) -> Record:
    value = json_value(python_value(new))
    return {"kind": kind, "label": label, "shape": list(shape), "dtype": new.dtype.name, "value": value}


def pixel_rows(pixels: npt.NDArray[Any], value: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a flat **view**, one row a pixel."""
    return pixels.reshape(-1, *value.shape)
