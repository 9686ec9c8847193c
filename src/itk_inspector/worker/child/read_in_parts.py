"""The child's work on an image that is read in parts: it says what there is, and stays to read what is wished for."""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Callable
from dataclasses import replace

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.display.defaults import first_look
from itk_inspector.core.display.first_look import FirstLook
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.child.tile_desk import Reader, TileDesk, Unwritten
from itk_inspector.worker.memory.scratch_file import sized_scratch
from itk_inspector.worker.memory.tile_ring import slots_for
from itk_inspector.worker.tasks.open import OpenTask, StoreReply
from itk_inspector.worker.wire.ends import second_channel
from itk_inspector.worker.wire.tile_questions import WISHES

_SAMPLED = 1 << 20
"""Pixels of the coarsest level, at the most, by which is chosen how all is drawn."""


def run(
    task: OpenTask,
    desk: Desk,
    info: ImageInfo,
    levels: tuple[Level, ...],
    reader: Reader,
    was_never_written: Unwritten | None = None,
) -> None:
    """Tell what there is, then read what is wished for until the window lets go of it.

    Parameters
    ----------
    task : OpenTask
    desk : Desk
    info : ImageInfo
        Of level 0.
    levels : tuple of Level
    reader : Reader
        Called in several threads.
    was_never_written : callable, optional
        As for `TileDesk`.
    """
    look = sampled_look(info, levels, reader.read)
    slots, slot_bytes = slots_for(info, levels)
    fd = sized_scratch(slots * slot_bytes, desk.policy, task.path.name)
    channel, theirs = second_channel(desk.channel, WISHES)
    try:
        with theirs or contextlib.nullcontext():
            fds = (fd,) if theirs is None else (fd, theirs.fileno())
            desk.send(StoreReply(task.token, info, levels, slots, slot_bytes, look), fds)
        TileDesk(reader, channel, fd, slots, slot_bytes, was_never_written, desk.until_readable).serve()
    finally:
        if theirs is not None:
            channel.close()
        os.close(fd)


def sampled_look(info: ImageInfo, levels: tuple[Level, ...], read: Callable[[int, Region], object]) -> FirstLook | None:
    """Choose how an image is first drawn by the middle of its coarsest level; None where that cannot be read."""
    coarsest = levels[-1]
    box = middle(coarsest.shape, coarsest.chunks)
    try:
        pixels = read(len(levels) - 1, box)
    except (InspectorError, OSError):
        return None
    size = tuple(reversed(box.shape))
    part = replace(info, geometry=replace(coarsest.geometry, size=size), notes=())
    return first_look(part, pixels)  # type: ignore[arg-type]  # an array, as `Reader` says


def middle(shape: tuple[int, ...], chunks: tuple[int, ...]) -> Region:
    """Return a box in the middle that is no larger than a sample, of whole chunks while these are not."""
    start, kept = [0] * len(shape), list(shape)
    for axis, (extent, chunk) in enumerate(zip(shape, chunks, strict=True)):
        others = math.prod(kept) // kept[axis]
        most = max(1, _SAMPLED // max(1, others))
        if extent > most:
            kept[axis] = max(1, most // chunk * chunk) if most >= chunk else most
            start[axis] = min((extent - kept[axis]) // 2 // chunk * chunk, extent - kept[axis])
    return Region(tuple(start), tuple(kept))
