"""A box of an image that is read in parts: what is counted in it, and what that costs."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias
from weakref import ref

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.chunked.in_parts import HELD
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import Shape
from itk_inspector.core.text.byte_text import byte_text
from itk_inspector.core.text.duration_text import duration_text

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.measure.whole_image import Wanted

Box: TypeAlias = tuple[tuple[int, int], ...]
"""The first ITK index and the one after the last for each axis, x first; empty for all pixels."""


@dataclass(frozen=True, slots=True)
class AllLabels:
    """All labels of an image are gone through, not the values in a box.

    Parameters
    ----------
    of : OpenImage or None
        What is measured under them; None where they are told of alone.
    pixels : tuple
        Which pixels of the one that is in memory, where one is.
    """

    of: OpenImage | None = None
    pixels: tuple[object, ...] = ()

    @classmethod
    def now(cls, labels: OpenImage, of: OpenImage | None) -> AllLabels:
        """Return what is gone through now: an image in memory may be edited."""
        if of is None:
            return cls()
        copies = ((one.session, one.pixels_version) for one in in_memory(labels, of))
        return cls(of, tuple((None if copy is None else ref(copy), version) for copy, version in copies))


What: TypeAlias = Box | AllLabels | Shape
"""What is gone through: of a shape the pixels that it covers; its number is 0, so that two of one form are the same."""

_BYTES_A_SECOND, _LONG = 100_000_000, 10.0
"""What chunks are read and counted with on a usual machine, and seconds from which it is told how many."""
_CHANGED = "What is counted is the store, and this copy was changed: save it as a new store, and open that."
_COMPLEX = "Complex numbers have no order; they are counted in a part that is opened (File › Open this part)."


def why_never(image: OpenImage, what: What = ()) -> str:
    """Say why pixels of an image that is read in parts, or its labels, are not gone through; empty where they are."""
    if not isinstance(what, AllLabels):
        return _why_unread(image) or (_COMPLEX if image.info.is_complex else "")
    pair = (image,) if what.of is None else (image, what.of)
    return next(filter(None, map(_why_unread, (each for each in pair if each.document.is_tiled))), "")


def _why_unread(image: OpenImage) -> str:
    """Say why no other process reads what is shown."""
    if image.info.is_held:
        return HELD
    return _CHANGED if image.session is not None and image.session.version.changed else ""


def in_memory(*images: OpenImage) -> tuple[OpenImage, ...]:
    """Return those of some images that are not read in parts."""
    return tuple(image for image in images if not image.document.is_tiled)


def task_text(image: OpenImage, box: What) -> str:
    """Say what is gone through."""
    if isinstance(box, AllLabels):
        return f"the labels of {size_text(image, box)} of {image.label}"
    return f"{size_text(image, box)} of {image.label}"


def size_text(image: OpenImage, what: What = ()) -> str:
    """Say how many bytes are gone through, as they lie in memory."""
    text = byte_text(_bytes(image, what))
    return f"all {text}" if isinstance(what, AllLabels) or not normal(image, what) else text


def _bytes(image: OpenImage, box: What) -> int:
    info = image.info
    if isinstance(box, AllLabels):
        return info.bytes + (0 if box.of is None else box.of.info.bytes)
    every = math.prod(info.geometry.size)
    if isinstance(box, Shape) and not box.kind.is_region:
        return _line_bytes(image, box)
    box = box_of(box) if isinstance(box, Shape) else box
    share = math.prod(last - first for first, last in box) if box else every
    return info.bytes // every * share


def _line_bytes(image: OpenImage, line: Shape) -> int:
    """Return the bytes of the chunks that a line touches."""
    from itk_inspector.core.measure.profile import nearest_between  # only for shapes

    info = image.info
    chunks = info.levels[info.level].chunks if info.levels else info.geometry.size
    places = nearest_between(line.nodes[0], line.nodes[-1]) - info.geometry.start_index
    touched = len({tuple(place) for place in (places // chunks).tolist()})
    return touched * math.prod(chunks) * (info.bytes // math.prod(info.geometry.size))


def cost_text(image: OpenImage, what: What = ()) -> str:
    """Say how much is gone through and, where that is much, how long it takes at a usual speed."""
    is_once = isinstance(what, AllLabels) or (isinstance(what, Shape) and not what.kind.is_region)
    passes = 1 if is_once else wanted().passes(image.access.dtype)
    seconds = _bytes(image, what) * passes / _BYTES_A_SECOND
    return size_text(image, what) + ("" if seconds < _LONG else f", about {duration_text(seconds)}")


def wanted() -> Wanted:
    """Return what is found out of all pixels."""
    from itk_inspector.core.display.histogram import BINS  # only for these
    from itk_inspector.core.measure.whole_image import Wanted

    return Wanted(histogram=BINS, outstanding=True)


def region_wanted() -> Wanted:
    """Return what is found out of the pixels of a region that is no box."""
    return replace(wanted(), outstanding=False)


def asked_of(shape: Shape) -> Box | Shape:
    """Return what is gone through for a measured region: the box of a rectangle, or else what it covers."""
    return box_of(shape) if shape.kind is ShapeKind.RECTANGLE else replace(shape, number=0, along=0)


def box_of(shape: Shape) -> Box:
    """Return the box that a region fills."""
    ends = zip(*(node.components for node in shape.nodes), strict=True)
    box = [(min(places), max(places) + 1) for places in ends]
    if shape.through is not None:
        box[shape.through.axis] = shape.through.first, shape.through.last + 1
    return tuple(box)


def slice_box(image: OpenImage) -> Box:
    """Return the slice on screen."""
    geometry, plane = image.info.geometry, image.plane
    ends = zip(geometry.start_index, geometry.size, plane.position, strict=True)
    on_screen = plane.horizontal, plane.vertical
    return tuple(
        (start, start + size) if axis in on_screen else (at, at + 1) for axis, (start, size, at) in enumerate(ends)
    )


def normal(image: OpenImage, box: What) -> What:
    """Return a box, or nothing for one of all pixels."""
    if isinstance(box, AllLabels | Shape):
        return box
    geometry = image.info.geometry
    every = tuple((start, start + size) for start, size in zip(geometry.start_index, geometry.size, strict=True))
    return () if box == every else box
