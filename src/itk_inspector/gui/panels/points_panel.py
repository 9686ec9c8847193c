"""The list of points: both indices, the physical point, value and note of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.geometry.coordinate_text import places, short_text
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import mono

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.probing.point_rows import PointRow

_COLUMNS = (
    ("number", "#"),
    ("name", "Name"),
    ("index", "ITK"),
    ("index", "NumPy"),
    ("value", "Value"),
    ("", "Physical"),
    ("note", "Note"),
)
_NAME, _NOTE = 1, 6
"""Columns that are typed into; those of layers follow."""
_EDITABLE = Qt.ItemFlag.ItemIsEditable
_EMPTY = "No points yet. P adds the pixel under the cursor, or the one that is kept."


class PointsPanel(QWidget):
    """A table of points and what can be done with them; implements `control.probing.points_controller.PointsPanel`."""

    add_requested = Signal()
    renamed = Signal(int, str)
    annotated = Signal(int, str)
    delete_requested = Signal(list)
    sort_requested = Signal(str, bool)
    chosen = Signal(int)
    copy_requested = Signal(str)
    save_requested = Signal()
    load_requested = Signal()
    front_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pinsPanel")
        self.setAccessibleName("Points")
        self.setToolTip("")
        self._sorted: tuple[int, bool] = (-1, False)
        self._layers: Sequence[str] = []
        self._table = self._made_table()
        self._empty = plain_label(_EMPTY, self)
        self._empty.setWordWrap(True)
        self._add = self._button("addPointButton", "Add", "Keep the pixel under the cursor (P).")
        self._delete = self._button("deletePointsButton", "Delete", "Delete the selected points (Del).")
        self._copy = self._button("copyPointsButton", "Copy", "Copy all points as text.")
        self._save = self._button("savePointsButton", "Save…", "Save all points into a file.")
        self._load = self._button("loadPointsButton", "Load…", "Add points from a file (CSV, JSON, 3D Slicer markups).")
        self._menu = QMenu(self)
        self._menu.setObjectName("copyPointsMenu")
        self._menu.aboutToShow.connect(self._fill_menu)
        self._copy.setMenu(self._menu)
        self._add.clicked.connect(self.add_requested)
        self._delete.clicked.connect(self.delete_selected)
        self._save.clicked.connect(self.save_requested)
        self._load.clicked.connect(self.load_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self._add, self._delete, self._copy, self._save, self._load):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._empty, 1)
        layout.addLayout(buttons)
        self.show_points((), None)

    def _made_table(self) -> QTableWidget:
        table = QTableWidget(0, len(_COLUMNS), self)
        table.setObjectName("pointsTable")
        table.setAccessibleName("Points")
        table.setToolTip(plain_tip("Click a row to go there; double-click a name or a note to change it."))
        table.setHorizontalHeaderLabels([title for _, title in _COLUMNS])
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 7)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setSectionsClickable(True)
        table.horizontalHeader().sectionClicked.connect(self._sort)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.itemChanged.connect(self._tell_text)
        table.cellClicked.connect(self._choose)
        table.cellActivated.connect(self._choose)
        return table

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text.removesuffix("…") + " points")
        button.setToolTip(plain_tip(tip))
        button.setMinimumWidth(button.fontMetrics().horizontalAdvance(text) + 16)  # five of them in a narrow dock
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return button

    # what is shown ------------------------------------------------------------

    def come_to_front(self) -> None:
        """Ask to be shown before the other panels."""
        self.front_requested.emit()

    def show_points(self, rows: Sequence[PointRow], info: ImageInfo | None) -> None:
        """Show these; ``info`` is None when no image is open."""
        selected = set(self.selected())
        with QSignalBlocker(self._table):
            self._show_layers([layer.name for layer in rows[0].layers] if rows else [])
            self._table.setRowCount(len(rows))
            for place, row in enumerate(rows):
                self._show_row(place, row, info)
            self._table.clearSelection()
            for place, row in enumerate(rows):
                if row.point.number in selected:
                    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
                    self._table.selectionModel().select(self._table.model().index(place, 0), flags)
            self._table.resizeColumnsToContents()
        self._table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        for button in (self._delete, self._copy, self._save):
            button.setEnabled(bool(rows))
        for button in (self._add, self._load):
            button.setEnabled(info is not None)

    def _show_layers(self, names: Sequence[str]) -> None:
        """Have a column for each further image of the place."""
        if names != self._layers:
            self._layers = names
            self._table.setColumnCount(len(_COLUMNS) + len(names))
            for column, name in enumerate(names, len(_COLUMNS)):
                heading = QTableWidgetItem(visible_text(name))
                heading.setToolTip(plain_tip(f"The value in {name} at the same physical point."))
                self._table.setHorizontalHeaderItem(column, heading)

    def _show_row(self, place: int, row: PointRow, info: ImageInfo | None) -> None:
        unit = f" {info.unit}" if info is not None and info.unit else ""
        digits = places(info.geometry.spacing) if info is not None else ()
        point = ", ".join(short_text(c, n) for c, n in zip(row.physical_point.components, digits, strict=False))
        texts = (
            str(row.point.number),
            row.point.name,
            str(row.point.index),
            str(row.array_index),
            row.change_text,
            f"({point}){unit}",
            row.point.note,
            *(layer.text for layer in row.layers),
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text if column in (_NAME, _NOTE) else visible_text(text))
            item.setToolTip(plain_tip(text))
            if column not in (_NAME, _NOTE):
                item.setFlags(item.flags() & ~_EDITABLE)
                item.setFont(mono(10))
            item.setData(Qt.ItemDataRole.UserRole, row.point.number)
            self._table.setItem(place, column, item)

    def selected(self) -> list[int]:
        """Return the numbers of the selected points."""
        places = sorted({index.row() for index in self._table.selectedIndexes()})
        return [self._number(place) for place in places]

    def _number(self, place: int) -> int:
        item = self._table.item(place, 0)
        return int(item.data(Qt.ItemDataRole.UserRole)) if item is not None else 0

    # what the user does -------------------------------------------------------

    def delete_selected(self) -> None:
        """Ask for the selected points to be deleted."""
        selected = self.selected()
        if selected:
            self.delete_requested.emit(selected)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete with Del."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_selected()
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int, column: int) -> None:
        if column not in (_NAME, _NOTE):
            self.chosen.emit(self._number(place))

    def _tell_text(self, item: QTableWidgetItem) -> None:
        tell = self.renamed if item.column() == _NAME else self.annotated
        tell.emit(int(item.data(Qt.ItemDataRole.UserRole)), item.text())

    def _sort(self, column: int) -> None:
        key = _COLUMNS[column][0] if column < len(_COLUMNS) else ""
        if key:
            falling = self._sorted == (column, False)
            self._sorted = column, falling
            self.sort_requested.emit(key, falling)

    def _fill_menu(self) -> None:
        if self._menu.isEmpty():
            from itk_inspector.core.probing.points_text import POINTS_FORMATS  # with NumPy, which the window precedes

            for form in POINTS_FORMATS:
                self._menu.addAction(form.name).triggered.connect(
                    lambda _checked=False, name=form.name: self.copy_requested.emit(name)
                )
