"""What a type of numbers is, told from the name that NumPy gives it."""

from __future__ import annotations

import re

_KINDS = {"bool": "b", "uint": "u", "int": "i", "float": "f", "complex": "c"}
_NAME = re.compile(f"({'|'.join(_KINDS)})([0-9]*)")


def kind_of(dtype: str) -> str:
    """Return NumPy's letter for whole numbers, signed ``i`` or not ``u``, reals ``f``, complex ``c`` and truth ``b``.

    Raises
    ------
    ValueError
        If it is the name of no type of numbers.
    """
    return _KINDS[_parts(dtype)[0]]


def itemsize_of(dtype: str) -> int:
    """Return the bytes of one number.

    Raises
    ------
    ValueError
        If it is the name of no type of numbers.
    """
    return int(_parts(dtype)[1] or 8) // 8


def _parts(dtype: str) -> tuple[str, str]:
    found = _NAME.fullmatch(dtype)
    if found is None or (found[1] == "bool") != (not found[2]):
        raise ValueError(f"“{dtype}” is no type of numbers")
    return found[1], found[2]
