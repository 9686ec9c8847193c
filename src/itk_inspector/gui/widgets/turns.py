"""Work in steps, between which the window reacts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_SOON = 1
"""Milliseconds: of timers that are due the one that waits longest comes first, so all others come between two steps."""


class Turns(QObject):
    """Does one step after the other, each in its own turn of the event loop: the window reacts between two of them.

    What is posted comes before any timer: of steps that post each other, as ``singleShot(0, ...)`` does, two are done
    before a timer has its turn.

    Parameters
    ----------
    parent : QObject, optional
    may : callable
        Tells whether a step may be done; else it is left out.
    """

    def __init__(self, parent: QObject | None = None, may: Callable[[], bool] = lambda: True) -> None:
        super().__init__(parent)
        self._may = may
        self._steps: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SOON)
        self._timer.timeout.connect(self._take)

    def add(self, *steps: Callable[[], object]) -> None:
        """Do these after those that were added before."""
        self._steps += steps
        if self._steps:
            self._timer.start()

    def _take(self) -> None:
        step = self._steps.popleft()
        if self._steps:  # first, because a step may show a dialog
            self._timer.start()
        if self._may():
            step()
