"""A menu takes the pointer for a while."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu, QWidget


def has_menu_the_pointer(widget: QWidget, then: Callable[[], None]) -> bool:
    """Tell whether the pointer left a widget for a menu; ``then`` is called if it is elsewhere when that has closed."""
    menu = QApplication.activePopupWidget()
    if not isinstance(menu, QMenu):
        return False

    def look() -> None:
        if not widget.rect().contains(widget.mapFromGlobal(QCursor.pos())):
            then()

    def closed() -> None:
        QTimer.singleShot(0, widget, look)  # what was chosen in the menu acts before

    menu.aboutToHide.connect(closed, Qt.ConnectionType.SingleShotConnection)
    return True
