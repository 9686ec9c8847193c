"""Which of the open images is on screen."""

from __future__ import annotations

from itk_inspector.control.actions.action import Action
from itk_inspector.control.actions.condition import SEVERAL


def _link(name: str, text: str, tip: str) -> Action:
    return Action(name, text, "&Window/&Link tabs", tip, lambda c: c.app.switches.toggle(name), (), "", SEVERAL,
                  lambda s: name in s.switches, on_at_first=False)  # fmt: skip


WINDOW_ACTIONS = (
    Action("nextImage", "&Next image", "&Window", "Go to the next open image.", lambda c: c.app.tabs.step(1),
           ("Ctrl+Tab",), "", SEVERAL),
    Action("previousImage", "&Previous image", "&Window", "Go to the previous open image.",
           lambda c: c.app.tabs.step(-1), ("Ctrl+Shift+Tab",), "", SEVERAL),
    _link("linkPan", "&Pan", "The next tab shows the same place in the middle."),
    _link("linkZoom", "&Zoom", "The next tab shows the same millimetres on a screen pixel."),
    _link("linkSlice", "&Slice", "The next tab shows the same slice."),
    _link("linkPlane", "P&lane", "The next tab shows the same plane, or three."),
    _link("linkContrast", "&Contrast", "The next tab is drawn with the same levels and colours."),
)  # fmt: skip
