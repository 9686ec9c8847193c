"""Something that one thread asks another one to do."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock
from typing import Any

from itk_inspector.core.errors import UsageError

_LOOK = 0.05
"""Seconds after which a wait sees that it was interrupted."""


class Request:
    """A call that waits for its turn, is under way, done or given up.

    Parameters
    ----------
    work : callable
        What is done in the other thread.
    """

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._done = Event()
        self._value: Any = None
        self._error: BaseException | None = None
        self._lock = Lock()
        self._state = ""

    @property
    def is_done(self) -> bool:
        """Whether there is an answer."""
        return self._done.is_set()

    def withdraw(self) -> bool:
        """Let it never begin; tell whether it had not."""
        return self._takes("given up")

    def run(self) -> None:
        """Do it in this thread, once, unless it was withdrawn; what it raises is raised where it was asked for."""
        if self.is_done or not self._takes("begun"):
            return
        try:
            self._value = self._work()
        except BaseException as e:  # whoever waits must hear of the end, whatever ended it
            self._error = e
            if not isinstance(e, Exception):
                raise
        finally:
            self._done.set()

    def answer(self, objection: Callable[[float], UsageError | None]) -> Any:
        """Wait for what the work returns, and return it, or raise what it raises.

        Parameters
        ----------
        objection : callable
            Gets the seconds that were waited, and returns why a request that has not begun is withdrawn.
        """
        waited = 0.0
        while not self._done.wait(_LOOK):
            waited += _LOOK
            why = objection(waited)
            if why is not None and self.withdraw():
                raise why
        if self._error is not None:
            raise self._error.with_traceback(None)  # its frames hold what belongs to the other thread
        return self._value

    def _takes(self, state: str) -> bool:
        """Begin or give up, whichever comes first."""
        with self._lock:
            if not self._state:
                self._state = state
            return self._state == state
