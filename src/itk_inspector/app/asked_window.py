"""A window that another thread asked for: it is opened, used and ended in the application's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer

from itk_inspector.app.composition import Composition
from itk_inspector.app.request import Request
from itk_inspector.app.viewed_window import ViewedWindow
from itk_inspector.app.waiting import delete_parts
from itk_inspector.app.window_call import InWindow, WindowCall, handed_out
from itk_inspector.core.errors import UsageError

_open: list[AskedWindow] = []
_calls: list[WindowCall] = []
"""One for all of these windows: it outlives them, so that they can be asked when they are closed."""


class AskedWindow:
    """Tells the thread that asked for a window when it is closed, and what came of it.

    Parameters
    ----------
    composition : Composition
    answer : callable, optional
        What the thread gets when the window is closed.
    keeps_application : bool
        The end of this window is not that of the application, whose thread is not the one that waits for it.
    """

    def __init__(
        self,
        composition: Composition,
        answer: Callable[[ViewedWindow], Any] | None = None,
        *,
        keeps_application: bool = False,
    ) -> None:
        if keeps_application:
            composition.window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.script: ViewedWindow = composition.window.script
        self._composition: Composition | None = composition
        self._answer = answer
        self._end = Request(self._ended)
        if not _calls:
            _calls.append(WindowCall())
        self.call = _calls[0]
        _open.append(self)
        composition.disposed.connect(self._left)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._quit)

    @property
    def is_over(self) -> bool:
        """Whether it is closed, so that nothing of it belongs to a thread any more."""
        return self._end.is_done

    @property
    def handle(self) -> WindowHandle:
        """What the thread gets in the place of the window."""
        return WindowHandle(self)

    def wait(self) -> Any:
        """Wait in another thread until it is closed, and return the answer.

        Raises
        ------
        KeyboardInterrupt
            If this thread was interrupted; the window is asked to close.
        UsageError
            If the main thread ended before.
        """
        try:
            return self._end.answer(_objection)
        except KeyboardInterrupt:
            self.call.post(self._ask_to_close)
            raise

    def _ask_to_close(self) -> None:
        if self._composition is not None and not self._composition.is_disposed:
            self._composition.window.ask_to_close()

    def _left(self) -> None:
        QTimer.singleShot(0, self._end.run)  # not in the middle of its last signal

    def _quit(self) -> None:
        if self._composition is not None:
            self._composition.window.close_for_good()
            self._end.run()  # no loop may ever turn again

    def _ended(self) -> Any:
        composition, self._composition = self._composition, None
        assert composition is not None
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.disconnect(self._quit)
        _open.remove(self)
        try:
            return None if self._answer is None else self._answer(self.script)
        finally:
            delete_parts(composition)

    def part(self, name: str) -> Any:
        """Return what a script may ask of the window by this name, or what a ``QMainWindow`` has.

        Raises
        ------
        UsageError
            If only an open window has it.
        """
        if not name.startswith("_") and hasattr(ViewedWindow, name):
            return getattr(self.script, name)
        if self._composition is None:
            raise UsageError("The window is closed.")
        return getattr(self._composition.window, name)


def _objection(_waited: float) -> UsageError | None:
    if threading.main_thread().is_alive():
        return None
    return UsageError("The main thread ended before the window was closed.")


class WindowHandle(InWindow):
    """Stands for a window that another thread asked for: each name of it is read and called in the window's thread.

    Parameters
    ----------
    asked : AskedWindow
    """

    __slots__ = ()

    def __init__(self, asked: AskedWindow) -> None:
        super().__init__(asked, asked.call)

    def wait(self) -> None:
        """Wait in this thread until the window is closed."""
        if self._call.is_own_thread:
            self._target.script.wait()
        else:
            self._target.wait()

    def __getattr__(self, name: str) -> Any:
        if self._target.is_over:
            return self._target.part(name)
        return handed_out(self._call(lambda: self._target.part(name)), self._call)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name!r} cannot be set from another thread.")

    def __dir__(self) -> list[str]:
        return [name for name in dir(ViewedWindow) if not name.startswith("_")]

    def __repr__(self) -> str:
        return f"<window of another thread, {'closed' if self._target.is_over else 'open'}>"
