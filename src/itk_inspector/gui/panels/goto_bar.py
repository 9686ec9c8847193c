"""The field for the position to go to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from itk_inspector.core.geometry.axes import array_names, itk_names
from itk_inspector.core.probing.order import Order
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme

_TIP = (
    "(x, y, z) is ITK’s order, [slice, row, col] NumPy’s. Also: p: with a physical point, lps: or ras:, max, min, nan,"
    " label 7, or a pasted line with an index."
)


class GotoBar(QWidget):
    """A line above the image: what is typed is echoed in both orders, Enter goes there, Esc puts it away."""

    typed = Signal(str, object)
    entered = Signal(str, object)
    put_away = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gotoBar")
        self.setAccessibleName("Go to")
        self._theme = LIGHT
        self._is_problem = False
        self._dimension = 0
        self._order = QComboBox(self)
        self._order.setObjectName("gotoOrder")
        self._order.setAccessibleName("Order of bare numbers")
        self._order.setToolTip(plain_tip("The order of numbers without brackets."))
        self._field = QLineEdit(self)
        self._field.setObjectName("gotoField")
        self._field.setAccessibleName("Position")
        self._field.setToolTip(plain_tip(_TIP))
        self._field.setClearButtonEnabled(True)
        self._field.setMinimumWidth(220)
        self._answer = plain_label("", self)
        self._answer.setObjectName("gotoAnswer")
        self._answer.setAccessibleName("Pixel")
        self._answer.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._close = QToolButton(self)
        self._close.setObjectName("gotoClose")
        self._close.setAccessibleName("Close")
        self._close.setToolTip("Close (Esc)")
        self._close.setText("×")
        self._close.setAutoRaise(True)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(plain_label("Go to", self))
        line.addWidget(self._field, 1)
        line.addWidget(self._order)
        line.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self._answer)
        self._field.textChanged.connect(self._tell)
        self._field.returnPressed.connect(self._enter)
        self._order.currentIndexChanged.connect(self._tell)
        self._close.clicked.connect(self.put_away_now)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._show_colour()

    def ask(self, dimension: int) -> None:
        """Come up for an image of so many axes, and take the keyboard; what was typed is selected."""
        self._name_orders(dimension)
        self.show()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        self._tell()

    def follow(self, dimension: int | None) -> None:
        """Mean another image of so many axes, if it is on screen; leave when there is none."""
        if self.isHidden():
            return
        if dimension is None:
            self.put_away_now()
            return
        self._name_orders(dimension)
        self._tell()

    def _name_orders(self, dimension: int) -> None:
        if dimension == self._dimension:
            return
        self._dimension = dimension
        chosen = max(0, self._order.currentIndex())
        self._order.blockSignals(True)
        self._order.clear()
        self._order.addItem(f"ITK {itk_names(dimension)}", Order.ITK)
        self._order.addItem(f"NumPy {array_names(dimension)}", Order.NUMPY)
        self._order.setCurrentIndex(chosen)
        self._order.blockSignals(False)

    def show_answer(self, text: str, *, is_problem: bool) -> None:
        """Say how the text is understood, or why it is not."""
        self._is_problem = is_problem
        self._answer.setText(text)
        self._answer.setToolTip(plain_tip(text))
        self._show_colour()

    def _show_colour(self) -> None:
        colour = self._theme.warning if self._is_problem else self._theme.muted
        self._answer.setStyleSheet(f"color: {colour};")

    def put_away_now(self) -> None:
        """Leave the screen, and give the keyboard back."""
        self.hide()
        self.put_away.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc; Enter stays here, for the next one that is looked for."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away_now()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _chosen_order(self) -> Order:
        order = self._order.currentData()
        return order if isinstance(order, Order) else Order.ITK

    def _tell(self) -> None:
        self.typed.emit(self._field.text(), self._chosen_order())

    def _enter(self) -> None:
        self.entered.emit(self._field.text(), self._chosen_order())
        self._field.selectAll()
