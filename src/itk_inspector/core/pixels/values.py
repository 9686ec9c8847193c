"""Pixel values as text and typed input; nothing here ever rounds."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeAlias

from itk_inspector.core.errors import EditError
from itk_inspector.core.late_numpy import np
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS
from itk_inspector.core.text.typed_numbers import complex_words, is_finite_word, plain, read_real

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
    words = typed_words(text)
    if not words:
        raise EditError("Enter a value.")
    if components > 1 and len(words) == 1:
        words = words * components
    if len(words) != components:
        has = "1 component" if components == 1 else f"{components} components"
        were = "1 was" if len(words) == 1 else f"{len(words)} were"
        raise EditError(f"This image has {has} per pixel; {were} typed.")
    numbers = [_parse_scalar(word, kind) for word in words]
    return np.array(numbers if components > 1 else numbers[0], dtype=kind)


def typed_words(text: str) -> list[str]:
    """Return the numbers of a typed pixel, as they were typed."""
    return text.strip().strip("()[]").replace(",", " ").split()


def as_typed(number: object, kind: np.dtype[Any]) -> str:
    """Write a Python or NumPy number as `parse_value` reads it, without a change of its value."""
    number = number.item() if isinstance(number, np.generic) else number
    if isinstance(number, float) and number.is_integer() and kind.kind in "iub":
        number = int(number)
    try:
        return str(number).strip("()")
    except ValueError as e:  # more digits than Python writes
        raise EditError(f"The number is too large for {kind.name}.") from e


def _parse_scalar(word: str, kind: np.dtype[Any]) -> Any:
    word = plain(word)
    if kind.kind in "iub":
        return _parse_integer(word, kind)
    try:
        words = complex_words(word) if kind.kind == "c" else (word,)
        parts = [read_real(part) for part in words]
    except ValueError as e:
        raise EditError(f"“{word}” is not a number.") from e
    with np.errstate(over="ignore"):
        stored = kind.type(complex(*parts) if kind.kind == "c" else parts[0])
    kept = (stored.real, stored.imag) if kind.kind == "c" else (stored,)
    if any(is_finite_word(part) and not math.isfinite(after) for part, after in zip(words, kept, strict=True)):
        raise EditError(f"{word} is too large for {kind.name}.")
    return stored


def _parse_integer(word: str, kind: np.dtype[Any]) -> int | bool:
    number = _decimal(word)
    if number is None:
        raise EditError(f"“{word}” is not a number.")
    if not number.is_finite() or number != number.to_integral_value():
        raise EditError(f"{word} does not fit: {kind.name} holds whole numbers only.")
    if kind.kind == "b":
        if number not in (0, 1):
            raise EditError(f"{word} does not fit: bool holds 0 or 1.")
        return bool(number)
    limits = np.iinfo(kind)
    if not int(limits.min) <= number <= int(limits.max):
        raise EditError(f"{word} does not fit: {kind.name} holds {limits.min} to {limits.max}.")
    return int(number)


def _decimal(word: str) -> Decimal | None:
    """Read a number exactly as typed; ``True`` and ``False`` are 1 and 0, as they are shown."""
    word = {"true": "1", "false": "0"}.get(word.lower(), word)
    try:
        read_real(word)
        return Decimal(word)
    except (ValueError, InvalidOperation):
        return None


def storage_note(text: str, stored: npt.NDArray[Any]) -> str:
    """Say beforehand what will be stored for ``text``: the same number, or the nearest that the type can hold."""
    kind = stored.dtype.name
    shown = value_text(python_value(stored), kind)
    words = typed_words(text)
    numbers = stored.ravel().tolist()
    typed = [plain(word) for word in words] * (len(numbers) // max(1, len(words)))
    exact = stored.dtype.kind not in "fc" or all(
        _is_kept(word, number, kind) for word, number in zip(typed, numbers, strict=True)
    )
    return f"stores {shown} as {kind}" if exact else f"{kind} cannot hold it: stores {shown}"


def _is_kept(word: str, stored: complex, kind: str) -> bool:
    if isinstance(stored, complex):
        part = COMPLEX_PARTS[kind]
        real, imaginary = complex_words(word)
        return _is_kept(real, stored.real, part) and _is_kept(imaginary, stored.imag, part)
    typed = _decimal(word)
    if typed is None:  # an exponent beyond all measure
        return False
    if not typed.is_finite():
        return True
    # as written shortest in its own type, or with all digits that a double needs
    return typed in (Decimal(scalar_text(stored, kind)), Decimal(repr(stored)))
