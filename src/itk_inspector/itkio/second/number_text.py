"""Numbers written in digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itk_inspector.core.late_numpy import np
from itk_inspector.core.text.visible_text import visible_text

if TYPE_CHECKING:
    import numpy.typing as npt


class NoNumberError(Exception):
    """What stands where a number ought to, as the end of a sentence."""


def parsed(words: list[bytes], dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """Return numbers, 1-D; those beyond the type become infinite, or wrap, as in C.

    Raises
    ------
    NoNumberError
        If a word is none.
    """
    with np.errstate(all="ignore"):
        try:
            if dtype.kind == "f":
                return np.array(words, dtype=np.bytes_).astype(np.float64).astype(dtype)
            wide = np.dtype(np.uint64 if dtype == np.uint64 else np.int64)
            return np.array([int(word) for word in words], dtype=wide).astype(dtype)
        except (ValueError, OverflowError) as e:
            raise NoNumberError(_odd_word(words, dtype)) from e


def _odd_word(words: list[bytes], dtype: np.dtype[Any]) -> str:
    for word in words:
        try:
            float(word) if dtype.kind == "f" else int(word)
        except ValueError:
            shown = visible_text(word[:40].decode("latin-1"))
            return f"“{shown}” stands where a number of the type {dtype.name} is expected"
    return f"a number in its text does not fit {dtype.name}"
