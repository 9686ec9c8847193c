"""One undoable gesture on the edited copy.

Every step knows the shape of the pixels that it was made for, can be written down as plain data (`Step.record`) and
made again from it (`core.editing.step_records.step_from`).
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.blocks import Blocks
from itk_inspector.core.editing.editable import Editable, pixel_rows
from itk_inspector.core.editing.packed_numbers import packed, packed_pixels
from itk_inspector.core.editing.painted_part import PaintedPart, box_around
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

    def apply(self, pixels: Editable) -> None:
        """Write the new values."""
        pixels[self.region.slices] = self.new

    def revert(self, pixels: Editable) -> None:
        """Write the old values."""
        pixels[self.region.slices] = self.old

    def blocks(self, written: WrittenBlocks) -> tuple[Blocks, ...]:
        """Return the blocks of memory that it changes."""
        return (written.of_box(self.region, self.shape),)

    def record(self) -> Record:
        """Return what was done as plain data; what was there before is not in it."""
        box = {"start": list(self.region.start), "extent": list(self.region.shape)}
        return _record("box", self.label, self.shape, self.new) | box

    def repeated(self, pixels: Editable) -> BoxStep:
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

    def apply(self, pixels: Editable) -> None:
        """Write the new value."""
        pixel_rows(pixels, self.new)[self.positions] = self.new

    def revert(self, pixels: Editable) -> None:
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
        return _record("pixels", self.label, self.shape, self.new) | {"positions": packed(self.positions)}

    def repeated(self, pixels: Editable) -> PixelStep:
        """Return the same gesture for other pixels of the same shape."""
        return replace(self, old=pixel_rows(pixels, self.new)[self.positions])


@dataclass(frozen=True, slots=True, eq=False)
class StrokeStep:
    """Pixels anywhere, set to one value or each to its own; one in several parts was there first in the first of them.

    ``new`` is the one value; where each pixel has its own, it is any pixel of the same type.
    One that ``restores`` put the original's pixels back: its record does not hold them.
    """

    label: str
    shape: tuple[int, ...]
    parts: tuple[PaintedPart, ...]
    new: npt.NDArray[Any]
    restores: bool = False

    @property
    def nbytes(self) -> int:
        """Bytes held for undo and redo."""
        return sum(part.nbytes for part in self.parts) + self.new.nbytes

    def apply(self, pixels: Editable) -> None:
        """Write the new values."""
        for part in self.parts:
            part.write(pixel_rows(pixels, self.new), self.new if part.new is None else part.new)

    def revert(self, pixels: Editable) -> None:
        """Write the old values."""
        for part in reversed(self.parts):
            part.write(pixel_rows(pixels, self.new), part.old)

    @property
    def region(self) -> Region:
        """The box that holds every changed pixel."""
        return functools.reduce(Region.united, [part.region(self.shape) for part in self.parts])

    def blocks(self, written: WrittenBlocks) -> tuple[Blocks, ...]:
        """Return the blocks of memory that it changes."""
        return tuple(part.blocks(written) for part in self.parts)

    def record(self) -> Record:
        """Return what was done as plain data; what was there before is not in it."""
        parts = [part.record(with_values=not self.restores) for part in self.parts]
        told = _record("stroke", self.label, self.shape, self.new) | {"parts": parts}
        return told | {"restores": True} if self.restores else told

    def repeated(self, pixels: Editable) -> StrokeStep:
        """Return the same gesture for other pixels of the same shape."""
        rows = pixel_rows(pixels, self.new)
        return replace(self, parts=tuple(replace(part, old=rows[part.positions]) for part in self.parts))

    def restoring(self, original: Editable) -> StrokeStep:
        """Return the same gesture with what another original holds, where it put the original's pixels back."""
        if not self.restores:
            return self
        rows = pixel_rows(original, self.new)
        return replace(self, parts=tuple(replace(part, new=rows[part.positions]) for part in self.parts))


Step: TypeAlias = BoxStep | PixelStep | StrokeStep
"""Whatever changes pixels in place."""


def _record(kind: str, label: str, shape: tuple[int, ...], new: npt.NDArray[Any]) -> Record:
    value = json_value(python_value(new))
    told = {"kind": kind, "label": label, "shape": list(shape), "dtype": new.dtype.name, "value": value}
    is_usual = (
        new.dtype.kind not in "fc" or np.where(np.isnan(new), np.nan, new).astype(new.dtype).tobytes() == new.tobytes()
    )
    return told if is_usual else told | {"bits": packed_pixels(new)}
