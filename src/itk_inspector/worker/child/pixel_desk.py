"""Where the child is asked what ITK reads at single pixels: between its tasks, and while a fork is at work on one."""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

from itk_inspector.core.system.waiting import Watch

if TYPE_CHECKING:
    from itk_inspector.worker.child.pixel_answers import PixelAnswers


class PixelDesk:
    """Has questions about pixels answered, beside other things that it waits for.

    Parameters
    ----------
    connection : socket.socket
        On which the questions come.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._is_open = True
        self._answers: PixelAnswers | None = None

    def until_readable(self, fd: int, quiet: float | None = None, beside: tuple[int, ...] = ()) -> bool:
        """Answer until another descriptor, or one beside it, becomes readable; False when nothing came for so long."""
        others = (fd, *beside)
        own = self._connection.fileno()
        watch = Watch((*others, own) if self._is_open else others)
        while found := watch.readable(quiet):
            if found != [own]:
                return True
            self._answer()
            if not self._is_open:
                watch = Watch(others)
        return False

    def leave(self) -> None:
        """Let go of everything: in a fork, which has nothing to answer."""
        self._close()
        if self._answers is not None:
            self._answers.leave()

    def _answer(self) -> None:
        try:
            if self._answers is None:
                self._answers = self._first_asked()
            self._answers.answer()
        except (EOFError, OSError):  # nobody asks any more, or there are too many descriptors
            self._close()

    def _close(self) -> None:
        self._is_open = False
        (self._answers or self._connection).close()

    def _first_asked(self) -> PixelAnswers:
        """Load what answers, now that the first question has come.

        Raises
        ------
        EOFError, OSError
            If none has: the other end is closed.
        """
        if not self._connection.recv(1, socket.MSG_PEEK):
            raise EOFError
        from itk_inspector.worker.child.pixel_answers import PixelAnswers  # no header waits for it

        return PixelAnswers(self._connection)

    def until_ended(self, pid: int) -> int:
        """Answer until a child process has ended; return its status."""
        if sys.platform != "linux":
            return os.waitpid(pid, 0)[1]
        try:
            ended = os.pidfd_open(pid)
        except OSError:  # forbidden
            return os.waitpid(pid, 0)[1]
        try:
            self.until_readable(ended)
        finally:
            os.close(ended)
        return os.waitpid(pid, 0)[1]
