"""What is counted of the differences of one component, block by block."""

from __future__ import annotations

import math
from dataclasses import field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.compare.difference import Array, difference, difference_type, halves, is_wide
from itk_inspector.core.compare.exact_sums import float_sums, products, whole_sums
from itk_inspector.core.data_class import dataclass

Mask = npt.NDArray[np.bool_]

_SAFE = 1 << 52
"""Whole numbers up to here have differences that are doubles."""
_EXACT = 1 << 53
_HALF = 32
_FAR = 1 << 79


@dataclass(slots=True)
class _Rooms:
    """Memory for what is made of a block: asking the system for new one each time takes longer than the work."""

    kept: dict[str, Array] = field(default_factory=dict)

    def room(self, name: str, dtype: npt.DTypeLike, count: int) -> Array:
        """Return an array that lasts until the same one is asked for again."""
        found = self.kept.get(name)
        if found is None or found.dtype != dtype or len(found) < count:
            found = self.kept[name] = np.empty(count, dtype)
        return found[:count]


@dataclass(slots=True)
class Tally:
    """Counts, extremes and sums so far.

    Parameters
    ----------
    tolerance : float
        Differences up to it are not beyond it.
    has_bits : bool
        Both images have the same type, so that bits can be compared.
    """

    tolerance: float
    has_bits: bool
    count: int = 0
    unequal: int = 0
    beyond: int = 0
    other_bits: int = 0
    nan_equal: int = 0
    nan_unequal: int = 0
    infinite: int = 0
    low: Any = None
    high: Any = None
    total: int | Fraction = 0
    squares: int | Fraction = 0
    at: int = 0
    largest: tuple[float, float] | None = None
    _rooms: _Rooms = field(default_factory=_Rooms)

    def take(self, x: Array, y: Array) -> tuple[Mask, Mask] | None:
        """Add a block of values.

        Returns
        -------
        tuple of numpy.ndarray or None
            Which are unequal, and which are so by more than the tolerance; None when every bit is the same.
        """
        first, self.count = self.count, self.count + len(x)
        bits = self._other_bits(x, y) if self.has_bits else None
        if bits is not None and not bits.any():
            nan = int(np.count_nonzero(np.isnan(x))) if x.dtype.kind in "fc" else 0
            self.nan_equal += nan
            if nan < len(x) and x.dtype.kind != "c":
                self._reach(0, 0)
            return None
        if x.dtype.kind in "biu" and y.dtype.kind in "biu":
            unequal = x != y if bits is None else bits
            if unequal.any():
                beyond = self._take_whole(x, y, first, unequal)
            else:
                beyond = unequal
                self._reach(0, 0)
        else:
            unequal, beyond = self._take_floats(x, y, first)
            if bits is not None:
                self.other_bits += int(np.count_nonzero(bits & ~unequal))
        self.unequal += int(np.count_nonzero(unequal))
        self.beyond += int(np.count_nonzero(beyond))
        return unequal, beyond

    def _other_bits(self, x: Array, y: Array) -> Mask:
        """Tell which values of one type have other bits."""
        if x.dtype.kind not in "fc":
            return np.not_equal(x, y, out=self._rooms.room("bits", np.bool_, len(x)))
        pairs = zip(_parts(x), _parts(y), strict=True)
        return _any(p.view(f"u{p.itemsize}") != q.view(f"u{q.itemsize}") for p, q in pairs)

    def _reach(self, low: Any, high: Any) -> None:
        self.low = low if self.low is None else min(self.low, low)
        self.high = high if self.high is None else max(self.high, high)

    def _offer(self, magnitude: float, error: float, at: int) -> None:
        """Take a difference for the largest; the error is what rounding took from it."""
        if magnitude > 0 and (self.largest is None or (magnitude, error) > self.largest):
            self.largest, self.at = (magnitude, error), at

    def _take_whole(self, x: Array, y: Array, first: int, unequal: Mask) -> Mask:
        """Add whole numbers exactly; return which differences are beyond the tolerance."""
        most = math.floor(min(self.tolerance, _FAR))
        if (is_wide(x.dtype) or is_wide(y.dtype)) and not (_is_small(x) and _is_small(y)):
            return self._take_wide(x, y, first, most)
        kind = difference_type(x.dtype, y.dtype).dtype
        if kind.kind == "i":
            apart = difference(x, y, self._rooms.room("apart", kind, len(x)))
        else:
            apart = x.astype(np.int64) - y.astype(np.int64)
        low, high = int(apart.min()), int(apart.max())
        magnitudes = np.abs(apart, out=apart)
        top = max(-low, high)
        if top * top * len(x) <= _EXACT:
            floats = self._rooms.room("floats", np.float64, len(x))
            np.copyto(floats, magnitudes)
            total, squares = int(floats.sum()), int(products(floats, floats))
        else:
            total, squares = whole_sums(*halves(magnitudes))
        self._add(low, high, total, squares)
        self._offer(top, 0, first + int(np.argmax(magnitudes)))
        return magnitudes > most if most else unequal

    def _take_wide(self, x: Array, y: Array, first: int, most: int) -> Mask:
        """Add whole numbers of 64 bits, whose differences have up to 65."""
        (high, low), (other_high, other_low) = halves(x), halves(y)
        high -= other_high
        low -= other_low
        high += low >> _HALF
        low &= (1 << _HALF) - 1
        ends = [(int(end), int(pick(low[high == end]))) for end, pick in ((high.min(), np.min), (high.max(), np.max))]
        least, greatest = ((end << _HALF) + rest for end, rest in ends)
        negative = high < 0
        borrow = negative & (low > 0)
        high = np.where(negative, -high - borrow, high)
        low = np.where(borrow, (1 << _HALF) - low, low)
        self._add(least, greatest, *whole_sums(high, low))
        top = max(-least, greatest)
        is_top = (high == top >> _HALF) & (low == top & ((1 << _HALF) - 1))
        self._offer(top, 0, first + int(np.argmax(is_top)))
        most_high, most_low = most >> _HALF, most & ((1 << _HALF) - 1)
        beyond: Mask = (high > most_high) | ((high == most_high) & (low > most_low))
        return beyond

    def _add(self, low: Any, high: Any, total: int | Fraction, squares: int | Fraction) -> None:
        self._reach(low, high)
        self.total += total
        self.squares += squares

    def _take_floats(self, x: Array, y: Array, first: int) -> tuple[Mask, Mask]:
        """Add numbers of which one is a float or complex; return which are unequal, and which beyond the tolerance."""
        kind = difference_type(x.dtype, y.dtype).dtype
        parts = _parts(difference(x, y, self._rooms.room("apart", kind, len(x))))
        unknown, unequal = _any(map(np.isnan, parts)), _any(part != 0 for part in parts)
        place = None
        if unknown.any():
            pairs = zip(_parts(x, len(parts)), _parts(y, len(parts)), parts, strict=True)
            alike = ~_any(~((part == 0) | (np.isnan(p) & np.isnan(q))) for p, q, part in pairs)
            unequal &= ~alike
            self.nan_equal += int(np.count_nonzero(alike & unknown))
            self.nan_unequal += int(np.count_nonzero(unknown & ~alike))
            place = np.flatnonzero(~unknown)
            if not place.size:
                return unequal, unequal
        with np.errstate(over="ignore"):
            room = self._rooms.room("floats", np.float64, len(x))
            magnitudes = np.abs(parts[0], out=room) if len(parts) == 1 else np.hypot(parts[0], parts[1], out=room)
        known = magnitudes if place is None else magnitudes[place]
        top = float(known.max())
        finite = known if math.isfinite(top) else known[np.isfinite(known)]
        self.infinite += known.size - finite.size
        total, squares = float_sums(finite)
        self.total += total
        self.squares += squares
        if len(parts) == 1:
            real = parts[0] if place is None else parts[0][place]
            self._reach(float(real.min()) + 0.0, float(real.max()) + 0.0)  # without the sign of 0
        ties = np.flatnonzero(magnitudes == top)
        errors = _errors(x[ties], y[ties])
        best = int(np.argmax(errors))
        self._offer(top, float(errors[best]), first + int(ties[best]))
        return unequal, self._beyond(x, y, magnitudes, unequal)

    def _beyond(self, x: Array, y: Array, magnitudes: Array, unequal: Mask) -> Mask:
        if not self.tolerance:
            return unequal
        within = magnitudes <= self.tolerance
        edge = np.flatnonzero(magnitudes == self.tolerance)
        within[edge] = _errors(x[edge], y[edge]) <= 0
        return unequal & ~within


def _parts(values: Array, count: int = 1) -> list[Array]:
    """Return the real and the imaginary part as **views**; of real numbers ``count`` parts, the second being 0."""
    if values.dtype.kind == "c":
        return [values.real, values.imag]
    return [values, np.zeros(len(values))][:count]


def _any(masks: Any) -> Mask:
    first, *others = masks
    for other in others:
        first = first | other
    return first  # type: ignore[no-any-return]  # whatever makes them


def _is_small(values: Array) -> bool:
    return int(values.min()) >= -_SAFE and int(values.max()) <= _SAFE


def _errors(x: Array, y: Array) -> npt.NDArray[np.float64]:
    """Return by how much the magnitudes of real differences were rounded down; 0 where that is not known.

    Source: D. Knuth, "The Art of Computer Programming" 2, 4.2.2, theorem B.
    """
    if "c" in (x.dtype.kind, y.dtype.kind) or is_wide(x.dtype) or is_wide(y.dtype):
        return np.zeros(len(x))
    p, q = x.astype(np.float64), y.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        apart = p - q
        part = apart - p
        error = ((p - (apart - part)) - (q + part)) * np.sign(apart)
    return np.where(np.isfinite(error), error, 0.0)
