"""One layout of a window for all that appears in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QMainWindow


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
        QCoreApplication.postEvent(window, QEvent(QEvent.Type.LayoutRequest))
