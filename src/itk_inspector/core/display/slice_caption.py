"""What a picture of a slice is of, in one line of text."""

from __future__ import annotations

from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.slice_position import slice_position
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.value_unit import value_unit
from itk_inspector.core.text.visible_text import visible_text


def slice_caption(info: ImageInfo, plane: Plane, settings: DisplaySettings, name: str) -> str:
    """Name the image, the plane, the ITK indices and positions of the slice, and the levels.

    Parameters
    ----------
    info : ImageInfo
    plane : Plane
    settings : DisplaySettings
    name : str
        Of the image.
    """
    parts = [visible_text(name), info.plane_name(plane)]
    for axis in plane.hidden_axes:
        where = slice_position(info.geometry, plane, axis, info.space.unit, plane.hidden_axes)
        parts.append(f"{axis_name(axis)} = {plane.position[axis]} ({where})")
    if settings.has_levels:
        levels, unit = settings.levels, value_unit(info)
        parts.append(f"{levels.low:g} … {levels.high:g}{f' {unit}' if unit else ''}")
    return "  ·  ".join(filter(None, parts))
