"""Which part of an image is written: a box, one component, without axes of size 1."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import ExportError
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry, Matrix
from itk_inspector.core.geometry.indexing import ItkIndex, reverse
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo

_FEWEST_AXES = 2
_OF_LAYERS = "Segment"
"""Keys that tell of segments in several layers begin with it (3D Slicer's .seg.nrrd)."""


def cropped_geometry(geometry: Geometry, crop: Region | None) -> Geometry:
    """Return the geometry of a part: the same space, start index 0, origin at its first pixel.

    As ``itk::ImageFileWriter`` does, the start index is folded into the origin.
    """
    start = crop.start if crop else (0,) * geometry.dimension
    shape = crop.shape if crop else geometry.shape
    first = ItkIndex(tuple(s + o for s, o in zip(geometry.start_index, start[::-1], strict=True)))
    origin = geometry.point_of(first).components if any(first.components) else geometry.origin
    return Geometry(shape[::-1], (0,) * geometry.dimension, origin, geometry.spacing, geometry.direction)


def kept_axes(geometry: Geometry) -> tuple[int, ...]:
    """Return the ITK axes that are left when those of size 1 are left out; two at least.

    Times go first; as long as there are several, no axis of space can go: the axes after it would mean another thing.
    """
    kept = list(range(geometry.dimension))
    for axis in reversed(range(geometry.dimension)):
        may_go = axis >= SPATIAL_AXES or kept[-1] < SPATIAL_AXES
        if geometry.size[axis] == 1 and len(kept) > _FEWEST_AXES and may_go:
            kept.remove(axis)
    return tuple(kept)


def squeezed_geometry(geometry: Geometry) -> Geometry:
    """Return the geometry without axes of size 1: of origin, spacing and direction, what belongs to the axes that stay.

    The direction is the identity where these axes do not lead along each other only.

    Source: ``itk::ExtractImageFilter``, ``DIRECTIONCOLLAPSETOGUESS``, with a stricter notion of a direction.
    """
    axes = kept_axes(geometry)
    if len(axes) == geometry.dimension:
        return geometry
    plain = Geometry.identity(tuple(geometry.size[axis] for axis in axes))
    return replace(
        plain,
        start_index=tuple(geometry.start_index[axis] for axis in axes),
        origin=tuple(geometry.origin[axis] for axis in axes),
        spacing=tuple(geometry.spacing[axis] for axis in axes),
        direction=_direction(geometry, axes) or plain.direction,
    )


def slice_in_space(geometry: Geometry) -> Geometry:
    """Return the geometry with the axis of space that would be left out behind the others: all pixels stay in place.

    The same pixels in the same order are then a volume of one slice; its normal makes the axes right-handed.
    """
    kept = kept_axes(geometry)
    across = [axis for axis in range(min(geometry.dimension, SPATIAL_AXES)) if axis not in kept]
    if not across:
        return geometry
    order = (*(axis for axis in kept if axis < SPATIAL_AXES), *across, *range(SPATIAL_AXES, geometry.dimension))
    made = replace(
        geometry,
        size=tuple(geometry.size[axis] for axis in order),
        start_index=tuple(geometry.start_index[axis] for axis in order),
        spacing=tuple(geometry.spacing[axis] for axis in order),
        direction=tuple(tuple(row[axis] for axis in order) for row in geometry.direction),
    )
    if not made.is_left_handed:
        return made
    last = SPATIAL_AXES - 1
    return replace(made, direction=tuple((*row[:last], -row[last], *row[SPATIAL_AXES:]) for row in made.direction))


def keeps_direction(geometry: Geometry) -> bool:
    """Tell whether the direction of the axes that stay is kept when those of size 1 are left out."""
    axes = kept_axes(geometry)
    return len(axes) == geometry.dimension or _direction(geometry, axes) is not None


def _direction(geometry: Geometry, axes: tuple[int, ...]) -> Matrix | None:
    part = tuple(tuple(geometry.direction[row][column] for column in axes) for row in axes)
    matrix = np.asarray(part)
    return part if np.allclose(matrix @ matrix.T, np.eye(len(axes)), atol=1e-6) else None


def part_info(
    info: ImageInfo, crop: Region | None, component: int | None, *, squeeze: bool, in_space: bool = False
) -> ImageInfo:
    """Return what is to know of a part; its geometry starts at index 0.

    ``in_space`` is of formats that place every slice in space: with ``squeeze``, one across any axis stays in place.

    Raises
    ------
    ExportError
        If there is no such box or component.
    """
    if crop is not None and not crop.lies_in(info.geometry.shape):
        raise ExportError("The region extends beyond the image.")
    if component is not None and not (0 <= component < info.channels and not info.is_complex):
        several = f"has components 0 … {info.channels - 1}" if info.channels > 1 else "has one component"
        raise ExportError(f"There is no component {component} to write: {info.path.name} {several}.")
    geometry = cropped_geometry(info.geometry, crop)
    if squeeze:
        geometry = slice_in_space(geometry) if in_space else squeezed_geometry(geometry)
    if component is None or info.channels == 1:
        return replace(info, geometry=geometry)
    alone = replace(info, geometry=geometry, components=1, pixel_type="scalar")
    if not info.has_layers:
        return alone
    metadata = {key: value for key, value in info.metadata.items() if not key.startswith(_OF_LAYERS)}
    return replace(alone, metadata=metadata, labels=None)


def part_pixels(
    pixels: npt.NDArray[Any], info: ImageInfo, crop: Region | None, component: int | None
) -> npt.NDArray[Any]:
    """Return a box and a component of an image as a **view**; axes of size 1 stay."""
    part = pixels[crop.slices] if crop is not None else pixels
    return part[..., component] if component is not None and info.channels > 1 else part


def place_in_image(geometry: Geometry, crop: Region | None, index: tuple[int, ...]) -> ItkIndex:
    """Return which pixel of the image lies at a NumPy index of a part of it; a component behind it is left out."""
    inside = index[: geometry.dimension]
    start = crop.start if crop is not None else (0,) * geometry.dimension
    here = reverse(tuple(s + i for s, i in zip(start, inside, strict=True)))
    return ItkIndex(tuple(s + i for s, i in zip(geometry.start_index, here, strict=True)))
