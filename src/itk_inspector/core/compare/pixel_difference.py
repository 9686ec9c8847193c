"""The difference of two pixels, with its sign, exact or said to be rounded."""

from __future__ import annotations

import math
from fractions import Fraction

from itk_inspector.core.compare.exact_sums import nearest_float
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.pixels.values import Scalar, Value, value_text


@dataclass(frozen=True, slots=True)
class PixelDifference:
    """What ``a - b`` is.

    Parameters
    ----------
    value : number or tuple of numbers
        A whole number of whole numbers, else the nearest double; of several components one each. Equal infinities
        have the difference 0.
    is_exact : bool
        Nothing was rounded.
    """

    value: Value
    is_exact: bool

    @property
    def text(self) -> str:
        """Write it with its sign; what is rounded is about that."""
        parts = self.value if isinstance(self.value, tuple) else (self.value,)
        signed = ", ".join(map(_signed, parts))
        return f"{'' if self.is_exact else '≈ '}{f'({signed})' if isinstance(self.value, tuple) else signed}"


def pixel_difference(a: Value, b: Value) -> PixelDifference | None:
    """Subtract two pixels, read from images of any types; None where they have not as many components.

    Parameters
    ----------
    a, b : number or tuple of numbers
    """
    if isinstance(a, tuple) and isinstance(b, tuple):
        if len(a) != len(b):
            return None
        parts = [scalar_difference(x, y) for x, y in zip(a, b, strict=True)]
        return PixelDifference(tuple(part for part, _ in parts), all(is_exact for _, is_exact in parts))
    if isinstance(a, tuple) or isinstance(b, tuple):
        return None
    return PixelDifference(*scalar_difference(a, b))


def scalar_difference(a: Scalar, b: Scalar) -> tuple[Scalar, bool]:
    """Return ``a - b``, a whole number or the nearest double, and whether it is exact."""
    if isinstance(a, complex) or isinstance(b, complex):
        real, is_exact = scalar_difference(_real(a), _real(b))
        imaginary, is_exact_too = scalar_difference(_imaginary(a), _imaginary(b))
        return complex(_float(real), _float(imaginary)), is_exact and is_exact_too
    if isinstance(a, int) and isinstance(b, int):
        return int(a) - int(b), True
    if not (math.isfinite(a) and math.isfinite(b)):
        return (0.0 if a == b else float(a) - float(b)), True
    exact = Fraction(a) - Fraction(b)
    nearest = nearest_float(exact)
    return nearest, math.isfinite(nearest) and Fraction(nearest) == exact


def magnitude_of(a: Scalar, b: Scalar) -> int | float:
    """Return the magnitude of the difference of two numbers: exact for whole ones, else the nearest double."""
    apart = scalar_difference(a, b)[0]
    return math.hypot(apart.real, apart.imag) if isinstance(apart, complex) else abs(apart)


def _signed(number: Scalar) -> str:
    text = value_text(number)
    return text if isinstance(number, complex) or not number > 0 else f"+{text}"


def _real(number: Scalar) -> int | float:
    return number.real


def _imaginary(number: Scalar) -> int | float:
    return number.imag


def _float(number: Scalar) -> float:
    return nearest_float(Fraction(number)) if isinstance(number, int) else number.real
