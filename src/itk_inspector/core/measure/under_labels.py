"""Statistics of an image under each label of another one that lies over it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import field
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.label_sums import LabelSums, nothing, sums_in
from itk_inspector.core.measure.layer_pixels import LayerPixels
from itk_inspector.core.measure.statistics import Statistics, statistics
from itk_inspector.core.measure.under_label import UnderLabels, told_of, values_type

MOST = 4096
"""Labels that are told; where there are more, the image is hardly one of labels."""
_BLOCK = 1 << 18
"""Pixels that are looked at in one go."""
_TOGETHER = 1 << 26
"""Bytes of values that are gathered in one pass."""

_Array: TypeAlias = npt.NDArray[Any]
_Block: TypeAlias = "tuple[Region, _Array, _Array]"
"""A box, and of it the labels and the values of the pixels that have a label other than 0."""


def under_labels(
    info: ImageInfo,
    pixels: _Array,
    labels: LayerPixels,
    *,
    go_on: Callable[[], bool] = lambda: True,
    told: Callable[[float], None] = lambda _: None,
) -> UnderLabels | None:
    """Return the statistics of an image under each label, of its pixels whose centre lies in a pixel of the label.

    Labels are not resampled in store: the label image's nearest pixel counts at the centre of each pixel of the
    measured one, as it is drawn. Where the lattices are the same, that is the pixel of the same index.

    Parameters
    ----------
    info : ImageInfo
        Of the measured image, see `core.display.laid_over.can_be_measured`.
    pixels : numpy.ndarray
        ``info.shape``; only read, piece by piece. Of complex numbers the magnitude is measured.
    labels : LayerPixels
        Its ``main`` is ``info.geometry``.
    go_on : callable
        Asked before each look at pixels.
    told : callable
        Is given how far it has come, 0 to 1.

    Returns
    -------
    UnderLabels or None
        None as soon as ``go_on`` said no.
    """
    walk = _Walk(pixels, labels, go_on, told)
    found = walk.find()
    if found is None:
        return None
    if len(found.labels) > MOST:
        return UnderLabels((), min(info.geometry.dimension, SPATIAL_AXES), found.outside, has_too_many=True)
    counts = dict(zip(found.labels.tolist(), found.places.pixels.tolist(), strict=True))
    measured = walk.measure(counts)
    return None if measured is None or not go_on() else told_of(found, info, measured)


@dataclass(slots=True)
class _Walk:
    """Goes over an image and its labels, as often as is needed."""

    pixels: _Array
    labels: LayerPixels
    go_on: Callable[[], bool]
    told: Callable[[float], None]
    _dtype: np.dtype[Any] = field(init=False)
    _passes: int = field(default=2, init=False)
    _passed: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._dtype = values_type(self.pixels.dtype)

    def find(self) -> LabelSums | None:
        """Return which labels there are, how often each, and where; what outnumbers `MOST` ends it."""
        shape = self.pixels.shape
        found: LabelSums | None = None
        for region, labels, inside in self._boxes():
            outside = inside.size - int(np.count_nonzero(inside))
            here = sums_in(region, shape, labels, outside=outside)
            found = here if found is None else found.joined(here)
            if len(found.labels) > MOST:
                break
        if not self.go_on():
            return None
        return nothing(self.labels.dtype, len(shape), None) if found is None else found

    def measure(self, counts: dict[int, int]) -> dict[int, Statistics] | None:
        """Return the statistics of each label: of as many in one pass as fit into a bounded memory."""
        groups, measured = _groups({label: count * self._dtype.itemsize for label, count in counts.items()}), {}
        self._passes = 1 + len(groups)
        for group in groups:
            if counts[group[0]] * self._dtype.itemsize > _TOGETHER:
                told = statistics(partial(self._of_one, group[0]), self._dtype)
                if told is None or not self.go_on():
                    return None
                measured[group[0]] = told
                continue
            for label, values in self._gathered({label: counts[label] for label in group}).items():
                told = statistics(lambda values=values: [values], self._dtype) if self.go_on() else None  # type: ignore[misc]
                if told is None:
                    return None
                measured[label] = told
        return measured

    def _gathered(self, counts: dict[int, int]) -> dict[int, _Array]:
        """Return the values under some labels."""
        kept = {label: np.empty(count, self._dtype) for label, count in counts.items()}
        filled = dict.fromkeys(counts, 0)
        wanted = np.array(sorted(counts), self.labels.pixels.dtype)
        for region, labels, _ in self._boxes():
            at = np.flatnonzero(np.isin(labels, wanted))
            if not at.size:
                continue
            mine = labels.reshape(-1)[at]
            order = np.argsort(mine, kind="stable")
            values = self._values(region).reshape(-1)[at[order]]
            numbers, first = np.unique(mine[order], return_index=True)
            for number, part in zip(numbers, np.split(values, first[1:]), strict=True):
                label = int(number)
                kept[label][filled[label] : filled[label] + len(part)] = part
                filled[label] += len(part)
        return kept

    def _of_one(self, label: int) -> Iterator[_Array]:
        """Give the values under one label, block by block."""
        for region, labels, _ in self._boxes():
            mask = labels == labels.dtype.type(label)
            if mask.any():
                yield self._values(region)[mask]

    def _values(self, region: Region) -> _Array:
        values = self.pixels[region.slices]
        if values.dtype.kind == "c":
            return np.asarray(np.abs(values), self._dtype)
        return values.view(np.uint8) if values.dtype.kind == "b" else values

    def _boxes(self) -> Iterator[_Block]:
        """Give each box of the image, its labels, and where there are any; nothing more when it is to end."""
        shape = self.pixels.shape
        rows = max(1, _BLOCK // max(1, shape[-1]))
        total = max(1, int(np.prod(shape[:-1], dtype=np.int64)))
        done = 0
        for slow in np.ndindex(shape[:-2]):
            for row in range(0, shape[-2], rows):
                if not self.go_on():
                    return
                count = min(rows, shape[-2] - row)
                region = Region((*slow, row, 0), (*(1 for _ in slow), count, shape[-1]))
                labels, inside = self.labels.box(region)
                yield region, labels.view(np.uint8) if labels.dtype.kind == "b" else labels, inside
                done += count
                self.told(min(1.0, (self._passed + done / total) / self._passes))
                time.sleep(0)  # whoever waits for the interpreter gets it
        self._passed = min(self._passed + 1, self._passes - 1)


def _groups(sizes: dict[int, int]) -> list[list[int]]:
    """Group labels, so that the values of a group fit into memory; one that does not stands alone."""
    groups: list[list[int]] = []
    room = 0
    for label, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        if groups and size <= room:
            groups[-1].append(label)
            room -= size
        else:
            groups.append([label])
            room = _TOGETHER - size
    return groups
