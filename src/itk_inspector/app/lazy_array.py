"""An array in chunks that a script holds, shown without reading all of it."""

from __future__ import annotations

import os
import socket

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.tiled_document import TiledDocument
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES
from itk_inspector.itkio.from_memory import memory_info
from itk_inspector.itkio.interop.chunked import ChunkedArray
from itk_inspector.itkio.interop.taking import Placed
from itk_inspector.worker.child.read_in_parts import sampled_look
from itk_inspector.worker.memory.scratch_file import sized_scratch
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.memory.tile_ring import slots_for
from itk_inspector.worker.parent.reading_threads import ReadingThreads
from itk_inspector.worker.parent.store_line import StoreLine
from itk_inspector.worker.parent.tile_probe import TileProbe
from itk_inspector.worker.tasks.open import OpenTask, StoreReply

_MOST_AXES = 4


def lazy_document(array: ChunkedArray, name: str, placed: Placed | None = None) -> TiledDocument:
    """Make a document of which only what is looked at is computed or read, in threads of this process.

    Parameters
    ----------
    array : ChunkedArray
        Of 2 to 4 axes, and one of components where ``placed`` says so.
    name : str
        In the place of a file's, or ``""``.
    placed : callable, optional
        Gives the geometry for the array's shape.

    Raises
    ------
    UsageError
        If it has too few or too many axes, or pixels that cannot be shown.
    """
    geometry = placed(array.shape) if placed is not None else Geometry.identity(array.shape[::-1])
    components = array.shape[geometry.dimension :]
    if array.dtype.name not in COMPONENT_TYPES:
        raise UsageError(f"Pixels of type {array.dtype.name} cannot be shown.")
    if (
        not 2 <= geometry.dimension <= _MOST_AXES
        or len(components) > 1
        or geometry.shape != array.shape[: geometry.dimension]
    ):
        raise UsageError(
            f"Expected an array of 2 to 4 axes, got one of shape {array.shape}.", advice="Give a part of it."
        )
    channels = components[0] if components else 1
    called = name or f"{array.library} array"
    info = memory_info(array.dtype, geometry, "scalar" if channels == 1 else "vector", channels, called, (array.note,))
    levels = (Level(geometry, array.chunks[: geometry.dimension]),)
    slots, each = slots_for(info, levels)
    reply = StoreReply(0, info, levels, slots, each, sampled_look(info, levels, array.read))
    fd = sized_scratch(slots * each, ScratchPolicy.default(), called)
    ours, theirs = socket.socketpair()
    try:
        threads = ReadingThreads(array, ours, theirs, fd, slots, each)
        line = StoreLine(OpenTask(0, OpenRequest(info.path), in_parts=True), reply, (fd,), threads)
    finally:
        os.close(fd)
    return TiledDocument(info, line.tiles, TileProbe(info, line, None), line, reply.look)
