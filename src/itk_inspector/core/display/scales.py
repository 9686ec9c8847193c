"""Scales: how the colours are spread between the lower and the upper level."""

from __future__ import annotations

import math
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.window_level import Levels

GAMMA = 0.5
"""Of the gamma scale, until another is chosen: below 1 dark parts get more colours, above 1 bright ones."""
GAMMAS = (0.05, 20.0)
"""The least and the greatest gamma that can be chosen."""
_LOG = 1000.0
_HUGE = 2.0**-12


class Scale(Enum):
    """How colours are spread between the levels.

    With t = (value − low) / (high − low), kept within 0 … 1, a value is drawn in the colour number
    ``floor(255 · f(t) + 0.5)``:

    ============ =======================================================================================
    linear       f(t) = t
    symmetric    the same; low = −high, so that 0 is in the middle of the colours
    log          f(t) = ln(1000 t + 1) / ln(1001), as astropy's `LogStretch` (DS9's logarithmic scale)
    gamma        f(t) = t ** gamma
    sigmoid      f(t) = 1 / (1 + exp(−4 (t − ½))) of every t, DICOM's VOI LUT function (PS3.3 C.11.2.1.3)
    ============ =======================================================================================
    """

    LINEAR = "linear"
    LOG = "log"
    GAMMA = "gamma"
    SYMMETRIC = "symmetric"
    SIGMOID = "sigmoid"

    @property
    def is_straight(self) -> bool:
        """Tell whether equal steps of the value are equal steps of the colours."""
        return self in (Scale.LINEAR, Scale.SYMMETRIC)

    @property
    def reach(self) -> float:
        """How far beyond the levels the colours still change, in distances of the levels."""
        return 1.0 if self is Scale.SIGMOID else 0.0


def parts(
    values: npt.NDArray[Any],
    levels: Levels,
    scale: Scale,
    gamma: float = GAMMA,
    out: npt.NDArray[np.float64] | None = None,
) -> npt.NDArray[np.float64]:
    """Return f(t) of values, 0 to 1, in double precision; NaN where there is no number.

    Parameters
    ----------
    values : numpy.ndarray
        Real or bool, of any shape.
    levels : Levels
        The lower one is lower.
    scale : Scale
    gamma : float
        Matters for `Scale.GAMMA`.
    out : numpy.ndarray, optional
        Of the same shape; is returned.
    """
    out = np.empty(values.shape) if out is None else out
    low, high = levels.low, levels.high
    with np.errstate(all="ignore"):
        np.copyto(out, values, casting="unsafe")
        if not np.isfinite(high - low):
            low, high = low * _HUGE, high * _HUGE
            np.multiply(out, _HUGE, out=out)
        np.subtract(out, low, out=out)
        np.divide(out, high - low, out=out)
        if scale is Scale.SIGMOID:
            np.subtract(out, 0.5, out=out)
            np.multiply(out, -4.0, out=out)
            np.exp(out, out=out)
            np.add(out, 1.0, out=out)
            np.divide(1.0, out, out=out)
            return out
        np.clip(out, 0.0, 1.0, out=out)
        if scale is Scale.LOG:
            np.multiply(out, _LOG, out=out)
            np.log1p(out, out=out)
            np.divide(out, math.log1p(_LOG), out=out)
        elif scale is Scale.GAMMA:
            np.power(out, gamma, out=out)
    return out


def value_at(part: float, levels: Levels, scale: Scale, gamma: float = GAMMA) -> float:
    """Return the value whose f(t) is ``part``, up to rounding; a sigmoid comes neither to 0 nor to 1."""
    if scale is Scale.LOG:
        part = math.expm1(part * math.log1p(_LOG)) / _LOG
    elif scale is Scale.GAMMA:
        part = part ** (1.0 / gamma)
    elif scale is Scale.SIGMOID:
        part = 0.5 + math.log(part / (1.0 - part)) / 4.0
    return levels.low * (1.0 - part) + levels.high * part


def curved_tones(
    values: npt.NDArray[Any],
    levels: Levels,
    scale: Scale,
    gamma: float,
    out: npt.NDArray[np.uint8],
    work: npt.NDArray[np.float64] | None = None,
) -> npt.NDArray[np.bool_] | None:
    """Write ``floor(255 · f(t) + 0.5)``; parameters and result are those of `grey_levels.tones`."""
    work = parts(values, levels, scale, gamma, work)
    missing: npt.NDArray[np.bool_] | None = None
    if values.dtype.kind == "f" and values.size and np.isnan(np.min(values)):
        missing = np.isnan(values)
        work[missing] = 0.0
    np.multiply(work, 255.0, out=work)
    np.add(work, 0.5, out=work)
    np.copyto(out, work, casting="unsafe")
    return missing


def symmetrical(levels: Levels, before: Levels | None = None) -> Levels:
    """Return levels of one distance from 0: that of the level that was changed, else of the farther one.

    Parameters
    ----------
    levels : Levels
    before : Levels, optional
        The symmetric ones that these were made of. Where both have changed, the distance of the two counts.
    """
    reach = max(abs(levels.low), abs(levels.high))
    if before is not None and levels != before:
        if levels.high == before.high:
            reach = abs(levels.low)
        elif levels.low == before.low:
            reach = abs(levels.high)
        else:
            reach = levels.high * 0.5 - levels.low * 0.5
    return Levels(-reach, reach) if reach > 0.0 else Levels(-1.0, 1.0)
