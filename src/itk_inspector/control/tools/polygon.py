"""The tool that draws a polygon."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from itk_inspector.control.tools.drawing import SHAPE_OPTIONS, draw, show
from itk_inspector.control.tools.shown import Shown
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.measure.kinds import ShapeKind

if TYPE_CHECKING:
    from itk_inspector.control.tools.change import Change
    from itk_inspector.control.tools.drag import Drag

_FEWEST = 3
_HINT = " · Enter draws, Backspace undoes"


def _draw(drag: Drag) -> Change | None:
    return draw(drag, ShapeKind.POLYGON, drag.corners) if len(set(drag.corners)) >= _FEWEST else None


def _show(drag: Drag) -> Shown:
    """Show what is covered once that is something, and a line from the last corner to the pixel under the cursor."""
    # here, because the window appears before NumPy is loaded
    import numpy as np

    from itk_inspector.core.display.footprint import Footprint, path_edges

    corners = [drag.plane.on_screen(corner) for corner in drag.corners]
    if len(set(drag.corners)) < _FEWEST:
        edges = path_edges(np.array(corners, dtype=np.float64))
        return Shown(
            Footprint(edges, plane=drag.plane, end=corners[-1]),
            f"{len(corners)} {'corner' if len(corners) == 1 else 'corners'} · Backspace undoes",
        )
    shown = show(drag, ShapeKind.POLYGON, drag.corners, _HINT)
    assert isinstance(shown.shape, Footprint)
    return Shown(replace(shown.shape, end=corners[-1]), shown.note)


POLYGON = Tool(
    "toolPolygon",
    "&Polygon",
    "Click corners; double-click to end.",
    "Shift+P",
    "polygon",
    release=_draw,
    preview=_show,
    takes_corners=True,
    options=SHAPE_OPTIONS,
)
