"""What another library holds, as an array with its geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry


@dataclass(frozen=True, slots=True)
class Held:
    """Pixels and their place.

    Parameters
    ----------
    array : numpy.ndarray
        In NumPy order ``[.., slice, row, col]``, components last; on the holder's memory where that can be.
    geometry : Geometry or None
        None where the holder knows none.
    name : str
    has_colours, is_lps : bool
        As of `itkio.from_memory.of_array`.
    notes : tuple of str
        What was copied or converted.
    """

    array: npt.NDArray[Any]
    geometry: Geometry | None = None
    name: str = ""
    has_colours: bool = True
    is_lps: bool = False
    notes: tuple[str, ...] = ()


class _Lent(np.ndarray):
    """An array on memory of an object that NumPy does not know."""

    holder: object = None


def lent(array: npt.NDArray[Any], holder: object) -> npt.NDArray[Any]:
    """Return an array on the same memory that keeps its owner."""
    made = array.view(_Lent)
    made.holder = holder
    return made


def geometry_of_affine(
    affine: npt.NDArray[Any], size: Sequence[int], *, is_ras: bool, further: Sequence[float]
) -> Geometry:
    """Return the geometry that an affine of index to millimetres says.

    Parameters
    ----------
    affine : numpy.ndarray
        Shape (4, 4), of the first three axes.
    size : sequence of int
        Of all axes, x first.
    is_ras : bool
        The points are in RAS, as in NIfTI: x and y are negated for LPS.
    further : sequence of float
        Spacing of the axes after the third.

    Raises
    ------
    UsageError
        If an axis has no length, or the numbers are not finite.
    """
    used = min(len(size), 3)
    matrix = np.array(affine, np.float64)
    if matrix.shape != (4, 4) or not np.isfinite(matrix).all():
        raise UsageError("The affine of this image is no finite 4 × 4 matrix.")
    if is_ras:
        matrix = np.diag([-1.0, -1.0, 1.0, 1.0]) @ matrix
    columns = matrix[:used, :used]
    lengths = np.sqrt((columns**2).sum(axis=0))
    if not lengths.all() or not np.linalg.det(columns):
        raise UsageError("The affine of this image lays its pixels into a plane.")
    dimension = len(size)
    direction = np.eye(dimension)
    direction[:used, :used] = columns / lengths
    spacing = [*lengths.tolist(), *(float(step) or 1.0 for step in further)][:dimension]
    origin = [*matrix[:used, 3].tolist(), *([0.0] * (dimension - used))]
    return Geometry(
        tuple(size), (0,) * dimension, tuple(origin), tuple(spacing), tuple(tuple(row) for row in direction.tolist())
    )
