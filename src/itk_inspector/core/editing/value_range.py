"""Which pixels hold a value between two bounds, both included, without any rounding."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import EditError
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS
from itk_inspector.core.text.typed_numbers import is_finite_word, plain, read_exact, read_real


@dataclass(frozen=True, slots=True, eq=False)
class ValueRange:
    """Bounds in the type of the pixels: what typed or computed bounds come to is found with fractions.

    Parameters
    ----------
    low, high : numpy.ndarray
        One pixel each, of real numbers: those of complex ones are real and imaginary part, along one more axis.
        A low bound of NaN holds NaN, and nothing else. Where ``low`` > ``high``, nothing is held.
    """

    low: npt.NDArray[Any]
    high: npt.NDArray[Any]

    def only(self, dtype: npt.DTypeLike) -> npt.NDArray[Any] | None:
        """Return the one pixel of a type that it holds; None where there may be several, such as 0 and -0, or none."""
        kind = np.dtype(dtype)
        return self.low.astype(kind) if kind.kind in "iub" and np.array_equal(self.low, self.high) else None

    def holds(self, pixels: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        """Return which pixels lie within, all their components and both parts of complex ones.

        Parameters
        ----------
        pixels : numpy.ndarray
            Any axes, followed by that of the components if there are several.

        Returns
        -------
        numpy.ndarray
            bool, without the axis of the components.
        """
        parts = _reals(pixels)
        inside: npt.NDArray[np.bool_] = np.asarray((parts >= self.low) & (parts <= self.high))
        if parts.dtype.kind == "f" and np.isnan(self.low).any():
            inside = inside | (np.isnan(parts) & np.isnan(self.low))
        for _ in range(self.low.ndim):
            inside = np.asarray(inside.all(axis=-1))
        return inside


def alike(value: npt.NDArray[Any], tolerance: Fraction) -> ValueRange:
    """Return the range of the values whose difference to one is not larger than ``tolerance``.

    NaN is like NaN only, and an infinity like itself only. Each component is compared, and each part of a complex
    number. Differences are exact: of 64-bit integers across all their range, of floats as the rational numbers that
    they are.

    Parameters
    ----------
    value : numpy.ndarray
        One pixel.
    tolerance : Fraction
        Not negative.
    """
    numbers = _reals(value)
    bounds = [_bounds_around(number, tolerance, numbers.dtype) for number in numbers.reshape(-1).tolist()]
    low, high = (np.array(ends, dtype=numbers.dtype).reshape(numbers.shape) for ends in zip(*bounds, strict=True))
    return ValueRange(low, high)


def between(low: str, high: str, dtype: npt.DTypeLike, components: int = 1) -> ValueRange:
    """Return the range between two typed bounds, both included, for every component.

    Parameters
    ----------
    low, high : str
        Numbers, also such as the pixel type does not hold; empty where there is no bound. NaN is in no range.
    dtype : dtype
    components : int

    Raises
    ------
    EditError
        If a bound is not a number, the low one is greater than the high one, or the pixels have no order.
    """
    kind = np.dtype(dtype)
    if kind.kind == "c":
        raise EditError("Complex values have no order, so none lies between two others.")
    kind = np.dtype(np.uint8) if kind.kind == "b" else kind
    first, last = _bound(low, -math.inf), _bound(high, math.inf)
    if first > last:
        raise EditError(f"The lower bound {low.strip()} is greater than the upper one, {high.strip()}.")
    shape = () if components == 1 else (components,)
    ends = _least(first, kind), _greatest(last, kind)
    if ends[0] is None or ends[1] is None:
        ends = 1, 0
    return ValueRange(*(np.full(shape, end, dtype=kind) for end in ends))


def typed_tolerance(text: str) -> Fraction:
    """Read a typed tolerance; none typed is 0.

    Raises
    ------
    EditError
        If it is not a number, or negative.
    """
    if not text.strip():
        return Fraction(0)
    try:
        tolerance = read_exact(text.strip())
    except ValueError as e:
        raise EditError(f"“{text.strip()}” is not a tolerance: enter a number from 0 on.") from e
    if tolerance < 0:
        raise EditError("The tolerance cannot be negative.")
    return tolerance


def _reals(pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return pixels as real numbers that can be compared: complex ones with one more axis of two parts."""
    if pixels.dtype.kind == "b":
        return pixels.view(np.uint8)
    if pixels.dtype.kind != "c":
        return pixels
    whole = np.ascontiguousarray(pixels).reshape(*pixels.shape, 1)
    return whole.view(COMPLEX_PARTS[pixels.dtype.name])


def _bound(text: str, without: float) -> Fraction | float:
    word = plain(text.strip())
    if not word:
        return without
    try:
        if is_finite_word(word):
            return read_exact(word)
        number = read_real(word)
    except ValueError as e:
        raise EditError(f"“{word}” is not a number.") from e
    if math.isnan(number):
        raise EditError("NaN lies between no two values.")
    return number


def _bounds_around(number: float, tolerance: Fraction, kind: np.dtype[Any]) -> tuple[Any, Any]:
    if not math.isfinite(number):
        return number, number
    exact = Fraction(number)
    return _least(exact - tolerance, kind), _greatest(exact + tolerance, kind)


def _least(bound: Fraction | float, kind: np.dtype[Any]) -> Any:
    """Return the least value of a type that is not below a bound; None where there is none."""
    if kind.kind in "iu":
        limits = np.iinfo(kind)
        if bound > int(limits.max):
            return None
        return int(limits.min) if bound < int(limits.min) else math.ceil(bound)
    if isinstance(bound, float):
        return kind.type(bound)
    with np.errstate(over="ignore", under="ignore"):
        found = _near(bound, kind)
        while not _is_below(below := np.nextafter(found, kind.type(-np.inf)), bound):
            found = below
        while _is_below(found, bound):
            found = np.nextafter(found, kind.type(np.inf))
    return found


def _greatest(bound: Fraction | float, kind: np.dtype[Any]) -> Any:
    """Return the greatest value of a type that is not above a bound; None where there is none."""
    if kind.kind in "iu":
        limits = np.iinfo(kind)
        if bound < int(limits.min):
            return None
        return int(limits.max) if bound > int(limits.max) else math.floor(bound)
    return -_least(-bound, kind)


def _near(bound: Fraction, kind: np.dtype[Any]) -> Any:
    try:
        return kind.type(float(bound))
    except OverflowError:
        return kind.type(math.copysign(math.inf, bound))


def _is_below(value: Any, bound: Fraction) -> bool:
    return bool(value < 0) if np.isinf(value) else Fraction(float(value)) < bound
