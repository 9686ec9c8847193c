"""What a task is done with."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from itk_inspector.core.system.open_files import pread
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.wire.channel import Channel


class StderrText:
    """What the readers write to this process's stderr, which the parent made a file."""

    def __init__(self) -> None:
        self._seen = 0

    def take(self) -> str:
        """Return what came since the last call."""
        sys.stderr.flush()
        try:
            end = os.lseek(2, 0, os.SEEK_CUR)
        except OSError:
            return ""
        start, self._seen = self._seen, end
        return pread(2, min(end - start, 1 << 16), start).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a task is done with.

    Parameters
    ----------
    channel : Channel
        To the window's process.
    policy : ScratchPolicy
        Where scratch may be reserved.
    stderr_text : StderrText
    fds : tuple of int
        What came with the task; closed when it has ended.
    until_readable : callable, optional
        Waits for a descriptor, and answers meanwhile what is asked about single pixels, where that is done here.
    """

    channel: Channel
    policy: ScratchPolicy
    stderr_text: StderrText
    fds: tuple[int, ...] = ()
    until_readable: Callable[[int], object] = lambda fd: None

    def send(self, reply: Any, fds: tuple[int, ...] = ()) -> None:
        """Tell the window's process something."""
        self.channel.send(reply, fds)
