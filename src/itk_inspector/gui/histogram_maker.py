"""Counting values while the window stays usable."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from itk_inspector.core.appearance import Drawn
from itk_inspector.core.histogram import Histogram, histogram


class HistogramMaker(QObject):
    """Makes the histogram that was asked for last, in a thread; those asked for before are given up.

    Pixels are held from `request` until the answer or `stop`, no longer.

    Parameters
    ----------
    parent : QObject
    """

    made = Signal(object)
    _answered = Signal(int, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._token = 0
        self._next: tuple[npt.NDArray[Any], Drawn, Callable[[], bool]] | None = None
        self._thread: Thread | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(60)
        self._soon.timeout.connect(self._start)
        self._answered.connect(self._take)

    def request(self, rows: npt.NDArray[Any], drawn: Drawn, is_safe: Callable[[], bool]) -> None:
        """Ask for the histogram of ``[row, col(, component)]``; ``is_safe`` is asked before every look at it."""
        self._token += 1
        self._next = rows, drawn, is_safe
        if not self._soon.isActive():
            self._soon.start()

    def stop(self) -> None:
        """Give up what was asked for, and wait the moment until its pixels are not held any more."""
        self._token += 1
        self._next = None
        self._soon.stop()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()

    def _start(self) -> None:
        if self._next is None:
            return
        token, (rows, drawn, is_safe) = self._token, self._next
        self._next = None

        def is_wanted() -> bool:
            return self._token == token and _holds(is_safe)

        def work() -> None:
            self._answered.emit(token, histogram(rows, drawn, is_wanted))

        before = self._thread
        if before is not None:
            before.join()  # it stops at its next step: a fraction of a millisecond
        self._thread = Thread(target=work, name="histogram", daemon=True)
        self._thread.start()

    def _take(self, token: int, answer: Histogram | None) -> None:
        if token == self._token and answer is not None:
            self.made.emit(answer)


def _holds(is_safe: Callable[[], bool]) -> bool:
    try:
        return is_safe()
    except OSError:  # the descriptor was closed between two looks
        return False
