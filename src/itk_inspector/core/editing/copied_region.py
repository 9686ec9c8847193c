"""Pixels of a plane that were copied, and how they are put into another one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.area_step import runs_of
from itk_inspector.core.editing.paint_over import PaintOver
from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.runs import Runs
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import StrokeStep
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.measure.area import Area
from itk_inspector.core.pixels.pixel_access import PixelAccess
from itk_inspector.core.pixels.values import python_value, value_text
from itk_inspector.core.text.byte_text import byte_text

LARGEST = 256 * 1024 * 1024
"""Bytes of a region that is copied."""
MOST_TOLD = 250_000
"""Pixels that are written as text."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Pixels for a plane, in the order of its indices.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``[vertical, horizontal]``, plus a component axis if there are several.
    mask : numpy.ndarray or None
        bool, which of them count; None for all.
    """

    pixels: npt.NDArray[Any]
    mask: npt.NDArray[np.bool_] | None

    def turned(self, rows: slice, columns: slice) -> Piece:
        """Return some of them, perhaps in another order."""
        return Piece(self.pixels[rows, columns], None if self.mask is None else self.mask[rows, columns])


@dataclass(frozen=True, slots=True, eq=False)
class CopiedRegion:
    """Pixels of a plane, with the place that they came from.

    Parameters
    ----------
    piece : Piece
        A **copy**.
    axes : tuple of int
        ITK axes: horizontal, vertical.
    signs : tuple of int
        1 or -1: how the two indices grow to the right and downwards on screen.
    low : tuple of int
        Least ITK indices along the two axes.
    components : int
    """

    piece: Piece
    axes: tuple[int, int]
    signs: tuple[int, int]
    low: tuple[int, int]
    components: int

    @property
    def size(self) -> tuple[int, int]:
        """Pixels along the horizontal and the vertical axis."""
        rows, columns = self.piece.pixels.shape[:2]
        return columns, rows

    @property
    def count(self) -> int:
        """How many pixels were copied."""
        mask = self.piece.mask
        return math.prod(self.size) if mask is None else int(np.count_nonzero(mask))

    @property
    def text(self) -> str:
        """The values as on screen, in lines of columns separated by tabs; empty where they are more than `MOST_TOLD`.

        What lies outside the region is left empty.
        """
        if math.prod(self.size) > MOST_TOLD:
            return ""
        seen = self.as_seen((1, 1))
        mask = np.ones(seen.pixels.shape[:2], bool) if seen.mask is None else seen.mask
        dtype = seen.pixels.dtype.name
        lines = (
            "\t".join(value_text(python_value(v), dtype) if is_in else "" for v, is_in in zip(row, within, strict=True))
            for row, within in zip(seen.pixels, mask, strict=True)
        )
        return "".join(f"{line}\n" for line in lines)

    def as_seen(self, signs: tuple[int, int]) -> Piece:
        """Return the pixels for a plane whose indices grow so on screen: they look there as they did."""
        across, down = (slice(None, None, mine * other) for mine, other in zip(self.signs, signs, strict=True))
        return self.piece.turned(down, across)

    def by_index(self, plane: Plane) -> tuple[Piece, tuple[int, int]]:
        """Return the pixels for a plane, each at the indices that it came from, and the least of these.

        Raises
        ------
        EditError
            If the plane has other axes.
        """
        if self.axes == (plane.horizontal, plane.vertical):
            return self.piece, self.low
        if self.axes != (plane.vertical, plane.horizontal):
            raise EditError("The region was copied from a plane of other axes.")
        mask = None if self.piece.mask is None else self.piece.mask.T
        return Piece(np.swapaxes(self.piece.pixels, 0, 1), mask), self.low[::-1]


def copied(
    access: PixelAccess, plane: Plane, signs: tuple[int, int], components: int, area: Area | None = None
) -> CopiedRegion:
    """Copy what an area covers of a plane, or all of the plane.

    Parameters
    ----------
    access : PixelAccess
    plane : Plane
    signs : tuple of int
        1 or -1: how the indices grow on screen, horizontally and vertically.
    components : int
    area : Area, optional

    Raises
    ------
    EditError
        If the area lies elsewhere, or the region would take more than `LARGEST`.
    """
    geometry = access.geometry
    rows, columns, mask = slice(0, geometry.size[plane.vertical]), slice(0, geometry.size[plane.horizontal]), None
    if area is not None:
        found = plane.rows_and_columns(area.box, geometry) if area.box.lies_in(geometry.shape) else None
        if found is None:
            raise EditError("The region does not lie on this plane.")
        (rows, columns), mask = found, _mask(area, plane, geometry.dimension, found)
    cut = access.slice(plane)[rows, columns]
    if cut.nbytes > LARGEST:
        raise EditError(f"A region of {byte_text(cut.nbytes)} is not copied; {byte_text(LARGEST)} are the most.")
    start = geometry.start_index
    low = columns.start + start[plane.horizontal], rows.start + start[plane.vertical]
    pixels = np.array(cut)
    pixels.flags.writeable = False
    return CopiedRegion(Piece(pixels, mask), (plane.horizontal, plane.vertical), signs, low, components)


def pasted(
    session: EditSession, piece: Piece, plane: Plane, low: tuple[int, int], over: PaintOver
) -> StrokeStep | None:
    """Return the step that writes pixels into a plane; what lies beyond the image, or is protected, is left out.

    Parameters
    ----------
    session : EditSession
    piece : Piece
        Of the type and components of the copy.
    plane : Plane
    low : tuple of int
        Where its pixel ``[0, 0]`` goes: ITK indices along the horizontal and the vertical axis.
    over : PaintOver

    Returns
    -------
    StrokeStep or None
        None where no pixel is written.

    Raises
    ------
    EditError
        If the pixels are of another type.
    """
    geometry, mine = session.geometry, session.access
    components = session.version.channels
    others = piece.pixels.shape[2] if piece.pixels.ndim > 2 else 1
    if piece.pixels.dtype != mine.dtype or others != components:
        copied_type, own = (_type(d, n) for d, n in ((piece.pixels.dtype, others), (mine.dtype, components)))
        raise EditError(f"The region holds {copied_type}; this image holds {own}.")
    steps = [math.prod(geometry.shape[geometry.dimension - axis :]) for axis in range(geometry.dimension)]
    first = sum((plane.position[a] - geometry.start_index[a]) * steps[a] for a in plane.hidden_axes)
    (columns, across), (rows, down) = (
        _within(low[n] - geometry.start_index[axis], piece.pixels.shape[1 - n], geometry.size[axis])
        for n, axis in enumerate((plane.horizontal, plane.vertical))
    )
    if not down.size or not across.size:
        return None
    piece = piece.turned(rows, columns)
    present = mine.slice(plane)[_span(down), _span(across)]
    mask, new = piece.mask, piece.pixels
    if over.values is not None:
        allowed = over.allows(present.reshape(-1, *present.shape[2:])).reshape(present.shape[:2])
        mask = allowed if mask is None else mask & allowed
    outer, inner = steps[plane.vertical], steps[plane.horizontal]
    first += int(down[0]) * outer + int(across[0]) * inner
    if outer < inner:  # in the order of the array
        outer, inner = inner, outer
        present, new = np.swapaxes(present, 0, 1), np.swapaxes(new, 0, 1)
        mask = None if mask is None else mask.T
    runs = runs_of(np.ones(present.shape[:2], dtype=np.bool_) if mask is None else mask, [outer // inner, 1], 0)
    if not runs.starts.size:
        return None
    every = slice(None) if mask is None else mask.reshape(-1)
    old, written = (np.array(pixels.reshape(-1, *pixels.shape[2:])[every]) for pixels in (present, new))
    part = PaintedPart(first, inner, Runs.joined(runs.starts, runs.stops), old, written)
    return StrokeStep(f"paste {len(written):,} pixels", geometry.shape, (part,), written[-1])


def _span(places: npt.NDArray[np.int64]) -> slice:
    return slice(int(places[0]), int(places[-1]) + 1)


def _within(low: int, count: int, size: int) -> tuple[slice, npt.NDArray[np.int64]]:
    """Return which of so many pixels from ``low`` on lie inside, and their places."""
    first, behind = max(low, 0), min(low + count, size)
    places = np.arange(first, max(first, behind), dtype=np.int64)
    return slice(first - low, first - low + places.size), places


def _mask(area: Area, plane: Plane, dimension: int, found: tuple[slice, slice]) -> npt.NDArray[np.bool_] | None:
    """Return which pixels of rows and columns of a plane an area covers."""
    if area.cover is None:
        return None
    down, along = (np.arange(one.start, one.stop, dtype=np.int64) for one in found)
    vertical, horizontal = (dimension - 1 - axis for axis in (plane.vertical, plane.horizontal))
    if {vertical, horizontal} != set(area.axes):
        raise EditError("The region does not lie on this plane.")
    if vertical == area.axes[0]:
        return area.cover(down[:, None], along[None, :])
    return area.cover(along[:, None], down[None, :]).T


def _type(dtype: np.dtype[Any], components: int) -> str:
    return dtype.name if components == 1 else f"{components} × {dtype.name}"
