"""Steps on labels: one that hangs together is filled, one is replaced everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.connected import connected, in_array
from itk_inspector.core.editing.paint_over import ALL_VALUES, PaintOver
from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.replacing import Replacement, everywhere, replaced
from itk_inspector.core.editing.runs import Runs
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import StrokeStep
from itk_inspector.core.editing.value_range import ValueRange, alike
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.geometry.regions import Region


def filled(
    session: EditSession,
    index: ItkIndex,
    axes: tuple[int, ...],
    value: npt.NDArray[Any],
    is_wanted: Callable[[], bool] = lambda: True,
    *,
    tolerance: Fraction = Fraction(0),
    over: PaintOver = ALL_VALUES,
) -> StrokeStep | None:
    """Return the step that fills the pixels of one value that hang together; None where that changes nothing.

    Parameters
    ----------
    session : EditSession
    index : ItkIndex
        One of them.
    axes : tuple of int
        ITK axes along which pixels hang together; along the others, they stay at the index.
    value : numpy.ndarray
        One pixel, from `EditSession.checked`.
    is_wanted : callable
        Asked before every look at pixels.
    tolerance : Fraction
        How far their values may be from that of the pixel at ``index`` (see `core.editing.value_range.alike`); with 0
        all have its bits.
    over : PaintOver
        With a tolerance, pixels that may not be painted over end the way as other values do.

    Raises
    ------
    EditError
        If there are too many runs of pixels of that value, or nobody wants the step any more.
    """
    access, geometry = session.access, session.geometry
    place = to_array(index, geometry.start_index)
    pixels = access.all()
    before = np.array(pixels[place])
    if not tolerance and before.tobytes() == value.tobytes():
        return None
    free = sorted(geometry.dimension - 1 - axis for axis in axes)
    cut = pixels[tuple(slice(None) if axis in free else at for axis, at in enumerate(place))]
    belongs = _unprotected(alike(before, tolerance), over, value.shape) if tolerance else None
    counted_in, runs = connected(cut, tuple(place[axis] for axis in free), is_wanted, belongs)
    strides = [int(np.prod(geometry.shape[axis + 1 :], dtype=np.int64)) for axis in range(geometry.dimension)]
    first = sum(place[axis] * strides[axis] for axis in range(geometry.dimension) if axis not in free)
    stride = strides[free[-1]]
    runs = in_array(runs, counted_in, tuple(strides[axis] // stride for axis in free))
    part = PaintedPart(first, stride, runs, before)
    if tolerance:
        part = replace(part, old=part.read(pixels.reshape(-1, *value.shape)))
        if part.old.tobytes() == np.broadcast_to(value, part.old.shape).tobytes():
            return None
    return StrokeStep(f"fill {runs.count:,} pixels", geometry.shape, (part,), value)


def _unprotected(
    wanted: ValueRange, over: PaintOver, pixel: tuple[int, ...]
) -> Callable[[npt.NDArray[Any]], npt.NDArray[np.bool_]]:
    """Return the rule that a pixel, of such a shape, lies in a range and may be painted over."""

    def belongs(slab: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        found = wanted.holds(slab)
        if over.values is not None:
            found &= over.allows(slab.reshape(-1, *pixel)).reshape(found.shape)
        return found

    return belongs


def boxed(session: EditSession, region: Region, over: PaintOver, value: npt.NDArray[Any]) -> StrokeStep | None:
    """Return the step that fills what may be painted over in a box; None where that is nothing.

    Parameters
    ----------
    session : EditSession
    region : Region
    over : PaintOver
    value : numpy.ndarray
        One pixel, from `EditSession.checked`.
    """
    cut = session.access.box(region)
    is_allowed = over.allows(cut.reshape(-1, *value.shape))
    places = np.unravel_index(np.flatnonzero(is_allowed), region.shape)
    shape = session.geometry.shape
    positions = np.ravel_multi_index(tuple(p + s for p, s in zip(places, region.start, strict=True)), shape)
    if not positions.size:
        return None
    rows = session.access.all().reshape(-1, *value.shape)
    part = PaintedPart(0, 1, Runs.of(positions.astype(np.int64)), rows[positions])
    return StrokeStep(f"fill {positions.size:,} pixels", shape, (part,), value)


def renumbered(session: EditSession, before: npt.NDArray[Any], after: npt.NDArray[Any]) -> StrokeStep | None:
    """Return the step that replaces one value by another in the whole copy; None where that changes nothing.

    NaN is any NaN, and 0 is -0, too.

    Parameters
    ----------
    session : EditSession
    before, after : numpy.ndarray
        One pixel each, from `EditSession.checked`.

    Raises
    ------
    EditError
        If the value is in more than `core.editing.replacing.MOST_RUNS` runs of pixels.
    """
    told = " ".join(str(number) for number in before.reshape(-1).tolist())
    wanted = alike(before, Fraction(0))
    return replaced(session, Replacement(wanted, everywhere(session.geometry), told), after)
