"""The tool that puts the copied region where it is clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.tools.change import Paste
from itk_inspector.control.tools.tool import Tool

if TYPE_CHECKING:
    from itk_inspector.control.tools.drag import Corners, Drag

WIDTH, HEIGHT = "stampWidth", "stampHeight"
"""What is chosen by copying: how many pixels the region is wide and high."""


def _corners(drag: Drag) -> Corners | None:
    """Return the first and the last pixel of the region, its middle at the pointer."""
    width, height = (int(drag.chosen.get(name, 0)) for name in (WIDTH, HEIGHT))
    if not width or not height:
        return None
    first = drag.plane.stepped(drag.now, -(width // 2), -(height // 2))
    return first, drag.plane.stepped(first, width - 1, height - 1)


def _release(drag: Drag) -> Paste:
    corners = _corners(drag)
    return Paste(corners[0] if corners is not None else drag.now, drag.plane)


STAMP = Tool(
    "toolStamp",
    "Sta&mp",
    "Click to put the copied region around the pixel.",
    "M",
    "stamp",
    release=_release,
    preview=_corners,
    writes_value=False,
)
