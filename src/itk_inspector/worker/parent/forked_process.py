"""A child that was forked, for whoever knows it as one that was started as a program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import IO

_PAUSE = 0.001
_NO_WAIT: int = getattr(os, "WNOHANG", 0)  # not on Windows, where nothing is forked


class ForkedProcess:
    """What `subprocess.Popen` is to a program.

    Parameters
    ----------
    pid : int
    """

    stdin: IO[bytes] | None = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, a signal as a negative number; None as long as it has not."""
        return self._asked(_NO_WAIT)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and return how it ended.

        Raises
        ------
        subprocess.TimeoutExpired
            If it has not ended in so many seconds.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self._asked(0 if until is None else _NO_WAIT)) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("itk-inspector", timeout or 0.0)
            time.sleep(_PAUSE)
        return code

    def kill(self) -> None:
        """End it, whatever it does."""
        if sys.platform == "win32":
            raise NotImplementedError
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def _asked(self, options: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, options)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode
