"""The step that writes one value into an area."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.changed_chunks import ChangedChunks
from itk_inspector.core.editing.paint_over import PaintOver
from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.present_pixels import present_pixels
from itk_inspector.core.editing.runs import NO_RUNS, Runs
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import StrokeStep
from itk_inspector.core.errors import EditError
from itk_inspector.core.measure.area import Area


def drawn(session: EditSession, area: Area, over: PaintOver, value: npt.NDArray[Any], name: str) -> StrokeStep | None:
    """Return the step that writes a value where an area may be painted over; None where that is nothing.

    Parameters
    ----------
    session : EditSession
    area : Area
        Within the image.
    over : PaintOver
    value : numpy.ndarray
        One pixel, from `EditSession.checked`.
    name : str
        What is drawn.

    Raises
    ------
    EditError
        If so much of an image that is read in parts cannot be changed.
    """
    shape = session.geometry.shape
    wide = [axis for axis, count in enumerate(area.box.shape) if count > 1]
    along = wide[-1] if wide else len(shape) - 1  # the fastest axis along which there are several pixels
    strides = [int(np.prod(shape[axis + 1 :], dtype=np.int64)) for axis in range(along + 1)]
    steps = [stride // strides[along] for stride in strides]
    first = int(np.ravel_multi_index(area.box.start, shape))
    pixels = present_pixels(session)
    if isinstance(pixels, ChangedChunks) and not pixels.has_room_for(area.box):
        raise EditError("The shape is too large: draw smaller ones, or open a part first (File › Open this part).")
    runs, old = [NO_RUNS], []
    for piece, inside in area.pieces():
        mask = np.ones(piece.shape, dtype=np.bool_) if inside is None else inside
        cut = pixels[piece.slices]
        if over.values is not None:
            mask = mask & over.allows(cut.reshape(-1, *value.shape)).reshape(piece.shape)
        offset = sum((a - b) * step for a, b, step in zip(piece.start, area.box.start, steps, strict=False))
        runs.append(runs_of(mask.reshape(piece.shape[: along + 1]), steps, offset))
        old.append(cut[mask])
    joined = Runs.joined(np.concatenate([each.starts for each in runs]), np.concatenate([each.stops for each in runs]))
    if not joined.starts.size:
        return None
    part = PaintedPart(first, strides[along], joined, np.concatenate(old))
    return StrokeStep(f"{name} {joined.count:,} pixels", shape, (part,), value)


def runs_of(mask: npt.NDArray[np.bool_], steps: list[int], offset: int) -> Runs:
    """Return which places are set, counted along the last axis, and by ``steps`` along each, from ``offset``."""
    *outer, count = mask.shape
    if mask.all():
        starts = np.array([offset], dtype=np.int64)
        for size, step in zip(outer, steps[:-1], strict=True):
            starts = (starts[:, np.newaxis] + step * np.arange(size, dtype=np.int64)).reshape(-1)
        return Runs(starts, starts + count)
    lines = np.zeros((math.prod(outer), count + 1), dtype=np.bool_)  # with a free place at the end of each
    lines[:, :-1] = mask.reshape(-1, count)
    changes = np.flatnonzero(np.diff(lines.reshape(-1).view(np.int8), prepend=np.int8(0)))
    starts, lengths = changes[0::2], changes[1::2] - changes[0::2]
    line, place = np.divmod(starts, count + 1)
    for size, step in zip(reversed(outer), reversed(steps[:-1]), strict=True):
        line, at = np.divmod(line, size)
        place = place + at * step
    return Runs(place + offset, place + offset + lengths)
