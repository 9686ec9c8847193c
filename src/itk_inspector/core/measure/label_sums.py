"""What is known of the labels in some boxes of an image, joined with what is known of those in others."""

from __future__ import annotations

import math
from dataclasses import fields
from functools import reduce
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure.label_places import LabelPlaces
from itk_inspector.core.measure.label_runs import LabelRuns
from itk_inspector.core.measure.label_values import FloatValues, Values, WholeValues, kind_for

_Array: TypeAlias = npt.NDArray[Any]
_Group = TypeVar("_Group", LabelPlaces, WholeValues, FloatValues)
MOST_LABELS = 1 << 20
"""Labels that can be told of."""
_BLOCK = 1 << 18
"""Pixels that are looked at at once: what is made of them on the way stays in the processor's cache."""


class TooManyLabelsError(Exception):
    """There are more labels than can be told of."""


def too_many(name: str) -> OpenError:
    """Return what to raise of an image that has too many labels."""
    return OpenError(f"{name} has more than {MOST_LABELS:,} labels.", advice="Is it an image of labels?")


@dataclass(frozen=True, slots=True, eq=False)
class LabelSums:
    """What is known of labels other than 0.

    Parameters
    ----------
    labels : numpy.ndarray
        In rising order, as 64 bits.
    places : LabelPlaces
        Of each label.
    values : WholeValues or FloatValues, optional
        Of the image that is measured under the labels.
    outside : int
        Pixels of that image that lie outside the label image.
    """

    labels: _Array
    places: LabelPlaces
    values: Values | None = None
    outside: int = 0

    def joined(self, other: LabelSums) -> LabelSums:
        """Return what is known of both.

        Raises
        ------
        TooManyLabelsError
        """
        labels = np.union1d(self.labels, other.labels)
        count = len(labels)
        if count > MOST_LABELS:
            raise TooManyLabelsError
        at, there = np.searchsorted(labels, self.labels), np.searchsorted(labels, other.labels)
        places = _spread(self.places, at, count).joined(_spread(other.places, there, count))
        values = self.values
        match self.values, other.values:
            case WholeValues() as one, WholeValues() as two:
                values = _spread(one, at, count).joined(_spread(two, there, count))
            case FloatValues() as one, FloatValues() as two:
                values = _spread(one, at, count).joined(_spread(two, there, count))
        return LabelSums(labels, places, values, self.outside + other.outside)

    def can_be_of(self, shape: tuple[int, ...]) -> bool:
        """Tell whether an image of a shape can have such labels."""
        places, pixels = self.places, math.prod(shape)
        count = int(places.pixels.sum(dtype=np.float64)) if len(self.labels) else 0
        is_sound = (
            min(0, self.outside) == 0 and count + self.outside <= pixels and bool((places.pixels >= 1).all())
            and bool((self.labels[1:] > self.labels[:-1]).all()) and bool((self.labels != 0).all())
            and bool(((places.first >= 0) & (places.first < pixels)).all())
            and bool(((places.low >= 0) & (places.low <= places.high) & (places.high < shape)).all())
            and bool((places.sums >= 0).all())
        )  # fmt: skip
        return is_sound and (self.values is None or self.values.can_be_of(places.pixels))

    # as one array ---------------------------------------------------------------

    @property
    def table(self) -> npt.NDArray[np.int64]:
        """All of it but ``outside``: a row for each label."""
        groups = (self.places,) if self.values is None else (self.places, self.values)
        columns = [self.labels, *(getattr(group, field.name) for group in groups for field in fields(group))]
        return np.concatenate([one.reshape(len(self.labels), -1).view(np.int64) for one in columns], axis=1)

    @classmethod
    def of_table(
        cls,
        table: npt.NDArray[np.int64],
        labels: np.dtype[Any],
        dimension: int,
        values: np.dtype[Any] | None,
        outside: int = 0,
    ) -> LabelSums:
        """Return what a table says of labels, of an image of so many axes, and of values of a type.

        Raises
        ------
        ValueError
            If it has another number of columns.
        """
        kinds = ((0, _wide(labels).str), *LabelPlaces.kinds(dimension))
        kinds += () if values is None else kind_for(values).kinds(values)
        widths = [max(1, columns) for columns, _ in kinds]
        if table.shape[1:] != (sum(widths),):
            raise ValueError("another number of columns")
        parts = np.split(table, np.cumsum(widths)[:-1], axis=1)
        found = [
            (part if columns else part[:, 0]).copy().view(kind)
            for part, (columns, kind) in zip(parts, kinds, strict=True)
        ]
        end = 1 + len(fields(LabelPlaces))
        given = None if values is None else kind_for(values)(*found[end:])
        return cls(found[0], LabelPlaces(*found[1:end]), given, outside)


def columns_of(dimension: int, values: np.dtype[Any] | None) -> int:
    """Return how many columns a table has."""
    kinds = LabelPlaces.kinds(dimension) + (() if values is None else kind_for(values).kinds(values))
    return 1 + sum(max(1, columns) for columns, _ in kinds)


def sums_in(
    box: Region, shape: tuple[int, ...], labels: _Array, values: _Array | None = None, outside: int = 0
) -> LabelSums:
    """Look at the labels in a box, and at the values of the image there.

    Parameters
    ----------
    box : Region
        Of an image of two axes or more.
    shape : tuple of int
        Of that image.
    labels : numpy.ndarray
        ``box.shape``; whole numbers, 0 for no label.
    values : numpy.ndarray, optional
        ``box.shape``; whole numbers or floats in the machine's byte order.
    outside : int
        Pixels of the box that lie outside the label image.

    Raises
    ------
    TooManyLabelsError
    """
    width = box.shape[-1]
    rows = labels.reshape(-1, width)
    flat = None if values is None else values.reshape(-1)
    step = max(1, _BLOCK // width)

    def found(first: int) -> LabelSums:
        part = None if flat is None else flat[first * width : (first + step) * width]
        return _of_rows(rows[first : first + step], part, box, first, shape)

    sums = reduce(LabelSums.joined, map(found, range(0, len(rows), step)))
    if len(sums.labels) > MOST_LABELS:
        raise TooManyLabelsError
    return LabelSums(sums.labels, sums.places, sums.values, outside)


def _of_rows(rows: _Array, values: _Array | None, box: Region, first: int, shape: tuple[int, ...]) -> LabelSums:
    if not rows.any():
        return nothing(rows.dtype, len(shape), None if values is None else values.dtype)
    runs = LabelRuns.of(rows)
    places = LabelPlaces.of_runs(runs, box, first, shape)
    return LabelSums(
        runs.labels.astype(_wide(rows.dtype)),
        places,
        None if values is None else kind_for(values.dtype).of_runs(runs, values),
    )


def nothing(labels: np.dtype[Any], dimension: int, values: np.dtype[Any] | None) -> LabelSums:
    """Return what is known of no label."""
    return LabelSums.of_table(np.zeros((0, columns_of(dimension, values)), np.int64), labels, dimension, values)


def _wide(labels: np.dtype[Any]) -> np.dtype[Any]:
    return np.dtype(np.int64 if labels.kind == "i" else np.uint64)


def _spread(group: _Group, at: npt.NDArray[np.intp], count: int) -> _Group:
    """Return the same for more labels, of which those at ``at`` are known."""
    columns = []
    for field, fill in zip(fields(group), group.FILLS, strict=True):
        known: _Array = getattr(group, field.name)
        column = np.full((count, *known.shape[1:]), fill, known.dtype)
        column[at] = known
        columns.append(column)
    return type(group)(*columns)
