"""What was changed of an image in chunks, laid over what is read of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy.typing as npt

from itk_inspector.core.chunked.changed_chunks import ChangedBox
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.geometry.regions import Region


def edited(pixels: npt.NDArray[Any], box: Region, changes: Sequence[ChangedBox]) -> npt.NDArray[Any]:
    """Return the pixels of a box with what was changed of them; a **copy** where anything was."""
    made = pixels
    for change in changes:
        both = common_box(box, change.box)
        if both is None:
            continue
        there, within = (inside_of(both, outer) for outer in (box, change.box))
        is_changed = change.is_changed[within]
        if is_changed.any():
            made = pixels.copy() if made is pixels else made
            made[there][is_changed] = change.values[within][is_changed]
    return made


def by_chunk(level: Level, boxes: Sequence[ChangedBox]) -> dict[tuple[int, ...], list[ChangedBox]]:
    """Return which boxes change pixels of which chunk."""
    touched: defaultdict[tuple[int, ...], list[ChangedBox]] = defaultdict(list)
    for box in boxes:
        for place in level.places(box.box):
            both = common_box(box.box, level.chunk(place))
            if both is not None and box.is_changed[inside_of(both, box.box)].any():
                touched[place].append(box)
    return dict(touched)


def common_box(one: Region, other: Region) -> Region | None:
    """Return what two boxes have in common; None where that is nothing."""
    low = tuple(map(max, one.start, other.start))
    high = tuple(min(a.stop, b.stop) for a, b in zip(one.slices, other.slices, strict=True))
    shape = tuple(h - s for h, s in zip(high, low, strict=True))
    return Region(low, shape) if min(shape) > 0 else None


def inside_of(box: Region, outer: Region) -> tuple[slice, ...]:
    """Return where a box lies in one that holds it."""
    return tuple(slice(s - o, s - o + n) for s, o, n in zip(box.start, outer.start, box.shape, strict=True))
