"""Of many moves of the pointer in a row, the last one."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_SPREAD = 0.004
"""Seconds: a move that comes later than this after the last one is told at once."""


class LatestMove(QObject):
    """Tells that the pointer has moved: at once, or when all moves that wait have come.

    Parameters
    ----------
    told : callable
    parent : QObject
    """

    def __init__(self, told: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tell = told
        self._told = 0.0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.tell)

    def ask(self) -> None:
        """Tell it now, or with the moves that follow closely."""
        if self._soon.isActive() or time.monotonic() - self._told < _SPREAD:
            self._soon.start()
        else:
            self.tell()

    def ask_later(self) -> None:
        """Tell it when the present event is over."""
        self._soon.start()

    def tell(self) -> None:
        """Tell it now, and nothing later."""
        self._soon.stop()
        self._told = time.monotonic()
        self._tell()
