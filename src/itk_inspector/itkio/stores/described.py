"""The pyramid that stored arrays and what is said of them make."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from itk_inspector.core.chunked.channel import Channel
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.pyramid import Pyramid
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space, unit_of
from itk_inspector.core.header.stored_level import StoredLevel
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS, COMPONENT_TYPES
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.itkio.stores.axes import ShownAxes


@dataclass(frozen=True, slots=True)
class StoredArray:
    """The array of a level: numbers along its own axes, in its own order.

    Parameters
    ----------
    shape, chunks, start : tuple of int
        Its pixels, what is read at once, and the index of the first pixel.
    scale, translation : tuple of float
        What leads from an index to a point; empty where nothing is said.
    """

    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    scale: tuple[float, ...] = ()
    translation: tuple[float, ...] = ()
    start: tuple[int, ...] = ()


def levels_of(arrays: Sequence[StoredArray], chosen: ShownAxes, name: str) -> tuple[tuple[Level, ...], tuple[str, ...]]:
    """Return the levels of an image, and what there is to say of their placement.

    Where a level has no scale of its own, its pixels fill the same space as those of level 0.

    Raises
    ------
    OpenError
        If a level cannot lie anywhere.
    """
    found: list[Level] = []
    notes = []
    for number, array in enumerate(arrays):
        size = tuple(array.shape[axis] for axis in reversed(chosen.shown))
        chunks = tuple(max(1, min(array.chunks[axis], array.shape[axis])) for axis in chosen.shown)
        start = tuple(array.start[axis] for axis in reversed(chosen.shown)) if array.start else (0,) * len(size)
        if min(array.shape, default=0) < 1:
            raise OpenError(f"{name} holds no pixels: the shape of level {number} is {array.shape}.")
        plain = replace(Geometry.identity(size), start_index=start)
        if array.scale:
            translation = array.translation or (0.0,) * len(array.shape)
            spacing, origin = chosen.of_shown(array.scale), chosen.of_shown(translation)
        elif number:
            spacing, origin = _fitted(size, found[0].geometry)
            notes.append(f"The file gives no scale for level {number}: it is taken to fill the space of level 0.")
        else:
            spacing, origin = plain.spacing, plain.origin
        spacing, direction = _positive(spacing, plain)
        geometry = replace(plain, spacing=spacing, origin=origin, direction=direction)
        if not geometry.is_sound:
            raise OpenError(
                f"{name} has a placement without meaning (scale or translation of level {number}).",
                detail=f"scale {array.scale}, translation {array.translation}",
            )
        found.append(Level(geometry, chunks))
    return tuple(found), (*notes, *_odd_levels(found))


def _fitted(size: tuple[int, ...], finest: Geometry) -> tuple[tuple[float, ...], tuple[float, ...]]:
    ratios = [n / m for n, m in zip(finest.size, size, strict=True)]
    spacing = tuple(s * r for s, r in zip(finest.spacing, ratios, strict=True))
    ends = zip(finest.origin, finest.spacing, spacing, strict=True)
    return spacing, tuple(o + (b - a) / 2 for o, a, b in ends)


def _positive(spacing: tuple[float, ...], plain: Geometry) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
    """Turn axes whose scale is negative round, as ITK's readers do."""
    signs = [-1.0 if value < 0 else 1.0 for value in spacing]
    turned = tuple(tuple(v * s + 0.0 for v, s in zip(row, signs, strict=True)) for row in plain.direction)
    return tuple(map(abs, spacing)), turned


def _odd_levels(levels: Sequence[Level]) -> tuple[str, ...]:
    """Tell of levels whose first pixel does not lie within the space of level 0."""
    finest = levels[0].geometry
    odd = []
    for number, level in enumerate(levels[1:], 1):
        geometry = level.geometry
        pairs = zip(geometry.origin, finest.origin, geometry.spacing, finest.spacing, strict=True)
        if any(abs(a - b) > coarse + fine for a, b, coarse, fine in pairs):
            odd.append(f"Level {number} begins at {geometry.origin}, level 0 at {finest.origin}: one of them is wrong.")
    return tuple(odd)


def described(
    path: Path,
    format_name: str,
    dtype: np.dtype[Any],
    levels: tuple[Level, ...],
    chosen: ShownAxes,
    *,
    components: int = 1,
    pixel_type: str = "scalar",
    fill: complex | None = None,
    parts: tuple[str, ...] = (),
    part: int = 0,
    notes: tuple[str, ...] = (),
    channels: tuple[Channel, ...] = (),
) -> Pyramid:
    """Return the pyramid of an image.

    Raises
    ------
    OpenError
        If its values are of no type that can be shown.
    """
    name = dtype.newbyteorder("=").name
    if name not in COMPONENT_TYPES:
        raise OpenError(f"{path.name} stores {dtype} pixels, which cannot be shown.")
    is_complex = name in COMPLEX_PARTS
    units = {unit_of(chosen.axes[axis].unit) for axis in chosen.shown if chosen.axes[axis].kind == "space"}
    if len(units) > 1:
        notes = (*notes, f"The axes have different units: {', '.join(sorted(units - {''}))}.")
    if not parts and channels and channels[0].text:
        notes = (*notes, f"Channel: {visible_text(channels[0].text)}.")
    pixel_type, components = ("complex", 2) if is_complex else (pixel_type, components)
    geometry = levels[0].geometry
    itk_type = itk_type_for(name, components, pixel_type, geometry.dimension)
    info = ImageInfo(
        path=path,
        format=format_name,
        pixel_type=pixel_type,
        component_type=COMPONENT_TYPES[name],
        components=components,
        dtype=name,
        geometry=geometry,
        itk_type=itk_type.name if itk_type else "",
        notes=(*notes, *(visible_text(note) for note in chosen.notes())),
        space=Space(units.pop() if len(units) == 1 else ""),
        parts=tuple(map(visible_text, parts)),
        part=part,
        levels=tuple(stored_level(level) for level in levels),
    )
    part_axes = chosen.of_parts if math.prod(chosen.counts) == len(parts) else ()  # others lie nowhere beside these
    return Pyramid(info, levels, fill, chosen.stored, part_axes, channels)


def stored_level(level: Level) -> StoredLevel:
    """Return a level as it is told."""
    return StoredLevel(level.geometry.size, level.chunks[::-1], level.geometry.spacing)
