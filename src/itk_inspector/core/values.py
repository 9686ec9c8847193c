"""Pixel values as text, JSON and typed input; nothing here ever rounds."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import EditError

Scalar: TypeAlias = int | float | complex | bool
Value: TypeAlias = Scalar | tuple[Scalar, ...]


def python_value(stored: Any) -> Value:
    """Turn a NumPy scalar or a component vector into Python numbers of exactly the same value."""
    array = np.asarray(stored)
    if array.ndim == 0:
        return array.item()  # type: ignore[no-any-return]  # numpy types item() as Any
    return tuple(array.tolist())


def scalar_text(value: Scalar, dtype: str = "float64") -> str:
    """Write one number in the shortest form that ``dtype`` reads back exactly; NaN and infinities by name."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, complex):
        part = {"complex64": "float32"}.get(dtype, "float64")
        imaginary = scalar_text(value.imag, part)
        sign = "" if imaginary.startswith("-") else "+"
        return f"{scalar_text(value.real, part)}{sign}{imaginary}j"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Inf" if value > 0 else "-Inf"
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
    if isinstance(left, tuple) or isinstance(right, tuple):
        if not (isinstance(left, tuple) and isinstance(right, tuple)):
            return False
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if left is None or right is None:
        return False
    if isinstance(left, complex) or isinstance(right, complex):
        a, b = complex(left), complex(right)
        return same(a.real, b.real) and same(a.imag, b.imag)
    return left == right or (left != left and right != right)


def json_value(value: Value | None) -> Any:
    """Turn a pixel into JSON: names for NaN and infinities, ``[re, im]`` for complex, a list for components."""
    if isinstance(value, tuple):
        return [json_value(v) for v in value]
    if isinstance(value, complex):
        return [json_value(value.real), json_value(value.imag)]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    return value


def parse_value(text: str, dtype: npt.DTypeLike, components: int = 1) -> npt.NDArray[Any]:
    """Read a typed pixel value and refuse what the pixel type cannot hold.

    Parameters
    ----------
    text : str
        One number, or ``components`` numbers separated by commas or blanks; one
        number for several components fills them all. ``nan`` and ``inf`` are
        understood for floating types.
    dtype : dtype
        The stored component type.
    components : int
        Components per pixel.

    Returns
    -------
    numpy.ndarray
        Shape ``()`` for one component, else ``(components,)``.

    Raises
    ------
    EditError
        If a number is malformed or would be stored as another number
        (out of range, or a fraction in an integer type).
    """
    kind = np.dtype(dtype)
    words = text.strip().strip("()[]").replace(",", " ").split()
    if not words:
        raise EditError("Type a value to store.")
    if components > 1 and len(words) == 1:
        words = words * components
    if len(words) != components:
        raise EditError(f"This image has {components} components per pixel; {len(words)} were typed.")
    numbers = [_parse_scalar(word, kind) for word in words]
    return np.array(numbers if components > 1 else numbers[0], dtype=kind)


def _parse_scalar(word: str, kind: np.dtype[Any]) -> Any:
    word = word.replace("\N{MINUS SIGN}", "-")
    if kind.kind in "iub":
        return _parse_integer(word, kind)
    try:
        wide = complex(word) if kind.kind == "c" else float(word)
    except ValueError as e:
        raise EditError(f"“{word}” is not a number.") from e
    with np.errstate(over="ignore"):
        stored = kind.type(wide)
    if not np.all(np.isfinite(stored)) and np.all(np.isfinite(wide)):
        raise EditError(f"{word} is too large for {kind.name}.")
    return stored


def _parse_integer(word: str, kind: np.dtype[Any]) -> int | bool:
    try:
        number = int(word)
    except ValueError:
        try:
            fraction = float(word)
        except ValueError as e:
            raise EditError(f"“{word}” is not a number.") from e
        if not math.isfinite(fraction) or not fraction.is_integer() or abs(fraction) > 2**53:
            raise EditError(f"{kind.name} holds whole numbers only; {word} would be changed.") from None
        number = int(fraction)
    if kind.kind == "b":
        if number not in (0, 1):
            raise EditError(f"bool holds 0 or 1; {word} would be changed.")
        return bool(number)
    limits = np.iinfo(kind)
    if not limits.min <= number <= limits.max:
        raise EditError(f"{kind.name} holds {limits.min} to {limits.max}; {word} would be changed.")
    return number


def storage_note(text: str, stored: npt.NDArray[Any]) -> str:
    """Say beforehand what will be stored for ``text``: the same number, or the nearest that the type can hold."""
    kind = stored.dtype.name
    shown = value_text(python_value(stored), kind)
    words = text.strip().strip("()[]").replace(",", " ").replace("\N{MINUS SIGN}", "-").split()
    exact = True
    if stored.dtype.kind in "fc":
        numbers = stored.ravel().tolist()
        typed = [complex(w) for w in words] * (len(numbers) // max(1, len(words)))
        exact = all(_decimal_equal(t, n, kind) for t, n in zip(typed, numbers, strict=True))
    return f"stores {shown} as {kind}" if exact else f"{kind} cannot hold it: stores {shown}"


def _decimal_equal(typed: complex, stored: complex, kind: str) -> bool:
    return typed == stored or scalar_text(stored, kind) == scalar_text(type(stored)(typed), "float64")
