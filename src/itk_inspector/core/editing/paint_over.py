"""Which pixels tools may change: by the value that is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass

BACKGROUND = 0
"""Stands for no label."""


@dataclass(frozen=True, slots=True)
class PaintOver:
    """A rule on the value that is there before a pixel is changed.

    Parameters
    ----------
    values : frozenset of int, optional
        Only pixels of these values are changed; None where all are.
    """

    values: frozenset[int] | None = None

    def allows(self, present: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        """Return which pixels may be changed, by what they hold; of several components all must be of these values.

        Parameters
        ----------
        present : numpy.ndarray
            Shape (n,) or (n, components).

        Returns
        -------
        numpy.ndarray
            bool, shape (n,).
        """
        if self.values is None:
            return np.ones(len(present), dtype=np.bool_)
        is_one = np.isin(present, held_by(self.values, present.dtype))
        return is_one if present.ndim == 1 else np.asarray(is_one.all(axis=1))

    def among(self, positions: npt.NDArray[np.int64], pixels: npt.NDArray[Any], axes: int) -> npt.NDArray[np.int64]:
        """Return the flat positions whose pixels may be changed.

        Parameters
        ----------
        positions : numpy.ndarray
            In the C-ordered array without components.
        pixels : numpy.ndarray
        axes : int
            How many of its axes are not that of the components.
        """
        if self.values is None:
            return positions
        rows = pixels.reshape(-1, *pixels.shape[axes:])
        positions = positions[(positions >= 0) & (positions < len(rows))]
        return positions[self.allows(rows[positions])]


ALL_VALUES = PaintOver()
BACKGROUND_ONLY = PaintOver(frozenset({BACKGROUND}))


def held_by(values: Iterable[int], dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """Return those of some whole numbers that a pixel type holds exactly, in that type, ascending."""
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return np.array(sorted(v for v in values if limits.min <= v <= limits.max), dtype=dtype)
    if dtype.kind == "b":
        return np.array(sorted(v for v in values if v in (0, 1)), dtype=dtype)
    exact = []
    for value in sorted(values):
        with np.errstate(over="ignore"):
            held = np.array(value).astype(dtype) if abs(value) < 2**63 else np.array(float(value)).astype(dtype)
        if np.isfinite(held) and int(held.real) == value:
            exact.append(held)
    return np.array(exact, dtype=dtype)
