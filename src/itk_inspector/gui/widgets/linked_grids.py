"""The array 1 … 9 twice, indexed by ITK and by NumPy: point at a cell of one to see what it is in the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, to_array, to_itk, unswapped
from itk_inspector.gui.style.theme import LIGHT, Theme, mono

_SIDE = 3
_SHAPE = (_SIDE, _SIDE)
_START = (0, 0)
_CELL, _MARGIN, _HEAD, _GAP, _LINES = 30, 22, 38, 22, 3
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_ITK, _ARRAY = 0, 1


class LinkedGrids(QWidget):
    """Two grids of 3 × 3 cells: ITK's at the left, NumPy's at the right.

    The cell with the same pixel is filled, the cell with the same numbers has a hollow diamond, as on the canvas.

    Parameters
    ----------
    parent : QWidget, optional
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("linkedGrids")
        self.setAccessibleName("The 3 × 3 array 1 … 9 in both orders")
        self.setToolTip("Point at a cell, or move with the arrow keys; Space changes the grid.")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._pointed = _ITK
        self._index = ItkIndex((2, 1))
        self._tell()

    def sizeHint(self) -> QSize:
        """Return the room that both grids and the text below take."""
        width = 2 * (_MARGIN + _SIDE * _CELL) + _GAP
        return QSize(width, _HEAD + _SIDE * _CELL + _LINES * self.fontMetrics().lineSpacing() + _GAP)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def point_at(self, index: ItkIndex | ArrayIndex) -> None:
        """Point at a cell of ITK's grid, or of NumPy's."""
        self._pointed = _ARRAY if isinstance(index, ArrayIndex) else _ITK
        self._index = to_itk(index, _START) if isinstance(index, ArrayIndex) else index
        self._tell()
        self.update()

    @property
    def lines(self) -> tuple[str, str, str]:
        """What is said: the cell, the same pixel in the other grid, and the same numbers there."""
        itk, array = self._index, to_array(self._index, _START)
        same = unswapped(itk, _SHAPE)
        assert same is not None
        if self._pointed == _ITK:
            return (
                f"image.GetPixel({itk}) is {_value(array)}",
                f"array{array} is the same pixel",
                f"array{same} is {_value(same)}: the same numbers",
            )
        numbers = ItkIndex(tuple(array))
        return (
            f"array{array} is {_value(array)}",
            f"image.GetPixel({itk}) is the same pixel",
            f"image.GetPixel({numbers}) is {_value(to_array(numbers, _START))}: the same numbers",
        )

    def _tell(self) -> None:
        self.setAccessibleDescription(". ".join(self.lines))

    # hands ----------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the cell under the pointer."""
        for grid in (_ITK, _ARRAY):
            x, y = (round(c) for c in (event.position().x(), event.position().y()))
            inside = self._cells(grid)
            if inside.contains(QPoint(x, y)):
                column, row = (x - inside.left()) // _CELL, (y - inside.top()) // _CELL
                self.point_at(ItkIndex((column, row)) if grid == _ITK else ArrayIndex((row, column)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move to the next cell, or to the other grid."""
        step = _STEPS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Space:
            step, self._pointed = (0, 0), _ITK + _ARRAY - self._pointed
        if step is None:
            super().keyPressEvent(event)
            return
        moved = ItkIndex(
            tuple(min(max(c + s, 0), _SIDE - 1) for c, s in zip(self._index.components, step, strict=True))
        )
        self.point_at(moved if self._pointed == _ITK else to_array(moved, _START))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Take another font."""
        super().changeEvent(event)
        self.updateGeometry()

    # drawing --------------------------------------------------------------------

    def _cells(self, grid: int) -> QRect:
        left = _MARGIN + grid * (_MARGIN + _SIDE * _CELL + _GAP)
        return QRect(left, _HEAD, _SIDE * _CELL, _SIDE * _CELL)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw both grids and the three lines."""
        painter = QPainter(self)
        # Qt crashes when an exception leaves with a painter still active
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for grid in (_ITK, _ARRAY):
                self._draw_grid(painter, grid)
            painter.setFont(self.font())
            top = _HEAD + _SIDE * _CELL + _GAP // 2
            space = self.fontMetrics().lineSpacing()
            for number, (line, colour) in enumerate(zip(self.lines, self._colours(), strict=True)):
                painter.setPen(colour)
                painter.drawText(_MARGIN, top + space * (number + 1), line)
        finally:
            painter.end()

    def _colours(self) -> tuple[QColor, QColor, QColor]:
        theme = self._theme
        return QColor(theme.text), QColor(theme.accent), QColor(theme.warning)

    def _draw_grid(self, painter: QPainter, grid: int) -> None:
        theme, cells = self._theme, self._cells(grid)
        painter.setFont(self.font())
        painter.setPen(QColor(theme.text))
        title = "ITK (x, y)" if grid == _ITK else "NumPy [row, col]"
        painter.drawText(cells.left(), self.fontMetrics().ascent(), title)
        painter.setFont(mono(9))
        across, down = theme.axis(0), theme.axis(1)
        for n in range(_SIDE):
            painter.setPen(QColor(across))
            painter.drawText(QRect(cells.left() + n * _CELL, _HEAD - 18, _CELL, 16), _CENTRE, str(n))
            painter.setPen(QColor(down))
            painter.drawText(QRect(cells.left() - _MARGIN, _HEAD + n * _CELL, _MARGIN - 4, _CELL), _RIGHT, str(n))
        painter.setFont(mono(12))
        for row in range(_SIDE):
            for column in range(_SIDE):
                self._draw_cell(painter, grid, ArrayIndex((row, column)))

    def _draw_cell(self, painter: QPainter, grid: int, array: ArrayIndex) -> None:
        theme = self._theme
        row, column = array
        cells = self._cells(grid)
        box = QRectF(cells.left() + column * _CELL, cells.top() + row * _CELL, _CELL, _CELL)
        is_pixel = to_itk(array, _START) == self._index
        text, same, other = self._colours()
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(same if is_pixel else QColor(theme.panel))
        painter.drawRect(box)
        painter.setPen(QColor(theme.panel) if is_pixel else text)
        painter.drawText(box, _CENTRE, str(_value(array)))
        if grid != self._pointed and array == unswapped(self._index, _SHAPE) and not is_pixel:
            centre, arm = box.center(), _CELL / 2 - 3
            painter.setPen(QPen(other, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(QPolygonF([centre + QPointF(*by) for by in ((0, -arm), (arm, 0), (0, arm), (-arm, 0))]))
        if grid == self._pointed and is_pixel:
            painter.setPen(QPen(text, 2 if self.hasFocus() else 1, Qt.PenStyle.SolidLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))


_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _inside(component: int) -> int:
    return min(max(component, 0), _SIDE - 1)


def _value(array: ArrayIndex) -> int:
    return 1 + _SIDE * array[0] + array[1]
