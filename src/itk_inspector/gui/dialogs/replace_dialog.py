"""Which values to replace, where, and by which; how many pixels hold them is said before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from itk_inspector.control.editing.replacing import Place, Told, Wish
from itk_inspector.control.viewing.background import Background
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.background.latest_job import LatestJob
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import mono

_WIDE = 340
_AT_REST = 200  # milliseconds after the last key, before a large copy is looked through


class Replaced(Enum):
    """What is replaced, by the dialog's title."""

    VALUE = "Replace value"
    RANGE = "Threshold and replace"
    LABEL = "Remove label"


class ReplaceDialog(QDialog):
    """Asks for a value or two bounds, for the value in their place unless that is the background's, and where.

    Parameters
    ----------
    what : Replaced
    value : str
        Offered at first: what is replaced, or what the values within bounds become.
    background : str
        The value that takes the place of a removed label.
    places : sequence of Place
    count : callable
        Tells how many pixels would be replaced: ``(wish, background job, told)``.
    parent : QWidget
    """

    replace_requested = Signal(object)

    def __init__(
        self,
        what: Replaced,
        value: str,
        background: str,
        places: Sequence[Place],
        count: Callable[[Wish, Background, Told], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._what = what
        self._count = count
        self._places = places
        self._job = LatestJob(self, "replace", _AT_REST, waits_for_rest=True)
        self.setObjectName("replaceDialog")
        self.setAccessibleName(what.value)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(what.value)
        is_range = what is Replaced.RANGE
        self._low = self._field("replaceLow", "Lowest value to replace" if is_range else "Value to replace")
        self._high = self._field("replaceHigh", "Highest value to replace")
        self._by = self._field("replaceBy", "Value in its place")
        self._place = QComboBox(self)
        self._place.setObjectName("replacePlace")
        self._place.setAccessibleName("Where values are replaced")
        self._place.setToolTip(plain_tip("All of the copy, the slice on screen, or a region drawn to measure with."))
        self._place.addItems([place.name for place in places])
        self._told = plain_label("", self)
        self._told.setObjectName("replaceCount")
        self._told.setWordWrap(True)
        buttons = QDialogButtonBox(self)
        yes = "Remove" if what is Replaced.LABEL else "Replace"
        self._yes = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self._yes.setObjectName("replaceAccept")
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(self._form())
        layout.addWidget(self._told)
        layout.addWidget(buttons)
        self.setMinimumWidth(_WIDE)
        for field, text in zip((self._low, self._by), ("", value) if is_range else (value, background), strict=True):
            field.setText(text)
        if what is Replaced.VALUE:
            self._by.clear()
        for field in (self._low, self._high, self._by):
            field.textChanged.connect(self._tell)
        self._place.currentIndexChanged.connect(self._tell)
        first = self._by if what is Replaced.VALUE and value else self._low
        first.setFocus()
        first.selectAll()
        self._tell()

    def _form(self) -> QFormLayout:
        is_range = self._what is Replaced.RANGE
        self._high.setPlaceholderText("no limit")
        self._low.setPlaceholderText("no limit" if is_range else "")
        form = QFormLayout()
        form.addRow("From" if is_range else "Label" if self._what is Replaced.LABEL else "Value", self._low)
        form.addRow("To", self._high)
        form.setRowVisible(self._high, is_range)
        form.addRow("Becomes", self._by)
        form.setRowVisible(self._by, self._what is not Replaced.LABEL)
        form.addRow("In", self._place)
        form.setRowVisible(self._place, self._what is not Replaced.LABEL)
        return form

    def _field(self, name: str, said: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setAccessibleName(said)
        field.setToolTip(plain_tip(said))
        field.setFont(mono(11))
        return field

    def _wish(self) -> Wish:
        high = self._high.text() if self._what is Replaced.RANGE else None
        return Wish(self._low.text(), high, self._by.text(), self._places[self._place.currentIndex()])

    def _tell(self) -> None:
        """Say how many pixels will change, or why none can."""
        self._yes.setEnabled(False)
        self._count(self._wish(), self._job, self._show)

    def _show(self, told: str, count: int) -> None:
        self._told.setText(visible_text(told))
        is_same = self._what is not Replaced.RANGE and self._low.text().strip() == self._by.text().strip()
        self._yes.setEnabled(count > 0 and not is_same)

    def _accept(self) -> None:
        wish = self._wish()
        self.accept()
        self.replace_requested.emit(wish)

    def done(self, result: int) -> None:
        """Close; nobody wants to know any more how many there are."""
        self._job.stop()
        super().done(result)
