"""Pixels as Python that makes the same array again."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.pixels.values import Scalar, scalar_text

_INDENT = " " * len("np.array([")


def array_literal(block: npt.NDArray[Any]) -> str:
    """Write an array as an expression that gives it back, bit by bit but for the payload of NaN.

    Parameters
    ----------
    block : numpy.ndarray
        At least one axis; whole or floating numbers, complex numbers, or truth values.

    Returns
    -------
    str
        ``np.array(…, dtype=np.…)``, a line for each row, where ``np`` is NumPy.
    """
    name = block.dtype.name
    rows = f",\n{_INDENT}".join(_inline(row, name) for row in block.tolist())
    return f"np.array([{rows}], dtype=np.{'bool_' if name == 'bool' else name})"


def _inline(values: Any, dtype: str) -> str:
    if isinstance(values, list):
        return f"[{', '.join(_inline(value, dtype) for value in values)}]"
    return _number(values, dtype)


def _number(value: Scalar, dtype: str) -> str:
    if isinstance(value, complex):
        return f"complex({_number(value.real, 'float64')}, {_number(value.imag, 'float64')})"
    if not isinstance(value, float):
        return str(value)
    if math.isnan(value):
        return "np.nan"
    if math.isinf(value):
        return "np.inf" if value > 0 else "-np.inf"
    short = scalar_text(value, dtype)
    # the shortest text is read as a double first: where that rounds another way, all digits are written
    return short if float(np.dtype(dtype).type(float(short))) == value else repr(value)


def square_around(
    index: ItkIndex, plane: Plane, geometry: Geometry, pixels: npt.NDArray[Any], radius: int
) -> tuple[npt.NDArray[Any], str]:
    """Return the square around a pixel as far as it lies in the image, and the expression that reads it.

    Parameters
    ----------
    index : ItkIndex
        Inside the image.
    plane : Plane
        Whose axes are taken; it is laid through ``index``.
    geometry : Geometry
        Of the image behind ``pixels``.
    pixels : numpy.ndarray
        ``geometry.shape``, optionally with a trailing component axis.
    radius : int

    Returns
    -------
    numpy.ndarray, str
        A **view** ``[row, col(, component)]``, and ``array[…]`` in NumPy's order.
    """
    selection: list[Any] = [c - s for c, s in zip(index.components, geometry.start_index, strict=True)]
    for axis in (plane.horizontal, plane.vertical):
        middle = selection[axis]
        selection[axis] = slice(max(0, middle - radius), min(geometry.size[axis], middle + radius + 1))
    selection.reverse()
    block = pixels[tuple(selection)]
    words = [f"{s.start}:{s.stop}" if isinstance(s, slice) else str(s) for s in selection]
    expression = f"array[{', '.join(words)}]"
    if plane.vertical > plane.horizontal:
        return block, expression
    return block.swapaxes(0, 1), f"{expression}.swapaxes(0, 1)"
