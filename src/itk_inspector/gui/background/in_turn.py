"""Work that is handed on to a turn of the event loop of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

T = TypeVar("T")
_SOON = 1
"""Milliseconds: what waits for a time already has its turn before."""


class InTurn(QObject, Generic[T]):
    """Hands on what comes, in order, in another turn of the event loop: two pauses instead of one.

    Parameters
    ----------
    take : callable
        Called with each.
    parent : QObject
    """

    def __init__(self, take: Callable[[T], None], parent: QObject) -> None:
        super().__init__(parent)
        self._take = take
        self._waiting: deque[T] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SOON)
        self._timer.timeout.connect(self._next)

    def give(self, one: T) -> None:
        """Have it handed on soon."""
        self._waiting.append(one)
        self._timer.start()

    def finish(self) -> None:
        """Hand on now what waits."""
        self._timer.stop()
        while self._waiting:
            self._take(self._waiting.popleft())

    def _next(self) -> None:
        one = self._waiting.popleft()
        if self._waiting:  # first, because what is done may show a dialog
            self._timer.start()
        self._take(one)
