"""All tools, in the order of their buttons; actions, buttons and the widgets of their options are made from these."""

from __future__ import annotations

from itk_inspector.control.tools.brush import BRUSH
from itk_inspector.control.tools.ellipse import ELLIPSE
from itk_inspector.control.tools.eraser import ERASER
from itk_inspector.control.tools.fill import FILL
from itk_inspector.control.tools.line import LINE
from itk_inspector.control.tools.pan import PAN
from itk_inspector.control.tools.pixel import PIXEL
from itk_inspector.control.tools.polygon import POLYGON
from itk_inspector.control.tools.rectangle import RECTANGLE
from itk_inspector.control.tools.stamp import STAMP
from itk_inspector.control.tools.tool import Tool

TOOLS: tuple[Tool, ...] = (
    PAN,
    PIXEL,
    BRUSH,
    ERASER,
    LINE,
    RECTANGLE,
    ELLIPSE,
    POLYGON,
    FILL,
    STAMP,
)
FIRST = PIXEL
"""In hand when editing begins."""
