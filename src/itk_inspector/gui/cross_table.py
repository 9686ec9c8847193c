"""The values around a pixel, under the numbers of both APIs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from itk_inspector.core.neighbourhood import Neighbourhood, neighbourhood_text
from itk_inspector.core.planes import ARRAY_AXIS_NAMES, axis_name
from itk_inspector.gui.theme import LIGHT, Theme, mono

_POINTS = (11.0, 10.0, 9.0, 8.0)
_MARGIN = 10.0


class CrossTable(QWidget):
    """A square of exact values: ITK numbers above and at the left, NumPy numbers below and at the right.

    The square is 5 × 5, or smaller where longer values need the room. It becomes
    smaller but never larger while one image is shown, so that nothing jumps.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crossTable")
        self.setAccessibleName("Values around the pixel")
        self.setToolTip("The values around the pixel: ITK numbers above and left, NumPy numbers below and right.")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._theme = LIGHT
        self._found: Neighbourhood | None = None
        self._title = ""
        self._widest = (1, 1, 1)
        self._fonts = [(font, _advance(font)) for font in map(mono, _POINTS)]

    def sizeHint(self) -> QSize:
        """Return a size that holds short values."""
        return QSize(320, 260)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_values(self, found: Neighbourhood, title: str) -> None:
        """Show a neighbourhood."""
        if (found, title) == (self._found, self._title):
            return
        self._found, self._title = found, title
        cells = (*(text for line in found.texts for text in line), *_column_names(found))
        sides = (*_row_names(found)[0],), (*_row_names(found)[1],)
        now = tuple(max(map(len, texts)) for texts in (cells, *sides))
        self._widest = (max(now[0], self._widest[0]), max(now[1], self._widest[1]), max(now[2], self._widest[2]))
        self.setAccessibleDescription(neighbourhood_text(found))
        self.update()

    def clear(self) -> None:
        """Show nothing, and forget how long the values were."""
        self._found, self._title = None, ""
        self._widest = (1, 1, 1)
        self.setAccessibleDescription("")
        self.update()

    def text(self) -> str:
        """Return the values as text; empty when nothing is shown."""
        return "" if self._found is None else neighbourhood_text(self._found)

    def _fitting(self, radius: int) -> tuple[QFont, QRectF, int]:
        """Choose the largest square, then the largest font, that fits; the rectangle is that of one character."""
        cell, left, right = self._widest
        for smaller in range(radius, -1, -1):
            for font, character in self._fonts:
                count = 2 * smaller + 1
                width = character.width() * (count * (cell + 2) + left + right + 2)
                if width <= self.width() - 2 * _MARGIN and (count + 4) * character.height() <= self.height():
                    return font, character, smaller
        return (*self._fonts[-1], 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headers and values."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        if self._found is None:
            return
        font, character, radius = self._fitting(self._found.radius)
        found = self._found.within(radius)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.muted))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        title = QRectF(_MARGIN, _MARGIN - 2, self.width() - 2 * _MARGIN, 1.2 * character.height())
        painter.drawText(title, flags, QFontMetricsF(font).elidedText(self._title, _ELIDE, title.width()))
        count = 2 * radius + 1
        widths = [n * character.width() for n in (self._widest[1] + 1, self._widest[0] + 2, self._widest[2] + 1)]
        room = self.height() - title.bottom() - _MARGIN
        line = min(1.7 * character.height(), room / (count + 2))
        origin_x = max(_MARGIN, (self.width() - widths[0] - count * widths[1] - widths[2]) / 2) + widths[0]
        origin_y = title.bottom() + (room - (count + 2) * line) / 2 + line
        self._draw_values(painter, found, QRectF(origin_x, origin_y, widths[1], line))
        self._draw_headers(painter, found, QRectF(origin_x, origin_y, widths[1], line), widths)
        painter.end()

    def _draw_values(self, painter: QPainter, found: Neighbourhood, first: QRectF) -> None:
        for row, line in enumerate(found.texts):
            for column, text in enumerate(line):
                is_middle = row == column == found.radius
                cell = first.translated(column * first.width(), row * first.height())
                if text:
                    painter.fillRect(cell.adjusted(1, 1, -1, -1), QColor(self._theme.window))
                if is_middle:
                    painter.setPen(QPen(QColor(self._theme.accent), 1.5))
                    painter.drawRect(cell.adjusted(1, 1, -1, -1))
                painter.setPen(QColor(self._theme.text))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_headers(self, painter: QPainter, found: Neighbourhood, first: QRectF, widths: list[float]) -> None:
        horizontal, vertical = (QColor(self._theme.axis(axis)) for axis in found.axes)
        count = len(found.columns)
        names = _column_names(found)
        painter.setPen(horizontal)
        for column in range(count):
            cell = first.translated(column * first.width(), -first.height())
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, names[column])
            painter.drawText(
                cell.translated(0, (count + 1) * first.height()), Qt.AlignmentFlag.AlignCenter, names[count + column]
            )
        painter.setPen(vertical)
        itk, array = _row_names(found)
        middle = Qt.AlignmentFlag.AlignVCenter
        for row in range(count):
            top = first.top() + row * first.height()
            left = QRectF(first.left() - widths[0], top, widths[0] - 4, first.height())
            right = QRectF(first.left() + count * first.width() + 4, top, widths[2], first.height())
            painter.drawText(left, Qt.AlignmentFlag.AlignRight | middle, itk[row])
            painter.drawText(right, Qt.AlignmentFlag.AlignLeft | middle, array[row])
        painter.setPen(QColor(self._theme.muted))
        corner = QRectF(first.left() - widths[0], first.top() - first.height(), widths[0] - 4, first.height())
        painter.drawText(corner, Qt.AlignmentFlag.AlignRight | middle, "ITK")
        corner = QRectF(
            first.left() + count * first.width() + 4, first.top() + count * first.height(), widths[2], first.height()
        )
        painter.drawText(corner, Qt.AlignmentFlag.AlignLeft | middle, "NumPy")


_ELIDE = Qt.TextElideMode.ElideRight


def _advance(font: QFont) -> QRectF:
    metrics = QFontMetricsF(font)
    return QRectF(0, 0, metrics.horizontalAdvance("0"), metrics.height())


def _column_names(found: Neighbourhood) -> tuple[str, ...]:
    """Return the ITK names of the columns, then the NumPy names."""
    letter = axis_name(found.axes[0])
    array = ARRAY_AXIS_NAMES.get(letter, letter)
    return (*(f"{letter} {c}" for c in found.columns), *(f"{array} {c}" for c in found.array_columns))


def _row_names(found: Neighbourhood) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ITK names of the rows, and the NumPy names."""
    letter = axis_name(found.axes[1])
    array = ARRAY_AXIS_NAMES.get(letter, letter)
    return tuple(f"{letter} {r}" for r in found.rows), tuple(f"{array} {r}" for r in found.array_rows)
