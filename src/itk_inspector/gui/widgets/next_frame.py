"""Painting no more often than a screen shows pictures."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

FRAME = 1 / 60
"""Seconds from one picture to the next, on most screens."""
_SAME = 0.002  # what follows from one event comes within this time


class NextFrame(QObject):
    """Does what it is asked to at once; when there was a frame a moment ago, all at the next one, each once.

    Parameters
    ----------
    parent : QObject
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._begun = -FRAME
        self._asked: dict[Callable[[], None], None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._begin)

    @property
    def is_now(self) -> bool:
        """Tell whether what is asked for is done at once."""
        passed = time.monotonic() - self._begun
        return passed < _SAME or (passed >= FRAME and not self._asked)

    def ask(self, work: Callable[[], None]) -> None:
        """Have something done."""
        passed = time.monotonic() - self._begun
        if passed < _SAME:
            work()
        elif passed >= FRAME and not self._asked:
            self._begun += passed
            work()
        else:
            self._asked[work] = None
            if not self._timer.isActive():
                self._timer.start(math.ceil(1000 * max(0.0, FRAME - passed)))

    def finish(self) -> None:
        """Do now what waits: a picture is taken."""
        if self._asked:
            self._timer.stop()
            self._begin()

    def stop(self) -> None:
        """Do nothing of what waits: whatever it would paint goes."""
        self._asked.clear()
        self._timer.stop()

    def _begin(self) -> None:
        self._begun = time.monotonic()
        asked, self._asked = self._asked, {}
        for work in asked:
            work()
