"""Writes pixels as part of the stroke under way."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.changed_chunks import ChangedChunks
from itk_inspector.core.editing.editable import Editable, pixel_rows
from itk_inspector.core.editing.history import History
from itk_inspector.core.editing.kept_components import merged
from itk_inspector.core.editing.painted_part import box_around
from itk_inspector.core.editing.runs import ascending
from itk_inspector.core.editing.version import Version
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.regions import Region


def paint(
    version: Version,
    history: History,
    positions: npt.NDArray[np.int64],
    value: npt.NDArray[Any],
    original: Editable | None = None,
    kept: tuple[int, ...] = (),
) -> Region | None:
    """Write pixels that this stroke has not written yet; a stroke that holds more than the budget ends.

    Parameters
    ----------
    version : Version
        Whose pixels are written.
    history : History
        Owner of the stroke.
    positions : numpy.ndarray
        Flat positions in the C-ordered array, at least one.
    value : numpy.ndarray
        One pixel.
    original : numpy.ndarray or ChangedChunks, optional
        All pixels of the original, of the same shape and type: what to write instead.
    kept : tuple of int
        Numbers of components that stay as they are.

    Returns
    -------
    Region or None
        The box around what was written; None for nothing.

    Raises
    ------
    EditError
        If a position lies outside, or so much cannot be changed.
    """
    shape = version.geometry.shape
    positions = ascending(positions.astype(np.int64, copy=False))
    if positions[0] < 0 or positions[-1] >= math.prod(shape):
        raise EditError("The brush extends beyond the image.")
    version.bytes_behind.prepare()
    if isinstance(version.pixels, ChangedChunks):
        version.pixels.need(positions)
    stroke = history.stroke_of(value, shape, restores=original is not None, kept=kept)
    fresh = stroke.fresh(positions)
    if fresh.size:
        rows = pixel_rows(version.pixels, value)
        own = pixel_rows(original, value)[fresh] if original is not None else None
        own = merged(value, kept, rows[fresh]) if kept else own
        stroke.keep(fresh, rows[fresh], own)
        version.written.before(version.written.at(fresh))
        rows[fresh] = value if own is None else own
    if stroke.nbytes > history.budget:
        history.end_stroke()
    return box_around(fresh, shape) if fresh.size else None
