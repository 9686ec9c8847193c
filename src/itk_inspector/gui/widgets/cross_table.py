"""The values around a pixel, under the numbers of both APIs."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.pixels.neighbourhood import Neighbourhood, neighbourhood_table, neighbourhood_text
from itk_inspector.gui.style.plain_text import plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme, mono

_POINTS = (11.0, 10.0, 9.0, 8.0, 7.0)
_CLOSE, _FAR = 0.5, 1e5
_SMALL = 3
_LONGEST = 22
"""Characters of a value that are shown where all columns are: those of a double."""
_MARGIN = 10.0
_BETWEEN = 1
_A_LINE, _LINES = 8, 40


@dataclass(frozen=True, slots=True)
class Cell:
    """A value by its column and row among those that are drawn."""

    column: int
    row: int


class CrossTable(QWidget):
    """Exact values: ITK numbers above and at the left, NumPy numbers below and at the right.

    All columns and rows, or fewer where longer values need the room. They become
    fewer but never more while one image is shown, so that nothing jumps.

    Parameters
    ----------
    parent : QWidget, optional
    shows_all : bool
        Take the room for all of them, for a scroll area; long values are cut.
    """

    def __init__(self, parent: QWidget | None = None, *, shows_all: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("crossTable")
        self.setAccessibleName("Values around the pixel")
        self.setToolTip("The values around the pixel: ITK numbers above and left, NumPy numbers below and right.")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._theme = LIGHT
        self._found: Neighbourhood | None = None
        self._title = ""
        self._widest = (1, 1, 1)
        self._shows_all = shows_all
        self._cut: dict[tuple[int, int], tuple[QRectF, str]] = {}
        self._drawn: tuple[Neighbourhood, QRectF] | None = None
        self._chosen: Cell | None = None
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
        self._cut.clear()
        cells = (*(t for line in found.texts for t in line), *found.column_names, *found.array_column_names)
        sides = found.row_names, found.array_row_names
        now = [max(map(len, texts)) for texts in (cells, *sides)]
        if self._shows_all:
            now[0] = min(now[0], _LONGEST)
        self._widest = (max(now[0], self._widest[0]), max(now[1], self._widest[1]), max(now[2], self._widest[2]))
        self.setAccessibleDescription(neighbourhood_text(found))
        if self._shows_all:
            self._take_room(found)
        self.update()

    def _take_room(self, found: Neighbourhood) -> None:
        """Ask for as much room as all columns and rows need in a small font."""
        character, (across, down) = self._fonts[_SMALL][1], found.radii
        width = character.width() * self._characters(across) + 2 * _MARGIN
        height = character.height() * (2 * (down + 2) + 1) + 2 * _MARGIN
        self.setMinimumSize(math.ceil(width) + 1, math.ceil(height) + 1)

    def clear(self) -> None:
        """Show nothing, and forget how long the values were."""
        self._found, self._title, self._drawn, self._chosen = None, "", None, None
        self._widest = (1, 1, 1)
        self.setAccessibleDescription("")
        self.update()

    def as_table(self) -> str:
        """Return the values under the names of both APIs, for a spreadsheet; empty when nothing is shown."""
        return "" if self._found is None else neighbourhood_table(self._found)

    def text(self) -> str:
        """Return the values as text; empty when nothing is shown."""
        return "" if self._found is None else neighbourhood_text(self._found)

    # cells --------------------------------------------------------------------

    @property
    def chosen(self) -> Cell | None:
        """The cell that keys work on: the one in the middle until another one is chosen; None without values."""
        if self._drawn is None:
            return None
        is_there = self._chosen is not None and bool(self.text_of(self._chosen))
        return self._chosen if is_there else Cell(*self._drawn[0].radii)

    def choose(self, cell: Cell) -> None:
        """Choose a cell, if it is there."""
        if self._drawn is not None and self.text_of(cell):
            self._chosen = cell
            self.update()

    def cell_at(self, place: QPointF) -> Cell | None:
        """Return the cell at a place; None where there is none."""
        if self._drawn is None:
            return None
        found, first = self._drawn
        column = math.floor((place.x() - first.left()) / first.width())
        row = math.floor((place.y() - first.top()) / first.height())
        return Cell(column, row) if 0 <= column < len(found.columns) and 0 <= row < len(found.rows) else None

    def place_of(self, cell: Cell) -> QRectF:
        """Return where a cell is drawn."""
        assert self._drawn is not None, "nothing is drawn"
        first = self._drawn[1]
        return first.translated(cell.column * first.width(), cell.row * first.height())

    def text_of(self, cell: Cell) -> str:
        """Return the value of a cell; empty where there is none."""
        if self._drawn is None:
            return ""
        texts = self._drawn[0].texts
        is_there = 0 <= cell.row < len(texts) and 0 <= cell.column < len(texts[0])
        return texts[cell.row][cell.column] if is_there else ""

    def index_of(self, cell: Cell) -> ItkIndex:
        """Return the pixel of a cell."""
        assert self._drawn is not None, "nothing is drawn"
        found = self._drawn[0]
        index = list(found.index.components)
        index[found.axes[0]], index[found.axes[1]] = found.columns[cell.column], found.rows[cell.row]
        return ItkIndex(tuple(index))

    @property
    def axes(self) -> tuple[int, int]:
        """ITK axes that run to the right and downwards."""
        assert self._drawn is not None, "nothing is drawn"
        return self._drawn[0].axes

    def _fitting(self, radii: tuple[int, int]) -> tuple[QFont, QRectF, int, int]:
        """Choose the most columns, then the largest font, then the most rows that fit; the rectangle is a character."""
        for across in range(radii[0], -1, -1):
            for font, character in self._fonts:
                if character.width() * self._characters(across) <= self.width() - 2 * _MARGIN:
                    down = (int((self.height() - 2 * _MARGIN) / character.height()) - 4) // 2
                    return font, character, across, max(0, min(down, radii[1]))
        return (*self._fonts[-1], 0, 0)

    def _characters(self, across: int) -> int:
        """Return how wide the table is with so many columns at each side of the middle."""
        return (2 * across + 1) * (self._widest[0] + _BETWEEN) + self._widest[1] + self._widest[2] + 2

    def event(self, event: QEvent) -> bool:
        """Show a value that is cut in full, where the pointer rests."""
        if isinstance(event, QHelpEvent) and (whole := self.cut_at(event.pos())):
            QToolTip.showText(event.globalPos(), plain_tip(_in_lines(whole)), self)
            return True
        return super().event(event)

    def cut_at(self, place: QPoint) -> str:
        """Return the whole of a value that is drawn cut at a place; empty where none is."""
        return next((text for cell, text in self._cut.values() if cell.contains(place.toPointF())), "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headers and values."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        if self._found is not None:
            self._draw(painter, self._found, QRectF(event.rect()))
        painter.end()

    def _draw(self, painter: QPainter, shown: Neighbourhood, exposed: QRectF) -> None:
        seen = QRectF(self.visibleRegion().boundingRect()) if self._shows_all else QRectF(self.rect())
        title_font, title_character = self._fonts[1]
        head = _MARGIN - 2 + 1.2 * title_character.height()
        font, character, across, down = self._fitting(shown.radii)
        found = shown.within(across, down)
        painter.setFont(font)
        columns, rows = 2 * across + 1, 2 * down + 1
        lengths = self._widest[1] + 1, self._widest[0] + _BETWEEN, self._widest[2] + 1
        widths = [n * character.width() for n in lengths]
        widths[1] = min(widths[1], max(1.0, (self.width() - 2 * _MARGIN - widths[0] - widths[2]) / columns))
        room = self.height() - head - _MARGIN
        line = min(1.7 * character.height(), room / (rows + 2))
        origin_x = max(_MARGIN, (self.width() - widths[0] - columns * widths[1] - widths[2]) / 2) + widths[0]
        origin_y = head + (room - (rows + 2) * line) / 2 + line
        first = QRectF(origin_x, origin_y, widths[1], line)
        edges = seen.adjusted(0, head, 0, 0) if self._shows_all else seen.adjusted(-_FAR, -_FAR, _FAR, _FAR)
        inner = _inner(first, (columns, rows), (widths[0], widths[2]), edges)
        self._drawn = found, first
        self._draw_values(painter, found, first, exposed, inner)
        self._draw_headers(painter, found, first, (widths[0], widths[2]), inner)
        title = QRectF(seen.left() + _MARGIN, seen.top() + _MARGIN - 2, seen.width() - 2 * _MARGIN, head)
        painter.setFont(title_font)
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(title, _LEFT, QFontMetricsF(title_font).elidedText(self._title, _ELIDE, title.width()))

    def _draw_values(
        self, painter: QPainter, found: Neighbourhood, first: QRectF, exposed: QRectF, inner: QRectF
    ) -> None:
        whole = inner.adjusted(-_CLOSE, -_CLOSE, _CLOSE, _CLOSE)
        for row, line in enumerate(found.texts):
            for column, text in enumerate(line):
                is_middle = (column, row) == found.radii
                cell = first.translated(column * first.width(), row * first.height())
                if not (cell.intersects(exposed) and whole.contains(cell)):
                    continue  # half a number is another number
                if text:
                    painter.fillRect(cell.adjusted(1, 1, -1, -1), QColor(self._theme.window))
                if is_middle:
                    painter.setPen(QPen(QColor(self._theme.accent), 1.5))
                    painter.drawRect(cell.adjusted(1, 1, -1, -1))
                if self.hasFocus() and Cell(column, row) == self.chosen:
                    painter.setPen(QPen(QColor(self._theme.text), 1.0, Qt.PenStyle.DotLine))
                    painter.drawRect(cell.adjusted(2.5, 2.5, -2.5, -2.5))
                painter.setPen(QColor(self._theme.text))
                fitting = _cut(painter, text, cell.width())
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, fitting)
                if fitting != text:
                    self._cut[column, row] = cell, text

    def _draw_headers(
        self, painter: QPainter, found: Neighbourhood, first: QRectF, sides: tuple[float, float], inner: QRectF
    ) -> None:
        """Draw the names around the values that are seen."""
        line, centre = first.height(), Qt.AlignmentFlag.AlignVCenter
        left, right = inner.left() - sides[0], inner.right()
        top, bottom = inner.top() - line, inner.bottom()
        painter.setPen(QColor(self._theme.axis(found.axes[1])))
        for row, (itk, array) in enumerate(zip(found.row_names, found.array_row_names, strict=True)):
            height = first.top() + row * line
            if inner.top() <= height + _CLOSE and height + line <= inner.bottom() + _CLOSE:
                painter.drawText(QRectF(left, height, sides[0] - 4, line), Qt.AlignmentFlag.AlignRight | centre, itk)
                painter.drawText(QRectF(right + 4, height, sides[1], line), Qt.AlignmentFlag.AlignLeft | centre, array)
        painter.setPen(QColor(self._theme.axis(found.axes[0])))
        for column, (itk, array) in enumerate(zip(found.column_names, found.array_column_names, strict=True)):
            start = first.left() + column * first.width()
            if inner.left() <= start + _CLOSE and start + first.width() <= inner.right() + _CLOSE:
                painter.drawText(QRectF(start, top, first.width(), line), Qt.AlignmentFlag.AlignCenter, itk)
                painter.drawText(QRectF(start, bottom, first.width(), line), Qt.AlignmentFlag.AlignCenter, array)
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(QRectF(left, top, sides[0] - 4, line), Qt.AlignmentFlag.AlignRight | centre, "ITK")
        painter.drawText(QRectF(right + 4, bottom, sides[1], line), Qt.AlignmentFlag.AlignLeft | centre, "NumPy")


def _inner(first: QRectF, counts: tuple[int, int], sides: tuple[float, float], seen: QRectF) -> QRectF:
    """Return where values are drawn: in a scroll area the names around them stay at the edges of what is seen."""
    line = first.height()
    left = max(first.left(), seen.left() + sides[0])
    right = min(first.left() + counts[0] * first.width(), seen.right() - sides[1])
    top = max(first.top(), seen.top() + line)
    bottom = min(first.top() + counts[1] * line, seen.bottom() - line)
    return QRectF(left, top, right - left, bottom - top)


_ELIDE = Qt.TextElideMode.ElideRight
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


def _cut(painter: QPainter, text: str, width: float) -> str:
    """Return a text that fits; an ellipsis stands for what does not."""
    return QFontMetricsF(painter.font()).elidedText(text, _ELIDE, width)


def _in_lines(text: str) -> str:
    """Break a value of many components into lines that fit on a screen; what does not is in the panel beside."""
    words = text.split(" ")
    lines = [" ".join(words[n : n + _A_LINE]) for n in range(0, min(len(words), _A_LINE * _LINES), _A_LINE)]
    more = len(words) - _A_LINE * _LINES
    return "\n".join([*lines, *([f"… {more} more: see the list of components."] if more > 0 else [])])


def _advance(font: QFont) -> QRectF:
    metrics = QFontMetricsF(font)
    return QRectF(0, 0, metrics.horizontalAdvance("0"), metrics.height())
