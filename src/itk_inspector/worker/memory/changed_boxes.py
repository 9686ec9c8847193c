"""What was changed of an image that is read in parts, in a scratch file for the child that writes it."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence

import numpy as np

from itk_inspector.core.chunked.changed_chunks import ChangedBox
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.memory.scratch_file import map_private, reserve_scratch, write_bytes
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy

_PLACE = np.dtype("<i8")


def write_boxes(boxes: Sequence[ChangedBox], policy: ScratchPolicy, name: str) -> int:
    """Return the descriptor of a new scratch file that holds them.

    Raises
    ------
    SpaceError
        If there is no room.
    """
    parts = [part for box in boxes for part in (_place(box.box), _bytes(box.is_changed), _bytes(box.values))]
    fd = reserve_scratch(max(1, sum(part.size for part in parts)), policy, name)
    at = 0
    for part in parts:
        write_bytes(fd, at, part)
        at += part.size
    return fd


def read_boxes(fd: int, count: int, info: ImageInfo) -> tuple[ChangedBox, ...]:
    """Return so many of them, of an image."""
    memory = map_private(fd, os.fstat(fd).st_size)
    axes, dtype = info.geometry.dimension, np.dtype(info.dtype)
    own = () if info.channels == 1 else (info.channels,)
    made, at = [], 0
    for _ in range(count):
        place = memory[at : at + 2 * axes * _PLACE.itemsize].copy().view(_PLACE).tolist()
        box = Region(tuple(place[:axes]), tuple(place[axes:]))
        at += 2 * axes * _PLACE.itemsize
        is_changed = memory[at : at + box.pixels].view(np.bool_).reshape(box.shape)
        at += box.pixels
        nbytes = box.pixels * math.prod(own) * dtype.itemsize
        values = memory[at : at + nbytes].copy().view(dtype).reshape(*box.shape, *own)
        at += nbytes
        made.append(ChangedBox(box, values, is_changed))
    return tuple(made)


def _place(box: Region) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.array([*box.start, *box.shape], _PLACE).view(np.uint8)


def _bytes(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)
