"""How stored numbers became the values that ITK gives, and the way back."""

from __future__ import annotations

import math

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.late_numpy import np
from itk_inspector.core.pixels.values import Value


@dataclass(frozen=True, slots=True)
class Rescale:
    """value = stored · slope + intercept (DICOM PS3.3, C.7.6.16.2.9 and C.11.1).

    Parameters
    ----------
    slope, intercept : float
        As ITK applied them.
    low, high : int
        The least and the greatest number that can be stored.
    """

    slope: float
    intercept: float
    low: int
    high: int

    @classmethod
    def of_bits(cls, slope: float, intercept: float, bits: int, *, signed: bool) -> Rescale | None:
        """Return the rescale of integers of so many bits; None when the value is the stored number."""
        if (slope, intercept) == (1.0, 0.0) or not 1 <= bits <= 64:
            return None
        if slope == 0.0 or not (math.isfinite(slope) and math.isfinite(intercept)):
            return None
        low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
        return cls(slope, intercept, low, high)

    def stored(self, value: Value | None, dtype: str) -> int | None:
        """Return the one stored number that gives ``value``; None when there is none, or more than one.

        Parameters
        ----------
        value : Value or None
            As ITK gives it.
        dtype : str
            NumPy name of the pixel type, in which the result was kept.
        """
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        from fractions import Fraction  # no header waits for it to be loaded

        nearest = round((Fraction(value) - Fraction(self.intercept)) / Fraction(self.slope))
        near = [n for n in (nearest - 1, nearest, nearest + 1) if self.low <= n <= self.high]
        fitting = [n for n in near if self._value(n, dtype) == value]
        return fitting[0] if len(fitting) == 1 else None

    def _value(self, stored: int, dtype: str) -> float:
        wide = stored * self.slope + self.intercept
        return float(np.dtype(dtype).type(wide)) if dtype in ("float32", "float16") else wide
