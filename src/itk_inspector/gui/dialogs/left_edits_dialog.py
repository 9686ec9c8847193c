"""What to do with edits that were not saved when the program was ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.control.editing.left_edits import LeftChoice, LeftRow
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import Theme

_COLUMNS = ("Image", "Edits", "Last edit", "Folder", "What to do")
_CHOICES = {LeftChoice.RESTORE: "Restore", LeftChoice.DISCARD: "Discard", LeftChoice.LATER: "Later"}
_ROWS = 6


class LeftEditsDialog(QDialog):
    """A table with a choice for each image; nothing is done before the user goes on.

    Parameters
    ----------
    rows : sequence of LeftRow
    theme : Theme
    """

    answered = Signal(list)
    """A `LeftChoice` for each row; sent once, however the dialog is closed."""

    def __init__(self, rows: Sequence[LeftRow], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("leftEditsDialog")
        self.setAccessibleName("Unsaved edits")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Unsaved edits")
        self._rows = rows
        self._theme = theme
        said = plain_label("ITK Inspector ended before these edits were saved.", self)
        said.setWordWrap(True)
        self._table = QTableWidget(len(rows), len(_COLUMNS), self)
        self._table.setObjectName("leftEditsTable")
        self._table.setAccessibleName("Images with edits that were not saved")
        self._choices = [self._choice(row) for row in rows]
        self._notes = plain_label("", self)
        self._notes.setObjectName("leftEditsNotes")
        self._notes.setAccessibleName("Notes on the edits")
        self._notes.setWordWrap(True)
        self._notes.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._notes.setStyleSheet(f"color: {theme.warning};")
        buttons = QDialogButtonBox(self)
        go_on = buttons.addButton("Continue", QDialogButtonBox.ButtonRole.AcceptRole)
        go_on.setObjectName("leftEditsContinue")
        go_on.setDefault(True)
        later = buttons.addButton("Ask again later", QDialogButtonBox.ButtonRole.RejectRole)
        later.setObjectName("leftEditsLater")
        later.setToolTip("Keep all of them, and ask at the next start.")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(said)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._notes)
        layout.addWidget(buttons)
        self._fill()
        self._show_notes()
        self.finished.connect(self._tell)
        self.resize(self.sizeHint())
        go_on.setFocus()

    def _choice(self, row: LeftRow) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(f"What to do with the edits of {visible_text(row.path.name)}")
        for choice, text in _CHOICES.items():
            box.addItem(text, choice)
        if row.problem:
            items = box.model()
            assert isinstance(items, QStandardItemModel)
            items.item(0).setEnabled(False)
            box.setCurrentIndex(list(_CHOICES).index(LeftChoice.LATER))
        box.currentIndexChanged.connect(self._show_notes)
        return box

    def _fill(self) -> None:
        table = self._table
        table.setHorizontalHeaderLabels(_COLUMNS)
        table.verticalHeader().hide()
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setStyleSheet("QTableWidget::item { padding: 0 8px; } QHeaderView::section { padding: 4px 8px; }")
        for place, (row, box) in enumerate(zip(self._rows, self._choices, strict=True)):
            for column, text in enumerate(_cells(row)):
                item = QTableWidgetItem(visible_text(text))
                item.setToolTip(plain_tip("\n".join(filter(None, (str(row.path), row.problem)))))
                if column == 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                table.setItem(place, column, item)
            table.setCellWidget(place, len(_COLUMNS) - 1, box)
        table.verticalHeader().setDefaultSectionSize(max(box.sizeHint().height() for box in self._choices) + 4)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for name in ("Image", "Folder"):
            header.setSectionResizeMode(_COLUMNS.index(name), QHeaderView.ResizeMode.Stretch)

    def sizeHint(self) -> QSize:
        """Return a size that shows up to six images."""
        table = self._table
        rows = min(_ROWS, len(self._rows)) * table.verticalHeader().defaultSectionSize()
        notes = self._notes.sizeHint().height() if self._notes.isVisibleTo(self) else 0
        return QSize(820, rows + table.horizontalHeader().sizeHint().height() + notes + 120)

    def _show_notes(self) -> None:
        notes = ["⚠ " + visible_text(row.problem) for row in self._rows if row.problem]
        if LeftChoice.DISCARD in self._chosen:
            notes.append("⚠ Edits that are discarded cannot be brought back.")
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))

    @property
    def _chosen(self) -> list[LeftChoice]:
        return [box.currentData() for box in self._choices]

    def _tell(self, result: int) -> None:
        is_accepted = result == QDialog.DialogCode.Accepted
        self.answered.emit(self._chosen if is_accepted else [LeftChoice.LATER] * len(self._rows))


def _cells(row: LeftRow) -> tuple[str, ...]:
    mark = "⚠ " if row.problem else ""
    return f"{mark}{row.path.name}", f"{row.count:,}", _when(row.changed), str(row.path.parent)


def _when(seconds: float) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):  # a file may have any time
        return "unknown"
