"""The difference of stored values, in a type that holds it."""

from __future__ import annotations

import functools
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass

Array: TypeAlias = npt.NDArray[Any]

_SIGNED = ("int8", "int16", "int32", "int64")
_WHOLE = 2.0**53
"""Below, each whole number is a double."""
_HALF, _LOW = 32, 0xFFFFFFFF
_HIGH = 2.0**_HALF


@dataclass(frozen=True, slots=True)
class DifferenceType:
    """What the difference of two images is stored in.

    Parameters
    ----------
    dtype : numpy.dtype
    is_exact : bool
        It holds the difference of any two values; otherwise that is rounded.
    """

    dtype: np.dtype[Any]
    is_exact: bool

    @property
    def text(self) -> str:
        """Name it, and say where it rounds."""
        return self.dtype.name if self.is_exact else f"{self.dtype.name}, rounded"


def difference_type(a: npt.DTypeLike, b: npt.DTypeLike) -> DifferenceType:
    """Return the smallest type that holds ``a - b`` exactly, or the widest there is.

    Parameters
    ----------
    a, b : dtype
        Booleans, whole numbers, floats of up to 64 bits, or complex numbers of these.

    Returns
    -------
    DifferenceType
        A signed type for whole numbers whose differences fit in 64 bits. ``float64`` for all other real numbers:
        exact for ``float16`` with ``float16``, ``bool`` or whole numbers of up to 16 bits, whose last places are
        41 binary places apart at the most, rounded for others. ``complex128``, rounded, where one is complex.

    Raises
    ------
    TypeError
        If these are no numbers.
    """
    return _type_of(np.dtype(a), np.dtype(b))


@functools.cache  # asked for each block and each slice
def _type_of(one: np.dtype[Any], other: np.dtype[Any]) -> DifferenceType:
    kinds = {one.kind, other.kind}
    if not kinds <= set("biufc"):
        raise TypeError(f"{one} and {other} have no difference")
    if "c" in kinds:
        return DifferenceType(np.dtype(np.complex128), False)
    if "f" in kinds:
        return DifferenceType(np.dtype(np.float64), max(one.itemsize, other.itemsize) <= 2)
    (low, high), (least, most) = _range(one), _range(other)
    for name in _SIGNED:
        limits = np.iinfo(name)
        if limits.min <= low - most and high - least <= limits.max:
            return DifferenceType(np.dtype(name), True)
    return DifferenceType(np.dtype(np.float64), False)


def difference(a: Array, b: Array, out: Array | None = None) -> Array:
    """Return ``a - b`` in the type that `difference_type` gives, for a slice or a block.

    Nothing wraps: whole numbers of 64 bits are subtracted exactly and then rounded once. Equal infinities have the
    difference 0, and NaN has none: NaN.

    Parameters
    ----------
    a, b : numpy.ndarray
        Of the same shape, each of a type of its own.
    out : numpy.ndarray, optional
        Where it is written, of the same shape and the type of the difference; a new array by default.

    Returns
    -------
    numpy.ndarray
        ``out``, or the new array.

    Raises
    ------
    ValueError
        If the shapes differ, or ``out`` is of another shape or type.
    """
    kind = difference_type(a.dtype, b.dtype).dtype
    if a.shape != b.shape:
        raise ValueError(f"shapes differ: {a.shape} and {b.shape}")
    if out is None:
        out = np.empty(a.shape, kind)
    elif out.shape != a.shape or out.dtype != kind:
        raise ValueError(f"out must be {kind.name} of shape {a.shape}")
    if kind.kind == "c":
        for part, of_part in ((out.real, np.real), (out.imag, np.imag)):
            _subtract(of_part(a), of_part(b), part)
    else:
        _subtract(a, b, out)
    return out


def halves(whole: Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return whole numbers as ``high · 2³² + low`` with ``0 <= low < 2³²``: two new arrays."""
    if whole.dtype.itemsize < 8:
        whole = whole.astype(np.int64)
    high = (whole >> whole.dtype.type(_HALF)).astype(np.int64)
    low = (whole & whole.dtype.type(_LOW)).astype(np.int64)
    return high, low


def is_wide(kind: np.dtype[Any]) -> bool:
    """Tell whether a type has whole numbers that are no doubles."""
    return kind.kind in "iu" and kind.itemsize == 8


def _range(kind: np.dtype[Any]) -> tuple[int, int]:
    if kind.kind == "b":
        return 0, 1
    limits = np.iinfo(kind)
    return int(limits.min), int(limits.max)


def _subtract(a: Array, b: Array, out: Array) -> None:
    if out.dtype.kind == "i":
        np.subtract(a, b, out=out, dtype=out.dtype)
        return
    with np.errstate(over="ignore", invalid="ignore"):
        if not (is_wide(a.dtype) or is_wide(b.dtype)):
            np.subtract(a, b, out=out, dtype=np.float64)
        elif a.dtype.kind == "f":
            _subtract_float(b, a, out)
            np.subtract(0.0, out, out=out)  # so that 0 has no sign
        elif b.dtype.kind == "f":
            _subtract_float(a, b, out)
        else:
            (high, low), (other_high, other_low) = halves(a), halves(b)
            high -= other_high
            low -= other_low
            np.add(high * _HIGH, low, out=out)  # both are doubles, so that this is rounded once
    if "f" in (a.dtype.kind, b.dtype.kind) and (lost := np.isnan(out)).any():
        out[lost & np.isinf(a) & (a == b)] = 0.0


def _subtract_float(whole: Array, floats: Array, out: Array) -> None:
    """Subtract floats from whole numbers of 64 bits; 0 comes out where they are equal, and nowhere else.

    Source: the error of a sum of two floats by D. Knuth, "The Art of Computer Programming" 2, 4.2.2, theorem B.
    """
    high, low = halves(whole)
    large, floats = high * _HIGH, floats.astype(np.float64)
    total = large - floats
    part = total - large
    error = (large - (total - part)) + (-floats - part)
    near = np.abs(whole.astype(np.float64)) < _WHOLE
    error[~np.isfinite(total)] = 0.0
    out[...] = np.where(near, whole.astype(np.float64) - floats, total + (error + low))
