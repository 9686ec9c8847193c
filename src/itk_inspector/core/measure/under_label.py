"""What is told of labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.indexing import ArrayIndex, ContinuousIndex, ItkIndex, to_itk
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.label_sums import LabelSums
from itk_inspector.core.measure.lengths import cell_size
from itk_inspector.core.measure.statistics import Statistics

NONE = Statistics(0)


@dataclass(frozen=True, slots=True)
class UnderLabel:
    """What an image holds under one label.

    Parameters
    ----------
    label : int
    pixels : int
        Of the measured image, under the label.
    size : float or None
        Area of these, or volume, in the file's unit; None where the axes do not lie in space.
    statistics : Statistics
        Of no value where no other image is measured.
    first : ItkIndex
        The first of the pixels, in the measured image.
    box : Region
        The smallest that holds all of them, in NumPy order without the start index.
    centroid : ContinuousIndex
        Mean of their indices, in the measured image.
    """

    label: int
    pixels: int
    size: float | None
    statistics: Statistics
    first: ItkIndex
    box: Region
    centroid: ContinuousIndex


@dataclass(frozen=True, slots=True)
class UnderLabels:
    """What an image holds under all labels but 0.

    Parameters
    ----------
    rows : sequence of UnderLabel
        In rising order; none where there are too many labels.
    dimensions : int
        2 where sizes are areas, 3 where they are volumes.
    outside : int
        Pixels of the measured image that lie outside the label image.
    has_too_many : bool
        There are more labels than are told.
    is_measured : bool
        It is another image that is measured under the labels; else their own, of which no values are told.
    """

    rows: Sequence[UnderLabel]
    dimensions: int
    outside: int = 0
    has_too_many: bool = False
    is_measured: bool = True


def told_of(
    sums: LabelSums, info: ImageInfo, statistics: Mapping[int, Statistics] | None = None, *, is_measured: bool = True
) -> UnderLabels:
    """Return what is told of labels of which all is known.

    Parameters
    ----------
    sums : LabelSums
    info : ImageInfo
        Of the image in which they lie.
    statistics : mapping, optional
        Of each label, where these are no sums.
    is_measured : bool
        It is another image that is measured under the labels.
    """
    dimensions = min(info.geometry.dimension, SPATIAL_AXES)
    return UnderLabels(LabelRows(sums, info, statistics), dimensions, sums.outside, is_measured=is_measured)


class LabelRows(Sequence[UnderLabel]):
    """A row for each label, made when it is asked for: there may be a million.

    Parameters
    ----------
    sums : LabelSums
    info : ImageInfo
    statistics : mapping, optional
        As of `told_of`.
    """

    def __init__(self, sums: LabelSums, info: ImageInfo, statistics: Mapping[int, Statistics] | None = None) -> None:
        self._sums, self._info, self._statistics = sums, info, statistics
        self._cell = cell_size(range(min(info.geometry.dimension, SPATIAL_AXES)), info.geometry)

    def __len__(self) -> int:
        return len(self._sums.labels)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self)} labels>"

    def __iter__(self) -> Iterator[UnderLabel]:
        return map(self._row, range(len(self)))

    @overload
    def __getitem__(self, at: int) -> UnderLabel: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[UnderLabel, ...]: ...
    def __getitem__(self, at: int | slice) -> UnderLabel | tuple[UnderLabel, ...]:
        found = range(len(self))[at]
        return self._row(found) if isinstance(found, int) else tuple(map(self._row, found))

    def _row(self, at: int) -> UnderLabel:
        sums, geometry = self._sums, self._info.geometry
        places, label, pixels = sums.places, int(sums.labels[at]), int(sums.places.pixels[at])
        first = np.unravel_index(int(places.first[at]), geometry.shape)
        low, high = places.low[at].tolist(), places.high[at].tolist()
        means = [places.sum_along(at, axis) / pixels for axis in range(geometry.dimension)]
        centroid = (mean + start for mean, start in zip(reversed(means), geometry.start_index, strict=True))
        if self._statistics is not None:
            statistics = self._statistics[label]
        elif sums.values is not None:
            statistics = sums.values.statistics(at, pixels, values_type(np.dtype(self._info.dtype)))
        else:
            statistics = NONE
        return UnderLabel(
            label,
            pixels,
            None if self._cell is None else self._cell * pixels,
            statistics,
            to_itk(ArrayIndex(map(int, first)), geometry.start_index),
            Region(tuple(low), tuple(b - a + 1 for a, b in zip(low, high, strict=True))),
            ContinuousIndex(tuple(centroid)),
        )


def values_type(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return as what the values of a type are measured: those of a mask as 0 and 1, complex ones by their magnitude."""
    return np.dtype(np.uint8) if dtype.kind == "b" else np.zeros(0, dtype).real.dtype
