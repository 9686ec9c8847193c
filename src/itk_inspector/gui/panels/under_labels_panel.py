"""What an image holds under each label that lies over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import Theme, mono
from itk_inspector.gui.widgets.label_swatch import label_swatch

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.control.probing.under_labels_controller import UnderPair
    from itk_inspector.core.measure.under_label import UnderLabels

_OFTEN = 100  # ms
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LABEL, _NAME = 0, 1
"""Columns: the number of the label with its colour, and its name, where there is a label table."""
_WIDEST = 22
"""Characters of a column: a long name leaves numbers on screen, and is whole in its tip."""
_COPIES = (("table", "Table"), ("csv", "CSV"))


class UnderLabelsPanel(QWidget):
    """A table with a row for each label; implements `control.probing.under_labels_controller.UnderLabelsView`."""

    came_into_view = Signal()
    asked = Signal()
    cancelled = Signal()
    chosen = Signal(int)
    pair_chosen = Signal(int)
    """Another of the pairs that are offered is to be measured."""
    copy_requested = Signal(str)
    save_requested = Signal()
    offered = Signal(bool)
    """There are labels over the image, or there are none any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("underLabelsPanel")
        self.setAccessibleName("Under labels")
        self.setToolTip("")
        self._fraction: Callable[[], float] | None = None
        self._pairs = self._made_pairs()
        self._table = self._made_table()
        self._said = plain_label("", self)
        self._said.setObjectName("underLabelsSaid")
        self._said.setWordWrap(True)
        self._copy = self._button("copyUnderLabelsButton", "Copy", "Copy the table.")
        self._copy.setMenu(self._made_menu())
        self._save = self._button("saveUnderLabelsButton", "Save", "Save the table as CSV.")
        self._save.clicked.connect(self.save_requested)
        self._work = self._button("workOutButton", "Work out", "Work out the statistics under the labels.")
        self._work.clicked.connect(self.asked)
        self._cancel = self._button("cancelUnderLabelsButton", "Cancel", "Stop measuring under the labels.")
        self._cancel.clicked.connect(self.cancelled)
        self._again = QTimer(self)
        self._again.setInterval(_OFTEN)
        self._again.timeout.connect(self._tell_progress)
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._save)
        buttons.addStretch(1)
        buttons.addWidget(self._work)
        buttons.addWidget(self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.addWidget(self._pairs)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._said)
        layout.addLayout(buttons)
        self._state("")

    def _made_pairs(self) -> QComboBox:
        pairs = QComboBox(self)
        pairs.setObjectName("underLabelsPairs")
        pairs.setAccessibleName("What is measured under which labels")
        pairs.setToolTip(plain_tip("Choose which image is measured under which labels."))
        pairs.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        pairs.activated.connect(self.pair_chosen)
        pairs.hide()
        return pairs

    def _made_table(self) -> QTableWidget:
        table = QTableWidget(0, 0, self)
        table.setObjectName("underLabelsTable")
        table.setAccessibleName("Statistics under labels")
        table.setToolTip(plain_tip("Click a row to go to the first pixel of its label."))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 7)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setMaximumSectionSize(_WIDEST * table.fontMetrics().averageCharWidth())
        table.horizontalHeader().setHighlightSections(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.cellClicked.connect(lambda row, _: self.chosen.emit(row))
        table.cellActivated.connect(lambda row, _: self.chosen.emit(row))
        return table

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(plain_tip(tip))
        return button

    def _made_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("copyUnderLabelsMenu")
        for form, text in _COPIES:
            action = menu.addAction(text)
            action.setData(form)
            action.triggered.connect(self._tell_copy)
        return menu

    def _tell_copy(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.copy_requested.emit(action.data())

    # what is shown ------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._said.setStyleSheet(f"color: {theme.muted};")

    @property
    def is_seen(self) -> bool:
        """Tell whether it can be seen: nothing is worked out otherwise."""
        return self.isVisible()

    def offer(self, *, is_offered: bool) -> None:
        """Offer the page, or take it away."""
        self.offered.emit(is_offered)

    def show_offers(self, texts: Sequence[str], current: int) -> None:
        """Show which pairs can be measured, and which one is; nothing where there is only one."""
        if [self._pairs.itemText(n) for n in range(self._pairs.count())] != list(texts):
            self._pairs.clear()
            self._pairs.addItems(texts)
        self._pairs.setCurrentIndex(current)
        self._pairs.setVisible(len(texts) > 1)

    def show_statistics(self, found: UnderLabels, pair: UnderPair) -> None:
        """Show what was worked out."""
        from itk_inspector.core.display.label_colours import LabelColours  # late: the window appears before NumPy
        from itk_inspector.core.measure.under_labels_table import headings, row_cells, told

        colours, selected = LabelColours(pair.names), self._table.currentRow()
        is_same = len(found.rows) == self._table.rowCount()
        titles = headings(found, pair.unit)
        with QSignalBlocker(self._table):
            self._table.setColumnCount(len(titles))
            for column, title in enumerate(titles):
                heading = QTableWidgetItem(title)
                heading.setTextAlignment(_LEFT if column <= _NAME else _RIGHT)
                self._table.setHorizontalHeaderItem(column, heading)
            self._table.setColumnHidden(_NAME, pair.names is None)
            self._table.setRowCount(len(found.rows))
            for place, row in enumerate(found.rows):
                for column, text in enumerate(row_cells(found, row, pair.info, pair.names)):
                    item = _cell(column, text)
                    if column == _LABEL:
                        item.setIcon(label_swatch(row.label, colours))
                    self._table.setItem(place, column, item)
            if is_same and selected >= 0:
                self._table.selectRow(selected)
        self._state(told(found, pair.image, pair.labels))

    def show_working(self, fraction: Callable[[], float]) -> None:
        """Show that statistics are being worked out, and how far that has come."""
        self._fraction = fraction
        self._again.start()
        self._work.hide()
        self._cancel.show()
        self._table.setEnabled(False)
        self._enable()
        self._tell_progress()  # at once: the rows are those of other pixels

    def show_unasked(self, text: str = "", *, offers_work: bool = True) -> None:
        """Offer to work out the statistics, of a large image or after they were cancelled, or say why not."""
        with QSignalBlocker(self._table):
            self._table.setRowCount(0)
        self._state(text or "Statistics of large images are worked out when you ask for them.")
        self._work.setVisible(offers_work)

    def _state(self, text: str) -> None:
        self._again.stop()
        self._fraction = None
        self._table.setEnabled(True)
        self._said.setText(text)
        self._work.hide()
        self._cancel.hide()
        self._enable()

    def _tell_progress(self) -> None:
        if self._fraction is not None:
            self._said.setText(f"Measuring under the labels … {100 * self._fraction():.0f} %")

    def _enable(self) -> None:
        for button in (self._copy, self._save):
            button.setEnabled(self._fraction is None and self._table.rowCount() > 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is only worked out when it can be seen."""
        super().showEvent(event)
        self.came_into_view.emit()


def _cell(column: int, text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    if column == _NAME:
        item.setToolTip(plain_tip(text))
    else:
        item.setFont(mono(10))
    if column > _NAME:
        item.setTextAlignment(_RIGHT)
    return item
