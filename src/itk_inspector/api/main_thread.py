"""Calls that need Qt, from any thread: the application's one does them."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from itk_inspector.api.qt_binding import check_binding
from itk_inspector.core.errors import UsageError

if TYPE_CHECKING:  # no Qt where no window is wanted
    from PySide6.QtCore import QCoreApplication, QTimer

    from itk_inspector.app.asked_window import AskedWindow
    from itk_inspector.app.composition import Composition
    from itk_inspector.app.viewed_window import ViewedWindow

_PATIENCE = 5.0
"""Seconds after which an application that did not come to it counts as one whose event loop does not run."""
_sent: set[QTimer] = set()
"""Those that are under way; they end in the thread that they were sent to."""


def application_elsewhere() -> QCoreApplication | None:
    """Return Qt's application where it lives in another thread than this one.

    Raises
    ------
    UsageError
        If no window can be opened here, and there is no application to hand a call over to.
    """
    check_binding()
    is_main = threading.current_thread() is threading.main_thread()
    qt = sys.modules.get("PySide6.QtCore")  # asked for in a thread, Qt would take that for the main one
    application: QCoreApplication | None = qt.QCoreApplication.instance() if qt is not None else None
    if qt is not None and application is not None and application.thread() != qt.QThread.currentThread():
        return application
    if not is_main:
        raise _refusal()
    return None


def view(application: QCoreApplication, opened: Callable[[], Composition], *, block: bool) -> Any:
    """Open a window in the application's thread; wait here until it is closed, or return a handle.

    Raises
    ------
    UsageError
        If the event loop does not run there; then the window is never opened.
    """
    asked = _asked(application, opened, None, keeps_application=block)
    return asked.wait() if block else asked.handle


def edit(
    application: QCoreApplication, opened: Callable[[], Composition], answer: Callable[[ViewedWindow], Any]
) -> Any:
    """Open a window in the application's thread, wait here until it is closed, and return the answer.

    Raises
    ------
    UsageError
        If the event loop does not run there; then the window is never opened.
    """
    return _asked(application, opened, answer, keeps_application=True).wait()


def _asked(
    application: QCoreApplication,
    opened: Callable[[], Composition],
    answer: Callable[[ViewedWindow], Any] | None,
    *,
    keeps_application: bool,
) -> AskedWindow:
    from itk_inspector.app.request import Request  # a console has loaded it: its thread may load no more of Qt

    def open_it() -> AskedWindow:
        from itk_inspector.app.asked_window import AskedWindow  # classes of Qt, made in their thread

        return AskedWindow(opened(), answer, keeps_application=keeps_application)

    request = Request(open_it)
    _send(application, request.run)
    try:
        asked: AskedWindow = request.answer(_objection)
    except KeyboardInterrupt:
        request.withdraw()
        raise
    return asked


def _objection(waited: float) -> UsageError | None:
    return _refusal() if waited > _PATIENCE or not threading.main_thread().is_alive() else None


def _refusal() -> UsageError:
    return UsageError(
        "A window can only be opened in the main thread.", advice="Call it there, or let Qt's event loop run there."
    )


def _send(application: QCoreApplication, work: Callable[[], Any]) -> None:
    """Have something done in the application's thread; a class of ours would be made in this one."""
    from PySide6.QtCore import QMetaObject, Qt, QTimer  # loaded, as there is an application

    timer = QTimer()
    timer.setSingleShot(True)

    def arrived() -> None:
        _sent.discard(timer)
        timer.deleteLater()
        work()

    timer.timeout.connect(arrived)
    timer.moveToThread(application.thread())
    _sent.add(timer)
    QMetaObject.invokeMethod(timer, "start", Qt.ConnectionType.QueuedConnection)
