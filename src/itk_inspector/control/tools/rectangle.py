"""The tool that fills a rectangle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.tools.change import Fill
from itk_inspector.control.tools.tool import Tool

if TYPE_CHECKING:
    from itk_inspector.control.tools.drag import Corners, Drag


def _fill(drag: Drag) -> Fill | None:
    from itk_inspector.core.geometry.regions import box_between  # the window appears before NumPy is loaded

    box = box_between(drag.first, drag.now, drag.geometry)
    return Fill(box) if box is not None else None


def _corners(drag: Drag) -> Corners:
    return drag.first, drag.now


RECTANGLE = Tool(
    "toolRectangle",
    "Rectan&gle",
    "Drag to fill a rectangle.",
    "R",
    "rectangle",
    release=_fill,
    preview=_corners,
)
