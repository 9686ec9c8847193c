"""Whom the space bar belongs to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QWidget


class SpaceKey(QObject):
    """Leaves the space bar to a button, list or box that has the focus; a shortcut would take it away from them.

    Parameters
    ----------
    window : QWidget
        Whose shortcut it is.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the key from becoming a shortcut."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            focused = self._window.focusWidget()
            if event.key() == Qt.Key.Key_Space and isinstance(focused, (QAbstractButton, QAbstractItemView, QComboBox)):
                event.accept()
                return True
        return False
