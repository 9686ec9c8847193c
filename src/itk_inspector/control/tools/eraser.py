"""The eraser: puts back the original's pixels along the way of the pointer, with the brush's shape and radius."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.tools.brush import BRUSH_OPTIONS, footprint, marks
from itk_inspector.control.tools.change import Erase
from itk_inspector.control.tools.tool import Tool

if TYPE_CHECKING:
    from itk_inspector.control.tools.drag import Drag


def _erase(drag: Drag) -> Erase | None:
    positions = marks(drag)
    return Erase(positions) if positions.size else None


ERASER = Tool(
    "toolEraser",
    "Er&aser",
    "Drag to restore the original.",
    "E",
    "eraser",
    press=_erase,
    drag=_erase,
    writes_value=False,
    footprint=footprint,
    options=BRUSH_OPTIONS,
)
