"""Which of the open images is on screen."""

from __future__ import annotations

from itk_inspector.control.actions.action import Action
from itk_inspector.control.actions.condition import SEVERAL

WINDOW_ACTIONS = (
    Action("nextImage", "&Next image", "&Window", "Go to the next open image.", lambda c: c.app.tabs.step(1),
           ("Ctrl+Tab",), "", SEVERAL),
    Action("previousImage", "&Previous image", "&Window", "Go to the previous open image.",
           lambda c: c.app.tabs.step(-1), ("Ctrl+Shift+Tab",), "", SEVERAL),
)  # fmt: skip
