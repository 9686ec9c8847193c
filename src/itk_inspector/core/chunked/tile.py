"""Pieces of a plane: what is read of a chunked image at once."""

from __future__ import annotations

import math
from dataclasses import field

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region

SMALLEST, LARGEST = 128, 512
"""Pixels along a side of a tile: chunks that are smaller are read several at once, larger ones in parts."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A box of one level, one pixel thick but along two axes.

    Parameters
    ----------
    level : int
    box : Region
        In NumPy order, without the component axis.
    """

    level: int
    box: Region
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.level, self.box.start, self.box.shape)))

    def __hash__(self) -> int:
        """Return what was reckoned once: a picture of a thousand tiles asks each for it several times."""
        return self._hash


@dataclass(frozen=True, slots=True)
class PlaneTiles:
    """The tiles of one plane at one level.

    Parameters
    ----------
    level : int
    position : tuple of int
        Array index of the plane; the entries of the two visible axes are ignored.
    axes : tuple of int
        Array axes of rows and of columns.
    edges : tuple of int
        Rows and columns of a tile.
    extent : tuple of int
        Rows and columns of the plane.
    """

    level: int
    position: tuple[int, ...]
    axes: tuple[int, int]
    edges: tuple[int, int]
    extent: tuple[int, int]

    @classmethod
    def of(
        cls, level: int, shape: tuple[int, ...], chunks: tuple[int, ...], plane: Plane, smallest: int = SMALLEST
    ) -> PlaneTiles:
        """Return the tiles of a plane whose position is an array index of this level, in ITK order."""
        last = len(shape) - 1
        axes = last - plane.vertical, last - plane.horizontal
        edges = tuple(edge_of(chunks[axis], shape[axis], smallest) for axis in axes)
        extent = shape[axes[0]], shape[axes[1]]
        return cls(level, tuple(reversed(plane.position)), axes, (edges[0], edges[1]), extent)

    def at(self, down: int, along: int) -> Tile:
        """Return the tile that is so many tiles down and along."""
        start, shape = list(self.position), [1] * len(self.position)
        for axis, number, edge, extent in zip(self.axes, (down, along), self.edges, self.extent, strict=True):
            start[axis] = number * edge
            shape[axis] = min(edge, extent - number * edge)
        return Tile(self.level, Region(tuple(start), tuple(shape)))

    def holding(self, row: int, column: int) -> Tile:
        """Return the tile that holds a pixel of the plane."""
        return self.at(row // self.edges[0], column // self.edges[1])

    def count(self, rows: tuple[int, int], columns: tuple[int, int]) -> int:
        """Return how many tiles cover from the first to the last row and column."""
        first, last = self.corners(rows, columns)
        return (last[0] - first[0] + 1) * (last[1] - first[1] + 1)

    def corners(self, rows: tuple[int, int], columns: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return which tiles, down and along, hold the first and the last row and column."""
        down, along = self.edges
        return (rows[0] // down, columns[0] // along), (rows[1] // down, columns[1] // along)

    def between(self, first: tuple[int, int], last: tuple[int, int]) -> tuple[Tile, ...]:
        """Return the tiles between two `corners`, those in the middle first."""
        middle = tuple((a + b) / 2 for a, b in zip(first, last, strict=True))
        places = [(d, a) for d in range(first[0], last[0] + 1) for a in range(first[1], last[1] + 1)]
        places.sort(key=lambda place: math.dist(place, middle))
        return tuple(self.at(*place) for place in places)


def edge_of(chunk: int, extent: int, smallest: int = SMALLEST) -> int:
    """Return the pixels of a tile along an axis: a chunk's, several chunks', or a part of one."""
    if chunk >= extent:
        chunk = extent
    if chunk < smallest:
        return min(extent, chunk * -(-smallest // chunk))
    return -(-chunk // -(-chunk // LARGEST))


def largest_tile(shapes: tuple[tuple[int, ...], ...], chunks: tuple[tuple[int, ...], ...]) -> int:
    """Return the pixels of the largest tile of any plane at any level."""
    most = 1
    for shape, chunk in zip(shapes, chunks, strict=True):
        edges = sorted(edge_of(c, n) for c, n in zip(chunk, shape, strict=True))
        most = max(most, math.prod(edges[-2:]))
    return most
