"""One file is read at a time, the others wait for their turn."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from itk_inspector.control.file_service import FileService
from itk_inspector.control.files.open_intent import OpenIntent
from itk_inspector.control.files.tokens import Tokens
from itk_inspector.control.ports import Status

_SIGN_OF_LIFE = 2.0  # seconds without a header after which another file goes first


class Reading:
    """What is being read, and what waits for it.

    Parameters
    ----------
    service : FileService
    tokens : Tokens
    status : Status
    clock : callable, optional
        Gives seconds; another one for tests.
    """

    def __init__(
        self, service: FileService, tokens: Tokens, status: Status, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._service = service
        self._tokens = tokens
        self._status = status
        self._clock = clock
        self._waiting: deque[OpenIntent] = deque()
        self._began = 0.0
        self.has_header = False
        self.intent: OpenIntent | None = None
        self.task: tuple[int, Path] | None = None

    def ask(self, intent: OpenIntent) -> None:
        """Read a file now, after those that wait, or before one that gives no sign of life."""
        stuck = self.intent
        if self.task is None or stuck is None:
            self._waiting.append(intent)
            self.begin_next()
        elif not self.has_header and self._clock() - self._began > _SIGN_OF_LIFE:
            self._service.cancel(self.task[0])
            self._waiting.appendleft(intent)
            self._waiting.append(stuck)
            self.end()
            self.begin_next()
        else:
            self._waiting.append(intent)
            self._status.show_message(f"{intent.path.name} waits until {self.task[1].name} is read.")

    def begin_next(self) -> None:
        """Begin to read what waits, when nothing is being read."""
        if self.task is not None or not self._waiting:
            return
        intent = self.intent = self._waiting.popleft()
        token = self._tokens.next()
        self.task = (token, intent.path)
        self.has_header = False
        self._began = self._clock()
        self._status.show_loading(intent.path, None)
        self._service.open(token, intent.request)

    def end(self) -> OpenIntent:
        """End reading, and return what was asked for."""
        intent = self.intent
        assert intent is not None
        self.task = self.intent = None
        self._status.show_loading(None, None)
        return intent

    def give_up(self) -> None:
        """End reading without an answer, and go on with what waits."""
        if self.task is not None:
            self._service.cancel(self.task[0])
            self.end()
            self.begin_next()

    def give_up_waiting(self) -> None:
        """Read nothing more."""
        self._waiting.clear()
