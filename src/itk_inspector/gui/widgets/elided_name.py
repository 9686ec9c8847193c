"""A line of outside text that is shortened in its middle where there is no room for all of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from itk_inspector.core.text.visible_text import visible_text


class ElidedName(QWidget):
    """Shows the beginning and the end of a name, as files are told apart by both."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""

    def set_text(self, text: str) -> None:
        """Show another text; screen readers are told all of it."""
        self._text = visible_text(text)
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def sizeHint(self) -> QSize:
        """Return the room for all of the text."""
        return QSize(self.fontMetrics().horizontalAdvance(self._text) + 2, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the room for a few letters."""
        return QSize(self.fontMetrics().horizontalAdvance("mm…mm"), self.fontMetrics().height() + 2)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        painter = QPainter(self)
        # Qt crashes when an exception leaves with a painter still active
        try:
            shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideMiddle, self.width())
            painter.setPen(self.palette().text().color())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        finally:
            painter.end()
