"""The tool that puts the copied region where it is clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.tools.change import Paste
from itk_inspector.control.tools.shown import Shown, count_text
from itk_inspector.control.tools.tool import Tool

if TYPE_CHECKING:
    from itk_inspector.control.tools.drag import Corners, Drag
    from itk_inspector.control.tools.option import Chosen
    from itk_inspector.core.geometry.geometry import Geometry
    from itk_inspector.core.geometry.planes import Plane

WIDTH, HEIGHT, COUNT = "stampWidth", "stampHeight", "stampCount"
"""What is chosen by copying: how many pixels the region is wide and high, and how many it has."""


def _size(chosen: Chosen) -> tuple[int, int]:
    return int(chosen.get(WIDTH, 0)), int(chosen.get(HEIGHT, 0))


def _footprint(chosen: Chosen, plane: Plane, geometry: Geometry) -> Shown | None:
    """Return the box of the region around the pixel under the cursor."""
    import numpy as np  # the window appears before it is loaded

    from itk_inspector.core.display.footprint import Footprint

    width, height = _size(chosen)
    if not width or not height:
        return None
    left, top = -(width // 2) - 0.5, -(height // 2) - 0.5
    right, bottom = left + width, top + height
    edges = np.array(
        [(left, top, right, top), (right, top, right, bottom), (left, bottom, right, bottom), (left, top, left, bottom)]
    )
    return Shown(Footprint(edges, follows=True), count_text(int(chosen.get(COUNT, 0))))


def _corners(drag: Drag) -> Corners | None:
    """Return the first and the last pixel of the region, its middle at the pointer."""
    width, height = _size(drag.chosen)
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
    "Click to paste the copied region.",
    "M",
    "stamp",
    release=_release,
    preview=_corners,
    footprint=_footprint,
    needs_whole=True,
    writes_value=False,
)
