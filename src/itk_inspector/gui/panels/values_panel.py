"""What stands out among the values: how many pixels hold it, and the way to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.probing.order import Sought
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme, mono
from itk_inspector.gui.widgets.label_swatch import label_swatch

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.display.label_colours import LabelColours
    from itk_inspector.core.labels.label_table import LabelTable
    from itk_inspector.core.probing.value_counts import ValueRow

_OFTEN = 100  # ms
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_COLUMNS = ("", "Value", "Pixels", "Name")
_NAME = 3
"""The column of what labels are called: only where there is a label table."""
_LEADS = "Click a row to go to the next pixel with this value."
_LEADS_BACK, _LEADS_ON = "Go to the previous pixel with this value.", "Go to the next pixel with this value."
_LEADS_TO_FIRST = "Click minimum or maximum to go to its first pixel."
_LEADS_NOWHERE = "This image is read in parts: to go to other values, open a part of it first (File › Open this part)."
_HINT = "Open an image to see how often its outermost values, NaN and labels occur."


class ValuesPanel(QWidget):
    """A table of values, with a way to the next and the previous pixel of each.

    Implements `control.probing.values_controller.ValuesView`.
    """

    came_into_view = Signal()
    count_requested = Signal()
    cancelled = Signal()
    chosen = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("valuesPanel")
        self.setAccessibleName("Values")
        self.setToolTip("")
        self._theme = LIGHT
        self._fraction: Callable[[], float] | None = None
        self._rows: Sequence[ValueRow] = ()
        self._leads = True
        self._table = self._made_table()
        self._said = plain_label(_HINT, self)
        self._said.setObjectName("valuesHint")
        self._said.setWordWrap(True)
        self._count = self._button("countValuesButton", "Count values", "Count all values of this large image.")
        self._count.clicked.connect(self.count_requested)
        self._cancel = self._button("cancelValuesButton", "Cancel", "Stop counting.")
        self._cancel.clicked.connect(self.cancelled)
        self._back = self._button("previousValueButton", "Previous", _LEADS_BACK)
        self._back.clicked.connect(lambda: self._go(backwards=True))
        self._next = self._button("nextValueButton", "Next", _LEADS_ON)
        self._next.clicked.connect(lambda: self._go(backwards=False))
        self._again = QTimer(self)
        self._again.setInterval(_OFTEN)
        self._again.timeout.connect(self._tell_progress)
        buttons = QHBoxLayout()
        buttons.addWidget(self._back)
        buttons.addWidget(self._next)
        buttons.addStretch(1)
        buttons.addWidget(self._count)
        buttons.addWidget(self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._said)
        layout.addLayout(buttons)
        self.show_nothing()

    def _made_table(self) -> QTableWidget:
        table = QTableWidget(0, _NAME, self)
        table.setObjectName("valuesTable")
        table.setAccessibleName("Values")
        table.setToolTip(plain_tip(_LEADS))
        for column, title in enumerate(_COLUMNS[:_NAME]):
            table.setHorizontalHeaderItem(column, _heading(column, title))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 7)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setHighlightSections(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.cellClicked.connect(lambda row, _: self._go_to(row, backwards=False))
        table.cellActivated.connect(lambda row, _: self._go_to(row, backwards=False))
        table.itemSelectionChanged.connect(self._enable)
        return table

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(plain_tip(tip))
        return button

    # what is shown ------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._said.setStyleSheet(f"color: {theme.muted};")

    @property
    def is_seen(self) -> bool:
        """Tell whether it can be seen: nothing is counted otherwise."""
        return self.isVisible()

    def show_values(
        self, rows: Sequence[ValueRow], population: int, *, is_coloured: bool, table: LabelTable | None = None
    ) -> None:
        """Show counts of so many pixels; labels by name, and in the colours that they are drawn in, if they are."""
        selected = self._table.currentRow()
        is_same = len(rows) == self._table.rowCount()
        from itk_inspector.core.display.label_colours import LabelColours  # late: the window appears before NumPy

        layers = {row.search.component or 0 for row in rows} if is_coloured else ()
        colours = {layer: LabelColours(table, layer) for layer in layers}
        self._show_columns(has_names=table is not None)
        with QSignalBlocker(self._table):
            self._table.setRowCount(len(rows))
            for place, row in enumerate(rows):
                self._show_row(place, row, population, colours, table)
            if is_same and selected >= 0:
                self._table.selectRow(selected)
        self._rows = rows
        self._lead(leads=True)
        self._state(f"All {population:,} pixels counted. Click a row to go there.")

    def show_whole(self, population: int, *, is_stale: bool) -> None:
        """Say of the counts of so many pixels that few lead anywhere, and whether the image changed since."""
        self._lead(leads=False)
        stale = "⚠ The image changed since its values were counted."
        counted = f"All {population:,} pixels of level 0 counted. {_LEADS_TO_FIRST}"
        self._state(stale if is_stale else counted, offers_count=is_stale)

    def _lead(self, *, leads: bool) -> None:
        """Go from a row to its pixels, or say why that cannot be."""
        self._leads = leads
        nowhere = (f"{_LEADS_TO_FIRST} {_LEADS_NOWHERE}", _LEADS_NOWHERE, _LEADS_NOWHERE)
        tips = (_LEADS, _LEADS_BACK, _LEADS_ON) if leads else nowhere
        for widget, tip in zip((self._table, self._back, self._next), tips, strict=True):
            widget.setToolTip(plain_tip(tip))

    def _show_columns(self, *, has_names: bool) -> None:
        columns = _COLUMNS if has_names else _COLUMNS[:_NAME]
        if self._table.columnCount() != len(columns):
            self._table.setColumnCount(len(columns))
            if has_names:
                self._table.setHorizontalHeaderItem(_NAME, _heading(_NAME, _COLUMNS[_NAME]))
                self._table.horizontalHeader().setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)

    def _show_row(
        self,
        place: int,
        row: ValueRow,
        population: int,
        colours: Mapping[int, LabelColours],
        table: LabelTable | None,
    ) -> None:
        share = 100.0 * row.count / max(1, population)
        count = f"{row.count:,}" + (f"   {share:.3g} %" if row.count else "")
        is_label, layer = row.search.sought is Sought.LABEL, row.search.component or 0
        label = table.at(row.search.label, layer) if table is not None and is_label else None
        name = label.name if label is not None else ""
        for column, text in enumerate((row.name, row.text, count, name)[: self._table.columnCount()]):
            item = QTableWidgetItem(text)
            if column in (1, 2):
                item.setFont(mono(10))
            if column == _NAME:
                item.setToolTip(plain_tip(text))
            if column == 2:
                item.setTextAlignment(_RIGHT)
            if not row.count:
                item.setForeground(QColor(self._theme.muted))
            if layer in colours and column == 0 and is_label:
                item.setIcon(label_swatch(row.search.label, colours[layer]))
            self._table.setItem(place, column, item)

    def show_counting(self, fraction: Callable[[], float], *, can_cancel: bool = False) -> None:
        """Show that values are being counted, and how far that has come."""
        self._count.hide()
        self._cancel.setVisible(can_cancel)
        self._fraction = fraction
        self._again.start()
        self._table.setEnabled(False)
        self._tell_progress()  # at once: the rows are those of other pixels
        self._enable()

    def show_uncounted(self, why_never: str = "", cost: str = "") -> None:
        """Offer to count the values of a large image, which costs that much, or say why they cannot be counted."""
        self._clear()
        offer = "This image is large; its values are counted when you ask for it."
        if cost:
            offer = f"This image is read in parts. Its values are counted in the background: {cost}."
        self._state(why_never or offer, offers_count=not why_never)

    def show_nothing(self) -> None:
        """Say how to begin."""
        self._clear()
        self._state(_HINT)

    def _clear(self) -> None:
        self._rows = ()
        with QSignalBlocker(self._table):
            self._table.setRowCount(0)

    def _state(self, text: str, *, offers_count: bool = False) -> None:
        self._again.stop()
        self._fraction = None
        self._table.setEnabled(True)
        self._said.setText(text)
        self._count.setVisible(offers_count)
        self._cancel.hide()
        self._enable()

    def _tell_progress(self) -> None:
        if self._fraction is not None:
            self._said.setText(f"Counting values … {100 * self._fraction():.0f} %")

    def _enable(self) -> None:
        row = self._table.currentRow() if self._table.selectedItems() else -1
        can_go = self._leads and self._fraction is None and 0 <= row < len(self._rows) and self._rows[row].count > 0
        for button in (self._back, self._next):
            button.setEnabled(can_go)

    # what the user did --------------------------------------------------------

    def _go(self, *, backwards: bool) -> None:
        self._go_to(self._table.currentRow(), backwards=backwards)

    def _go_to(self, row: int, *, backwards: bool) -> None:
        chosen = self._rows[row] if 0 <= row < len(self._rows) else None
        if chosen is not None and chosen.count and (self._leads or chosen.at is not None):
            self.chosen.emit(row, backwards)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is only counted when it can be seen."""
        super().showEvent(event)
        self.came_into_view.emit()


def _heading(column: int, title: str) -> QTableWidgetItem:
    heading = QTableWidgetItem(title)
    heading.setTextAlignment(_RIGHT if column == 2 else _LEFT)
    return heading
