"""Looking, and painting, no more often than a screen shows pictures."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from shiboken6 import isValid

FRAME = 1 / 60
"""Seconds from one picture to the next, on most screens."""
_SAME = 0.002  # what follows from one event comes within this time


class NextFrame:
    """Does what it is asked to at once; when there was a frame a moment ago, all at the next one, each once.

    What a `QObject` has asked for that is gone by then is not done.

    Parameters
    ----------
    parent : QObject
        Of its timer: with it goes what waits.
    """

    def __init__(self, parent: QObject) -> None:
        self._begun = -FRAME
        self._is_at_work = False
        self._asked: dict[Callable[[], None], None] = {}
        self._last: dict[Callable[[], None], None] = {}
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._begin_asked)

    @property
    def is_now(self) -> bool:
        """Tell whether what is asked for is done at once."""
        if self._is_at_work:
            return True
        passed = time.monotonic() - self._begun
        return passed < _SAME or (passed >= FRAME and not self._asked)

    def ask(self, work: Callable[[], None]) -> None:
        """Have something done; what follows from what is being done belongs to the same frame."""
        if self._is_at_work or time.monotonic() - self._begun < _SAME:
            work()
        else:
            self.ask_anew(work)

    def ask_anew(self, work: Callable[[], None]) -> None:
        """Have something done that follows from nothing that was done: at the next frame, however new this one is."""
        if self._asked:  # the timer runs
            self._asked[work] = None
            return
        now = time.monotonic()
        if now - self._begun >= FRAME:
            self._begin(work)
        else:
            self._asked[work] = None
            if not self._timer.isActive():
                self._timer.start(math.ceil(1000 * max(0.0, FRAME - (now - self._begun))))

    def ask_last(self, work: Callable[[], None]) -> bool:
        """Have something done once, when all else of the frame that is being done is; False where there is none."""
        if self._is_at_work:
            self._last[work] = None
        return self._is_at_work

    def take_back(self, work: Callable[[], None]) -> None:
        """Do not do this: it was done meanwhile."""
        self._asked.pop(work, None)

    def finish(self) -> None:
        """Do now what waits: a picture is taken."""
        if self._asked:
            self._timer.stop()
            self._begin_asked()

    def stop(self) -> None:
        """Do nothing of what waits: whatever it would paint goes."""
        self._asked.clear()
        self._timer.stop()

    def _begin_asked(self) -> None:
        asked, self._asked = self._asked, {}
        self._begin(*asked)

    def _begin(self, *work: Callable[[], None]) -> None:
        self._begun = time.monotonic()
        self._is_at_work = True
        try:
            for each in work:
                _do(each)
            for each in self._last:
                _do(each)
        finally:
            self._last.clear()
            self._is_at_work = False


def _do(work: Callable[[], None]) -> None:
    owner = getattr(work, "__self__", None)
    if not isinstance(owner, QObject) or isValid(owner):
        work()
