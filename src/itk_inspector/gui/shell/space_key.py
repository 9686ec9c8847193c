"""Whom the space bar belongs to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QWidget
from shiboken6 import isValid

_OWNERS = (QAbstractButton, QComboBox)


def _owns_it(widget: QWidget | None) -> bool:
    """Tell whether the key does something there; in a table of facts it does not."""
    if isinstance(widget, QAbstractItemView):
        return widget.editTriggers() != QAbstractItemView.EditTrigger.NoEditTriggers
    return isinstance(widget, _OWNERS)


class SpaceKey(QObject):
    """Leaves the space bar to a button, list or box that has the focus; a shortcut would take it away from them.

    Events are looked at only while such a one has the focus: each move of the mouse is several events.

    Parameters
    ----------
    window : QWidget
        Whose shortcut it is.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        running = QApplication.instance()
        assert isinstance(running, QApplication)
        running.focusChanged.connect(self._follow)
        self._follow(None, QApplication.focusWidget())

    def _follow(self, _: QWidget | None, focused: QWidget | None) -> None:
        if not isValid(self._window):  # the focus also leaves a window that is being destroyed
            return
        self._window.removeEventFilter(self)
        if _owns_it(focused):
            self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the key from becoming a shortcut."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Space and _owns_it(self._window.focusWidget()):
            event.accept()
            return True
        return False
