"""The pixels that a task comes with, as the window shows them."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.blocks import put as put_blocks
from itk_inspector.core.errors import ExportError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.memory.changed_bytes import GATHERED, NO_ROOM, changes
from itk_inspector.worker.memory.scratch_file import map_private_ahead
from itk_inspector.worker.wire.pixel_source import PixelSource


def pixels_of(source: PixelSource, info: ImageInfo, fds: tuple[int, ...], name: str) -> npt.NDArray[Any]:
    """Return the pixels, changed parts in their places.

    Raises
    ------
    ExportError
        If their file changed, or the changed parts could not be copied.
    """
    refuse_changed(source, fds, name)
    if source.has_changes:
        _wait_for_changes(fds[-1])
    flat = map_private_ahead(fds[0], source.nbytes, source.offset)
    if source.has_base and source.has_changes:
        put_blocks(flat, changes(map_private_ahead(fds[-2], os.fstat(fds[-2]).st_size)))
    return flat[: info.bytes].view(np.dtype(info.dtype)).reshape(info.shape)


def _wait_for_changes(fd: int) -> None:
    """Wait until what was changed has been copied.

    Raises
    ------
    ExportError
        If it was not.
    """
    said = os.read(fd, 1)
    if said == NO_ROOM:
        raise ExportError(
            "There is no room to gather the pixels; nothing was written.",
            advice="Close other programs, or free some disk space, and save again.",
        )
    if said != GATHERED:
        raise ExportError("The pixels could not be gathered; nothing was written.", advice="Save again.")


def refuse_changed(source: PixelSource, fds: tuple[int, ...], name: str) -> None:
    """Refuse pixels of a file that was written since it was opened.

    Raises
    ------
    ExportError
    """
    if source.stamp is not None and FileStamp.of_open(fds[0]) != source.stamp:
        raise ExportError(
            f"{name} was not saved: the file that was opened changed on disk meanwhile.", advice="Reload it first."
        )
