"""What the canvas is to whoever reads the screen aloud."""

from __future__ import annotations

import functools

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_CLASS = "PointerView"


class CanvasRole(QAccessibleWidget):
    """A graphic, with the widget's own name and description; Qt takes it for a scroll area."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view, QAccessible.Role.Graphic)


def _made(name: str, view: QObject) -> QAccessibleInterface | None:
    if name != _CLASS or not isinstance(view, QWidget):
        return None
    made = CanvasRole(view)
    view.setProperty("canvasRole", made)  # Qt's cache owns it; this keeps Python from deleting it before the view goes
    return made


@functools.cache
def install() -> None:
    """Have Qt ask for it; once in a process."""
    QAccessible.installFactory(_made)
