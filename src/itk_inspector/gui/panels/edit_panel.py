"""Tools, value and brush for the edited copy."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFormLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.control.tools.registry import TOOLS
from itk_inspector.core.text.byte_text import byte_text
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme, mono
from itk_inspector.gui.widgets.elided_label import ElidedLabel
from itk_inspector.gui.widgets.paint_over_row import PaintOverRow
from itk_inspector.gui.widgets.tool_buttons import ToolButtons
from itk_inspector.gui.widgets.tool_options import ToolOptions
from itk_inspector.gui.widgets.value_field import ValueField

if TYPE_CHECKING:
    from itk_inspector.core.editing.session import EditSession


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
        self._value.setToolTip(
            "The value that the tools write; checked against the pixel type. “_” leaves a component as it is."
        )
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
        self._tool = ElidedLabel(self)
        self._tool.setObjectName("toolInHand")
        self._tool.setAccessibleName("Tool in hand")
        self._tools: list[QAction] = []
        self._tool_named, self._tool_note = ("", ""), ""
        self._buttons = ToolButtons(self)
        self._options = ToolOptions(TOOLS, self)
        self._options.chosen.connect(self.option_changed)
        self._options.place_entered.connect(self.set_pixel_requested)
        self._budget = ""
        self._history = plain_label("", self)
        self._history.setObjectName("editHistory")
        self._history.setWordWrap(True)
        self._controls = QWidget(self)
        self._lay_out()
        self.show_session(None)

    def _lay_out(self) -> None:
        form = QFormLayout(self._controls)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(4)
        form.addRow(self._buttons)
        form.addRow(self._tool)
        form.addRow(self._options)
        form.addRow("Value", self._value)
        form.addRow("", self._note)
        form.addRow("Paint over", self.over)
        form.addRow("Undo", self._history)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 6)
        layout.addWidget(self._hint)
        layout.addWidget(self._controls)
        layout.addStretch(1)
        last = self._options.take_order_after(self._buttons)
        for before, after in pairwise((last, self._value, self.over.kind, self.over.labels)):
            self.setTabOrder(before, after)  # from top to bottom, whatever was made first

    def add_tools(self, start: QAction, tools: list[QAction]) -> None:
        """Take the actions that begin editing and choose a tool."""
        self._buttons.add(tools)
        self._tools = tools
        for action in tools:
            action.toggled.connect(self._show_tool)
        name, keys = start.text().replace("&", ""), start.shortcut().toString()
        self._hint.setText(f"“{name}” ({keys}) makes a copy to work on. The original is never changed.")

    def _show_tool(self) -> None:
        """Name the tool in hand, and offer what can be chosen for it."""
        action = next((action for action in self._tools if action.isChecked()), None)
        self._options.show_tool("" if action is None else action.objectName())
        told = ("", "") if action is None else (action.text().replace("&", ""), action.toolTip())
        self._tool_named = told
        self.show_tool_note(self._tool_note)

    def show_tool_note(self, text: str) -> None:
        """Say what the tool in hand would change, between its name and how it is used, or how to go on."""
        self._tool_note = text
        name, tip = self._tool_named
        tip = "" if " · " in text else tip  # it says how to go on
        self._tool.setText(" · ".join(part for part in (name, text, tip) if part) if name else "")
        self._tool.setToolTip(plain_tip(self._tool.text()))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._hint.setStyleSheet(f"color: {theme.muted};")
        self._history.setStyleSheet(f"color: {theme.muted};")
        self._tool.setStyleSheet(f"color: {theme.muted};")
        self._options.set_theme(theme)
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
        if session is not None:
            self._value.takes_truth = session.info is not None and session.info.dtype == "bool"
            self._options.show_dimension(session.geometry.dimension)
            self.show_budget(session.history.budget)
        self.show_history()
        if loses_focus:
            self.keyboard_released.emit()
        if is_new:
            self.front_requested.emit()
            self.take_focus()

    def show_value(self, text: str) -> None:
        """Show the value that the tools write from now on."""
        with QSignalBlocker(self._value):
            self._value.setText(text)

    def show_note(self, text: str, *, is_problem: bool) -> None:
        """Say what would be stored for the typed value, or why it cannot be."""
        self._value_note = text, is_problem
        self._show_note()

    def show_problem(self, text: str) -> None:
        """Show why an edit was refused, also where another tab is in front; empty when it was not."""
        self._refusal = text
        self._show_note()
        if text and not self.isVisible():
            self.front_requested.emit()

    def show_budget(self, budget: int) -> None:
        """Show how many bytes undo and redo may take."""
        self._budget = byte_text(budget)
        self._history.setToolTip(plain_tip(f"Edits that can be undone; their changes may take {self._budget}."))

    def show_history(self) -> None:
        """Show how far undo reaches."""
        session = self._session
        if session is None:
            return
        history = session.history
        count = history.count
        told = f"History: {count} edit" if count == 1 else f"History: {count} edits"
        if history.nbytes:
            held = QLocale.c().formattedDataSize(history.nbytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
            told += f" · {held} of {self._budget}"
        changed = session.version.changed
        if changed is not None:
            told += " · 1 pixel changed" if changed == 1 else f" · {changed:,} pixels changed"
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

    def _show_note(self) -> None:
        text, is_problem = (self._refusal, True) if self._refusal else self._value_note
        self._note.setText(visible_text(text))
        self._note.setToolTip(plain_tip(text))
        self._note.setStyleSheet(f"color: {self._theme.warning if is_problem else self._theme.muted};")
