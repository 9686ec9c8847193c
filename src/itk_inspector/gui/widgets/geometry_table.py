"""The geometry in ITK's and in NumPy's order, side by side; each part can be copied as Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.geometry.axes import array_names, itk_names
from itk_inspector.core.header.geometry_rows import GeometryRow, geometry_rows
from itk_inspector.gui.style.plain_text import plain_tip
from itk_inspector.gui.style.theme import mono

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo

_ITK, _ARRAY = 0, 1
_POINTS, _MARGIN = 8, 8


class GeometryTable(QWidget):
    """Two columns, ITK and NumPy; a cell is copied by Ctrl+C or its menu, a column by its button.

    Parameters
    ----------
    parent : QWidget, optional
    """

    copy_requested = Signal(str)
    """Python for the clipboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: ImageInfo | None = None
        self._rows: tuple[GeometryRow, ...] = ()
        self._is_stale = False
        self._table = QTableWidget(0, 2, self)
        self._table.setObjectName("geometryTable")
        self._table.setAccessibleName("Geometry in both orders")
        self._table.setToolTip("Numbers are rounded here. Ctrl+C copies a cell as Python, exact.")
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._table.setWordWrap(False)
        self._table.setTextElideMode(Qt.TextElideMode.ElideNone)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._table.verticalHeader().setMinimumSectionSize(1)
        self._table.horizontalHeader().setHighlightSections(False)
        self._table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._table.customContextMenuRequested.connect(self._show_menu)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self._table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy_cell)
        buttons = QHBoxLayout()
        self._buttons = [self._button(column, name) for column, name in ((_ITK, "ITK"), (_ARRAY, "NumPy"))]
        for button in self._buttons:
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(self._table, 1)
        layout.addLayout(buttons)

    def _button(self, column: int, name: str) -> QPushButton:
        button = QPushButton(f"Copy {name} order", self)
        button.setObjectName(f"copyGeometry{name}")
        button.setToolTip(plain_tip(f"Copy all of it as Python, in {name}’s order."))
        button.clicked.connect(lambda: self.copy_requested.emit(self._column_code(column)))
        return button

    def show_info(self, info: ImageInfo | None) -> None:
        """Show the geometry of an image, when it is looked at; None shows none."""
        self._info, self._is_stale = info, True
        self._rows = geometry_rows(info) if info is not None else ()
        for button in self._buttons:
            button.setEnabled(bool(self._rows))
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        """Fill the table, if that waited: each line is measured, beside the first picture of an image."""
        if self._is_stale:
            self._fill()
        super().showEvent(event)

    def _fill(self) -> None:
        self._is_stale = False
        self._table.clearSpans()
        self._table.setRowCount(2 * len(self._rows))
        if self._info is None:
            return
        axes = self._info.geometry.dimension
        self._table.setHorizontalHeaderLabels([f"ITK ({itk_names(axes)})", f"NumPy [{array_names(axes)}]"])
        for number, row in enumerate(self._rows):
            heading = QTableWidgetItem(row.name)
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._table.setItem(2 * number, 0, heading)
            self._table.setSpan(2 * number, 0, 1, 2)
            for column, (text, code) in enumerate(((row.itk, row.itk_code), (row.array, row.array_code))):
                item = QTableWidgetItem(text)
                item.setFont(mono(_POINTS))
                item.setTextAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                item.setToolTip(plain_tip(code))
                self._table.setItem(2 * number + 1, column, item)

        for column in (_ITK, _ARRAY):
            self._table.setColumnWidth(column, self._widest(column))

    def _widest(self, column: int) -> int:
        """Return the width of the longest line: Qt's own measure is that of what is in sight."""
        face = QFontMetrics(mono(_POINTS))
        texts = [row.array if column == _ARRAY else row.itk for row in self._rows]
        lines = [face.horizontalAdvance(line) for text in texts for line in text.split("\n")]
        return max(*lines, self._table.horizontalHeader().sectionSizeHint(column)) + _MARGIN

    def _code(self, row: int, column: int) -> str:
        shown = self._rows[row // 2]
        return shown.array_code if column == _ARRAY else shown.itk_code

    def _column_code(self, column: int) -> str:
        return "".join(f"{self._code(row, column)}\n" for row in range(0, 2 * len(self._rows), 2))

    def _copy_cell(self) -> None:
        row, column = self._table.currentRow(), self._table.currentColumn()
        if row >= 0 and row % 2:
            self.copy_requested.emit(self._code(row, column))

    def _show_menu(self, place: QPoint) -> None:
        item = self._table.itemAt(place)
        if item is not None and item.row() % 2:
            self._table.setCurrentItem(item)
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction("Copy as Python", self._copy_cell)
            menu.popup(self._table.viewport().mapToGlobal(place))
