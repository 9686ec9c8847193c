"""How computed values go into a pixel type: as they are, or by a rule that somebody chose."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np

from itk_inspector.core.editing.exact_numbers import Mask, Numbers, Value, as_float
from itk_inspector.core.pixels.held_values import held_fractions, held_rounded, held_whole
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS


class Storing(Enum):
    """The rule."""

    EXACT = "exact"
    """Whole numbers as they are; fractions only in types of fractions, as the nearest that there is."""
    ROUND = "round"
    """Fractions to the nearest whole number, half-way to the even one."""
    CLIP = "clip"
    """The same, and what lies beyond the type becomes its least or largest value; NaN has none in whole numbers."""


def stored(value: Value, dtype: np.dtype[Any], how: Storing) -> tuple[Numbers, Mask]:
    """Return values in a pixel type, and where it does not hold them.

    Parameters
    ----------
    value : Value
    dtype : numpy.dtype
    how : Storing

    Returns
    -------
    numpy.ndarray
        Of this type.
    numpy.ndarray
        bool, of the same shape.
    """
    array = value.array
    if dtype.kind == "c":
        part = np.dtype(COMPLEX_PARTS[dtype.name])
        parts = (array.real, array.imag) if array.dtype.kind == "c" else (array, np.zeros_like(array))
        (real, bad_real), (imaginary, bad_imaginary) = (_real(one, part, how) for one in parts)
        made = np.empty(array.shape, dtype)
        made.real, made.imag = real, imaginary
        return made, bad_real | bad_imaginary
    if array.dtype.kind == "c":
        made, bad = _real(array.real, dtype, how)
        return made, bad | (array.imag != 0)
    return _real(array, dtype, how)


def _real(array: Numbers, dtype: np.dtype[Any], how: Storing) -> tuple[Numbers, Mask]:
    if dtype.kind == "f":
        return _as_fractions(array, dtype, how)
    if array.dtype.kind == "f":
        return _as_whole(array, dtype, how)
    made, fits = held_whole(array, dtype)
    return made, np.zeros(array.shape, np.bool_) if how is Storing.CLIP else ~fits


def _as_whole(array: Numbers, dtype: np.dtype[Any], how: Storing) -> tuple[Numbers, Mask]:
    rounded = np.rint(array)
    made, fits = held_rounded(rounded, dtype)
    if how is Storing.CLIP:
        return made, np.isnan(rounded)
    return made, ~fits | (array != rounded) if how is Storing.EXACT else ~fits


def _as_fractions(array: Numbers, dtype: np.dtype[Any], how: Storing) -> tuple[Numbers, Mask]:
    made, fits = held_fractions(array, dtype)  # whole numbers at once: by way of float64 they would be rounded twice
    if how is Storing.CLIP:
        return made, np.zeros(array.shape, np.bool_)
    bad = ~fits
    if array.dtype.kind in "bi" and how is Storing.EXACT:
        wide = as_float(Value(array))
        bad = bad | (made.astype(np.float64) != wide.array) | (np.False_ if wide.bad is None else wide.bad)
    return made, bad
