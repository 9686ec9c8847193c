"""Which of several images to open: those that one file holds, or parts of one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip, plain_title
from itk_inspector.gui.style.theme import Theme


class PartsDialog(QDialog):
    """A list of images; nothing is opened here.

    Parameters
    ----------
    title, said : str
        What they are, and a sentence about them.
    rows : sequence of str
        A line for each.
    first : int
        Which is chosen at first.
    theme : Theme
    """

    chosen = Signal(int)

    def __init__(self, title: str, said: str, rows: Sequence[str], first: int, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("partsDialog")
        self.setAccessibleName("Images in a file")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(plain_title(title))
        sentence = plain_label(said, self)
        sentence.setStyleSheet(f"color: {theme.muted};")
        self._list = QListWidget(self)
        self._list.setObjectName("partsList")
        self._list.setAccessibleName("Images")
        self._list.setToolTip("Press Enter or double-click to open an image.")
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setUniformItemSizes(True)
        for row in rows:
            item = QListWidgetItem(visible_text(row), self._list)
            item.setToolTip(plain_tip(row))
        buttons = QDialogButtonBox(self)
        self._open = buttons.addButton("Open", QDialogButtonBox.ButtonRole.AcceptRole)
        self._open.setObjectName("partsOpen")
        self._open.setDefault(True)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(sentence)
        layout.addWidget(self._list, 1)
        layout.addWidget(buttons)
        self._list.doubleClicked.connect(self._double_clicked)
        self._list.setCurrentRow(first)
        self._list.setFocus()
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Return a size that shows up to ten images."""
        rows = min(10, max(3, self._list.count())) * self._list.sizeHintForRow(0)
        return QSize(max(420, min(900, self._list.sizeHintForColumn(0) + 60)), rows + 130)

    def _double_clicked(self, index: QModelIndex) -> None:
        self._accept()

    def _accept(self) -> None:
        number = self._list.currentRow()
        self.accept()
        if number >= 0:
            self.chosen.emit(number)
