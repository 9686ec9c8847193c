"""The frame around the view that the keyboard works on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QRegion
from PySide6.QtWidgets import QWidget

_WIDTH = 3


class FocusRing(QWidget):
    """Lies above a view and covers its edge alone: what is drawn within is not drawn again for it."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the view; what lies in a scroll area gets its size after the area has told its own."""
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return False

    def fit(self) -> None:
        """Take the size of the view."""
        around = QRect(self._view.rect())
        self.setGeometry(around)
        within = around.adjusted(_WIDTH, _WIDTH, -_WIDTH, -_WIDTH)
        self.setMask(QRegion(around).subtracted(QRegion(within)))

    def setVisible(self, visible: bool) -> None:
        """Come at the size that the view has now, and follow it only while it is seen: a pointer sends many events."""
        self._view.removeEventFilter(self)
        if visible:
            self._view.installEventFilter(self)
            self.fit()
        super().setVisible(visible)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the edge with the colour of what is chosen."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Highlight))
        painter.end()
