"""What the window needs of a file's pixels at first, read by the child: the window waits for no disk."""

from __future__ import annotations

import mmap
import sys

import numpy as np

from itk_inspector.core.display.defaults import first_look
from itk_inspector.core.display.first_look import FirstLook
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.memory.shown_first import shown_first

_PAGE = mmap.PAGESIZE


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
    spans = [(first // _PAGE * _PAGE, last) for first, last in (lead + shown_first(info, pixels)).tolist()]
    for first, last in spans:
        if sys.platform != "win32":
            memory.madvise(mmap.MADV_WILLNEED, first, last - first)
    for first, last in spans:
        held[first:last:_PAGE].max()
    return look
