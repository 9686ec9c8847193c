"""Boxes in which all of an image in chunks is gone through."""

from __future__ import annotations

import math
from collections.abc import Iterator

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.geometry.regions import Region


def pieces(level: Level, box: Region, most: int) -> Iterator[Region]:
    """Yield boxes that fill a box one after the other; each chunk is touched by one of them only.

    Each has ``most`` pixels at the most, or one chunk.
    """
    most = max(1, most)
    shape, steps = list(box.shape), [0] * len(box.shape)  # 0 is as far as the box goes
    for axis, chunk in enumerate(level.chunks):
        pixels = math.prod(shape)
        if pixels <= most:
            break
        steps[axis] = max(1, most * shape[axis] // pixels // chunk) * chunk
        shape[axis] = min(shape[axis], steps[axis])
    yield from _tiles(box, tuple(steps), level.chunks)


def _tiles(box: Region, steps: tuple[int, ...], chunks: tuple[int, ...]) -> Iterator[Region]:
    """Yield the tiles of a box whose edges inside it are edges of chunks."""
    if not steps:
        yield Region((), ())
        return
    first, last = box.start[0], box.start[0] + box.shape[0]
    rest = Region(box.start[1:], box.shape[1:])
    while first < last:
        end = min(last, first // chunks[0] * chunks[0] + steps[0]) if steps[0] else last
        for tile in _tiles(rest, steps[1:], chunks[1:]):
            yield Region((first, *tile.start), (end - first, *tile.shape))
        first = end
