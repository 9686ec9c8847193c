"""From stored values to tones: 0 at the lower level, 255 at the upper one."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.levels import Levels

_RUN = 1 << 17
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

    All is reckoned in double precision in this order of operations, whatever the
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


def _missing(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_] | None:
    if values.dtype.kind != "f":
        return None
    missing: npt.NDArray[np.bool_] = np.isnan(values)
    return missing if missing.any() else None
