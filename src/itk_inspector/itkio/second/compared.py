"""Where a second reader and ITK differ, in words."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.late_numpy import np
from itk_inspector.itkio.second.second_reader import Piece, StoredImage

if TYPE_CHECKING:
    import numpy.typing as npt

_OPPOSITE = 0.9
_FAR = 1e-3
"""Of a pixel: by how much two placements of a corner may differ before one of them is called wrong."""

_COLOURS = ("rgb", "rgba")


def header_difference(itk: StoredImage, stored: StoredImage) -> str:
    """Say what ITK makes of a header that states something else; ``""`` where they agree.

    Parameters
    ----------
    itk, stored : StoredImage
        What ITK says, and what the file states.
    """
    if _without_ones(itk.size) != _without_ones(stored.size):
        return f"as {_shown(itk.size)} pixels, not {_shown(stored.size)}"
    if stored.components and itk.components != stored.components:
        return f"with {_components(itk.components)} a pixel, not {stored.components}"
    if stored.dtype and itk.dtype != stored.dtype:
        return f"as {itk.dtype}, not {stored.dtype}"
    if itk.pixel_type in _COLOURS and stored.pixel_type == "vector" and itk.components in (3, 4):
        return f"as {itk.pixel_type} pixels, not {stored.pixel_type} pixels"
    if itk.geometry is not None and stored.geometry is not None:
        return geometry_difference(itk.geometry, stored.geometry)
    return ""


def geometry_difference(itk: Geometry, stored: Geometry) -> str:
    """Say by how much ITK misplaces an image; ``""`` where it is less than a thousandth of a pixel."""
    axes = min(itk.dimension, stored.dimension)
    for axis in range(axes):
        pairs = zip(itk.direction[:axes], stored.direction[:axes], strict=True)
        if sum(row[axis] * other[axis] for row, other in pairs) < -_OPPOSITE:
            return f"with its {'xyzt'[axis]} axis reversed"
    corners = itertools.product(*((0.0, float(max(n - 1, 1))) for n in stored.size[:axes]))
    apart = max(math.dist(_placed(itk, c, axes), _placed(stored, c, axes)) for c in corners)
    spacings = zip(itk.spacing[:axes], stored.spacing[:axes], strict=True)
    if any(abs(one - other) > _FAR * other for one, other in spacings):
        return f"with a spacing of {_shown(itk.spacing[:axes])}, not {_shown(stored.spacing[:axes])}"
    return f"with a corner {apart:.4g} away from its place" if apart > _FAR * min(stored.spacing[:axes]) else ""


def completed(stored: StoredImage, itk: StoredImage) -> StoredImage:
    """Return what a file states, with ITK's word wherever it says nothing.

    Parameters
    ----------
    stored : StoredImage
    itk : StoredImage
        Of the same file; what it leaves open is a spacing of 1, an origin of 0 and an upright direction.
    """
    found = replace(
        stored,
        dtype=stored.dtype or itk.dtype,
        components=stored.components or itk.components,
        pixel_type=stored.pixel_type if stored.components else itk.pixel_type,
    )
    given = stored.geometry
    if given is None:
        return found
    known = Geometry.identity(given.size)
    if itk.geometry is not None and itk.geometry.dimension == given.dimension:
        known = itk.geometry
    is_turned = not any(math.isnan(number) for row in given.direction for number in row)
    geometry = replace(
        given,
        origin=tuple(b if math.isnan(a) else a for a, b in zip(given.origin, known.origin, strict=True)),
        spacing=tuple(b if math.isnan(a) else a for a, b in zip(given.spacing, known.spacing, strict=True)),
        direction=given.direction if is_turned else known.direction,
    )
    return replace(found, geometry=geometry)


def pixel_difference(pieces: Iterable[Piece], memory: npt.NDArray[Any]) -> str:
    """Say how many of the values looked at are others in memory; ``""`` when none is.

    Parameters
    ----------
    pieces : iterable of Piece
    memory : numpy.ndarray
        All values, 1-D, in the type that is shown.
    """
    looked_at = different = zeroed = 0
    for piece in pieces:
        there = memory[piece.start : piece.start + piece.values.size]
        looked_at += piece.values.size
        wrong = _different(piece, there)
        different += wrong
        zeroed += _zeroed(piece, there) if wrong else 0
    if zeroed and zeroed == different:
        return f"with 0 for {zeroed:,} of its NaN and infinite values" if zeroed > 1 else "with 0 for NaN or infinity"
    return f"with {different:,} of {looked_at:,} values looked at wrong" if different else ""


def _zeroed(piece: Piece, there: npt.NDArray[Any]) -> int:
    """Count values that are not finite, and 0 in memory."""
    if piece.values.dtype.kind not in "fc" or there.size < piece.values.size:
        return 0
    return int(np.count_nonzero(~np.isfinite(piece.values) & (there == 0)))


def _different(piece: Piece, there: npt.NDArray[Any]) -> int:
    if there.size < piece.values.size:
        return int(piece.values.size - there.size)
    if there.dtype == piece.values.dtype and there.tobytes() == piece.values.tobytes():
        return 0
    with np.errstate(all="ignore"):
        same = there == piece.values
        if there.dtype.kind in "fc":
            same |= np.isnan(there) & np.isnan(piece.values)
            if piece.tolerance:
                finite = np.abs(piece.values[np.isfinite(piece.values)])
                reach = float(finite.max()) * piece.tolerance if finite.size else 0.0
                same |= np.abs(there - piece.values) <= reach
    return int(np.count_nonzero(~same))


def _placed(geometry: Geometry, corner: tuple[float, ...], axes: int) -> list[float]:
    """Return where in space a corner lies, by the first axes alone."""
    steps = [at + start for at, start in zip(corner, geometry.start_index, strict=False)]
    rows = zip(geometry.origin, geometry.index_to_point, strict=True)
    return [origin + sum(map(math.prod, zip(row, steps, strict=False))) for origin, row in rows][:axes]


def _without_ones(size: tuple[int, ...]) -> tuple[int, ...]:
    """Leave out the last axes of one pixel, which some readers add and others drop."""
    while len(size) > 1 and size[-1] == 1:
        size = size[:-1]
    return size


def _shown(numbers: tuple[float, ...]) -> str:
    return " × ".join(f"{n:.6g}" if isinstance(n, float) else f"{n:,}" for n in numbers)


def _components(count: int) -> str:
    return "1 component" if count == 1 else f"{count:,} components"
