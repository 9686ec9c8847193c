"""What the window needs of a file's pixels at first, read by the child: the window waits for no disk."""

from __future__ import annotations

import mmap
import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.defaults import first_look
from itk_inspector.core.display.first_look import FirstLook
from itk_inspector.core.display.overview import lattice_step
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo

_PAGE = mmap.PAGESIZE
_WHOLE = 1 << 26
"""Bytes of a slice up to which all of it is fetched; of a larger one, the rows that are shown far zoomed out."""


def look_at(fd: int, offset: int, info: ImageInfo) -> FirstLook:
    """Take a sample of pixels in a file, and fetch the slice that is shown first into the system's memory.

    Parameters
    ----------
    fd : int
    offset : int
        Of the first pixel.
    info : ImageInfo
        Of the pixels from there on.
    """
    lead = offset % mmap.ALLOCATIONGRANULARITY
    memory = mmap.mmap(fd, lead + info.bytes, access=mmap.ACCESS_READ, offset=offset - lead)
    held = np.frombuffer(memory, np.uint8)
    pixels = held[lead:].view(info.dtype).reshape(info.shape)
    if sys.platform != "win32":
        memory.madvise(mmap.MADV_RANDOM)  # else each of the scattered looks reads megabytes ahead
    look = first_look(info, pixels)
    for first, last in _needed(Plane.first(info.geometry).slice(pixels, info.geometry), held):
        if sys.platform != "win32":
            memory.madvise(mmap.MADV_WILLNEED, first, last - first)
    for first, last in _needed(Plane.first(info.geometry).slice(pixels, info.geometry), held):
        held[first:last:_PAGE].max()
    return look


def _needed(cut: npt.NDArray[Any], held: npt.NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Return the bytes that are shown first, from page to page: the slice in one piece, or rows of it."""
    start = cut.__array_interface__["data"][0] - held.__array_interface__["data"][0]
    row = cut[0].nbytes
    if cut.nbytes <= _WHOLE:
        spans = [(start, start + cut.nbytes)]
    else:
        spans = [(start + n * row, start + (n + 1) * row) for n in range(0, cut.shape[0], lattice_step(cut))]
    return [(first // _PAGE * _PAGE, last) for first, last in spans]
