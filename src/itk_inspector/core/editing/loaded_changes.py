"""The step that puts changed pixels back that were saved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from itk_inspector.core.chunked.changed_chunks import ChangedBox, ChangedChunks
from itk_inspector.core.editing.editable import pixel_rows
from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.present_pixels import present_pixels
from itk_inspector.core.editing.runs import Runs
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import StrokeStep


def loaded(session: EditSession, boxes: Sequence[ChangedBox], name: str) -> StrokeStep | None:
    """Return the step that writes what was changed; None where that is nothing.

    Parameters
    ----------
    session : EditSession
    boxes : sequence of ChangedBox
        Of its image; no pixel is in two of them.
    name : str
        Of the store that they come from.

    Raises
    ------
    EditError
        If so much cannot be changed.
    """
    shape = session.geometry.shape
    places, values = [], []
    for each in boxes:
        inside = np.nonzero(each.is_changed)
        places.append(np.ravel_multi_index(tuple(a + s for a, s in zip(inside, each.box.start, strict=True)), shape))
        values.append(each.values[each.is_changed])
    if not sum(each.size for each in places):
        return None
    positions, new = np.concatenate(places).astype(np.int64), np.concatenate(values)
    order = np.argsort(positions)
    positions, new = positions[order], new[order]
    pixels = present_pixels(session)
    if isinstance(pixels, ChangedChunks):
        pixels.need(positions)
    old = pixel_rows(pixels, new[0])[positions]
    part = PaintedPart(0, 1, Runs.of(positions), old, new)
    return StrokeStep(f"load {positions.size:,} pixels of {name}", shape, (part,), new[-1])
