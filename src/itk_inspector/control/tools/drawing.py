"""What the tools share that draw lines and shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from itk_inspector.control.tools.change import Draw, Fill
from itk_inspector.control.tools.option import ChoiceOption, NumberOption
from itk_inspector.control.tools.shown import Shown, count_text
from itk_inspector.control.tools.slices import SLICES
from itk_inspector.core.measure.kinds import ShapeKind

if TYPE_CHECKING:
    from itk_inspector.control.tools.drag import Drag
    from itk_inspector.core.editing.drawn_area import Drawn
    from itk_inspector.core.geometry.indexing import ItkIndex

_FILLED, _OUTLINE = "filled", "outline"
STYLE = ChoiceOption(
    "drawnStyle", "Filled or outline", "Filled, or only pixels along the outline.", (_FILLED, _OUTLINE), _FILLED
)
WIDTH = NumberOption(
    "drawnWidth", "Width of lines in pixels", "Width of a line, and of an outline, inwards.", 1, 100, 1, " px", "width "
)
SHAPE_OPTIONS = (STYLE, WIDTH, SLICES)


def _drawn(drag: Drag, kind: ShapeKind, nodes: Sequence[ItkIndex]) -> Drawn:
    from itk_inspector.core.editing.drawn_area import Drawn  # the window appears before NumPy is loaded

    is_wide = kind is ShapeKind.LINE or drag.choice(STYLE) == _OUTLINE
    return Drawn(
        kind, tuple(nodes), drag.plane, drag.geometry, drag.number(SLICES), drag.number(WIDTH) if is_wide else 0
    )


def draw(drag: Drag, kind: ShapeKind, nodes: Sequence[ItkIndex]) -> Draw | Fill | None:
    """Return the change that draws a shape; None where it lies beside the image."""
    drawn = _drawn(drag, kind, nodes)
    area = drawn.area()
    if area is None:
        return None
    if area.cover is None:
        return Fill(area.box)
    name = kind.value.lower()
    return Draw(area, name if kind is ShapeKind.LINE or not drawn.width else f"{name} outline")


def show(drag: Drag, kind: ShapeKind, nodes: Sequence[ItkIndex], hint: str = "") -> Shown:
    """Return the outline of a shape, pixel by pixel, and how many pixels it covers."""
    from itk_inspector.core.display.scene import Rectangle  # the window appears before NumPy is loaded

    drawn = _drawn(drag, kind, nodes)
    footprint, count = drawn.footprint()
    note = count_text(count, drawn.depth) + hint
    if kind is ShapeKind.RECTANGLE and not drawn.width:
        return Shown(Rectangle(*nodes), note)
    return Shown(footprint, note)
