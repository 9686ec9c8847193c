"""Saying something aloud when it has come to rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleEvent

_REST = 150


class Announcement(QObject):
    """Tells screen readers a text once nothing newer has come for a moment: a key that is held down is not read out.

    Parameters
    ----------
    speaker : callable
        Returns the widget that says it; its description is the text from then on.
    parent : QObject
    """

    def __init__(self, speaker: Callable[[], QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._text = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._say)

    def ask(self, text: str) -> None:
        """Say this soon; an empty text is not said, and none is said twice in a row."""
        if text != self._text:
            self._text = text
            self._rest.start()

    def _say(self) -> None:
        speaker = self._speaker()
        speaker.setAccessibleDescription(self._text)
        from PySide6.QtGui import QAccessible  # here, because PySide takes 3 ms to make it and its events

        if self._text and QAccessible.isActive():
            QAccessible.updateAccessibility(_event(speaker, self._text))


def _event(speaker: QWidget, text: str) -> QAccessibleEvent:
    from PySide6 import QtGui

    if not hasattr(QtGui, "QAccessibleAnnouncementEvent"):  # Qt 6.7
        return QtGui.QAccessibleEvent(speaker, QtGui.QAccessible.Event.DescriptionChanged)
    return QtGui.QAccessibleAnnouncementEvent(speaker, text)
