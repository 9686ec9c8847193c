"""An image's geometry in both orders, for people and as Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.text.decimal_text import decimal_text

if TYPE_CHECKING:
    from itk_inspector.core.geometry.geometry import Geometry
    from itk_inspector.core.header.image_info import ImageInfo

_DIGITS, _MATRIX_DIGITS = 6, 3


@dataclass(frozen=True, slots=True)
class GeometryRow:
    """One fact of the geometry.

    Parameters
    ----------
    name : str
        What ITK and NumPy call it.
    itk, array : str
        In ITK's order, fastest axis first, and in NumPy's, slowest first, rounded; a matrix takes a line a row.
    itk_code, array_code : str
        The same as Python that sets a variable, exact; matrices need ``np``.
    """

    name: str
    itk: str
    array: str
    itk_code: str
    array_code: str


def geometry_rows(info: ImageInfo) -> tuple[GeometryRow, ...]:
    """Return size and shape, start index, spacing, origin, direction and the matrix from index to physical point.

    In NumPy's order index axes and physical axes are reversed alike: slice, row, col and z, y, x. There
    ``affine @ [slice, row, col, 1]`` is ``[z, y, x, 1]``, and in ITK's order ``affine @ [x, y, z, 1]`` is the point;
    array indices count from 0, ITK's from the start index.

    Parameters
    ----------
    info : ImageInfo
    """
    geometry = info.geometry
    size, shape = geometry.size, info.shape
    return (
        GeometryRow("size, shape", _list(size), _list(shape), f"size = {tuple(size)}", f"shape = {tuple(shape)}"),
        _vector("start index", "start_index", geometry.start_index, (0,) * geometry.dimension),
        _vector("spacing", "spacing", geometry.spacing, geometry.spacing[::-1]),
        _vector("origin", "origin", geometry.origin, first_point(geometry)[::-1]),
        _matrix("direction", "direction", geometry.direction, _reversed(geometry.direction)),
        _matrix("affine", "affine", _affine(geometry, geometry.origin), _array_affine(geometry)),
    )


def first_point(geometry: Geometry) -> tuple[float, ...]:
    """Return where the array's first pixel lies, which is the origin where ITK counts from 0."""
    start = geometry.start_index
    return geometry.point_of(ItkIndex(start)).components if any(start) else geometry.origin


def _affine(geometry: Geometry, offset: Sequence[float]) -> tuple[tuple[float, ...], ...]:
    rows = [
        (*(d * s + 0.0 for d, s in zip(row, geometry.spacing, strict=True)), place)
        for row, place in zip(geometry.direction, offset, strict=True)
    ]
    return (*rows, (*(0.0,) * geometry.dimension, 1.0))


def _array_affine(geometry: Geometry) -> tuple[tuple[float, ...], ...]:
    *rows, last = _affine(geometry, first_point(geometry))
    return (*((*row[-2::-1], row[-1]) for row in rows[::-1]), last)


def ras_affine(geometry: Geometry) -> tuple[tuple[float, ...], ...]:
    """Return the 4 × 4 matrix from array indices ``[x, y, z, 1]``, counted from 0, to RAS, as NIfTI tools have it.

    Of four axes it takes the first three; two get a third one, of spacing 1 at 0.
    """
    n = min(geometry.dimension, SPATIAL_AXES)
    rows = [[1.0 if r == c else 0.0 for c in range(SPATIAL_AXES + 1)] for r in range(SPATIAL_AXES + 1)]
    for r, row in enumerate(_affine(geometry, first_point(geometry))[:n]):
        rows[r][:n], rows[r][-1] = row[:n], row[-1]
    for r in range(SPATIAL_AXES - 1):
        rows[r] = [-number + 0.0 for number in rows[r]]
    return tuple(map(tuple, rows))


def _reversed(matrix: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row[::-1]) for row in matrix[::-1])


def _vector(name: str, variable: str, itk: Sequence[float], array: Sequence[float]) -> GeometryRow:
    return GeometryRow(name, _list(itk), _list(array), f"{variable} = {tuple(itk)}", f"{variable} = {tuple(array)}")


def _matrix(name: str, variable: str, itk: Sequence[Sequence[float]], array: Sequence[Sequence[float]]) -> GeometryRow:
    texts = [_grid(matrix) for matrix in (itk, array)]
    codes = [f"{variable} = np.array([{', '.join(str(list(row)) for row in matrix)}])" for matrix in (itk, array)]
    return GeometryRow(name, *texts, *codes)


def _list(numbers: Sequence[float]) -> str:
    return ", ".join(decimal_text(n, _DIGITS) if isinstance(n, float) else str(n) for n in numbers)


def _grid(matrix: Sequence[Sequence[float]]) -> str:
    """Write a matrix in columns."""
    words = [[f"{n + 0.0:.{_MATRIX_DIGITS}g}" for n in row] for row in matrix]
    widths = [max(map(len, column)) for column in zip(*words, strict=True)]
    return "\n".join(" ".join(w.rjust(n) for w, n in zip(row, widths, strict=True)) for row in words)
