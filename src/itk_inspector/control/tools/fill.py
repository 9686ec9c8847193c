"""The tool that fills the connected pixels of one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.tools.change import FloodFill
from itk_inspector.control.tools.option import ChoiceOption, TextOption
from itk_inspector.control.tools.tool import Tool

if TYPE_CHECKING:
    from itk_inspector.control.tools.drag import Drag

_IN_PLANE, _IN_SPACE = "in this plane", "in 3-D"
REACH = ChoiceOption(
    "fillReach",
    "Where connected pixels are looked for",
    "Pixels of the same value that share an edge in this plane, or a face in 3-D.",
    (_IN_PLANE, _IN_SPACE),
    _IN_PLANE,
)
TOLERANCE = TextOption(
    "fillTolerance",
    "Tolerance",
    "How far values may be from the clicked one; of colours and vectors, each component. NaN is like NaN only.",
    "tolerance",
    "±",
)


def _press(drag: Drag) -> FloodFill | None:
    if not drag.geometry.contains(drag.now):
        return None
    is_in_space = drag.choice(REACH) == _IN_SPACE and drag.geometry.dimension > 2
    axes = (0, 1, 2) if is_in_space else (drag.plane.horizontal, drag.plane.vertical)
    return FloodFill(drag.now, axes, drag.text(TOLERANCE))


FILL = Tool(
    "toolFill",
    "&Fill",
    "Click to fill connected pixels of like value.",
    "O",
    "fill",
    press=_press,
    needs_whole=True,
    options=(REACH, TOLERANCE),
)
