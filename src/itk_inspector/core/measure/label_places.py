"""Where the pixels of labels lie."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure.label_runs import LabelRuns
from itk_inspector.core.measure.wide_sums import WideSums, added, columns_for, whole_number, wide_sums

_Whole = npt.NDArray[np.int64]
INDEX_COLUMNS = columns_for(32)
"""Of a sum of indices along an axis."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelPlaces:
    """How many pixels each of several labels has, and where.

    Parameters
    ----------
    pixels : numpy.ndarray
    first : numpy.ndarray
        Number of the first pixel among those of all of the image, the last axis fastest.
    low, high : numpy.ndarray
        ``[label, axis]``: the smallest and the largest index along each axis, NumPy order.
    sums : numpy.ndarray
        Of the indices, ``[label, axis · columns]``, as of `wide_sums`.
    """

    FILLS: ClassVar = (0, 2**63 - 1, 2**63 - 1, -1, 0)
    """What pixels that a label does not have add to each field."""
    pixels: _Whole
    first: _Whole
    low: _Whole
    high: _Whole
    sums: WideSums

    @classmethod
    def of_runs(cls, runs: LabelRuns, box: Region, lead: int, shape: tuple[int, ...]) -> LabelPlaces:
        """Return the places of runs.

        Parameters
        ----------
        runs : LabelRuns
            Of some rows of a box.
        box : Region
            Of the image.
        lead : int
            Rows of the box before these.
        shape : tuple of int
            Of the image.
        """
        starts, lengths = runs.starts[runs.kept], runs.lengths[runs.kept]
        row, column = np.divmod(starts, box.shape[-1])
        places = [*np.unravel_index(row + lead, box.shape[:-1]), column]
        firsts = [np.asarray(place + s, np.int64) for place, s in zip(places, box.start, strict=True)]
        lasts = [*firsts[:-1], firsts[-1] + lengths - 1]
        along = [place * lengths for place in firsts[:-1]]
        along.append(firsts[-1] * lengths + lengths * (lengths - 1) // 2)
        steps = [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
        number = sum(place[runs.groups] * step for place, step in zip(firsts, steps, strict=True))

        def each(reduce: np.ufunc, of_runs: list[_Whole]) -> list[_Whole]:
            return [reduce.reduceat(one, runs.groups) for one in of_runs]

        return cls(
            np.add.reduceat(lengths, runs.groups),
            np.asarray(number, np.int64),
            np.stack(each(np.minimum, firsts), axis=1),
            np.stack(each(np.maximum, lasts), axis=1),
            np.concatenate([wide_sums(one, INDEX_COLUMNS) for one in each(np.add, along)], axis=1),
        )

    @classmethod
    def kinds(cls, dimension: int) -> tuple[tuple[int, str], ...]:
        """Return how many columns each field has, 0 for a field without any, and their type."""
        return (0, "i8"), (0, "i8"), (dimension, "i8"), (dimension, "i8"), (dimension * INDEX_COLUMNS, "i8")

    def sum_along(self, at: int, axis: int) -> int:
        """Return the sum of the indices of a label along an axis, NumPy order."""
        return whole_number(self.sums[at, axis * INDEX_COLUMNS : (axis + 1) * INDEX_COLUMNS])

    def joined(self, other: LabelPlaces) -> LabelPlaces:
        """Return the places of these pixels and of others of the same labels."""
        columns = range(0, self.sums.shape[1], INDEX_COLUMNS)
        parts = [slice(at, at + INDEX_COLUMNS) for at in columns]
        return LabelPlaces(
            self.pixels + other.pixels,
            np.minimum(self.first, other.first),
            np.minimum(self.low, other.low),
            np.maximum(self.high, other.high),
            np.concatenate([added(self.sums[:, part], other.sums[:, part]) for part in parts], axis=1),
        )
