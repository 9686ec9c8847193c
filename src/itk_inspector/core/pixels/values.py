"""Pixel values, exact, and as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

from itk_inspector.core.late_numpy import np
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS

if TYPE_CHECKING:
    import numpy.typing as npt

Scalar: TypeAlias = int | float | complex | bool
_WHOLE = 1e16  # up to here Python itself writes whole doubles without an exponent

Value: TypeAlias = Scalar | tuple[Scalar, ...]


def python_value(stored: Any) -> Value:
    """Turn a NumPy scalar or a component vector into Python numbers of exactly the same value."""
    array = np.asarray(stored)
    if array.ndim == 0:
        return array.item()  # type: ignore[no-any-return]  # numpy types item() as Any
    return tuple(array.tolist())


def value_at(pixels: npt.NDArray[Any], index: tuple[int, ...]) -> Value:
    """Return the pixel at a NumPy index that lies inside, as Python numbers of exactly the same value."""
    if len(index) == pixels.ndim:
        return pixels.item(*index)  # type: ignore[no-any-return]  # numpy types item() as Any
    return tuple(pixels[index].tolist())


def scalar_text(value: Scalar, dtype: str = "float64") -> str:
    """Write one number in the shortest form that ``dtype`` reads back exactly; NaN and infinities by name.

    A whole number has all its digits.
    """
    if isinstance(value, int):  # or a bool
        return str(value)
    if isinstance(value, complex):
        part = COMPLEX_PARTS.get(dtype, "float64")
        imaginary = scalar_text(value.imag, part)
        sign = "" if imaginary.startswith("-") else "+"
        return f"{scalar_text(value.real, part)}{sign}{imaginary}j"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Inf" if value > 0 else "-Inf"
        if value.is_integer() and abs(value) < _WHOLE:
            return f"{value:.1f}"  # NumPy writes 65504 in float16 as 6.55e+04
        return str(np.dtype(dtype).type(value)) if dtype in ("float32", "float16") else repr(value)
    return str(value)


def value_text(value: Value | None, dtype: str = "float64") -> str:
    """Write a pixel: one number, or all components in parentheses."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return "(" + ", ".join(scalar_text(v, dtype) for v in value) + ")"
    return scalar_text(value, dtype)


def same(left: Value | None, right: Value | None) -> bool:
    """Tell whether two pixels hold the same numbers; NaN equals NaN, and −0 equals 0."""
    if left == right:
        return left is not None
    if isinstance(left, tuple) or isinstance(right, tuple):
        if not (isinstance(left, tuple) and isinstance(right, tuple)):
            return False
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if left is None or right is None:
        return False
    if isinstance(left, complex) or isinstance(right, complex):
        a, b = complex(left), complex(right)
        return same(a.real, b.real) and same(a.imag, b.imag)
    return left != left and right != right
