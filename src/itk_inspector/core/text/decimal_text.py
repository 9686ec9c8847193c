"""Numbers that describe an image, such as spacings: as short as they can be read back, without binary dust."""

from __future__ import annotations

import math
import struct

_FEWEST, _MOST = 6, 10
_MARGIN = 2  # as a float32 has eight digits that hold, which are then enough
_WHOLE = 2.0**53
_SINGLE = 9  # digits that tell any two float32 apart


def decimal_text(value: float, digits: int = _MOST) -> str:
    """Write a number in the fewest digits that read back as the same float32 or double, ``digits`` at the most.

    Sums such as 0.30000000000000004 lose their dust so; a whole number below 2⁵³ has all its digits and no exponent.

    Parameters
    ----------
    value : float
    digits : int
        Significant digits that are enough for its purpose; more than 10 are taken from the double itself.
    """
    if not math.isfinite(value):
        return str(value)
    if value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    if digits <= _MOST and _as_single(value) == value:
        for count in range(_FEWEST, _SINGLE + 1):
            text = f"{value:.{count}g}"
            if _as_single(float(text)) == value:
                return text
    for count in range(_FEWEST, digits):
        text = f"{value:.{count}g}"
        if float(text) == value:
            return text
    return f"{value:.{digits}g}"


def rounded_text(value: float, digits: int, *, is_grouped: bool = False) -> str:
    """Write a number that was computed in so many significant digits; of one with a longer whole part all of that.

    So a volume of six million has no exponent; numbers from 2⁵³ on have one. With ``is_grouped`` commas part thousands.
    """
    comma = "," if is_grouped else ""
    if 10.0**digits - 0.5 <= abs(value) < _WHOLE:
        return f"{value:{comma}.0f}"
    return f"{value:{comma}.{digits}g}"


def digits_to(places: int, value: float) -> int:
    """Return how many significant digits reach so many places after the point, 10 at least and 17 at the most."""
    before = math.floor(math.log10(abs(value))) + 1 if value and math.isfinite(value) else 0
    return min(17, max(_MOST, before + places + _MARGIN))


def _as_single(value: float) -> float:
    """Return the nearest float32; infinity beyond its reach."""
    try:
        single: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return single
