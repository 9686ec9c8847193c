"""One layout of a window for all that appears in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QMainWindow

_LAYOUT = QEvent.Type.LayoutRequest
_LEVELS = 10
"""From a label in a page within pages in a dock up to the window, and two to spare."""


@contextmanager
def laid_out_once(window: QMainWindow) -> Iterator[None]:
    """Lay the window out afterwards, in the next turn; else Qt does so each time that a widget in it appears."""
    layout = window.layout()
    assert layout is not None
    layout.setEnabled(False)
    try:
        yield
    finally:
        layout.setEnabled(True)
        layout.invalidate()
        QCoreApplication.postEvent(window, QEvent(_LAYOUT))
        QTimer.singleShot(0, window, _lay_out_all)


def _lay_out_all() -> None:
    """Lay out all that waits for it, before it is painted.

    Of a change within a widget, Qt tells the widget around it in a turn of its own: up to the window it would lay out,
    and paint, for several turns after the first picture.
    """
    for _ in range(_LEVELS):
        QCoreApplication.sendPostedEvents(None, _LAYOUT.value)
