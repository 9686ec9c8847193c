"""A line for an expression: its names are completed as they are typed, and examples can be chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*$")
_FEWEST = 2
"""Letters of a name before others are offered."""
_TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class ExpressionField(QWidget):
    """The line, and a button with the examples.

    Parameters
    ----------
    text : str
    names : sequence of str
        What is completed.
    examples : sequence of str
    """

    def __init__(self, text: str, names: Sequence[str], examples: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.line = ExpressionLine(text, names, self)
        button = QToolButton(self)
        button.setObjectName("expressionExamples")
        button.setText("Examples")
        button.setToolTip("Begin with one of these expressions.")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for example in examples:
            action = QAction(example, menu)
            action.triggered.connect(lambda _=False, chosen=example: self.line.setText(chosen))
            menu.addAction(action)
        button.setMenu(menu)
        button.setVisible(bool(examples))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(button)


class ExpressionLine(QLineEdit):
    """Completes the name before the cursor."""

    def __init__(self, text: str, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setObjectName("expressionField")
        self.setAccessibleName("Expression")
        self.setMinimumWidth(320)
        self._names = QCompleter(sorted(names), self)
        self._names.setWidget(self)
        self._names.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        popup = self._names.popup()
        assert popup is not None
        self._popup = popup
        self._names.activated.connect(self._complete)
        self.textEdited.connect(self._offer)

    @property
    def completer_names(self) -> QCompleter:
        """What offers the names."""
        return self._names

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave to the list of names, while it is open, the keys that choose one."""
        if self._popup.isVisible() and event.key() in _TAKING:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _offer(self) -> None:
        word = self._word()
        self._names.setCompletionPrefix(word)
        found = self._names.completionCount()
        is_worth_it = len(word) >= _FEWEST and found and self._names.currentCompletion() != word
        if not is_worth_it:
            self._popup.hide()
            return
        box = self.cursorRect()
        box.setWidth(self._popup.sizeHintForColumn(0) + 40)
        self._names.complete(box)

    def _word(self) -> str:
        found = _WORD.search(self.text()[: self.cursorPosition()])
        return found.group() if found else ""

    def _complete(self, name: str) -> None:
        at, word = self.cursorPosition(), self._word()
        before, after = self.text()[: at - len(word)], self.text()[at:]
        self.setText(f"{before}{name}{after}")
        self.setCursorPosition(len(before) + len(name))
