"""One undoable gesture on the edited copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.regions import Region


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
        axes = np.unravel_index(self.positions, shape)
        low = tuple(int(a.min()) for a in axes)
        return Region(low, tuple(int(a.max()) - s + 1 for a, s in zip(axes, low, strict=True)))


Step: TypeAlias = BoxStep | PixelStep


def _rows(pixels: npt.NDArray[Any], value: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a flat **view**, one row a pixel."""
    return pixels.reshape(-1, *value.shape)
