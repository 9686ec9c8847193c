"""Tools, value and brush for the edited copy."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.control.tools.option import Option
from itk_inspector.control.tools.registry import TOOLS
from itk_inspector.core.geometry.axes import array_names, itk_names
from itk_inspector.core.text.byte_text import byte_text
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme, mono
from itk_inspector.gui.widgets.option_widget import option_widget
from itk_inspector.gui.widgets.paint_over_row import PaintOverRow
from itk_inspector.gui.widgets.value_field import ValueField

if TYPE_CHECKING:
    from itk_inspector.core.editing.session import EditSession


_TOOLS_IN_ROW = 3


class EditPanel(QWidget):
    """Says what the left button does and what value it writes."""

    value_changed = Signal(str)
    option_changed = Signal(str, object)
    set_pixel_requested = Signal(str)
    keyboard_released = Signal()
    front_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editPanel")
        self.setAccessibleName("Edit")
        self.setToolTip("Edit a copy of the image.")
        self._theme = LIGHT
        self._session: EditSession | None = None
        self._refusal = ""
        self._value_note = ("", False)
        self._hint = plain_label("", self)
        self._hint.setWordWrap(True)
        self._value = ValueField(self)
        self._value.setObjectName("editValue")
        self._value.setAccessibleName("Enter a value")
        self._value.setToolTip("The value that the tools write; checked against the pixel type.")
        self._value.setFont(mono(11))
        self._value.textChanged.connect(self.value_changed)
        self._value.returnPressed.connect(self.keyboard_released)
        self._note = plain_label("", self)
        self._note.setObjectName("editNote")
        self._note.setWordWrap(True)
        # a form asks a wrapped label for a size at a width of its own choice: rows below would move with each text
        self._note.setFixedHeight(2 * self._note.fontMetrics().height() + 2)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.over = PaintOverRow(self)
        self._index = QLineEdit(self)
        self._index.setObjectName("editIndex")
        self._index.setAccessibleName("Index to set")
        self._index.setFont(mono(11))
        self._index.returnPressed.connect(self._index_entered)
        self._orders = plain_label("", self)
        self._orders.setObjectName("editIndexOrders")
        self._orders.setAccessibleName("What the index is read as")
        self._orders.setWordWrap(True)
        self._set = QPushButton("Set pixel", self)
        self._set.setObjectName("setPixelButton")
        self._set.setToolTip("Write the value at this index.")
        self._set.clicked.connect(self._index_entered)
        self._history = plain_label("", self)
        self._history.setObjectName("editHistory")
        self._history.setWordWrap(True)
        self._tools = QGridLayout()
        self._tools.setSpacing(4)
        self._controls = QWidget(self)
        self._lay_out()
        self.show_session(None)

    def _lay_out(self) -> None:
        form = QFormLayout(self._controls)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        at = QHBoxLayout()
        at.addWidget(self._index, 1)
        at.addWidget(self._set)
        form.addRow("Tool", self._tools)
        form.addRow("Value", self._value)
        form.addRow("", self._note)
        form.addRow("Paint over", self.over)
        options: list[QWidget] = []
        for tool in TOOLS:
            if tool.options:
                widgets = [self._option(option) for option in tool.options]
                row = QHBoxLayout()
                for widget in widgets:
                    row.addWidget(widget, 1)
                form.addRow(tool.label, row)
                options += widgets
        place = QVBoxLayout()
        place.setSpacing(2)
        place.addLayout(at)
        place.addWidget(self._orders)
        form.addRow("Set pixel at", place)
        form.addRow("Undo", self._history)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(self._hint)
        layout.addWidget(self._controls)
        layout.addStretch(1)
        chosen = (self.over.kind, self.over.labels)
        for before, after in pairwise((self._value, *chosen, *options, self._index, self._set)):
            self.setTabOrder(before, after)  # from top to bottom, whatever was made first

    def _option(self, option: Option) -> QWidget:
        """Return the widget of what can be chosen for a tool."""
        widget = option_widget(option, self)
        widget.chosen.connect(self.option_changed)
        return widget

    def add_tools(self, start: QAction, tools: list[QAction]) -> None:
        """Take the actions that begin editing and choose a tool."""
        for number, action in enumerate(tools):
            button = QToolButton(self._controls)
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setAccessibleName(action.text().replace("&", ""))
            button.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
            self._tools.addWidget(button, *divmod(number, _TOOLS_IN_ROW))
        name, keys = start.text().replace("&", ""), start.shortcut().toString()
        self._hint.setText(f"“{name}” ({keys}) makes a copy to work on. The original is never changed.")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._hint.setStyleSheet(f"color: {theme.muted};")
        self._history.setStyleSheet(f"color: {theme.muted};")
        self._orders.setStyleSheet(f"color: {theme.muted};")
        self._show_note()

    def show_session(self, session: EditSession | None, *, is_new: bool = False) -> None:
        """Show the tools of a copy, or how to begin; for one that ``is_new`` the panel comes to the front."""
        focused = self.window().focusWidget()
        loses_focus = session is None and focused is not None and self.isAncestorOf(focused)
        self._session = session
        self._controls.setVisible(session is not None)
        self._hint.setVisible(session is None)
        self._refusal = ""
        self._show_note()
        self._show_orders()
        if session is not None:
            self._value.takes_truth = session.info is not None and session.info.dtype == "bool"
            budget = byte_text(session.history.budget)
            self._history.setToolTip(plain_tip(f"Edits that can be undone; their changes may take {budget}."))
        self.show_history()
        if loses_focus:
            self.keyboard_released.emit()
        if is_new:
            self.front_requested.emit()
            self.take_focus()

    def _show_orders(self) -> None:
        """Say in which order an index is read."""
        if self._session is None:
            return
        dimension = self._session.geometry.dimension
        itk, array = itk_names(dimension), array_names(dimension)
        self._index.setPlaceholderText(f"{itk} (ITK)")
        self._index.setToolTip(plain_tip(f"{itk} or ({itk}) in ITK's order; [{array}] in NumPy's."))
        self._orders.setText(f"{itk} (ITK) or [{array}]")

    def show_value(self, text: str) -> None:
        """Show the value that the tools write from now on."""
        with QSignalBlocker(self._value):
            self._value.setText(text)

    def show_note(self, text: str, *, is_problem: bool) -> None:
        """Say what would be stored for the typed value, or why it cannot be."""
        self._value_note = text, is_problem
        self._show_note()

    def show_problem(self, text: str) -> None:
        """Show why an edit was refused; empty when it was not."""
        self._refusal = text
        self._show_note()

    def show_history(self) -> None:
        """Show how far undo reaches."""
        session = self._session
        if session is None:
            return
        history = session.history
        count = history.count
        told = f"History: {count} edit" if count == 1 else f"History: {count} edits"
        if history.forgotten:
            told += f"; the oldest {history.forgotten} can no longer be undone"
        self._history.setText(told)

    def take_focus(self) -> None:
        """Let the user type the value at once."""
        self._value.setFocus()
        self._value.selectAll()

    @property
    def value(self) -> str:
        """The typed value."""
        return self._value.text()

    def _index_entered(self) -> None:
        self.set_pixel_requested.emit(self._index.text())

    def _show_note(self) -> None:
        text, is_problem = (self._refusal, True) if self._refusal else self._value_note
        self._note.setText(visible_text(text))
        self._note.setToolTip(plain_tip(text))
        self._note.setStyleSheet(f"color: {self._theme.warning if is_problem else self._theme.muted};")
