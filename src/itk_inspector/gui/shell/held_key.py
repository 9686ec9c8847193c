"""A shortcut that acts for as long as its key is held."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QWidget

HELD_AFTER = 300
"""Milliseconds after which a key counts as held, not as struck."""


class HeldKey(QObject):
    """Tells when the key of an action comes up that was held; one that was only struck says nothing.

    Events are looked at only while the action can be run: each move of the mouse is several events.

    Parameters
    ----------
    window : QWidget
        Whose shortcut it is.
    action : QAction
        Its shortcut is a letter.
    """

    released = Signal()

    def __init__(self, window: QWidget, action: QAction) -> None:
        super().__init__(window)
        self._window = window
        self._action = action
        self._key = ord(action.shortcut().toString())  # Qt's number of a letter's key
        self._down: int | None = None
        action.setAutoRepeat(False)
        action.enabledChanged.connect(self._follow)
        self._follow(action.isEnabled())

    def _follow(self, is_enabled: bool) -> None:
        self._window.removeEventFilter(self)
        if is_enabled:
            self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note when the key goes down and comes up."""
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyRelease) or not isinstance(event, QKeyEvent):
            return False
        if event.key() != self._key or event.isAutoRepeat():
            return False
        if kind == QEvent.Type.ShortcutOverride:
            self._down = event.timestamp()
        elif self._down is not None:
            is_held = event.timestamp() - self._down >= HELD_AFTER
            self._down = None
            if is_held:
                self.released.emit()
        return False
