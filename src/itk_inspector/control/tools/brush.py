"""The brush: paints along the way of the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.tools.change import Paint
from itk_inspector.control.tools.option import ChoiceOption, Chosen, NumberOption
from itk_inspector.control.tools.shown import Shown, count_text
from itk_inspector.control.tools.slices import SLICES
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.editing.brush_shape import BrushShape

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from itk_inspector.control.tools.drag import Drag
    from itk_inspector.core.editing.brush_stamp import BrushStamp
    from itk_inspector.core.geometry.geometry import Geometry
    from itk_inspector.core.geometry.planes import Plane

SHAPE = ChoiceOption(
    "brushShape",
    "Brush shape",
    "Shape of the brush; a ball reaches through the slices.",
    tuple(s.value for s in BrushShape),
    BrushShape.DISC.value,
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
_IN_PIXELS, _IN_SPACE = "measured in pixels", "measured in space"
METRIC = ChoiceOption(
    "brushMetric",
    "What the brush is measured in",
    "Measured in space, it is as wide as high and deep in the file’s unit; the radius counts the smallest spacing.",
    (_IN_PIXELS, _IN_SPACE),
    _IN_PIXELS,
)
BRUSH_OPTIONS = (SHAPE, RADIUS, SLICES, METRIC)


def stamp(chosen: Chosen, plane: Plane, geometry: Geometry) -> BrushStamp:
    """Return the pixels of the brush that is chosen.

    Raises
    ------
    EditError
        If they are too many.
    """
    from itk_inspector.core.editing.brush_stamp import stamp_of  # the window appears before NumPy is loaded

    return stamp_of(
        BrushShape(SHAPE.of(chosen)),
        RADIUS.of(chosen),
        plane,
        geometry,
        slices=SLICES.of(chosen),
        in_space=METRIC.of(chosen) == _IN_SPACE,
    )


def marks(drag: Drag) -> npt.NDArray[np.int64]:
    """Return the pixels under the brush from the latest one to the present one, without a gap: flat positions."""
    # here, because the window appears before NumPy is loaded
    from itk_inspector.core.editing.brush import line_between

    way = line_between(*(drag.plane.on_screen(end) for end in (drag.last, drag.now)))
    return stamp(drag.chosen, drag.plane, drag.geometry).marks(way, drag.plane, drag.geometry)


def footprint(chosen: Chosen, plane: Plane, geometry: Geometry) -> Shown | None:
    """Return what the brush covers around the pixel under the cursor."""
    made = stamp(chosen, plane, geometry)
    return Shown(made.footprint(), count_text(*made.count(plane, geometry)))


def _paint(drag: Drag) -> Paint | None:
    positions = marks(drag)
    return Paint(positions) if positions.size else None


BRUSH = Tool(
    "toolBrush",
    "&Brush",
    "Drag to paint.",
    "D",
    "brush",
    press=_paint,
    drag=_paint,
    footprint=footprint,
    options=BRUSH_OPTIONS,
)
