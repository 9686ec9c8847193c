"""Where Python is typed: several lines, those before, and names that are completed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QPlainTextEdit, QWidget

from itk_inspector.core.text.python_input import is_complete, word_before

_MOST_LINES = 8
_INDENT = 4
_MOST_KEPT = 1000


class ConsoleInput(QPlainTextEdit):
    """A field for statements; Enter runs those that are complete, Shift+Enter begins another line."""

    entered = Signal(str)
    interrupt_requested = Signal()
    completion_requested = Signal(str)
    kept = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("consoleInput")
        self.setAccessibleName("Python input")
        self.setPlaceholderText("Python, e.g. array.mean()")
        self.setToolTip("Enter runs it, Shift+Enter begins another line, Tab completes, ↑ and ↓ recall earlier input.")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.takes_any_line = False
        """Enter gives what is there, whether it is Python or not."""
        self._history: list[str] = []
        self._at = 0
        self._draft = ""
        self._completer = QCompleter(QStringListModel(self), self)
        self._completer.setWidget(self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseSensitive)
        self._completer.activated.connect(self._complete)
        self.textChanged.connect(self._fit)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        lines = min(max(1, self.blockCount()), _MOST_LINES)
        margins = 2 * (int(self.document().documentMargin()) + self.frameWidth())
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + margins + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Run, recall, complete and interrupt; all else is typed."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        popup = self._popup()
        if popup.isVisible() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape):
            event.ignore()  # they are the list's
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not shift:
            self._enter(runs=control)
        elif key == Qt.Key.Key_Tab and not shift:
            self._tab()
        elif key == Qt.Key.Key_Up and self.textCursor().blockNumber() == 0:
            self._recall(-1)
        elif key == Qt.Key.Key_Down and self.textCursor().blockNumber() == self.blockCount() - 1:
            self._recall(1)
        elif key == Qt.Key.Key_C and control and not self.textCursor().hasSelection():
            self.interrupt_requested.emit()
        else:
            super().keyPressEvent(event)
            if popup.isVisible():
                self._ask()

    def _enter(self, *, runs: bool) -> None:
        text = self.toPlainText()
        at_end = not text[self.textCursor().position() :].strip()
        if not (runs or self.takes_any_line or (at_end and is_complete(text))):
            before = self.textCursor().block().text()[: self.textCursor().positionInBlock()]
            indent = len(before) - len(before.lstrip()) + (_INDENT if before.rstrip().endswith(":") else 0)
            self.insertPlainText("\n" + " " * indent)
            return
        self.entered.emit(text)

    def take(self) -> str:
        """Return what is typed, keep it among what can be recalled, and begin anew."""
        text = self.toPlainText()
        if text.strip() and not self.takes_any_line and self._history[-1:] != [text]:
            self.remember([text])
            self.kept.emit(text)
        self._at = len(self._history)
        self.clear()
        return text

    def remember(self, texts: Sequence[str]) -> None:
        """Let texts be recalled, the last of them first."""
        self._history = [*self._history, *texts][-_MOST_KEPT:]
        self._at = len(self._history)

    @property
    def history(self) -> Sequence[str]:
        """What was entered, oldest first."""
        return tuple(self._history)

    def _recall(self, step: int) -> None:
        at = self._at + step
        if not 0 <= at <= len(self._history):
            return
        if self._at == len(self._history):
            self._draft = self.toPlainText()
        self._at = at
        self.setPlainText(self._history[at] if at < len(self._history) else self._draft)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def _popup(self) -> QAbstractItemView:
        popup = self._completer.popup()
        assert popup is not None  # it is made when it is asked for
        return popup

    def _word(self) -> str:
        cursor = self.textCursor()
        return word_before(cursor.block().text()[: cursor.positionInBlock()])

    def _tab(self) -> None:
        if self._word():
            self._ask()
        else:
            self.insertPlainText(" " * _INDENT)

    def _ask(self) -> None:
        self.completion_requested.emit(self._word())

    def offer(self, word: str, names: Sequence[str]) -> None:
        """Offer what a word may become; one alone is taken at once."""
        popup = self._popup()
        if word != self._word() or not names or list(names) == [word]:
            popup.hide()
            return
        if len(names) == 1 and not popup.isVisible():
            self._complete(names[0])
            return
        model = self._completer.model()
        assert isinstance(model, QStringListModel)
        model.setStringList(list(names))
        self._completer.setCompletionPrefix(word)
        place = self.cursorRect()
        place.setWidth(popup.sizeHintForColumn(0) + popup.verticalScrollBar().sizeHint().width() + 8)
        self._completer.complete(place)

    def _complete(self, name: str) -> None:
        self.insertPlainText(name[len(self._word()) :])
