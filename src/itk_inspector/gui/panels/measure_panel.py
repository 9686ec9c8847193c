"""The shapes that are measured with, and what is told of the selected one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.gui.panels.measured_shape import MeasuredShape
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import Theme, mono

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.measure.told import ShapeRow, Told

_COLUMNS = ("Shape", "Measured", "At (ITK · NumPy)")
_MOST_ROWS = 4
_EMPTY = "Choose a tool above and drag on the image. L measures a line."
_COPIES = (("table", "Table"), ("csv", "CSV"), ("numpy", "NumPy expressions"))
_SAVES = (
    ("csv", "Table as CSV…"),
    ("png", "Plot as PNG…"),
    ("svg", "Plot as SVG…"),
    ("plot", "Values of the plot as CSV…"),
)


class MeasurePanel(QWidget):
    """The list, and the selected shape; implements `control.measure.measure_controller.MeasurePanel`."""

    chosen = Signal(int)
    delete_requested = Signal(list)
    copy_requested = Signal(str)
    save_requested = Signal(str)
    front_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("measurePanel")
        self.setAccessibleName("Measure")
        self.setToolTip("")
        self._rows: tuple[ShapeRow, ...] = ()
        self._tools = QHBoxLayout()
        self._tools.setSpacing(4)
        self._table = self._made_table()
        self._empty = plain_label(_EMPTY, self)
        self._empty.setObjectName("measureHint")
        self._empty.setWordWrap(True)
        self.shape = MeasuredShape(self)
        self._delete = self._button("deleteShapesButton", "Delete", "Delete the selected shapes (Del).")
        self._copy = self._button("copyMeasuredButton", "Copy", "Copy what was measured.")
        self._save = self._button("saveMeasuredButton", "Save", "Save what was measured, or the plot.")
        self._delete.clicked.connect(self.delete_selected)
        self._copy.setMenu(self._menu("copyMeasuredMenu", _COPIES, self._tell_copy))
        self._save.setMenu(self._menu("saveMeasuredMenu", _SAVES, self._tell_save))
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self._delete, self._copy, self._save):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.addLayout(self._tools)
        layout.addWidget(self._empty)
        layout.addWidget(self._table)
        layout.addLayout(buttons)
        layout.addWidget(self.shape)
        layout.addStretch(1)
        self.show_shapes((), None)
        self.show_told(None)

    def _made_table(self) -> QTableWidget:
        table = QTableWidget(0, len(_COLUMNS), self)
        table.setObjectName("shapesTable")
        table.setAccessibleName("Shapes")
        table.setToolTip(plain_tip("Click a row to see its slice and what was measured."))
        table.setHorizontalHeaderLabels(list(_COLUMNS))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 7)
        for column in (0, 1):
            table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setTabKeyNavigation(False)
        table.cellClicked.connect(self._choose)
        table.cellActivated.connect(self._choose)
        return table

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(f"{text} what was measured")
        button.setToolTip(plain_tip(tip))
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return button

    def _menu(self, name: str, entries: tuple[tuple[str, str], ...], tell: Callable[[], None]) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName(name)
        for form, text in entries:
            action = menu.addAction(text)
            action.setData(form)
            action.triggered.connect(tell)
        return menu

    def _tell_copy(self) -> None:
        self._tell_form(self.copy_requested.emit)

    def _tell_save(self) -> None:
        self._tell_form(self.save_requested.emit)

    def _tell_form(self, tell: Callable[[str], None]) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            tell(action.data())

    def add_tools(self, tools: Sequence[QAction]) -> None:
        """Take the actions that choose a tool."""
        for action in tools:
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setAccessibleName(action.text().replace("&", ""))
            self._tools.addWidget(button)
        self._tools.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the plot, which is likely to be needed soon."""
        super().showEvent(event)
        self.shape.prepare()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._empty.setStyleSheet(f"color: {theme.muted};")
        self.shape.set_theme(theme)

    # what is shown ------------------------------------------------------------

    def show_shapes(self, rows: Sequence[ShapeRow], selected: int | None) -> None:
        """Show the list."""
        known = self._rows if len(rows) == len(self._rows) else ()
        self._rows = tuple(rows)
        if not known:
            self._table.setRowCount(len(rows))
            height = self._table.verticalHeader().defaultSectionSize() * min(len(rows), _MOST_ROWS)
            self._table.setFixedHeight(height + self._table.horizontalHeader().sizeHint().height() + 6)
        for place, row in enumerate(rows):
            if not known or known[place] != row:
                self._show_row(place, row)
        self._select(selected)
        self._table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        for button in (self._delete, self._copy, self._save):
            button.setVisible(bool(rows))

    def _show_row(self, place: int, row: ShapeRow) -> None:
        for column, text in enumerate((row.name, row.told, row.where)):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip(text))
            if column:
                item.setFont(mono(10))
            self._table.setItem(place, column, item)

    def _select(self, number: int | None) -> None:
        place = next((place for place, row in enumerate(self._rows) if row.number == number), -1)
        if place not in {index.row() for index in self._table.selectedIndexes()}:
            with QSignalBlocker(self._table):
                self._table.clearSelection()
                if place >= 0:
                    self._table.selectRow(place)

    def show_told(self, told: Told | None) -> None:
        """Show what is told of the selected shape; None when none is."""
        self.shape.show_told(told)

    def come_to_front(self) -> None:
        """Ask to be shown before the other panels."""
        self.front_requested.emit()

    # what the user does -------------------------------------------------------

    def delete_selected(self) -> None:
        """Ask for the selected shapes to be deleted."""
        places = sorted({index.row() for index in self._table.selectedIndexes()})
        if places:
            self.delete_requested.emit([self._rows[place].number for place in places])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete with Del."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_selected()
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int, _column: int) -> None:
        self.chosen.emit(self._rows[place].number)
