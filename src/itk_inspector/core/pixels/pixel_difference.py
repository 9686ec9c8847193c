"""The difference of two pixels, exact or said to be rounded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from itk_inspector.core.pixels.values import Scalar, Value, value_text


@dataclass(frozen=True, slots=True)
class PixelDifference:
    """How much larger one pixel is than another.

    Parameters
    ----------
    value : Value
        Component by component; an integer where both are.
    is_rounded : bool
        No double is the exact difference of at least one component; the nearest one stands for it.
    """

    value: Value
    is_rounded: bool = False

    @property
    def is_zero(self) -> bool:
        """Tell whether both pixels have the same value."""
        return all(part == 0 for part in (self.value if isinstance(self.value, tuple) else (self.value,)))

    @property
    def text(self) -> str:
        """The difference with its sign; one that is rounded says so."""
        parts = self.value if isinstance(self.value, tuple) else (self.value,)
        signed = [_signed(part) for part in parts]
        text = f"({', '.join(signed)})" if isinstance(self.value, tuple) else signed[0]
        return f"≈ {text}" if self.is_rounded else text


def pixel_difference(value: Value | None, of: Value | None) -> PixelDifference | None:
    """Return ``value − of`` component by component; None where one is missing, or has other components.

    Two integers have an exact integer as difference: nothing wraps. Of two reals it is the double next to the exact
    difference of what is stored, and is said to be rounded where it is not that itself. NaN − x is NaN; the difference
    of equal infinities is NaN, as in IEEE 754.
    """
    if value is None or of is None:
        return None
    left, right = (part if isinstance(part, tuple) else (part,) for part in (value, of))
    if len(left) != len(right):
        return None
    pairs = [_scalar_difference(a, b) for a, b in zip(left, right, strict=True)]
    made = tuple(one for one, _ in pairs)
    is_vector = isinstance(value, tuple) or isinstance(of, tuple)
    return PixelDifference(made if is_vector else made[0], any(rounded for _, rounded in pairs))


def _scalar_difference(left: Scalar, right: Scalar) -> tuple[Scalar, bool]:
    if isinstance(left, complex) or isinstance(right, complex):
        a, b = complex(left), complex(right)
        real, imaginary = _real_difference(a.real, b.real), _real_difference(a.imag, b.imag)
        return complex(real[0], imaginary[0]), real[1] or imaginary[1]
    return _real_difference(left, right)


def _real_difference(left: float, right: float) -> tuple[int | float, bool]:
    if isinstance(left, int) and isinstance(right, int):  # bool is one, too
        return int(left) - int(right), False
    if not (math.isfinite(left) and math.isfinite(right)):
        return float(left) - float(right), False
    exact = Fraction(left) - Fraction(right)
    try:
        near = float(exact)
    except OverflowError:
        return (math.inf if exact > 0 else -math.inf), True
    return near, Fraction(near) != exact


def _signed(part: Scalar) -> str:
    text = value_text(part)
    is_positive = not isinstance(part, complex) and part > 0
    return f"+{text}" if is_positive else text
