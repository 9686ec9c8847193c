"""What is written into a new store of an image in chunks, and where its pixels come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.channel import Channel
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.new_image import NewImage, new_chunks, with_coarser
from itk_inspector.core.chunked.pyramid import Pyramid
from itk_inspector.core.chunked.stored_axis import as_written
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.expression import parse
from itk_inspector.core.editing.expression_source import Operand, Source
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.expressions import EXPRESSION
from itk_inspector.core.editing.refusal import Refusal
from itk_inspector.core.editing.storing import Storing
from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.store_request import StoreRequest
from itk_inspector.core.export.written_part import cropped_geometry, part_info
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores import engines
from itk_inspector.itkio.stores.all_pixels import engine_of
from itk_inspector.itkio.stores.changes_note import request_for, saved_changes
from itk_inspector.itkio.stores.saved_changes import WithSavedChanges, changed_boxes
from itk_inspector.itkio.stores.stored_info import info_of

Read: TypeAlias = Callable[[int, Region], npt.NDArray[Any] | Refusal]
"""Returns the pixels of a box of a new level, or why they are not written; on a cluster it is sent to the workers."""


@dataclass(frozen=True, slots=True)
class Computing:
    """What each pixel becomes.

    Parameters
    ----------
    text : str
        An expression.
    dtype : str
    channels : int
        Components of a result.
    storing : Storing
    """

    text: str
    dtype: str
    channels: int
    storing: Storing

    def of(self, pixels: npt.NDArray[Any], geometry: Geometry) -> npt.NDArray[Any] | Refusal:
        """Return what becomes of the pixels of a box, or which are refused."""
        source = Source(Operand(pixels, geometry))
        components = (self.channels,) if self.channels > 1 else ()
        out = np.empty((*geometry.shape, *components), self.dtype)
        found = parse(self.text, source.names).attempt(source, out, storing=self.storing)
        return found if isinstance(found, Refusal) else out


@dataclass(frozen=True, slots=True)
class StoredPixels:
    """The pixels of an image that is stored already, level by level; a `Read`.

    Parameters
    ----------
    request : OpenRequest
    run : str
        As of `all_pixels.AllPixels`.
    boxes : tuple of (int, Region)
        For each new level that is given: which level is read, and the box of it.
    computing : tuple of Computing
        Each of the results of the one before.
    component : int, optional
        None for all numbers of a pixel.
    are_parts : bool
        The components are images along another axis.
    """

    request: OpenRequest
    run: str
    boxes: tuple[tuple[int, Region], ...]
    computing: tuple[Computing, ...] = ()
    component: int | None = None
    are_parts: bool = False

    def __call__(self, number: int, box: Region) -> npt.NDArray[Any] | Refusal:
        """Return what is written into a box of a new level."""
        level, whole = self.boxes[number]
        there = Region(tuple(s + o for s, o in zip(box.start, whole.start, strict=True)), box.shape)
        engine = engine_of(self.request, self.run)
        pixels = engine.read_parts(level, there) if self.are_parts else engine.read(level, there)
        geometry = engine.pyramid.levels[level].part(there)
        for each in self.computing:
            found = each.of(pixels, geometry)
            if isinstance(found, Refusal):
                return found
            pixels = found
        return pixels if self.component is None else pixels[..., self.component]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written, and where its pixels come from.

    Parameters
    ----------
    info : ImageInfo
        Of the image that is read: its level, or the box of it.
    image : NewImage
    pixels : callable
        A `Read`.
    notes : tuple of str
    """

    info: ImageInfo
    image: NewImage
    pixels: Read
    notes: tuple[str, ...] = ()


def planned(request: OpenRequest, what: StoreRequest, run: str) -> Plan:
    """Find out what is to be written; no chunk is read.

    Raises
    ------
    OpenError
        If the image cannot be read.
    UsageError
        If it has no such level, or no such box.
    EditError
        If the expression is none.
    ExportError
        If it has no such part or component.
    """
    saved = None if what.changes is None else saved_changes(what.changes)
    if saved is not None:
        request = request_for(saved, request)
    pyramid = engine_of(request, run).pyramid
    level, box = engines.chosen(request, pyramid)
    info = info_of(pyramid, level, box, request)
    are_parts = what.all_parts and bool(info.parts)
    if are_parts:
        info = _of_all(info, pyramid)
    computing, made = _computing(info, what)
    part = part_info(made, what.crop, what.component if made.channels > 1 else None, squeeze=False)
    if what.crop is not None:
        box = Region(tuple(a + b for a, b in zip(box.start, what.crop.start, strict=True)), what.crop.shape)
    boxes = [(request.level, box)]
    if box == level.whole and not computing and saved is None:
        boxes += [(at, pyramid.levels[at].whole) for at in range(request.level + 1, len(pyramid.levels))]
    itemsize = (1 if are_parts else part.channels) * np.dtype(part.dtype).itemsize
    axes = as_written(pyramid.stored_axes)
    levels = tuple(
        Level(
            cropped_geometry(pyramid.levels[at].geometry, inside),
            new_chunks(inside.shape, pyramid.levels[at].chunks, itemsize),
        )
        for at, inside in boxes
    )
    fill = None if computing else pyramid.fill
    name = what.target.name
    image = NewImage(name, with_coarser(levels, axes), axes, part.dtype, part.channels, fill, what.level)
    image = replace(image, pixel_bytes=max(image.pixel_bytes, info.channels * np.dtype(info.dtype).itemsize))
    if are_parts and part.channels > 1:
        image = replace(image, channels=pyramid.part_axes[0], are_apart=True)
    component = what.component if made.channels > 1 else None
    notes = _notes(info)
    if computing and pyramid.channels:
        notes += ("What is said of channels is not kept with computed values.",)
    else:
        image = replace(image, told=_told(pyramid, component, are_parts=are_parts))
    pixels: Read = StoredPixels(request, run, tuple(boxes), computing, component, are_parts)
    if saved is not None and what.changes is not None:
        there = OpenRequest(what.changes)
        for _ in changed_boxes(saved, engine_of(there, run), engine_of(request, run)):
            pass  # all are looked at before one is written
        pixels = WithSavedChanges(pixels, there, run, frozenset(saved.chunks))
    return Plan(info, image, pixels, notes)


def _told(pyramid: Pyramid, component: int | None, *, are_parts: bool) -> tuple[Channel, ...]:
    """Return what is said of the channels that are written."""
    channels = pyramid.channels
    if are_parts:
        return channels if component is None else channels[component : component + 1]
    at = pyramid.info.part
    return channels[at : at + 1] if pyramid.info.channels == 1 else ()


def _of_all(info: ImageInfo, pyramid: Pyramid) -> ImageInfo:
    """Return what is known of all images along another axis, as components of one.

    Raises
    ------
    ExportError
        If a store has no axis for them.
    """
    if len(pyramid.part_axes) != 1 or info.channels > 1:
        raise ExportError(
            f"{info.path.name} holds {len(info.parts)} images along more axes than a new store has.",
            advice="Write one of them: --part N, or part=N in Python.",
        )
    return replace(info, components=len(info.parts), pixel_type="vector", parts=())


def _computing(info: ImageInfo, what: StoreRequest) -> tuple[tuple[Computing, ...], ImageInfo]:
    """Return what is computed, and what is known of its result."""
    found, made = [], info
    for formula in what.formulas:
        given = EXPRESSION.complete(made, formula.parameters, {})
        expected: Expected = EXPRESSION.outcome(made, given, {})
        found.append(Computing(given["text"], expected.dtype, expected.channels, Storing(given["storing"])))
        made = replace(expected.info(made, EXPRESSION.name), path=info.path)
    return tuple(found), made


def _notes(info: ImageInfo) -> tuple[str, ...]:
    notes = []
    if info.parts:
        notes.append(f"Image {info.part} of {len(info.parts)} is written: {info.parts[info.part]}.")
    if info.metadata:
        notes.append(f"{len(info.metadata):,} metadata entries are not kept.")
    return tuple(notes)
