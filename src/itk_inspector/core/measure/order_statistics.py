"""Values by their rank, exactly, without a sorted copy: counted digit by digit, 16 bits at a time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.pixels.passes import Asking, Question

_DIGIT = 16


def ordered_keys(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return unsigned whole numbers that are in the order of the values, which hold no NaN.

    Source: IEEE 754, by which the bits of positive numbers are in the order of the numbers, and those of negative
    ones in the other.
    """
    values = np.ascontiguousarray(values)
    if values.dtype.kind == "u":
        return values
    bits: npt.NDArray[Any] = values.view(f"u{values.itemsize}")
    sign = np.asarray(1 << (8 * values.itemsize - 1), dtype=bits.dtype)
    if values.dtype.kind == "i":
        flipped: npt.NDArray[Any] = bits ^ sign
        return flipped
    return np.where(bits & sign, ~bits, bits | sign)


def value_of(key: int, dtype: np.dtype[Any]) -> Any:
    """Return the value of a key."""
    sign, every = 1 << (8 * dtype.itemsize - 1), (1 << 8 * dtype.itemsize) - 1
    if dtype.kind == "i":
        key ^= sign
    elif dtype.kind == "f":
        key = key ^ sign if key & sign else ~key & every
    return np.array(key, dtype=f"u{dtype.itemsize}").view(dtype)[()]


def finite(block: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the values that are numbers."""
    if block.dtype.kind != "f":
        return block
    is_finite = np.isfinite(block)
    return block if is_finite.all() else block[is_finite]


def ranks_asked(ranks: Iterable[int], dtype: np.dtype[Any]) -> Asking[list[Any] | None]:
    """Ask for the finite values of these ranks, counted from 0 in rising order; None when there are not as many.

    Each two bytes of a value take a pass.

    Parameters
    ----------
    ranks : iterable of int
    dtype : numpy.dtype
        Whole numbers or floats in the machine's byte order.
    """
    bits = 8 * dtype.itemsize
    # for each rank: the digits that are known already, and its rank among the values that begin with them
    open_ranks = [(0, rank) for rank in ranks]
    for known in range(0, bits, _DIGIT):
        prefixes = tuple(sorted({prefix for prefix, _ in open_ranks}))
        counts = yield Question(partial(_digits, prefixes, known, bits), np.add)
        if counts is None:
            return None
        narrowed = []
        for prefix, rank in open_ranks:
            upto = np.cumsum(counts[prefixes.index(prefix)])
            digit = int(np.searchsorted(upto, rank, side="right"))
            if digit == len(upto):
                return None
            narrowed.append(((prefix << min(_DIGIT, bits)) | digit, rank - int(upto[digit - 1] if digit else 0)))
        open_ranks = narrowed
    return [value_of(prefix, dtype) for prefix, _ in open_ranks]


def _digits(prefixes: tuple[int, ...], known: int, bits: int, block: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Count the next digit of the values that begin with each of the prefixes, one row each."""
    width = min(_DIGIT, bits)
    shift, rest = bits - known - width, (1 << width) - 1
    keys = ordered_keys(finite(block))
    rows = []
    for prefix in prefixes:
        mine = keys if not known else keys[keys >> np.asarray(bits - known, keys.dtype) == prefix]
        digits = mine >> np.asarray(shift, keys.dtype) & np.asarray(rest, keys.dtype) if shift or known else mine
        rows.append(np.bincount(digits.astype(np.intp), minlength=1 << width).astype(np.int64, copy=False))
    return np.array(rows)
