"""The tool that draws a rectangle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.tools.drawing import SHAPE_OPTIONS, draw, show
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.measure.kinds import ShapeKind

if TYPE_CHECKING:
    from itk_inspector.control.tools.change import Change
    from itk_inspector.control.tools.drag import Drag
    from itk_inspector.control.tools.shown import Shown


def _draw(drag: Drag) -> Change | None:
    return draw(drag, ShapeKind.RECTANGLE, (drag.first, drag.now))


def _show(drag: Drag) -> Shown:
    return show(drag, ShapeKind.RECTANGLE, (drag.first, drag.now))


RECTANGLE = Tool(
    "toolRectangle",
    "Rectan&gle",
    "Drag to draw a rectangle.",
    "R",
    "region",
    release=_draw,
    preview=_show,
    options=SHAPE_OPTIONS,
)
