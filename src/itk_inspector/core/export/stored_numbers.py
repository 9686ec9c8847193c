"""Values as whole numbers of at most 16 bits with a slope and an intercept, where that loses nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass

PLAIN_TYPES = ("uint8", "int16", "uint16")
"""Types that are stored as they are."""
_MOST = 65_535
_EXACT = 2**53
_LONGEST = 16
_SAMPLE = 1 << 20
_RUN = 1 << 20
_MOST_BETWEEN = 10


@dataclass(frozen=True, slots=True)
class StoredNumbers:
    """value = stored · slope + intercept, worked out in double precision (DICOM PS3.3, C.11.1.1.2).

    Parameters
    ----------
    dtype : {"uint8", "int16", "uint16"}
        Of the stored numbers.
    slope, intercept : float
        Each can be written as a decimal string of at most 16 characters (PS3.5, 6.2) that gives it back.
    """

    dtype: str
    slope: float = 1.0
    intercept: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Tell whether the numbers are the values."""
        return (self.slope, self.intercept) == (1.0, 0.0)

    def of(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the stored numbers of values, of the same shape."""
        if self.is_plain:
            return values.astype(self.dtype)
        return np.rint((values.astype(np.float64) - self.intercept) / self.slope).astype(self.dtype)

    def values(self, stored: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Return the values of stored numbers, as a reader works them out."""
        return stored.astype(np.float64) * self.slope + self.intercept


def decimal_string(number: float) -> str:
    """Return a number as DICOM writes it; ``""`` where 16 characters do not give it back.

    Raises
    ------
    ValueError
        If it is not finite.
    """
    if not math.isfinite(number):
        raise ValueError("a decimal string holds finite numbers")
    for digits in range(1, 18):
        text = f"{number:.{digits}g}"
        if len(text) <= _LONGEST and float(text) == number:
            return text
    return ""


def nearest_decimal_string(number: float) -> str:
    """Return the decimal string of at most 16 characters that is nearest to a finite number."""
    for digits in range(17, 0, -1):
        text = f"{number:.{digits}g}"
        if len(text) <= _LONGEST:
            return text
    raise ValueError(f"{number} has no decimal string")


def stored_numbers(values: npt.NDArray[Any]) -> StoredNumbers | None:
    """Find numbers of 16 bits that give every one of some values back exactly; None where there are none.

    Values of float32 come back as the double that is nearest to no other float32.

    Parameters
    ----------
    values : numpy.ndarray
        Real numbers.
    """
    kind = values.dtype
    if kind.name in PLAIN_TYPES:
        return StoredNumbers(kind.name)
    if kind.kind == "f":
        low, high = float(np.min(values)), float(np.max(values))
        if not (math.isfinite(low) and math.isfinite(high)):
            return None
        found = _distinct(values)
        if found is None:
            return None
    else:
        low, high = int(np.min(values)), int(np.max(values))
        if max(abs(low), abs(high)) > _EXACT:
            return None
        plain = _plain(low, high)
        if plain is not None:
            return plain
        found = _distinct(values)
        if found is None:
            return None
    return next((one for one in _candidates(found) if _gives_back(one, found)), None)


def _plain(low: int, high: int) -> StoredNumbers | None:
    for name in ("int16", "uint16"):
        limits = np.iinfo(name)
        if int(limits.min) <= low and high <= int(limits.max):
            return StoredNumbers(name)
    return None


def _distinct(values: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
    """Return the values that occur, in order; None where they are more than 16 bits can tell apart."""
    flat = values.reshape(-1)
    step = max(1, flat.size // _SAMPLE)
    found = np.unique(flat[::step])
    for start in range(0, flat.size if step > 1 else 0, _RUN):
        if found.size > _MOST + 1:
            return None
        found = np.union1d(found, flat[start : start + _RUN])
    return found if found.size <= _MOST + 1 else None


def _candidates(found: npt.NDArray[Any]) -> Iterator[StoredNumbers]:
    """Yield slopes and intercepts that may do, the plainest first."""
    low, high = float(found[0]), float(found[-1])
    if low.is_integer() and high.is_integer() and max(abs(low), abs(high)) <= _EXACT:
        plain = _plain(int(low), int(high))
        if plain is not None:
            yield plain
    if found.size == 1:
        yield StoredNumbers("uint16", 1.0, low)
        return
    for steps in _numbers_of_steps(found):
        for slope in _decimals((high - low) / steps):
            first = round(low / slope)
            for intercept in dict.fromkeys((0.0, *_decimals(low - first * slope), *_decimals(low))):
                begin = round((low - intercept) / slope)
                signed = begin >= -32_768 and begin + steps <= 32_767
                if signed or (begin >= 0 and begin + steps <= _MOST):
                    yield StoredNumbers("int16" if signed else "uint16", slope, intercept)


def _numbers_of_steps(found: npt.NDArray[Any]) -> Iterator[int]:
    """Yield how many steps may lie between the first and the last value; neighbours are one step apart, or a few."""
    wide = found.astype(np.float64)
    length = float(wide[-1] - wide[0])
    if found.dtype.kind != "f":
        step = int(np.gcd.reduce((wide - wide[0]).astype(np.int64)))
        steps = round(length / step)
        if steps <= _MOST:
            yield steps
        return
    least = float(np.min(np.diff(wide)))
    for several in range(1, _MOST_BETWEEN + 1):
        if length * several > least * (_MOST + 1):
            return
        yield round(length * several / least)


def _decimals(number: float) -> Iterator[float]:
    """Yield decimal numbers near one, the shortest first."""
    seen = set()
    for digits in range(1, 18):
        text = f"{number:.{digits}g}"
        near = float(text)
        if near not in seen and abs(near - number) <= abs(number) * 1e-5 and decimal_string(near):
            seen.add(near)
            yield near


def _gives_back(one: StoredNumbers, found: npt.NDArray[Any]) -> bool:
    if one.slope == 0.0:
        return False
    numbers = np.rint((found.astype(np.float64) - one.intercept) / one.slope)
    limits = np.iinfo(one.dtype)
    if float(numbers[0]) < limits.min or float(numbers[-1]) > limits.max:
        return False
    back = numbers.astype(one.dtype).astype(np.float64) * one.slope + one.intercept
    return bool(np.array_equal(back.astype(found.dtype), found))
