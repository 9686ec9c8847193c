"""Images of more axes than are shown: blocks of the first four, one after the other, of which one is chosen."""

from __future__ import annotations

import math
from dataclasses import replace

from itk_inspector.core.errors import OpenError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.engine.header_record import Header

_MOST_AXES = 4
_MOST = 1 << 16
"""Blocks that are listed, and can be opened: twice as many as one axis of a NIfTI-1 image has pixels."""


def chosen(header: Header, request: OpenRequest) -> Header:
    """List the blocks of an image, and choose the one that is asked for.

    Raises
    ------
    OpenError
        If there is no such block, or no such image.
    """
    info, part = header.info, request.part
    if info.parts:
        return header
    count = math.prod(header.full_size[_MOST_AXES:])
    if not 0 <= part < count:
        held = "one image" if count == 1 else f"{count:,} blocks, counted from 0"
        raise OpenError(f"{info.path.name} has no image number {part}: it holds {held}.")
    if part >= _MOST:
        raise OpenError(f"Of the {count:,} blocks of {info.path.name}, only the first {_MOST:,} can be opened.")
    if count == 1:
        return header
    axes = len(header.full_size)
    notes = info.notes
    if part:
        first, other = (
            f"{axes}-D: {which} is shown." for which in (f"the first 4-D block of {count}", _name(part, count))
        )
        notes = tuple(other if note == first else note for note in notes)
    parts = tuple(_name(block, count) for block in range(min(count, _MOST)))
    start = part * info.bytes if header.nbytes > info.bytes else 0
    return replace(header, info=replace(info, notes=notes, parts=parts, part=part), start=start)


def _name(block: int, count: int) -> str:
    return f"4-D block {block + 1} of {count}"
