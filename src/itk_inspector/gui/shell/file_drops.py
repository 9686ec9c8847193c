"""Files that are dragged over the window, and dropped on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRect, Qt
from PySide6.QtGui import QColor, QDropEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from itk_inspector.gui.style.theme import LIGHT, Theme

_EDGE, _ROUND, _SHADE, _MARGIN = 3, 8, 40, 10
_WORDS = "Drop to open"


class FileDrops(QWidget):
    """A frame above the window's content while files are dragged over it; they are copied, never moved.

    Parameters
    ----------
    covered : QWidget
        What the frame lies above.
    """

    def __init__(self, covered: QWidget) -> None:
        super().__init__(covered)
        self._covered = covered
        self.setObjectName("dropFrame")
        self.setAccessibleName("Drop to open")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = LIGHT
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme

    def enter(self, event: QDropEvent) -> None:
        """Take files, and show where they can be dropped."""
        if not _files(event.mimeData()):
            event.ignore()
            return
        _copy(event)
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()

    def leave(self) -> None:
        """Be gone."""
        self.hide()

    def drop(self, event: QDropEvent) -> list[Path]:
        """Return the files that were dropped."""
        self.hide()
        paths = _files(event.mimeData())
        if paths:
            _copy(event)
        return paths

    def words(self, face: QFontMetrics) -> QRect:
        """Return where it says what will happen."""
        area = QRect(0, 0, face.horizontalAdvance(_WORDS) + 4 * _MARGIN, face.height() + 2 * _MARGIN)
        area.moveCenter(self.rect().center())
        return area

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the frame, and what will happen."""
        painter = QPainter(self)
        # Qt crashes when an exception leaves with a painter still active
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colour = QColor(self._theme.accent)
            painter.setPen(QPen(colour, _EDGE))
            colour.setAlpha(_SHADE)
            painter.setBrush(colour)
            painter.drawRoundedRect(self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE), _ROUND, _ROUND)
            font = painter.font()
            font.setPointSizeF(18)
            painter.setFont(font)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.panel))  # whatever lies below: the text can be read
            words = self.words(QFontMetrics(font))
            painter.drawRoundedRect(words, _ROUND, _ROUND)
            painter.setPen(QColor(self._theme.text))
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, _WORDS)
        finally:
            painter.end()


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _copy(event: QDropEvent) -> None:
    """Answer with a copy: who is told that files were moved deletes them."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
