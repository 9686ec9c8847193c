"""Cells of the values around a pixel that can be chosen, typed into and pasted into."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QScrollArea

from itk_inspector.gui.style.theme import mono
from itk_inspector.gui.widgets.cross_table import Cell, CrossTable
from itk_inspector.gui.widgets.value_field import ValueField

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_OPENS = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CLOSES = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEAST_WIDE = 90
_POINTS = 11.0


class CellEditing(QObject):
    """Lets a table be edited: a click or the arrow keys choose a cell, a double click, F2 or Return opens it.

    Parameters
    ----------
    table : CrossTable
        Its parent.
    area : QScrollArea
        In which the table lies.
    """

    typed = Signal(object, str)
    """The cell, and its text; not where that was left as it was."""
    closed = Signal()
    pasted = Signal(object, str)
    """The first cell, and the text on the clipboard."""

    def __init__(self, table: CrossTable, area: QScrollArea) -> None:
        super().__init__(table)
        self._area = area
        self._table = table
        self._cell: Cell | None = None
        self._field = ValueField(table)
        self._field.setObjectName("cellValue")
        self._field.setAccessibleName("Value of the pixel")
        self._field.setToolTip("Return writes the value, Esc leaves it as it was.")
        self._field.setFont(mono(_POINTS))
        self._field.hide()
        self._field.installEventFilter(self)
        table.installEventFilter(self)
        table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def is_open(self) -> bool:
        """Tell whether a value is being typed: the table must stay what it is."""
        return self._cell is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take clicks and keys on the table; of the field, that it is left."""
        if watched is self._field:
            return self._field_event(event)
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            return self._clicked(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if self._is_own(event):
                event.accept()
                return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._pressed(event)
        return False

    def _field_event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.close()
        elif isinstance(event, QKeyEvent) and event.key() in _CLOSES:
            if event.type() == QEvent.Type.KeyPress:
                self._leave(writes=event.key() != Qt.Key.Key_Escape)
            event.accept()  # the table would open the cell again
            return True
        return False

    def _clicked(self, event: QMouseEvent) -> bool:
        cell = self._table.cell_at(event.position())
        if cell is None:
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            self._table.choose(cell)
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self._open(cell)
            return True
        return False

    def _is_own(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return event.matches(QKeySequence.StandardKey.Paste) or (plain and event.key() in (*_ARROWS, *_OPENS))

    def _pressed(self, event: QKeyEvent) -> bool:
        cell = self._table.chosen
        if cell is None or not self._is_own(event):
            return False
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(cell, QGuiApplication.clipboard().text())
        elif event.key() in _OPENS:
            self._open(cell)
        else:
            across, down = _ARROWS[Qt.Key(event.key())]
            self._choose(Cell(cell.column + across, cell.row + down))
        return True

    def _choose(self, cell: Cell) -> None:
        """Choose a cell, and have it in sight."""
        if not self._table.text_of(cell):
            return
        self._table.choose(cell)
        place = self._table.place_of(cell)
        middle = place.center().toPoint()
        self._area.ensureVisible(middle.x(), middle.y(), round(place.width()), 2 * round(place.height()))

    def _open(self, cell: Cell) -> None:
        """Have the value of a cell typed, in its place."""
        text = self._table.text_of(cell)
        if not text:
            return
        self._table.choose(cell)
        self._cell = cell
        place = self._table.place_of(cell)
        more = max(0.0, _LEAST_WIDE - place.width()) / 2
        self._field.setGeometry(place.adjusted(-more, -3, more, 3).toRect())
        self._field.setText(text.strip("()"))
        self._field.show()
        self._field.setFocus()
        self._field.selectAll()

    def _leave(self, *, writes: bool) -> None:
        cell, text = self._cell, self._field.text()
        self.close()
        self._table.setFocus()
        if writes and cell is not None and text != self._table.text_of(cell).strip("()"):
            self.typed.emit(cell, text)

    def close(self) -> None:
        """Leave the value as it was."""
        if self._cell is not None:
            self._cell = None
            self._field.hide()
            self.closed.emit()
