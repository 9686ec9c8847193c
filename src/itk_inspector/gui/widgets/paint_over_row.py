"""Chooses what tools may paint over: everything, the background, or labels from a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from itk_inspector.control.editing.over import LabelRow, Over
from itk_inspector.core.text.visible_text import visible_text

_ROWS_SEEN = 6
_SWATCH = 12


class PaintOverRow(QWidget):
    """A chooser, and below it the labels where they are chosen one by one.

    Implements `control.editing.painting_over.PaintOverView`.

    Parameters
    ----------
    parent : QWidget
    """

    kind_chosen = Signal(object)
    label_chosen = Signal(object, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: Sequence[LabelRow] = ()
        self.kind = QComboBox(self)
        self.kind.setObjectName("paintOver")
        self.kind.setAccessibleName("Paint over")
        self.kind.setToolTip("Which pixels the tools may change, by the value that they hold now.")
        for over in Over:
            self.kind.addItem(over.value, over)
        self.kind.activated.connect(self._choose_kind)
        self.labels = QListWidget(self)
        self.labels.setObjectName("paintOverLabels")
        self.labels.setAccessibleName("Labels that may be painted over")
        self.labels.setToolTip("Labels that may be painted over; those on screen when “chosen labels” was chosen.")
        self.labels.setUniformItemSizes(True)
        self.labels.itemChanged.connect(self._choose_label)
        self.labels.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.kind)
        layout.addWidget(self.labels)

    def show_paint_over(self, over: Over, rows: Sequence[LabelRow]) -> None:
        """Show what is chosen."""
        self.kind.setCurrentIndex(self.kind.findData(over))
        with QSignalBlocker(self.labels):
            if [row.value for row in rows] != [row.value for row in self._rows]:
                self.labels.clear()
                for _ in rows:
                    self.labels.addItem(QListWidgetItem())
            self._rows = rows
            for place, row in enumerate(rows):
                _fill(self.labels.item(place), row)
        self.labels.setVisible(over is Over.CHOSEN)
        height = max(1, min(len(rows), _ROWS_SEEN)) * max(self.labels.sizeHintForRow(0), 1)
        self.labels.setFixedHeight(height + 2 * self.labels.frameWidth())

    def _choose_kind(self, place: int) -> None:
        self.kind_chosen.emit(self.kind.itemData(place))

    def _choose_label(self, item: QListWidgetItem) -> None:
        value: Any = item.data(Qt.ItemDataRole.UserRole)
        self.label_chosen.emit(value, item.checkState() is Qt.CheckState.Checked)


def _fill(item: QListWidgetItem, row: LabelRow) -> None:
    item.setText(visible_text(f"{row.value} · {row.name}" if row.name else str(row.value)))
    item.setData(Qt.ItemDataRole.UserRole, row.value)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
    item.setCheckState(Qt.CheckState.Checked if row.is_chosen else Qt.CheckState.Unchecked)
    swatch = QPixmap(_SWATCH, _SWATCH)
    swatch.fill(QColor.fromRgb(row.colour))
    item.setIcon(swatch)
