"""Values replaced by another one, wherever they are in an area of the copy."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.paint_over import ALL_VALUES, PaintOver
from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.runs import NO_RUNS, Runs
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import StrokeStep
from itk_inspector.core.editing.value_range import ValueRange
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure.area import Area
from itk_inspector.core.pixels.pixel_access import PixelAccess

MOST_RUNS = 1 << 24
"""More runs than these would take more memory than all of undo may."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Which pixels get another value.

    Parameters
    ----------
    wanted : ValueRange
    area : Area
        Of the copy.
    told : str
        What the range is called, such as ``2`` or ``10 to 20``.
    over : PaintOver
        Other values are left as they are.
    """

    wanted: ValueRange
    area: Area
    told: str
    over: PaintOver = ALL_VALUES

    def runs(self, access: PixelAccess, is_wanted: Callable[[], bool] = lambda: True) -> Runs:
        """Return the pixels by their flat positions in the C-ordered array.

        Parameters
        ----------
        access : PixelAccess
        is_wanted : callable
            Asked before every look at pixels.

        Raises
        ------
        EditError
            If the area extends beyond the image, the pixels are in more than `MOST_RUNS` runs, or nobody wants to know
            any more.
        """
        shape = access.geometry.shape
        if not self.area.box.lies_in(shape):
            raise EditError("The area extends beyond the image.")
        starts, stops, count = [NO_RUNS.starts], [NO_RUNS.stops], 0
        for piece, mask in self.area.pieces():
            if not is_wanted():
                raise EditError("The search for values was given up.")
            runs = _of(self._found(access.box(piece), mask), piece, shape)
            count += runs.starts.size
            if count > MOST_RUNS:
                raise EditError("The values are in too many separate places for undo to hold them.")
            starts.append(runs.starts)
            stops.append(runs.stops)
        return Runs.joined(np.concatenate(starts), np.concatenate(stops))

    def _found(self, cut: npt.NDArray[Any], mask: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.bool_]:
        found = self.wanted.holds(cut)
        if mask is not None:
            found = found & mask
        if self.over.values is not None:
            rows = cut.reshape(-1, *cut.shape[found.ndim :])
            found = found & self.over.allows(rows).reshape(found.shape)
        return found


def replaced(
    session: EditSession,
    replacement: Replacement,
    value: npt.NDArray[Any],
    is_wanted: Callable[[], bool] = lambda: True,
    by: str = "",
) -> StrokeStep | None:
    """Return the step that replaces values by another one; None where that changes nothing.

    Parameters
    ----------
    session : EditSession
    replacement : Replacement
    value : numpy.ndarray
        One pixel, from `EditSession.checked`.
    is_wanted : callable
        Asked before every look at pixels.
    by : str
        What the value is called; itself, where nothing is given.

    Raises
    ------
    EditError
        As `Replacement.runs` does.
    """
    runs = replacement.runs(session.access, is_wanted)
    if not runs.starts.size:
        return None
    old = replacement.wanted.only(value.dtype)
    if old is None:
        part = PaintedPart(0, 1, runs, value)
        old = _one_of(part.read(session.access.all().reshape(-1, *value.shape)))
    if old.shape == value.shape and old.tobytes() == value.tobytes():
        return None
    told = by or " ".join(str(number) for number in value.reshape(-1).tolist())
    label = f"replace {replacement.told} by {told}, {runs.count:,} pixels"
    return StrokeStep(label, session.geometry.shape, (PaintedPart(0, 1, runs, old),), value)


def everywhere(geometry: Geometry) -> Area:
    """Return the area of all pixels."""
    return Area(Region((0,) * geometry.dimension, geometry.shape), (0, 1))


def in_plane(plane: Plane, geometry: Geometry) -> Area:
    """Return the area of the pixels on a plane."""
    start, shape = [0] * geometry.dimension, list(geometry.shape)
    for axis in plane.hidden_axes:
        at = geometry.dimension - 1 - axis
        start[at], shape[at] = plane.position[axis] - geometry.start_index[axis], 1
    return Area(Region(tuple(start), tuple(shape)), (0, 1))


def _one_of(old: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return one pixel where all have the same bits, which is all that undo needs."""
    width = old[0].nbytes
    bits = np.ascontiguousarray(old).reshape(-1).view(np.uint8).reshape(-1, width)
    return old[0].copy() if np.array_equal(bits[1:], bits[:-1]) else old


def _of(found: npt.NDArray[np.bool_], piece: Region, shape: tuple[int, ...]) -> Runs:
    """Return the pixels of a mask that covers a piece of an array, by their numbers in the array."""
    thick = next((axis for axis, count in enumerate(piece.shape) if count > 1), len(shape) - 1)
    if piece.shape[thick + 1 :] == shape[thick + 1 :]:
        first = int(np.ravel_multi_index(piece.start, shape))
        return Runs.of_mask(np.ascontiguousarray(found).reshape(-1), first)
    places = np.unravel_index(np.flatnonzero(found), piece.shape)
    numbers = np.zeros(places[0].size, dtype=np.int64)
    for axis, (place, start) in enumerate(zip(places, piece.start, strict=True)):
        numbers += (place + start) * math.prod(shape[axis + 1 :])
    return Runs.of(numbers)
