"""Work in a thread, of which only the latest is wanted."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from itk_inspector.control.viewing.background import Answer, Holds


class LatestJob(QObject):
    """Does the work that was asked for last, in a thread; implements `control.viewing.background.Background`.

    What the work holds is held from `ask` until the answer or `stop`, no longer.

    Parameters
    ----------
    parent : QObject
    name : str
        Of the thread.
    delay : int
        Milliseconds before the work begins.
    waits_for_rest : bool
        Count them from the last request, not from the first.
    """

    _answered = Signal(int, object)

    def __init__(self, parent: QObject, name: str, delay: int, *, waits_for_rest: bool = False) -> None:
        super().__init__(parent)
        self._name = name
        self._token = 0
        self._next: tuple[Callable[[Holds], Any], Holds] | None = None
        self._tell: Callable[[Any], None] | None = None
        self._thread: Thread | None = None
        self._waits_for_rest = waits_for_rest
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(delay)
        self._soon.timeout.connect(self._start)
        self._answered.connect(self._take)

    def ask(self, work: Callable[[Holds], Answer | None], is_safe: Holds, answered: Callable[[Answer], None]) -> None:
        """Ask for work; what was asked for before is given up.

        Parameters
        ----------
        work : callable
            Gets a function to ask before every look at pixels; returns the answer, or None when that said no.
        is_safe : callable
            Tells whether the pixels can be read at all.
        answered : callable
            Called with the answer in the thread of the event loop.
        """
        self._token += 1
        self._next = work, is_safe
        self._tell = answered
        if self._waits_for_rest or not self._soon.isActive():
            self._soon.start()

    def wait_on(self) -> None:
        """Count the milliseconds from now on, if there is work that has not begun: it is not rest yet."""
        if self._soon.isActive():
            self._soon.start()

    def give_up(self) -> None:
        """Want no answer any more; the thread stops at its next step."""
        self._token += 1
        self._next = self._tell = None
        self._soon.stop()

    def stop(self) -> None:
        """Give up what was asked for, and wait the moment until its pixels are not held any more."""
        self.give_up()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()

    def _start(self) -> None:
        if self._next is None:
            return
        token, (work, is_safe) = self._token, self._next
        self._next = None

        def is_wanted() -> bool:
            return self._token == token and _holds(is_safe)

        def run() -> None:
            self._answered.emit(token, work(is_wanted))

        before = self._thread
        if before is not None:
            before.join()  # it stops at its next step: a fraction of a millisecond
        self._thread = Thread(target=run, name=self._name, daemon=True)
        self._thread.start()

    def _take(self, token: int, answer: object | None) -> None:
        if token != self._token:
            return
        tell, self._tell = self._tell, None  # it may hold pixels
        if answer is not None and tell is not None:
            tell(answer)


def _holds(is_safe: Holds) -> bool:
    try:
        return is_safe()
    except OSError:  # the descriptor was closed between two looks
        return False
