"""Values by their rank, exactly, without a sorted copy: counted digit by digit, 16 bits at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Blocks: TypeAlias = "Callable[[], Iterable[npt.NDArray[Any]]]"
"""Gives the values anew each time it is called, in one-dimensional blocks of one type."""
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


def of_ranks(blocks: Blocks, ranks: Iterable[int], dtype: np.dtype[Any]) -> list[Any] | None:
    """Return the values of these ranks, counted from 0 in rising order.

    Parameters
    ----------
    blocks : callable
        Without NaN; when it ends early the answer is None.
    ranks : iterable of int
        Less than the number of values.
    dtype : numpy.dtype
        Whole numbers or floats in the machine's byte order.
    """
    bits = 8 * dtype.itemsize
    # for each rank: the digits that are known already, and its rank among the values that begin with them
    open_ranks = [(0, rank) for rank in ranks]
    for known in range(0, bits, _DIGIT):
        counts = _counts(blocks, {prefix for prefix, _ in open_ranks}, known, bits)
        narrowed = []
        for prefix, rank in open_ranks:
            upto = np.cumsum(counts[prefix])
            digit = int(np.searchsorted(upto, rank, side="right"))
            if digit == len(upto):
                return None
            narrowed.append(((prefix << min(_DIGIT, bits)) | digit, rank - int(upto[digit - 1] if digit else 0)))
        open_ranks = narrowed
    return [value_of(prefix, dtype) for prefix, _ in open_ranks]


def _counts(blocks: Blocks, prefixes: set[int], known: int, bits: int) -> dict[int, npt.NDArray[Any]]:
    """Count the next digit of the values that begin with each of the prefixes."""
    width = min(_DIGIT, bits)
    counts = {prefix: np.zeros(1 << width, dtype=np.int64) for prefix in prefixes}
    shift, rest = bits - known - width, (1 << width) - 1
    for block in blocks():
        keys = ordered_keys(block)
        for prefix, count in counts.items():
            mine = keys if not known else keys[keys >> np.asarray(bits - known, keys.dtype) == prefix]
            digits = mine >> np.asarray(shift, keys.dtype) & np.asarray(rest, keys.dtype) if shift or known else mine
            count += np.bincount(digits.astype(np.intp), minlength=1 << width)
    return counts
