"""Which parts of an image that is read in parts can be opened as images of their own."""

from __future__ import annotations

from itk_inspector.core.chunked.pyramid import covering
from itk_inspector.core.chunked.tiled_pixels import TiledPixels
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import reverse
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.text.byte_text import byte_text


@dataclass(frozen=True, slots=True)
class PartChoice:
    """A box of a level.

    Parameters
    ----------
    level : int
    box : Region
        In NumPy order, from the level's first pixel.
    ranges : tuple of (int, int)
        The same as ITK indices: the first and the one after the last along each axis, x first.
    nbytes : int
        Of all its pixels.
    reduction : float
        Pixels of level 0 that one of the level spans.
    has_all_slices : bool
        It reaches through the image across the plane.
    """

    level: int
    box: Region
    ranges: tuple[tuple[int, int], ...]
    nbytes: int
    reduction: float
    has_all_slices: bool

    @property
    def text(self) -> str:
        """What it is, in one line."""
        level = f"Level {self.level}, 1 : {self.reduction:.4g}" if self.level else "Level 0, full resolution"
        slices = "all slices" if self.has_all_slices else "this slice"
        size = " × ".join(f"{n:,}" for n in reverse(self.box.shape))
        return f"{level}  ·  {slices}  ·  {size}  ·  {byte_text(self.nbytes)}"


def part_choices(tiles: TiledPixels, plane: Plane) -> tuple[PartChoice, ...]:
    """Return what is on screen of a plane, of each level: this slice, and all; nothing before it was drawn."""
    seen = tiles.seen(plane)
    if seen is None:
        return ()
    finest = tiles.levels[0].geometry
    shape, axes = finest.shape, (finest.dimension - 1 - plane.vertical, finest.dimension - 1 - plane.horizontal)
    here = tuple(at - start for at, start in zip(plane.position, finest.start_index, strict=True))
    one, every = [list(first) for first in (reverse(here), (0,) * len(shape))]
    sizes = [1] * len(shape), list(shape)
    for axis, (first, last) in zip(axes, seen, strict=True):
        for start, size in zip((one, every), sizes, strict=True):
            start[axis], size[axis] = first, last - first + 1
    boxes = [Region(tuple(start), tuple(size)) for start, size in zip((one, every), sizes, strict=True)]
    if boxes[0] == boxes[1]:
        boxes = boxes[1:]
    return tuple(
        _choice(tiles, plane, level, part, has_all_slices=box is boxes[-1])
        for level, other in enumerate(tiles.levels)
        for box in boxes
        if (part := covering(finest, box, other.geometry)) is not None
    )


def _choice(tiles: TiledPixels, plane: Plane, level: int, box: Region, *, has_all_slices: bool) -> PartChoice:
    nbytes = box.pixels * tiles.components * tiles.dtype.itemsize
    ranges = _ranges(box, tiles.levels[level].geometry)
    return PartChoice(level, box, ranges, nbytes, tiles.reduction(level, plane), has_all_slices)


def _ranges(box: Region, geometry: Geometry) -> tuple[tuple[int, int], ...]:
    sides = zip(reversed(box.slices), geometry.start_index, strict=True)
    return tuple((side.start + start, side.stop + start) for side, start in sides)
