"""One resolution of an image that is stored in chunks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import reverse
from itk_inspector.core.geometry.regions import Region


@dataclass(frozen=True, slots=True)
class Level:
    """One resolution: how many pixels, in which chunks, and where they lie.

    Parameters
    ----------
    geometry : Geometry
        Of all its pixels, from the scales and translations that the file gives for this very level.
    chunks : tuple of int
        Shape of what is read at once, NumPy order; the last one of an axis may be cut by the edge.
    """

    geometry: Geometry
    chunks: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.chunks) != self.geometry.dimension or min(self.chunks, default=1) < 1:
            raise ValueError("a chunk has a length of one pixel at least along each axis")

    @property
    def shape(self) -> tuple[int, ...]:
        """Pixels along each axis, NumPy order; components are not counted."""
        return self.geometry.shape

    @property
    def whole(self) -> Region:
        """The box of all its pixels."""
        return Region((0,) * len(self.shape), self.shape)

    @property
    def grid(self) -> tuple[int, ...]:
        """Number of chunks along each axis, NumPy order."""
        return tuple(-(-n // c) for n, c in zip(self.shape, self.chunks, strict=True))

    def chunk(self, place: tuple[int, ...]) -> Region:
        """Return the box of the chunk at a place of the `grid`."""
        start = tuple(p * c for p, c in zip(place, self.chunks, strict=True))
        shape = tuple(min(c, n - s) for s, c, n in zip(start, self.chunks, self.shape, strict=True))
        return Region(start, shape)

    def places(self, box: Region) -> Iterator[tuple[int, ...]]:
        """Yield the places in the `grid` of the chunks that a box touches, the last axis fastest."""
        ends = zip(box.slices, self.chunks, strict=True)
        yield from itertools.product(*(range(s.start // c, -(-s.stop // c)) for s, c in ends))

    def part(self, box: Region) -> Geometry:
        """Return the geometry of a box of it: the same indices and points for the same pixels.

        The start index says where the box begins, as that of an ``itk::ImageRegion`` does.

        Raises
        ------
        UsageError
            If the box does not lie in it.
        """
        if not box.lies_in(self.shape):
            raise UsageError(f"The box does not lie in the level, whose shape is {self.shape}.")
        first = tuple(s + o for s, o in zip(reverse(box.start), self.geometry.start_index, strict=True))
        return replace(self.geometry, size=reverse(box.shape), start_index=first)
