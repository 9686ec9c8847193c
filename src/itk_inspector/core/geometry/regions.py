"""Boxes of pixels in NumPy order."""

from __future__ import annotations

import math

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, reverse, to_array


@dataclass(frozen=True, slots=True)
class Region:
    """A box of pixels in NumPy order.

    Parameters
    ----------
    start, shape : tuple of int
        First pixel and extent, slowest axis first.
    """

    start: tuple[int, ...]
    shape: tuple[int, ...]

    @property
    def slices(self) -> tuple[slice, ...]:
        """Slices that select the box as a view."""
        return tuple(slice(s, s + n) for s, n in zip(self.start, self.shape, strict=True))

    @property
    def pixels(self) -> int:
        """Number of pixels."""
        return math.prod(self.shape) if self.shape else 0

    def lies_in(self, shape: tuple[int, ...]) -> bool:
        """Tell whether the box has pixels, and all of them lie in an array of ``shape``."""
        return len(self.start) == len(self.shape) == len(shape) and all(
            s >= 0 and n >= 1 and s + n <= m for s, n, m in zip(self.start, self.shape, shape, strict=True)
        )

    def united(self, other: Region) -> Region:
        """Return the smallest box that holds both."""
        low = tuple(map(min, self.start, other.start))
        high = (max(one.stop, two.stop) for one, two in zip(self.slices, other.slices, strict=True))
        return Region(low, tuple(h - s for h, s in zip(high, low, strict=True)))

    def along(self, axis: int, geometry: Geometry) -> tuple[int, int]:
        """Return the ITK indices of the first and the last pixel along an ITK axis."""
        first = reverse(self.start)[axis] + geometry.start_index[axis]
        return first, first + reverse(self.shape)[axis] - 1


def box_between(first: ItkIndex, last: ItkIndex, geometry: Geometry) -> Region | None:
    """Return the box that has two pixels as opposite corners, cut to the image; None when nothing is left."""
    a = to_array(first, geometry.start_index)
    b = to_array(last, geometry.start_index)
    low = [max(0, min(p, q)) for p, q in zip(a, b, strict=True)]
    high = [min(n - 1, max(p, q)) for p, q, n in zip(a, b, geometry.shape, strict=True)]
    if any(h < s for s, h in zip(low, high, strict=True)):
        return None
    return Region(tuple(low), tuple(h - s + 1 for s, h in zip(low, high, strict=True)))
