"""Python at a prompt, beside the picture: shows what is told, and emits what is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from itk_inspector.gui.style.theme import LIGHT, Theme, mono
from itk_inspector.gui.widgets.console_input import ConsoleInput

MOST_LINES = 5000
_POINTS = 9.5
_HEIGHT = 180

_KIND = QTextFormat.Property.UserProperty
"""What a piece of text is, kept beside it."""


class ConsolePanel(QWidget):
    """Output above, input below; the latest `MOST_LINES` lines stay."""

    entered = Signal(str)
    interrupt_requested = Signal()
    completion_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("consolePanel")
        self.setAccessibleName("Console")
        self.setToolTip("Python of the running program")
        self._theme = LIGHT
        self._is_running = False
        self.output = QPlainTextEdit(self)
        self.output.setObjectName("consoleOutput")
        self.output.setAccessibleName("Console output")
        self.output.setReadOnly(True)
        self.output.setUndoRedoEnabled(False)
        self.output.setMaximumBlockCount(MOST_LINES)
        self.output.setFont(mono(_POINTS))
        self.input = ConsoleInput(self)
        self.input.setFont(mono(_POINTS))
        self._prompt = QLabel(">>>", self)
        self._prompt.setFont(mono(_POINTS, bold=True))
        self.interrupt = QPushButton("Interrupt", self)
        self.interrupt.setObjectName("consoleInterrupt")
        self.interrupt.setToolTip("Stop what runs (Ctrl+C). A call into C code stops when it returns to Python.")
        self.interrupt.setEnabled(False)
        line = QHBoxLayout()
        line.setContentsMargins(6, 0, 4, 4)
        for part, stretch in ((self._prompt, 0), (self.input, 1), (self.interrupt, 0)):
            line.addWidget(part, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.output, 1)
        layout.addLayout(line)
        self.setFocusProxy(self.input)
        self._follows = True
        bar = self.output.verticalScrollBar()
        bar.rangeChanged.connect(self._follow)
        bar.valueChanged.connect(self._scrolled)
        self.input.entered.connect(self._enter)
        self.input.interrupt_requested.connect(self.interrupt_requested)
        self.input.completion_requested.connect(self.completion_requested)
        self.interrupt.clicked.connect(self.interrupt_requested)

    def sizeHint(self) -> QSize:
        """Ask for a few lines: the picture is more."""
        return QSize(400, _HEIGHT)

    def _scrolled(self, value: int) -> None:
        self._follows = value >= self.output.verticalScrollBar().maximum() - 1

    def _follow(self, _: int, most: int) -> None:
        if self._follows:
            self.output.verticalScrollBar().setValue(most)

    def _enter(self, text: str) -> None:
        if self._is_running and not self.input.takes_any_line:
            return  # it stays in the field until what runs is done
        self.entered.emit(text)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._prompt.setStyleSheet(f"color: {theme.accent}")
        cursor = QTextCursor(self.output.document())
        block = self.output.document().begin()
        while block.isValid():  # what stands there was written in the colours of another one
            part = block.begin()
            while not part.atEnd():
                fragment = part.fragment()
                cursor.setPosition(fragment.position())
                cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(self._form(str(fragment.charFormat().property(_KIND))))
                part += 1
            block = block.next()

    def show_running(self, *, is_running: bool) -> None:
        """Show whether something runs."""
        self._is_running = is_running
        self.interrupt.setEnabled(is_running)
        if not is_running:
            self.show_waiting(is_waiting=False)

    def show_waiting(self, *, is_waiting: bool) -> None:
        """Show whether what runs waits for a line."""
        self.input.takes_any_line = is_waiting
        self._prompt.setText("?" if is_waiting else ">>>")

    def show_text(self, kind: str, text: str) -> None:
        """Add text at the end: ``out``, ``error``, ``input`` or ``note``; whoever reads further up stays there."""
        cursor = QTextCursor(self.output.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text, self._form(kind))

    def _form(self, kind: str) -> QTextCharFormat:
        theme = self._theme
        colours = {"error": theme.warning, "input": theme.accent, "note": theme.muted}
        form = QTextCharFormat()
        form.setForeground(QColor(colours.get(kind, theme.text)))
        form.setProperty(_KIND, kind)
        return form

    def offer(self, word: str, names: Sequence[str]) -> None:
        """Offer what a word may become."""
        self.input.offer(word, names)
