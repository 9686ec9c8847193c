"""From stored values to tones: 0 at the lower level, 255 at the upper one."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.window_level import Levels

_RUN = 1 << 18
_HUGE = 2.0**-12


def every_value(dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """Return each value of an 8- or 16-bit type, in the order of its bits as an unsigned number."""
    every = np.arange(2 ** (8 * dtype.itemsize), dtype=f"u{dtype.itemsize}")
    return every if dtype.kind == "b" else every.view(dtype)


def runs(rows: int, columns: int) -> list[slice]:
    """Divide rows into runs whose work fits into a processor's cache."""
    step = max(1, _RUN // max(1, columns))
    return [slice(first, min(first + step, rows)) for first in range(0, rows, step)]


def tones(
    values: npt.NDArray[Any], levels: Levels, out: npt.NDArray[np.uint8], work: npt.NDArray[np.float64] | None = None
) -> npt.NDArray[np.bool_] | None:
    """Write ``floor(255 · (value − low) / (high − low) + 0.5)``, kept within 0 … 255.

    The result is that of double precision in this order of operations, whatever the
    type; 64-bit integers are first rounded to doubles. Where low and high are
    the same, what lies above is 255 and the rest 0.

    Parameters
    ----------
    values : numpy.ndarray
        Shape (rows, cols), real or bool.
    levels : Levels
    out : numpy.ndarray
        Shape (rows, cols).
    work : numpy.ndarray, optional
        Of the same shape, to be overwritten.

    Returns
    -------
    numpy.ndarray or None
        Where there is no number (tone 0); None when there is one everywhere.
    """
    low, high = levels.low, levels.high
    if not low < high:
        np.multiply(np.greater(values, np.float64(low)), np.uint8(255), out=out)
        return _missing(values)
    work = np.empty(values.shape) if work is None else work
    with np.errstate(all="ignore"):
        if values.dtype == np.float32 and _single_tones(values, levels, out, work):
            return None
        np.copyto(work, values, casting="unsafe")
        if not np.isfinite((high - low) * 255.0):
            low, high = low * _HUGE, high * _HUGE
            np.multiply(work, _HUGE, out=work)
        np.subtract(work, low, out=work)
        np.multiply(work, 255.0, out=work)
        np.divide(work, high - low, out=work)
        np.clip(work, 0.0, 255.0, out=work)
        missing = _missing(values)
        if missing is not None:
            work[missing] = 0.0
        np.add(work, 0.5, out=work)
        np.copyto(out, work, casting="unsafe")
    return missing


def _single_tones(
    values: npt.NDArray[Any], levels: Levels, out: npt.NDArray[np.uint8], work: npt.NDArray[np.float64]
) -> bool:
    """Write the tones of float32 values by single precision, and in double what that cannot decide.

    With scale s = 255 / (high − low), ``value · s`` is off by at most 2 · 2⁻²⁴ of |low · s| + 256, the subtrahend
    by 2⁻²⁴ of |low · s|, and the two sums by 2⁻²⁴ of 256 each: together less than ``margin``. Where the tones of
    both ends of ± ``margin`` are the same, it is the tone.

    Returns
    -------
    bool
        False when nothing useful was written: levels out of proportion, values without a number, or too many ties.
    """
    span = levels.high - levels.low
    if not values.size or not 1e-30 < span < 1e30:
        return False
    scale = 255.0 / span
    margin = 2.0**-24 * (4.0 * abs(levels.low) * scale + 4096.0)
    if margin > 0.01 or np.isnan(np.min(values)):
        return False
    lower = work.reshape(-1).view(np.float32)[: values.size].reshape(values.shape)
    np.multiply(values, np.float32(scale), out=lower)
    np.subtract(lower, np.float32(levels.low * scale - 0.5 + margin), out=lower)
    np.clip(lower, np.float32(0.5), np.float32(255.5), out=lower)
    np.copyto(out, lower, casting="unsafe")
    np.add(lower, np.float32(2.0 * margin), out=lower)
    undecided = np.flatnonzero(np.not_equal(out, lower.astype(np.uint8)))
    if undecided.size > values.size // 8:
        return False
    if undecided.size:
        places = np.unravel_index(undecided, values.shape)
        exact = values[places].astype(np.float64)
        exact = np.clip((exact - levels.low) * 255.0 / span, 0.0, 255.0) + 0.5
        out[places] = exact.astype(np.uint8)
    return True


def _missing(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_] | None:
    if values.dtype.kind != "f":
        return None
    # the smallest value is no number when any is none, and it is found without an array of answers
    if not values.size or not np.isnan(np.min(values)):
        return None
    missing: npt.NDArray[np.bool_] = np.isnan(values)
    return missing
