"""Ctrl+C in the terminal, for a window: it is asked to close, as by its own button, and nothing is lost unasked."""

from __future__ import annotations

import contextlib
import signal
import socket
from types import FrameType
from typing import Self

from PySide6.QtCore import QSocketNotifier
from shiboken6 import isValid

from itk_inspector.gui.shell.main_window import MainWindow


class Interrupt:
    """Closes a window at Ctrl+C while Qt's event loop runs; usable in ``with``, in the main thread.

    Python handles a signal only when it comes to run, which Qt's loop does not
    let it: the signal wakes the loop through a socket.

    Parameters
    ----------
    window : MainWindow
    always : bool
        Take Ctrl+C also where nobody of Python's side handles it (it is ignored, or ends the process at once).
    """

    def __init__(self, window: MainWindow, *, always: bool = False) -> None:
        self._window = window
        self._always = always
        self._caught = False
        self._is_closing = False
        self.has_closed = False
        """Whether Ctrl+C was the latest to ask for the window's end."""

    def __enter__(self) -> Self:
        self._before = signal.getsignal(signal.SIGINT)
        self._listens = self._always or callable(self._before)
        if self._listens:
            self._near, self._far = socket.socketpair()
            for end in (self._near, self._far):
                end.setblocking(False)
            self._woken = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read)
            self._woken.activated.connect(self._look)
            self._window.close_requested.connect(self._asked)
            self._descriptor = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
            signal.signal(signal.SIGINT, self._catch)
        return self

    def __exit__(self, *_: object) -> None:
        if not self._listens:
            return
        signal.signal(signal.SIGINT, self._before)
        signal.set_wakeup_fd(self._descriptor)
        self._woken.setEnabled(False)
        if isValid(self._window):  # it may be gone with its end
            self._window.close_requested.disconnect(self._asked)
        for end in (self._near, self._far):
            end.close()

    def pass_on(self) -> None:
        """Let Ctrl+C do what it does without a window, where it closed this one: raise KeyboardInterrupt, usually."""
        if self.has_closed and callable(self._before):
            self._before(signal.SIGINT, None)

    def _catch(self, _number: int, _frame: FrameType | None) -> None:
        self._caught = True

    def _look(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._near.recv(64)
        if self._caught:
            self._caught = False
            self._is_closing = True
            self._window.ask_to_close()
            self._is_closing = False

    def _asked(self) -> None:
        self.has_closed = self._is_closing
