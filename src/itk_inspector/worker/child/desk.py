"""What a task is done with."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.system.open_files import pread
from itk_inspector.core.system.printed import flush_printed
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.wire.channel import Channel


class StderrText:
    """What the readers print from now on, on this process's stdout and stderr, which are a file that is its own."""

    def __init__(self) -> None:
        self._seen = _printed_bytes()
        self._kept = ""

    def take(self) -> str:
        """Return what came since the last call."""
        start, self._seen = self._seen, _printed_bytes()
        kept, self._kept = self._kept, ""
        if self._seen <= start:
            return kept
        return kept + pread(2, min(self._seen - start, 1 << 16), start).decode("utf-8", "replace")

    @contextlib.contextmanager
    def of_another(self) -> Iterator[None]:
        """Leave out what is printed meanwhile: it is about another file."""
        self._kept = self.take()
        try:
            yield
        finally:
            self._seen = _printed_bytes()


def _printed_bytes() -> int:
    flush_printed()
    with contextlib.suppress(OSError):
        return os.fstat(2).st_size
    return 0


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
        Made when the task begins: what was printed before is of no concern to it.
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
