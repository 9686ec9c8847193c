"""A field for an index, with what does something there, and how the index is read."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from itk_inspector.control.tools.option import PlaceOption
from itk_inspector.core.geometry.axes import array_names, itk_names
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import Theme, mono


class IndexRow(QWidget):
    """Takes an index as text, in either order.

    Parameters
    ----------
    option : PlaceOption
    parent : QWidget
    """

    entered = Signal(str)

    def __init__(self, option: PlaceOption, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(option.id)
        self.field = QLineEdit(self)
        self.field.setObjectName("editIndex")
        self.field.setAccessibleName(option.name)
        self.field.setFont(mono(11))
        self.field.returnPressed.connect(self._enter)
        self.button = QPushButton(option.button, self)
        self.button.setObjectName("setPixelButton")
        self.button.setToolTip(plain_tip(option.tip))
        self.button.clicked.connect(self._enter)
        self._orders = plain_label("", self)
        self._orders.setObjectName("editIndexOrders")
        self._orders.setAccessibleName("What the index is read as")
        self._orders.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self._orders)
        self.setFocusProxy(self.field)

    def show_orders(self, dimension: int) -> None:
        """Say in which order an index of an image of so many axes is read."""
        itk, array = itk_names(dimension), array_names(dimension)
        self.field.setPlaceholderText(f"{itk} (ITK)")
        self.field.setToolTip(plain_tip(f"{itk} or ({itk}) in ITK's order; [{array}] in NumPy's."))
        self._orders.setText(f"{itk} (ITK) or [{array}]")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._orders.setStyleSheet(f"color: {theme.muted};")

    def _enter(self) -> None:
        self.entered.emit(self.field.text())
