"""Neighbouring pixels of a row that have the same label: what is told of labels follows from their first and last."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass

_Array: TypeAlias = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class LabelRuns:
    """The runs of a block of rows, and which belong to which label.

    Parameters
    ----------
    labels : numpy.ndarray
        Labels other than 0, in rising order.
    starts, lengths : numpy.ndarray
        Of every run, also of those of label 0: number of its first pixel in the block, and how many there are.
    kept : numpy.ndarray
        Numbers of the runs of the labels, label by label, and in rising order within each.
    groups : numpy.ndarray
        Where in ``kept`` each label begins.
    """

    labels: _Array
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    kept: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]

    @classmethod
    def of(cls, rows: _Array) -> LabelRuns:
        """Find the runs of labels ``[row, column]``."""
        flat, width = rows.reshape(-1), rows.shape[1]
        begins = np.empty(flat.size, np.bool_)
        np.not_equal(flat[1:], flat[:-1], out=begins[1:])
        begins[::width] = True
        starts = np.flatnonzero(begins)
        of_runs = flat[starts]
        kept = np.flatnonzero(of_runs)
        kept = kept[np.argsort(of_runs[kept], kind="stable")]
        mine = of_runs[kept]
        groups = np.flatnonzero(np.concatenate(([True], mine[1:] != mine[:-1]))) if len(mine) else kept
        return cls(mine[groups], starts, np.diff(starts, append=flat.size), kept, groups)

    def of_labels(self, reduce: np.ufunc, of_runs: _Array) -> _Array:
        """Return what comes of what there is of each run, for each label."""
        found: _Array = reduce.reduceat(of_runs[self.kept], self.groups)
        return found

    def of_pixels(self, reduce: np.ufunc, values: _Array) -> _Array:
        """Return what comes of the values of all pixels, for each label."""
        return self.of_labels(reduce, reduce.reduceat(values, self.starts))

    def counts(self, is_so: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Return how many pixels of each label are so."""
        return self.of_labels(np.add, np.add.reduceat(is_so, self.starts, dtype=np.int64))

    def at_pixels(self, of_labels: _Array) -> _Array:
        """Return what there is of each label at each of its pixels; 0 elsewhere."""
        of_runs = np.zeros(len(self.starts), of_labels.dtype)
        of_runs[self.kept] = np.repeat(of_labels, np.diff(self.groups, append=len(self.kept)))
        return np.repeat(of_runs, self.lengths)
