"""Values typed cell by cell, written as one step."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from itk_inspector.core.editing.paint_over import PaintOver
from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.runs import Runs
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import StrokeStep
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.indexing import ItkIndex, to_array

MOST_CELLS = 1_000_000


def typed_block(
    session: EditSession, first: ItkIndex, axes: tuple[int, int], lines: Sequence[Sequence[str]], over: PaintOver
) -> StrokeStep | None:
    """Return the step that writes typed values; empty cells, and pixels that are protected, stay as they are.

    Parameters
    ----------
    session : EditSession
    first : ItkIndex
        The pixel of the first cell of the first line.
    axes : tuple of int
        ITK axes along which cells follow one another in a line, and lines do.
    lines : sequence of sequence of str
        Typed values.
    over : PaintOver

    Returns
    -------
    StrokeStep or None
        None where nothing is written.

    Raises
    ------
    EditError
        If a cell lies outside the image or cannot be stored, which is told with its place; or if there are more than
        `MOST_CELLS`.
    """
    if sum(map(len, lines)) > MOST_CELLS:
        raise EditError(f"More than {MOST_CELLS:,} values cannot be typed at once.")
    geometry, values = session.geometry, {}
    steps = [math.prod(geometry.shape[geometry.dimension - axis :]) for axis in range(geometry.dimension)]
    for down, line in enumerate(lines):
        for along, text in enumerate(line):
            if not text.strip():
                continue
            index = list(first.components)
            index[axes[0]] += along
            index[axes[1]] += down
            place = ItkIndex(tuple(index))
            if not geometry.contains(place):
                raise EditError(f"The table extends beyond the image: there is no pixel {place}.")
            try:
                value = session.checked(text)
            except EditError as e:
                raise EditError(f"Line {down + 1}, column {along + 1}: {e.message}") from e
            at = to_array(place, geometry.start_index)
            values[sum(n * step for n, step in zip(at, reversed(steps), strict=True))] = value
    if not values:
        return None
    flat = np.array(sorted(values), dtype=np.int64)
    new = np.stack([values[position] for position in flat.tolist()])
    present = session.access.all().reshape(-1, *new.shape[1:])[flat]
    allowed = over.allows(present)
    flat, new, present = flat[allowed], new[allowed], present[allowed]
    if not flat.size:
        return None
    count = "1 value" if flat.size == 1 else f"{flat.size:,} values"
    return StrokeStep(f"type {count}", geometry.shape, (PaintedPart(0, 1, Runs.of(flat), present, new),), new[-1])
