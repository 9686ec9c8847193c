"""The tool that draws a straight line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.tools.drawing import WIDTH, draw, show
from itk_inspector.control.tools.slices import SLICES
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.measure.kinds import ShapeKind

if TYPE_CHECKING:
    from itk_inspector.control.tools.change import Change
    from itk_inspector.control.tools.drag import Drag
    from itk_inspector.control.tools.shown import Shown


def _draw(drag: Drag) -> Change | None:
    return draw(drag, ShapeKind.LINE, (drag.first, drag.now))


def _show(drag: Drag) -> Shown:
    return show(drag, ShapeKind.LINE, (drag.first, drag.now))


LINE = Tool(
    "toolLine",
    "&Line",
    "Drag to draw a straight line.",
    "U",
    "draw-line",
    release=_draw,
    preview=_show,
    options=(WIDTH, SLICES),
)
