"""An ITK image of its own on the pixels of a document, of the type that ``itk.imread`` gives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import OpenError, UnwrappedError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.itk_types import ItkType, itk_type_for
from itk_inspector.itkio import bridge
from itk_inspector.itkio.engine import engine


def owned_image(document: ImageDocument) -> Any:
    """Return an ITK image that **views** a document's pixels, can be written, and outlives the document.

    Parameters
    ----------
    document : ImageDocument
        Read from a file: its pages are private to this process, so that neither the file nor another image changes.

    Returns
    -------
    itk.Image or itk.VectorImage
        With geometry and metadata dictionary. Pixels that are not aligned are copied.

    Raises
    ------
    UnwrappedError
        If itk wraps no image of these pixels.
    """
    return _made(np.require(document.access.all(), requirements="A"), document.info)


def stacked_image(documents: Sequence[ImageDocument]) -> Any:
    """Return an ITK image of several documents, one behind the other, as ``itk.ImageSeriesReader`` stacks files.

    Slices with two axes, or whose last axis is longer than 1, get a further axis. Spacing along it is the
    distance from the first to the last origin, in equal steps, and 1 of slices that have the same origin; the
    direction is that of the first slice (``itk::ImageSeriesReader``, ``ForceOrthogonalDirection``). The pixels are
    **copied**.

    Raises
    ------
    OpenError
        If the slices have different sizes or types.
    UnwrappedError
        If itk wraps no image of these pixels.
    """
    first, last = documents[0].info, documents[-1].info
    for each in documents:
        if (each.info.shape, each.info.dtype, each.info.pixel_type) != (first.shape, first.dtype, first.pixel_type):
            raise OpenError(f"{each.info.name} has another size or pixel type than {first.name}.")
    flat = first.geometry
    adds_axis = flat.size[-1] != 1
    parts = [each.access.all() for each in documents]
    pixels = np.stack(parts) if adds_axis else np.concatenate(parts)
    step = [b - a for a, b in zip(flat.origin, last.geometry.origin, strict=True)]
    step += [0.0] * adds_axis
    length = math.hypot(*step)
    axes = flat.dimension + adds_axis
    rows = [[*row, 0.0] if adds_axis else list(row) for row in flat.direction]
    if adds_axis:
        rows.append([0.0] * flat.dimension + [1.0])
    spacing = 1.0 if adds_axis else flat.spacing[-1]
    if len(documents) > 1:
        spacing = length / (len(documents) - 1) or 1.0
    kept = axes - 1
    geometry = Geometry(
        size=(*flat.size[:kept], len(documents)),
        start_index=(*flat.start_index[:kept], 0),
        origin=(*flat.origin, *([0.0] * adds_axis)),
        spacing=(*flat.spacing[:kept], spacing),
        direction=tuple(map(tuple, rows)),
    )
    return _made(pixels, replace(first, geometry=geometry))


def _made(pixels: npt.NDArray[Any], info: ImageInfo) -> Any:
    image = bridge.wrap(pixels, _wrapped_type(info), info.geometry)
    dictionary = image.GetMetaDataDictionary()
    for key, value in info.metadata.items():
        dictionary.Set(key, engine.text_metadata(value))
    image.SetMetaDataDictionary(dictionary)
    return image


def _wrapped_type(info: ImageInfo) -> ItkType:
    chosen = _type_of(info)
    if chosen is None:
        stored = info.dtype if info.channels == 1 else f"{info.channels} × {info.dtype}"
        advice = "Read it as another pixel type, such as pixel_type=itk.D." if info.channels == 1 else ""
        raise UnwrappedError(f"{info.name}: itk has no {info.geometry.dimension}-D image of {stored}.", advice=advice)
    return chosen


def _type_of(info: ImageInfo) -> ItkType | None:
    """Return the type, as long as its numbers are those of the file; None where there is none."""
    axes = info.geometry.dimension
    fixed_length = {"vector": ("Vector", "V"), "covariant_vector": ("CovariantVector", "CV")}.get(info.pixel_type)
    if info.dtype == "float32" and info.channels > 1 and fixed_length is not None:
        name, short = fixed_length
        fixed = ItkType(f"Image[{name}[F,{info.channels}],{axes}]", f"I{short}F{info.channels}{axes}", "float32", True)
        if hasattr(engine.buffers(), f"itkPyBuffer{fixed.suffix}"):
            return fixed
    found = itk_type_for(info.dtype, info.components, info.pixel_type, axes)
    return found if found is not None and found.dtype == {"bool": "uint8"}.get(info.dtype, info.dtype) else None
