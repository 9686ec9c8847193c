"""Whether a header can be as a child describes it."""

from __future__ import annotations

import math

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES
from itk_inspector.itkio.engine.pixel_types import itk_type_of
from itk_inspector.worker.wire.plausible import need

_MOST_AXES = 16
LONGEST_UNIT = 16
MOST_BYTES = 2**62


def check_info(info: ImageInfo) -> None:
    """Refuse a description that no file could give.

    Raises
    ------
    CodecError
    """
    need(info.dtype in COMPONENT_TYPES and info.mapping in ("file", "scratch"), "no type of pixels")
    geometry, axes = info.geometry, info.geometry.dimension
    need(1 <= axes <= _MOST_AXES and lengths_of(geometry) == {axes}, "no number of axes")
    need(min(geometry.size) >= 1 and geometry.is_sound, "no placement")
    need(1 <= info.components < 2**31 and (not info.is_complex or info.components % 2 == 0), "no components")
    need(len(info.space.unit) <= LONGEST_UNIT, "no unit")
    need(0 <= info.part < max(1, len(info.parts)), "a part that is not there")
    need(0 <= info.level < max(1, len(info.levels)), "a level that is not there")
    need(all({len(one.size), len(one.chunks), len(one.spacing)} == {axes} for one in info.levels), "an odd level")
    need(info.labels is None or (info.takes_labels and info.labels.is_sound), "no labels")
    need(info.bytes < MOST_BYTES, "too many pixels")
    need(all(abs(start) < MOST_BYTES for start in geometry.start_index), "a start beyond all indices")
    chosen = itk_type_of(info)
    need(info.itk_type == (chosen.name if chosen is not None else ""), "another type of ITK's")
    need(len(info.rescale) in (0, 1, info.shape[0]), "a rescale too many")
    for one in info.rescale:
        is_sound = one is None or (one.slope != 0 and math.isfinite(one.slope) and math.isfinite(one.intercept))
        need(is_sound, "a rescale without sense")


def lengths_of(geometry: Geometry) -> set[int]:
    """Return the numbers of axes that the parts of a geometry have."""
    parts = (geometry.size, geometry.start_index, geometry.origin, geometry.spacing, geometry.direction)
    return {len(part) for part in (*parts, *geometry.direction)}
