"""The brush: paints along the way of the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.tools.change import Paint
from itk_inspector.control.tools.option import ChoiceOption, NumberOption
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.editing.brush_shape import BrushShape

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from itk_inspector.control.tools.drag import Drag

SHAPE = ChoiceOption(
    "brushShape", "Brush shape", "Shape of the brush.", tuple(s.value for s in BrushShape), BrushShape.DISC.value
)
RADIUS = NumberOption(
    "brushRadius",
    "Brush radius in pixels",
    "Radius; the brush is 2 × radius + 1 pixels across.",
    0,
    200,
    3,
    " px",
    "radius ",
)


def marks(drag: Drag) -> npt.NDArray[np.int64]:
    """Return the pixels under the brush from the latest one to the present one, without a gap: flat positions."""
    # here, because the window appears before NumPy is loaded
    from itk_inspector.core.editing.brush import brush_offsets, line_between, stamp_indices

    way = line_between(*(drag.plane.on_screen(end) for end in (drag.last, drag.now)))
    offsets = brush_offsets(BrushShape(drag.choice(SHAPE)), drag.number(RADIUS))
    return stamp_indices(way, offsets, drag.plane, drag.geometry)


def _paint(drag: Drag) -> Paint | None:
    positions = marks(drag)
    return Paint(positions) if positions.size else None


BRUSH = Tool(
    "toolBrush",
    "&Brush",
    "Drag to paint with the brush.",
    "D",
    "brush",
    press=_paint,
    drag=_paint,
    options=(SHAPE, RADIUS),
)
