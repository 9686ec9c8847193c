"""Pixel values as they are typed; nothing here ever rounds."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from itk_inspector.core.errors import EditError
from itk_inspector.core.late_numpy import np
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS
from itk_inspector.core.pixels.values import python_value, scalar_text, value_text
from itk_inspector.core.text.typed_numbers import complex_words, is_finite_word, plain, read_real

if TYPE_CHECKING:
    import numpy.typing as npt


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
