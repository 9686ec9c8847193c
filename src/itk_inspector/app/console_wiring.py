"""The console meets its thread; made when the dock is first seen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from itk_inspector.app.console_guest import GUESTS
from itk_inspector.app.console_names import GREETING, ConsoleNames
from itk_inspector.app.console_output import Output
from itk_inspector.app.console_thread import ConsoleThread
from itk_inspector.app.window_call import WindowCall
from itk_inspector.control.app import App
from itk_inspector.gui.panels.console_panel import ConsolePanel
from itk_inspector.storage.console_history import ConsoleHistory

_SHOWN_AFTER = 40  # ms: what is printed meanwhile is shown together
_COLLECTED_AFTER = 1000  # ms
_HELD = 2000  # ms after which an interrupt that was not heard is explained
_LONGEST = 100  # characters of a line that is told
_IN_C = (
    "Waiting for a call that cannot be interrupted: {line}\n"
    "It is interrupted when it returns. The window can be used meanwhile, and closed.\n"
)
_CAUGHT = "The code has caught the interrupt and goes on. Interrupt it again, or close the window.\n"


class Console(QObject):
    """One window's console.

    Parameters
    ----------
    panel : ConsolePanel
    app : App
    history : ConsoleHistory
        What was entered in earlier runs.
    """

    _changed = Signal(bool)
    _completed = Signal(str, object)
    _line_wanted = Signal()
    _came = Signal()

    def __init__(self, panel: ConsolePanel, app: App, history: ConsoleHistory) -> None:
        super().__init__(panel)
        self._panel = panel
        self._history = history
        self._call = WindowCall(self)
        self._output = Output(self._came.emit)
        self._names = ConsoleNames(app, self._call)
        self._thread = ConsoleThread(
            self._names,
            self._output,
            self._changed.emit,
            self._completed.emit,
            self._line_wanted.emit,
        )
        self._is_running = self._is_over = self._awaits_line = False
        self._number = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SHOWN_AFTER)
        self._soon.timeout.connect(self._show)
        self._collecting = QTimer(self)
        self._collecting.setInterval(_COLLECTED_AFTER)
        self._collecting.timeout.connect(GUESTS.collect)
        self._came.connect(self._soon.start)
        self._changed.connect(self._run)
        self._completed.connect(panel.offer)
        self._line_wanted.connect(self._ask_line)
        panel.entered.connect(self._enter)
        panel.interrupt_requested.connect(self.interrupt)
        panel.completion_requested.connect(self._complete)
        panel.input.remember(history.load())
        panel.input.kept.connect(history.add)
        panel.show_text("note", GREETING)
        self._thread.start()

    def _enter(self, text: str) -> None:
        self._panel.input.take()
        if self._awaits_line:
            self._awaits_line = False
            self._panel.show_waiting(is_waiting=False)
            self._output.say("input", f"{text}\n")
            self._thread.give_line(text)
        elif text.strip():
            self._output.say("input", _prompted(text))
            self._run(is_running=True)
            self._thread.submit(text)

    def _complete(self, word: str) -> None:
        if not self._is_running:
            self._thread.complete(word)

    def _run(self, is_running: bool) -> None:  # a signal gives it so
        if is_running and not self._is_running:
            self._number += 1
            self._collecting.start()
        if is_running:
            self._is_running, self._is_over = True, False
            self._panel.show_running(is_running=True)
        else:
            self._is_over = True
            self._show()

    def _end(self) -> None:
        """All that was said is shown."""
        self._collecting.stop()
        self._is_running = self._is_over = self._awaits_line = False
        self._panel.show_running(is_running=False)

    def _ask_line(self) -> None:
        self._show()
        self._awaits_line = True
        self._panel.show_waiting(is_waiting=True)

    def _show(self) -> None:
        said, dropped = self._output.take()
        if dropped:
            self._panel.show_text("note", f"… {dropped:,} lines are not shown.\n")
        for one in said:
            self._panel.show_text(one.kind, one.text)
        if self._output.has_more:
            QTimer.singleShot(0, self, self._show)
        elif self._is_over:
            self._end()

    def interrupt(self) -> None:
        """Stop what runs."""
        if self._thread.interrupt():
            QTimer.singleShot(_HELD, self, partial(self._explain, self._number))

    def _explain(self, number: int) -> None:
        if not self._is_running or self._number != number:
            return
        line = self._thread.line_under_way()
        told = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
        self._panel.show_text("note", _CAUGHT if self._thread.is_heard else _IN_C.format(line=told))

    def stop(self) -> None:
        """End the thread, for which nobody waits: what it runs may not let go of it."""
        self._call.close()
        self._thread.stop()
        self._names.close()
        self._soon.stop()
        self._collecting.stop()


def _prompted(text: str) -> str:
    first, *others = text.rstrip("\n").split("\n")
    return "".join([f">>> {first}\n", *(f"... {line}\n" for line in others)])
