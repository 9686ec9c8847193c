"""Numbers as people type them: plain digits only, so that nothing is read as something else.

Python's own ``int`` and ``float`` take ``1_0`` for ten, digits of every script, and ``1e400`` for infinity.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

_MINUS = "\N{MINUS SIGN}"
_DIGITS = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_SIZE = rf"(?:{_DIGITS}|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN])"
_WHOLE = re.compile(r"[+-]?[0-9]+")
_REAL = re.compile(rf"[+-]?{_SIZE}")
_COMPLEX = re.compile(rf"(?P<real>[+-]?{_SIZE})?(?P<imaginary>[+-]{_SIZE}?|(?(real)(?!)){_SIZE}?)[jJ]")
_LONGEST = 4000  # Python refuses to read a whole number of more than 4,300 digits
_TINIEST = Fraction(1, 10**400)


def plain(word: str) -> str:
    """Return a word as it was meant: the typographic minus is a minus."""
    return word.replace(_MINUS, "-")


def read_whole(word: str) -> int:
    """Read a whole number.

    Raises
    ------
    ValueError
        If it is anything but a sign and plain digits.
    """
    word = plain(word)
    if _WHOLE.fullmatch(word) is None or len(word) > _LONGEST:
        raise ValueError(f"“{word[:40]}” is not a whole number.")
    return int(word)


def read_real(word: str) -> float:
    """Read a decimal number; one that is too large for a double is infinite here: `is_finite_word` tells.

    Raises
    ------
    ValueError
        If it is anything but plain digits, ``inf`` or ``nan``.
    """
    word = plain(word)
    if _REAL.fullmatch(word) is None:
        raise ValueError(f"“{word[:40]}” is not a number.")
    return float(word)


def read_exact(word: str) -> Fraction:
    """Read a decimal number as exactly what was typed; one nearer to 0 than any double is `_TINIEST`.

    Raises
    ------
    ValueError
        If it is anything but plain digits, or larger than any double.
    """
    word = plain(word)
    if not is_finite_word(word):
        raise ValueError(f"“{word[:40]}” is not a number.")
    size = abs(read_real(word))
    if math.isinf(size) or len(word) > _LONGEST:
        raise ValueError(f"“{word[:40]}” is too large.")
    if size == 0.0:
        is_zero = not re.search("[1-9]", re.split("[eE]", word)[0])
        return Fraction(0) if is_zero else -_TINIEST if word.startswith("-") else _TINIEST
    return Fraction(word)


def complex_words(word: str) -> tuple[str, str]:
    """Return the real and the imaginary part of a complex number, as typed: ``1+2j``, ``3``, ``2j``, ``-j``.

    Raises
    ------
    ValueError
        If it is no such number.
    """
    word = plain(word)
    if _REAL.fullmatch(word) is not None:
        return word, "0"
    found = _COMPLEX.fullmatch(word)
    if found is None:
        raise ValueError(f"“{word[:40]}” is not a number.")
    imaginary = found["imaginary"]
    return found["real"] or "0", imaginary + "1" if imaginary in ("", "+", "-") else imaginary


def is_finite_word(word: str) -> bool:
    """Tell whether digits were typed, and not ``inf`` or ``nan``."""
    return any(character.isdigit() for character in word)
