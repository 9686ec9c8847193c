"""The tool that draws an ellipse."""

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
    return draw(drag, ShapeKind.ELLIPSE, (drag.first, drag.now))


def _show(drag: Drag) -> Shown:
    return show(drag, ShapeKind.ELLIPSE, (drag.first, drag.now))


ELLIPSE = Tool(
    "toolEllipse",
    "Ell&ipse",
    "Drag to draw an ellipse.",
    "C",
    "ellipse",
    release=_draw,
    preview=_show,
    options=SHAPE_OPTIONS,
)
