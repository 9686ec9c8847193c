"""The child's work on an image in chunks: what it says of itself, then a box of one level, read into scratch."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.budget import WHOLE
from itk_inspector.core.chunked.engine import ChunkEngine
from itk_inspector.core.chunked.pieces import pieces
from itk_inspector.core.chunked.pyramid import Pyramid
from itk_inspector.core.display.defaults import first_look
from itk_inspector.core.errors import OpenError, SpaceError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.text.byte_text import byte_text
from itk_inspector.core.text.remote_address import address_of
from itk_inspector.itkio.stores import engines, kinds
from itk_inspector.itkio.stores.stored_info import info_of, info_of_all
from itk_inspector.worker.child import read_in_parts
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.child.tile_desk import Unwritten
from itk_inspector.worker.memory import memory_limit
from itk_inspector.worker.memory.scratch_file import map_writable, most_free, reserve_scratch
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.tasks.header import HeaderReply, HeaderTask
from itk_inspector.worker.tasks.open import OpenTask, PixelsReply
from itk_inspector.worker.wire.messages import ProgressReply

_PIECE = 1 << 26
"""Bytes that are read between two signs of life."""
_NETWORK = tuple(
    map(Path, ("/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/ssl", "/etc/pki"))
)
"""What tells a process that may connect where a host is, and whom to trust."""


def access(request: OpenRequest) -> Access:
    """Return the folder of a store; for one in the network, the network, and of the user's files the credentials."""
    if address_of(request.path):
        from itk_inspector.itkio.stores import remote  # with an address only

        return Access(read=(*_NETWORK, *remote.credentials(request.path)), network=True)
    return Access(read=(kinds.folder_of(request.path),))


def run(task: OpenTask, desk: Desk) -> None:
    """Read what is asked for.

    Raises
    ------
    OpenError
        If it cannot be read; `SpaceError` says how a part of it can.
    UsageError
        If it has no such level, or no such box.
    """
    request = task.request
    with closing(_opened(request)) as engine:
        if task.in_parts and _is_for_parts(request, engine.pyramid):
            info, levels = info_of_all(engine.pyramid), engine.pyramid.levels
            read_in_parts.run(task, desk, info, levels, engine, _looks_for_unwritten(engine))
            return
        box, info = _told(task, desk, engine)
        _read(task, desk, engine, box, info)


def tell_header(task: HeaderTask, desk: Desk) -> None:
    """Send what an image in chunks says of itself; refuses what `run` does."""
    with closing(_opened(task.request)) as engine:
        _told(task, desk, engine)


def _opened(request: OpenRequest) -> ChunkEngine:
    if request.read_as:
        raise OpenError(f"{request.path.name} is read as it is stored.", advice="Convert the values when it is saved.")
    return engines.opened(request)


def _told(task: OpenTask | HeaderTask, desk: Desk, engine: ChunkEngine) -> tuple[Region, ImageInfo]:
    """Send the header; return it, and what is requested of the level."""
    level, box = engines.chosen(task.request, engine.pyramid)
    info = info_of(engine.pyramid, level, box, task.request)
    desk.send(HeaderReply(task.token, info, None))
    return box, info


def _looks_for_unwritten(engine: ChunkEngine) -> Unwritten:
    fill = np.asarray(engine.pyramid.fill or 0)

    def was_never_written(level: int, box: Region, pixels: npt.NDArray[Any]) -> bool | None:
        if not (np.isnan(pixels).all() if np.isnan(fill) else (pixels == fill).all()):
            return None
        return bool(engine.missing(level, box))

    return was_never_written


def _is_for_parts(request: OpenRequest, pyramid: Pyramid) -> bool:
    """Tell whether all of an image is to be looked at that takes more memory than its parts on screen."""
    is_part = bool(request.level or request.box)
    return not is_part and pyramid.nbytes(0) > WHOLE


def _read(task: OpenTask, desk: Desk, engine: ChunkEngine, box: Region, info: ImageInfo) -> None:
    level = task.request.level
    try:
        fd = reserve_scratch(info.bytes, desk.policy, task.path.name)
    except SpaceError as e:
        raise SpaceError(e.message, advice=_smaller(engine.pyramid, desk)) from e
    try:
        memory = map_writable(fd, info.bytes)
        pixels = memory.view(info.dtype).reshape(info.shape)
        done = 0
        for piece in pieces(engine.pyramid.levels[level], box, _PIECE * box.pixels // max(1, info.bytes)):
            inside = tuple(slice(s.start - o, s.stop - o) for s, o in zip(piece.slices, box.start, strict=True))
            with memory_limit.at_most(memory_limit.HEADER_MARGIN + 8 * _PIECE):
                pixels[inside] = engine.read(level, piece)
            done += piece.pixels
            desk.send(ProgressReply(task.token, done / box.pixels))
        missing = engine.missing(level, box)
        if missing:
            value = f"the fill value {engine.pyramid.fill}" if engine.pyramid.fill is not None else "zero"
            was = "1 chunk was" if missing == 1 else f"{missing:,} chunks were"
            info = replace(info, notes=(*info.notes, f"{was} never written: the pixels there are {value}."))
        look = first_look(info, pixels) if task.request.is_drawn else None
        desk.send(PixelsReply(task.token, info, info.bytes, 0, 0, look), (fd,))
    finally:
        os.close(fd)


def _smaller(pyramid: Pyramid, desk: Desk) -> str:
    """Say which level would fit, and that a part can be opened."""
    level = pyramid.finest_within(most_free(desk.policy))
    if level is None:
        return "Open a part of it: --box X0:X1 Y0:Y1 …, or box=(…) in Python."
    fits = f"level {level} ({byte_text(pyramid.nbytes(level))}): --pyramid-level {level}, or level={level} in Python"
    return f"Open {fits}; or a part of any level: --box X0:X1 Y0:Y1 …, or box=(…)."
