"""Labels of an image in chunks, gone through by dask: where they lie, and what another such image holds under them."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.pyramid import covering
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.laid_over import check_can_be_measured
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.measure.label_sums import LabelSums, TooManyLabelsError, nothing, sums_in, too_many
from itk_inspector.core.measure.layer_pixels import LayerPixels
from itk_inspector.core.measure.under_label import values_type
from itk_inspector.itkio.stores.all_pixels import engine_of
from itk_inspector.itkio.stores.given_image import Given
from itk_inspector.itkio.stores.on_dask import OnCluster, Runner, in_threads, requested, through_all

_Array: TypeAlias = npt.NDArray[Any]
Opened: TypeAlias = Callable[[OpenRequest, str], tuple[ImageInfo, Level, Region]]
_MOST_READ = 1 << 24
"""Pixels of labels that are read at once for a piece of an image on another lattice."""


@dataclass(frozen=True, slots=True)
class FoundLabels:
    """What was found: ``info`` of the image in which the labels lie, and ``labels`` of the image of labels."""

    info: ImageInfo
    labels: ImageInfo
    sums: LabelSums


@dataclass(frozen=True, slots=True)
class _Source:
    """What is gone through: it can be sent to another process, which opens it anew.

    Parameters
    ----------
    labels : OpenRequest
    image : OpenRequest or None
        What is measured under the labels.
    level, box
        Of the image that is gone through: the measured one, or else that of the labels.
    infos : tuple of ImageInfo
        Of that image, and of the labels.
    labels_level : Level
    run : str
        As of `all_pixels.AllPixels`.
    given : Given or None
        One of the two that is in memory.
    """

    labels: OpenRequest
    image: OpenRequest | None
    level: Level
    box: Region
    infos: tuple[ImageInfo, ImageInfo]
    labels_level: Level
    run: str
    given: Given | None = None

    def read_labels(self, box: Region) -> _Array:
        """Read a box of the labels."""
        if self.given is not None and self.given.is_labels:
            return self.given.pixels[box.slices]
        return engine_of(self.labels, self.run).read(self.labels.level, box)

    def read_values(self, box: Region) -> _Array | None:
        """Read a box of what is measured; None where nothing is."""
        if self.image is None:
            return None
        if self.given is not None and not self.given.is_labels:
            return self.given.pixels[box.slices]
        return engine_of(self.image, self.run).read(self.image.level, box)

    @property
    def is_one_lattice(self) -> bool:
        """Tell whether pixels of the same index lie at the same place."""
        return self.level.geometry == self.labels_level.geometry

    @property
    def values_type(self) -> np.dtype[Any] | None:
        """As what values are measured."""
        return None if self.image is None else values_type(np.dtype(self.infos[0].dtype))

    def labels_in(self, piece: Region) -> Region | None:
        """Return the box of labels that are nearest to the pixels of a piece; None where there are none."""
        if self.is_one_lattice:
            return piece
        found = covering(self.level.geometry, piece, self.labels_level.geometry)
        if found is None:
            return None
        starts = tuple(max(0, start - 1) for start in found.start)  # what is rounded on the way makes no difference
        ends = (min(n, one.stop + 1) for n, one in zip(self.labels_level.shape, found.slices, strict=True))
        return Region(starts, tuple(end - start for start, end in zip(starts, ends, strict=True)))


def _found(source: _Source, piece: Region) -> LabelSums:
    """Look at a piece, in halves where its labels are many more than its pixels."""
    there = source.labels_in(piece)
    if there is not None and there.pixels > max(_MOST_READ, piece.pixels) and piece.pixels > 1:
        return _joined(source.infos[1].name, *(_found(source, half) for half in _halves(piece)))
    try:
        return _sums(source, piece, there)
    except TooManyLabelsError as e:
        raise too_many(source.infos[1].name) from e


def _sums(source: _Source, piece: Region, there: Region | None) -> LabelSums:
    start = tuple(a - b for a, b in zip(piece.start, source.box.start, strict=True))
    labels, outside = _labels(source, piece, there)
    values = source.read_values(piece)
    if values is not None:
        values = np.abs(values) if values.dtype.kind == "c" else np.ascontiguousarray(values)
        values = values.view(np.uint8) if values.dtype.kind == "b" else values
    return sums_in(Region(start, piece.shape), source.box.shape, labels, values, outside)


def _labels(source: _Source, piece: Region, there: Region | None) -> tuple[_Array, int]:
    """Return the label of each pixel of a piece, and how many have none, for they lie outside."""
    info = source.infos[1]
    if there is None:
        return np.zeros(piece.shape, np.uint8 if info.dtype == "bool" else info.dtype), piece.pixels
    labels = np.ascontiguousarray(source.read_labels(there))
    labels = labels.view(np.uint8) if labels.dtype.kind == "b" else labels
    if source.is_one_lattice:
        return labels, 0
    part = replace(info, geometry=source.labels_level.part(there))
    layer = LayerPixels(info.name, part, labels, source.level.part(piece), part.geometry.start_index)
    found, inside = layer.box(Region((0,) * len(piece.shape), piece.shape))
    return found, piece.pixels - int(np.count_nonzero(inside))


def _halves(piece: Region) -> tuple[Region, Region]:
    axis = max(range(len(piece.shape)), key=lambda at: piece.shape[at])
    shapes = [list(piece.shape), list(piece.shape)]
    shapes[0][axis] = piece.shape[axis] // 2
    shapes[1][axis] -= shapes[0][axis]
    start = list(piece.start)
    start[axis] += shapes[0][axis]
    return Region(piece.start, tuple(shapes[0])), Region(tuple(start), tuple(shapes[1]))


def _joined(name: str, one: LabelSums, other: LabelSums) -> LabelSums:
    try:
        return one.joined(other)
    except TooManyLabelsError as e:
        raise too_many(name) from e


def found_labels(
    labels: OpenRequest,
    image: OpenRequest | None,
    run: Runner,
    told: Callable[[float], None],
    opened: Opened,
    given: Given | None = None,
) -> FoundLabels:
    """Go through all labels, or those under another image.

    Parameters
    ----------
    labels : OpenRequest
        Where another image is measured, all of its level counts, whatever its box.
    image : OpenRequest or None
        The image that is measured.
    run : Runner
    told : callable
        Called with the part that is done.
    opened : callable
        Reads what is said of an image, wherever that is to be done.
    given : Given or None
        One of the two that is in memory, and is not read.

    Raises
    ------
    OpenError
        If one of them cannot be read, or has too many labels.
    UsageError
        If one has no such level or box, or is no image of labels, or cannot be measured.
    """
    number = uuid.uuid4().hex
    labels = labels if image is None else replace(labels, box=())
    if given is not None and given.is_labels and image is not None:
        info, level, box = opened(image, number)
        labels_info, labels_level = given.info, given.level(level.chunks)
    else:
        labels_info, labels_level, box = opened(labels, number)
        info, level = labels_info, labels_level
        if given is not None:
            info, level = given.info, given.level(labels_level.chunks)
            box = level.whole
        elif image is not None:
            info, level, box = opened(image, number)
    check_can_be_measured(info, labels_info)
    if info.geometry.dimension != labels_info.geometry.dimension:
        raise UsageError(
            f"{info.name} and {labels_info.name} have different numbers of axes, and cannot be laid over each other."
        )
    source = _Source(labels, image, level, box, (info, labels_info), labels_level, number, given)
    joined = functools.partial(_joined, labels_info.name)
    sums = through_all(functools.partial(_found, source), joined, level, box, run, told)
    if sums is None:
        sums = nothing(np.dtype(labels_info.dtype), info.geometry.dimension, source.values_type)
    return FoundLabels(info, labels_info, sums)


def found_here(
    labels: OpenRequest, image: OpenRequest | None, told: Callable[[float], None], given: Given | None = None
) -> FoundLabels:
    """Go through all in threads of this process; see `found_labels`."""
    return found_labels(labels, image, in_threads, told, requested, given)


def found_on_cluster(
    labels: OpenRequest,
    image: OpenRequest | None,
    address: str,
    told: Callable[[float], None] = lambda _: None,
    go_on: Callable[[], bool] = lambda: True,
) -> FoundLabels:
    """Go through all on the workers of a scheduler; this process reads nothing of the images.

    Raises
    ------
    OpenError
        If there is no scheduler at the address, or the workers cannot read the images; and as `found_labels`.
    CancelledError
        If ``go_on`` said no.
    UsageError
        As `found_labels`.
    """
    with OnCluster(address, go_on) as cluster:
        return found_labels(labels, image, cluster, told, cluster.requested)
