"""What is to know of an image as it is seen."""

from __future__ import annotations

import math

from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.anatomy import oblique_note
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo

_EXACT = 2.0**53  # every whole number up to here is a double


def coarse_note(dtype: str, levels: Levels) -> str:
    """Say that whole numbers are too large for a grey of their own; empty where each has one."""
    largest = max(abs(levels.low), abs(levels.high))
    if dtype not in ("int64", "uint64") or largest <= _EXACT:
        return ""
    step = math.ulp(math.nextafter(min(largest, 2.0**64), 0.0))  # levels may lie beyond the largest number
    return f"Numbers this large are drawn in steps of {step:,.0f}; the values in the panel are exact."


def view_notes(info: ImageInfo, plane: Plane) -> tuple[str, ...]:
    """Return one sentence for everything about the axes that the picture alone would not tell."""
    notes = []
    if info.has_letters and (turned := oblique_note(info.geometry)):
        notes.append(turned)
    if plane.is_mixed:
        names = f"{axis_name(plane.horizontal)} and {axis_name(plane.vertical)}"
        notes.append(f"{names} have different units; pixels are drawn square.")
    return tuple(notes)
