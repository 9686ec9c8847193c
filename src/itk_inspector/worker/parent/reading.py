"""A task of the reading child, and how far it is."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.watchdog import Limits, Watchdog
from itk_inspector.worker.wire.messages import Begun, HeaderReply, OpenTask, ProgressReply, Reply, ScanTask

_MOST_SKIPPED = 32


class Reading:
    """Watches one task of the reading child.

    Parameters
    ----------
    task : OpenTask or ScanTask
    limits : Limits
    """

    def __init__(self, task: OpenTask | ScanTask, limits: Limits) -> None:
        self.task = task
        self._has_begun = False
        self._consumes: int | None = None
        self._consumed_before = 0
        self._scanned = 0.0
        self._looks_at: Path | None = None
        files = () if isinstance(task, ScanTask) else task.request.files or (task.request.path,)
        self.watchdog = Watchdog(limits, _bytes_of(files))
        if isinstance(task, ScanTask) or task.request.files:
            self.watchdog.header_came()  # many headers: what counts is the time between them

    @property
    def wants_header(self) -> bool:
        """Tell whether the header is all that was asked for."""
        return isinstance(self.task, OpenTask) and self.task.request.header_only

    def heard(self, reply: Reply, child: Child) -> None:
        """Take what the child says on its way."""
        match reply:
            case Begun():
                self._has_begun = True
            case HeaderReply():
                self._consumes = reply.consumes
                self._consumed_before = child.consumed() or 0
                self.watchdog.header_came(reply.info.bytes + (reply.consumes or 0))
            case ProgressReply():
                self._scanned = reply.fraction
                self._looks_at = reply.path
                self.watchdog.goes_on(_bytes_of((reply.path,) if reply.path is not None else ()))

    def watch(self, child: Child) -> None:
        """Look at the child; while it loads itk nothing counts against the file."""
        if child.is_ready and self._has_begun:
            self.watchdog.heartbeat(child.signs_of_life())
        else:
            self.watchdog.extend()

    def fraction(self, child: Child) -> float | None:
        """Return how much is done, 0 to 1; None when it cannot be known."""
        if isinstance(self.task, ScanTask):
            return self._scanned
        consumed = child.consumed()
        if self._consumes and consumed is not None and child.is_ready:
            return min(1.0, (consumed - self._consumed_before) / self._consumes)
        return None

    def without_culprit(self) -> OpenTask | ScanTask | None:
        """Return what to ask a fresh child after this one ended or hung; None when that was the task's own file."""
        task = self.task
        if isinstance(task, OpenTask):
            return replace(task, neighbours=False) if self._looks_at is not None and task.neighbours else None
        if self._looks_at is not None and self._looks_at not in task.skips:
            return replace(task, skips=(*task.skips, self._looks_at)) if len(task.skips) < _MOST_SKIPPED else None
        return replace(task, thumbnails=False) if task.thumbnails else None


def _bytes_of(files: Iterable[Path]) -> int:
    total = 0
    for path in files:
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total
