"""Physical coordinates as text, in as many digits as tell neighbouring pixels apart."""

from __future__ import annotations

import functools
import math

from itk_inspector.core.geometry.axes import SPATIAL_AXES, coordinate_text

_FINER = 2  # places beyond the first digit of the spacing
_LONGEST = 9  # places after the point up to which a coordinate is written without an exponent
_SHORT, _LARGE, _SMALL = 6, 1e6, 3
_EXACT = 17  # digits that tell any two doubles apart
_BEYOND = 10.0**_EXACT  # a double has fewer digits than there are before the point, from here on


@functools.lru_cache(maxsize=64)
def places(spacing: tuple[float, ...]) -> tuple[int, ...]:
    """Return for each physical axis how many places after the point tell neighbours apart; 0 for coarse pixels."""
    spatial = _places(spacing[:SPATIAL_AXES])
    return tuple(spatial if axis < SPATIAL_AXES else _places(spacing[axis : axis + 1]) for axis in range(len(spacing)))


def _places(spacing: tuple[float, ...]) -> int:
    sizes = [abs(s) for s in spacing if s and math.isfinite(s)]
    return max(0, _FINER - math.floor(math.log10(min(sizes)))) if sizes else 0


def fixed_text(value: float, count: int, least: int) -> str:
    """Write a coordinate with ``count`` places after the point, or ``least`` if that is more.

    A long one is written with an exponent and as many digits, a large one without trailing zeros, and one that has
    more digits before the point than a double has as Python writes it.
    """
    shown = max(count, least)
    if shown <= _LONGEST and -_LARGE < value < _LARGE:
        return f"{value or 0.0:.{shown}f}"  # no −0
    if not math.isfinite(value) or abs(value) >= _BEYOND:
        return str(float(value))
    if abs(value) >= _LARGE and count <= _SHORT:
        return coordinate_text(value)
    if not value:
        return f"{0.0:.{_LONGEST}f}"
    before = math.floor(math.log10(abs(value))) + 1  # digits before the point, or zeros after it
    if shown <= _LONGEST or before > -_SMALL:
        return f"{value:.{max(0, min(shown, _EXACT - before))}f}"  # a logarithm may be rounded up
    digits = min(_EXACT, before + shown)
    return f"{value:.{digits - 1}e}" if digits > 0 else "0"


def short_text(value: float, count: int, least: int = _SHORT) -> str:
    """Write a coordinate as `fixed_text` does, without trailing zeros."""
    if count <= _SHORT and least <= _SHORT and abs(value) < _BEYOND:
        return coordinate_text(value)
    mantissa, exponent, power = fixed_text(value, count, least).partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return "0" if mantissa in ("-0", "0") else f"{mantissa}{exponent}{power}"
