"""A colour of its own for each integer."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.labels.label_table import LabelTable

_COLOURS = 512
_NEAR = 2**16
"""Labels from 0 up to this have their colour in one table."""
_NOTHING = 0xFF1C1F22
_OPAQUE = 0xFF000000
_GOLDEN = 0.6180339887498949
# 2^64 divided by the golden ratio, odd: Knuth's multiplicative hashing (The Art of Computer Programming, 6.4)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_SHADES = ((0.72, 0.95), (0.50, 0.80), (0.95, 0.72), (0.35, 1.00), (0.80, 0.55))


def label_colours(labels: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    """Return ``0xffRRGGBB`` for each label: 0 is dark, 1 to 511 differ, what lies beyond repeats these by a hash.

    Parameters
    ----------
    labels : numpy.ndarray
        Any shape; of floats the whole number below counts, and NaN as 0.
    """
    wide = _wide(labels)
    far = (wide * _SPREAD >> np.uint64(32)) % np.uint64(_COLOURS - 1) + np.uint64(1)
    entry = np.where(wide < _COLOURS, wide, far).astype(np.intp)
    return np.asarray(_table()[entry])


class LabelColours:
    """Colours that a table states, and those of `label_colours` for 0 and for what it does not state.

    Opacity is left to whoever lays labels over an image.

    Parameters
    ----------
    table : LabelTable, optional
    layer : int
        The component that holds the labels.
    hides : bool
        Labels that are stated to be hidden, or wholly clear, are not drawn: their colour is 0.
    """

    def __init__(self, table: LabelTable | None = None, layer: int = 0, *, hides: bool = False) -> None:
        labels = () if table is None else table.of_layer(layer)
        stated = {label.value: label.colour | _OPAQUE for label in labels if label.colour is not None and label.value}
        if hides:
            stated |= {label.value: 0 for label in labels if label.value and not (label.is_visible and label.alpha)}
        near = {value: colour for value, colour in stated.items() if 0 < value < _NEAR}
        self._near = label_colours(np.arange(max(near, default=-1) + 1))
        self._near[list(near)] = np.array(list(near.values()), np.uint32)
        far = {value: colour for value, colour in stated.items() if value not in near}
        self._far = {signed: _Far(far, signed=signed) for signed in (False, True)}

    def of(self, labels: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
        """Return ``0xffRRGGBB`` for each label; of what shape and type they may be, `label_colours` says."""
        far = self._far[labels.dtype.kind not in "ub"]
        if not self._near.size and not far.values.size:
            return label_colours(labels)
        wide = _wide(labels)
        if wide.size and wide.max() < self._near.size:
            return np.asarray(self._near[wide.astype(np.intp)])
        made = label_colours(labels)
        near = wide < np.uint64(self._near.size)
        made[near] = self._near[wide[near].astype(np.intp)]
        if far.values.size:
            place = np.searchsorted(far.values, wide)
            place[place == far.values.size] = 0
            is_far = far.values[place] == wide
            made[is_far] = far.colours[place[is_far]]
        return made


class _Far:
    """Labels that are compared one by one, as 64 bits, in order."""

    def __init__(self, stated: dict[int, int], *, signed: bool) -> None:
        low, high = (-(2**63), 2**63) if signed else (0, 2**64)
        values = sorted((value % 2**64, colour) for value, colour in stated.items() if low <= value < high)
        self.values = np.array([value for value, _ in values], np.uint64)
        self.colours = np.array([colour for _, colour in values], np.uint32)


def _wide(labels: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """Return labels as 64 bits, negative ones in two's complement; of floats the whole number below, and NaN as 0."""
    if labels.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            whole = np.nan_to_num(np.floor(labels.astype(np.float64)), nan=0.0)
        labels = np.clip(whole, -(2.0**63), np.nextafter(2.0**63, 0.0)).astype(np.int64)
    return labels.astype(np.uint64 if labels.dtype.kind in "ub" else np.int64).view(np.uint64)


@cache
def _table() -> npt.NDArray[np.uint32]:
    """Hues a golden section apart, so that neighbours in number are far apart in colour, in five shades."""
    number = np.arange(_COLOURS)
    hue = number * _GOLDEN % 1.0
    saturation, value = (np.take([shade[i] for shade in _SHADES], number, mode="wrap") for i in (0, 1))
    # HSV to RGB as by Smith (1978), written without cases
    channels = []
    for shift in (5.0, 3.0, 1.0):
        k = (shift + hue * 6.0) % 6.0
        channels.append(value - value * saturation * np.clip(np.minimum(k, 4.0 - k), 0.0, 1.0))
    red, green, blue = (np.floor(255.0 * c + 0.5).astype(np.uint32) for c in channels)
    made: npt.NDArray[np.uint32] = red << np.uint32(16) | green << np.uint32(8) | blue | np.uint32(0xFF000000)
    made[0] = _NOTHING
    return made


OWN_COLOURS = LabelColours()
"""Those of labels that no table names."""
