"""Conversions of values as they are typed, and as scripts name them."""

from __future__ import annotations

from itk_inspector.core.errors import UsageError
from itk_inspector.core.export.conversion import KEEP, WHOLE_TYPES, Conversion, ConversionKind
from itk_inspector.core.text.typed_numbers import read_real

NAMES = "narrowest, round, round:TYPE, clip:TYPE or window:LOW:HIGH"
"""What there is to be typed."""


def conversion_of(text: str) -> Conversion:
    """Read a conversion; ``""`` is none.

    Parameters
    ----------
    text : str
        ``narrowest``, ``round``, ``round:int16``, ``clip:uint8``, ``window:-160:240``.

    Raises
    ------
    UsageError
        If it is none of these.
    """
    if not text:
        return KEEP
    name, *rest = text.strip().lower().split(":")
    try:
        match name, rest:
            case "narrowest", []:
                return Conversion(ConversionKind.NARROWEST)
            case "round", []:
                return Conversion(ConversionKind.ROUND)
            case (("round" | "clip"), [dtype]) if dtype in WHOLE_TYPES:
                return Conversion(ConversionKind(name), dtype)
            case "window", [low, high]:
                return Conversion(ConversionKind.WINDOW, low=read_real(low), high=read_real(high))
    except ValueError as e:
        raise UsageError(f"“{text}” is no conversion: {e}") from e
    raise UsageError(f"“{text}” is no conversion; there are {NAMES}.")
