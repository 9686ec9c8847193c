"""A line of text that says where it is cut."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """One line of plain text; where there is no room for all of it, “…” stands for the rest.

    Parameters
    ----------
    parent : QWidget
    mode : Qt.TextElideMode
        Which part is left out: the end by default; of names the middle, as they are told apart by both ends.
    """

    def __init__(self, parent: QWidget, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__("", parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def shown(self) -> str:
        """What is drawn."""
        room = self.contentsRect().width() - max(0, self.indent())
        return self.fontMetrics().elidedText(self.text(), self._mode, room)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw what there is room for."""
        painter = QPainter(self)
        # Qt crashes when an exception leaves with a painter still active
        try:
            painter.setPen(self.palette().color(self.foregroundRole()))
            place = self.contentsRect().adjusted(max(0, self.indent()), 0, 0, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.shown)
        finally:
            painter.end()
