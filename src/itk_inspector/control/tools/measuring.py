"""The tools that draw shapes to measure with."""

from __future__ import annotations

from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.measure.kinds import ShapeKind


def _drawing(name: str, text: str, tip: str, icon: str, kind: ShapeKind, shortcut: str = "") -> Tool:
    return Tool(name, text, tip, shortcut, icon, needs_copy=False, draws=kind)


MEASURING_TOOLS = (
    _drawing(
        "measureLine",
        "&Line",
        "Drag to measure a length and to plot the values along it.",
        "line",
        ShapeKind.LINE,
        "L",
    ),
    _drawing(
        "measureRectangle", "&Rectangle", "Drag to measure the pixels of a rectangle.", "region", ShapeKind.RECTANGLE
    ),
    _drawing("measureEllipse", "&Ellipse", "Drag to measure the pixels of an ellipse.", "ellipse", ShapeKind.ELLIPSE),
    _drawing(
        "measurePolygon",
        "&Polygon",
        "Click corners, and the last one again to end; or drag around what is to be measured.",
        "polygon",
        ShapeKind.POLYGON,
    ),
    _drawing("measureAngle", "&Angle", "Click an end, the vertex and the other end.", "angle", ShapeKind.ANGLE),
)
"""In the order of their buttons; menu entries and buttons are made from these."""
