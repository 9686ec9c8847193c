"""The journal of the copy: every step, what, where and from which value to which."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QPushButton, QSizePolicy, QTableView, QVBoxLayout, QWidget

from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.editing.journal_rows import JournalRow

_COLUMNS = (("#", 4), ("Step", 22), ("Old → new", 16), ("ITK", 22), ("NumPy", 22))
"""Titles, and widths in characters: nothing looks at all rows to find them."""
_EMPTY = "No edits yet. Every step that you do on an edited copy is listed here, with its place and its values."
_ANY_INDEX = QModelIndex | QPersistentModelIndex


class _Steps(QAbstractTableModel):
    """Rows that are made when they are looked at."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = 0
        self._row: Callable[[int], JournalRow] | None = None
        self._last: JournalRow | None = None

    def show(self, count: int, row: Callable[[int], JournalRow] | None) -> None:
        self.beginResetModel()
        self._count, self._row, self._last = count, row, None
        self.endResetModel()

    def rowCount(self, parent: _ANY_INDEX = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() or self._row is None else self._count + 1

    def columnCount(self, parent: _ANY_INDEX = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return _COLUMNS[section][0]
        return None

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole):
            return None
        row = self._at(index.row())
        if role == Qt.ItemDataRole.ForegroundRole:
            parent = self.parent()
            assert isinstance(parent, QWidget)
            return parent.palette().color(QPalette.ColorRole.PlaceholderText) if row.is_undone else None
        if role == Qt.ItemDataRole.ToolTipRole:
            places = f"ITK {row.itk}\nNumPy {row.array}" if row.itk else ""
            undone = "Undone: greyed until it is redone." if row.is_undone else ""
            said = "\n".join(line for line in (row.label, row.change, places, undone) if line)
            return plain_tip(visible_text(said, lines=True))
        texts = ("" if not row.number else str(row.number), row.label, row.change, row.itk, row.array)
        return visible_text(texts[index.column()])

    def _at(self, number: int) -> JournalRow:
        if self._last is None or self._last.number != number:
            assert self._row is not None
            self._last = self._row(number)
        return self._last


class JournalPanel(QWidget):
    """A list of steps and what can be done with it; implements `control.editing.journal_controller.JournalView`."""

    came_into_view = Signal()
    chosen = Signal(int)
    move_requested = Signal(int)
    save_requested = Signal(str)
    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("journalPanel")
        self.setAccessibleName("Journal")
        self.setToolTip("")
        self._done = self._forgotten = 0
        self._steps = _Steps(self)
        self._table = self._made_table()
        self._empty = plain_label(_EMPTY, self)
        self._empty.setObjectName("journalEmpty")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._move = self._button("journalMoveButton", "Undo to here", "Undo or redo up to the chosen step.")
        self._copy = self._button("copyJournalButton", "Copy as Python", "Copy a script that repeats the edits.")
        self._python = self._button("saveScriptButton", "Save as Python…", "Save a script that repeats the edits.")
        self._json = self._button("saveJournalButton", "Save as JSON…", "Save the steps, to apply them to images.")
        self._move.clicked.connect(self._ask_move)
        self._copy.clicked.connect(self.copy_requested)
        self._python.clicked.connect(lambda: self.save_requested.emit("py"))
        self._json.clicked.connect(lambda: self.save_requested.emit("json"))
        buttons = QGridLayout()
        buttons.setSpacing(4)
        for place, button in enumerate((self._move, self._copy, self._python, self._json)):
            buttons.addWidget(button, place // 2, place % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._empty, 1)
        layout.addLayout(buttons)
        self.show_journal(0, 0, 0, None)

    def _made_table(self) -> QTableView:
        table = QTableView(self)
        table.setObjectName("journalTable")
        table.setAccessibleName("Steps")
        table.setToolTip(plain_tip("Click a step to go there; double-click it to undo or redo up to it."))
        table.setModel(self._steps)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 7)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, (_, characters) in enumerate(_COLUMNS):
            table.setColumnWidth(column, table.fontMetrics().horizontalAdvance("0") * characters)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.clicked.connect(lambda index: self.chosen.emit(index.row()))
        table.doubleClicked.connect(self._ask_move)
        table.selectionModel().selectionChanged.connect(self._show_buttons)
        return table

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text.removesuffix("…"))
        button.setToolTip(plain_tip(tip))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    @property
    def is_seen(self) -> bool:
        """Tell whether it can be seen."""
        return self.isVisible()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what was not shown while it was hidden."""
        super().showEvent(event)
        self.came_into_view.emit()

    @property
    def selected(self) -> int:
        """The number of the chosen step; −1 where none is."""
        rows = self._table.selectionModel().selectedRows()
        return rows[0].row() if rows else -1

    def show_journal(self, count: int, done: int, forgotten: int, row: Callable[[int], JournalRow] | None) -> None:
        """Show so many steps, of which the first ``done`` are not undone; ``row`` is None where no copy is edited."""
        self._done, self._forgotten = done, forgotten
        self._steps.show(count, row)
        self._table.setVisible(count > 0)
        self._empty.setVisible(not count)
        if count:
            self._table.selectRow(done)
            self._table.scrollTo(self._steps.index(done, 0))
        for button in (self._copy, self._python, self._json):
            button.setEnabled(done > 0)
        self._show_buttons()

    def _show_buttons(self) -> None:
        number = self.selected
        self._move.setText("Redo to here" if number > self._done else "Undo to here")
        can = number >= 0 and number != self._done and number >= self._forgotten
        self._move.setEnabled(can)
        gone = 0 <= number < self._forgotten
        self._move.setToolTip(
            plain_tip("Older edits can no longer be undone." if gone else "Undo or redo up to the chosen step.")
        )

    def _ask_move(self) -> None:
        if self.selected >= 0:
            self.move_requested.emit(self.selected)
