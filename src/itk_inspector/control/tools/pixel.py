"""The tool that sets one pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.tools.change import SetPixel
from itk_inspector.control.tools.option import PlaceOption
from itk_inspector.control.tools.tool import Tool

if TYPE_CHECKING:
    from itk_inspector.control.tools.drag import Drag


PLACE = PlaceOption("pixelPlace", "Index to set", "Write the value at this index.", "Set pixel")


def _press(drag: Drag) -> SetPixel | None:
    return SetPixel(drag.now) if drag.geometry.contains(drag.now) else None


PIXEL = Tool(
    "toolPixel",
    "Set a pi&xel",
    "Click to set the pixel under the cursor.",
    "S",
    "pixel",
    press=_press,
    options=(PLACE,),
)
