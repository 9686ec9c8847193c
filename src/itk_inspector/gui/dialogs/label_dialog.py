"""Which label to replace in the whole copy; how many pixels hold it is said before."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import mono

_WIDE = 340


class LabelDialog(QDialog):
    """Asks for a value, and for the one in its place unless it is removed.

    Parameters
    ----------
    value : str
        Offered at first.
    told_of : callable
        Says how many pixels hold a typed value, and returns that number; −1 where it is no value.
    parent : QWidget
    removes : bool
        The background takes its place.
    """

    renumber_requested = Signal(str, str)
    remove_requested = Signal(str)

    def __init__(
        self, value: str, told_of: Callable[[str], tuple[str, int]], parent: QWidget, *, removes: bool
    ) -> None:
        super().__init__(parent)
        self._told_of = told_of
        self._removes = removes
        title = "Remove label" if removes else "Renumber label"
        self.setObjectName("labelDialog")
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._before = self._field("labelBefore", "Value to replace", value)
        self._after = self._field("labelAfter", "Value in its place", "0" if removes else "")
        self._told = plain_label("", self)
        self._told.setObjectName("labelCount")
        self._told.setWordWrap(True)
        form = QFormLayout()
        form.addRow("Label", self._before)
        form.addRow("Becomes", self._after)
        form.setRowVisible(self._after, not removes)
        buttons = QDialogButtonBox(self)
        self._yes = buttons.addButton("Remove" if removes else "Renumber", QDialogButtonBox.ButtonRole.AcceptRole)
        self._yes.setObjectName("labelAccept")
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addWidget(self._told)
        layout.addWidget(buttons)
        self.setMinimumWidth(_WIDE)
        self._before.textChanged.connect(self._tell)
        self._after.textChanged.connect(self._tell)
        self._tell()
        field = self._before if removes or not value else self._after
        field.setFocus()
        field.selectAll()

    def _field(self, name: str, said: str, text: str) -> QLineEdit:
        field = QLineEdit(text, self)
        field.setObjectName(name)
        field.setAccessibleName(said)
        field.setToolTip(plain_tip(said))
        field.setFont(mono(11))
        return field

    def _tell(self) -> None:
        """Say how many pixels will change, or why none can."""
        told, count = self._told_of(self._before.text())
        problem, held = self._told_of(self._after.text()) if not self._removes else ("", 0)
        is_told = count <= 0 or held >= 0 or not self._after.text().strip()
        self._told.setText(visible_text(told if is_told else problem))
        self._yes.setEnabled(count > 0 and held >= 0 and self._before.text().strip() != self._after.text().strip())

    def _accept(self) -> None:
        before, after = self._before.text(), self._after.text()
        self.accept()
        if self._removes:
            self.remove_requested.emit(before)
        else:
            self.renumber_requested.emit(before, after)
