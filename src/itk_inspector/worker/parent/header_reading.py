"""The job of the reading child that ends with a header, or with the series of a folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from itk_inspector.core.errors import InspectorError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Cancelled, Failed, HeaderReady, Outcome, SeriesFound
from itk_inspector.itkio.stores import kinds
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.watchdog import Limits, Watchdog
from itk_inspector.worker.tasks.header import HeaderReply, HeaderTask
from itk_inspector.worker.tasks.scan import ScanTask, SeriesReply
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import ProgressReply
from itk_inspector.worker.wire.plausible import need

if TYPE_CHECKING:  # no header waits for it to be loaded
    from itk_inspector.worker.tasks.open import OpenTask

ReadTask: TypeAlias = "HeaderTask | OpenTask | ScanTask"

_MOST_SKIPPED = 32


def is_looked_through(request: OpenRequest) -> bool:
    """Tell whether a request is about a folder whose series are listed first."""
    is_folder = not request.files and os.path.isdir(request.path) and not kinds.is_store(request.path)
    return is_folder or request.scan is not None


def header_task(token: int, request: OpenRequest) -> HeaderTask | ScanTask:
    """Return what gives the header of a file or a series, or the series of a folder."""
    asked = request.absolute()
    return ScanTask(token, asked) if is_looked_through(request) else HeaderTask(token, asked)


class HeaderReading:
    """A `Job` that reads a header, and the base of the one that goes on to the pixels.

    Parameters
    ----------
    task : HeaderTask or OpenTask or ScanTask
    limits : Limits
    """

    def __init__(self, task: ReadTask, limits: Limits) -> None:
        self.task = task
        self.is_done = False
        self._limits = limits
        self._header: ImageInfo | None = None
        self._consumes: int | None = None
        self._consumed_before: int | None = None
        self._scanned = 0.0
        self._looks_at: Path | None = None
        files = () if isinstance(task, ScanTask) else task.request.files or (task.path,)
        self.watchdog = Watchdog(limits, _bytes_of(files))
        if isinstance(task, ScanTask) or task.request.files:
            self.watchdog.header_came()  # many headers: what counts is the time between them

    def heard(self, progress: ProgressReply) -> None:
        """Take what the child says on its way."""
        self._scanned = progress.fraction
        self._looks_at = progress.path
        self.watchdog.goes_on(_bytes_of((progress.path,) if progress.path is not None else ()))

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:
        """Return what a checked reply means."""
        match reply:
            case HeaderReply():
                return self._take_header(reply, child)
            case SeriesReply():
                self.is_done = True
                return SeriesFound(reply.token, reply.catalog)
        raise CodecError(f"a {type(reply).__name__} that nobody asked for")

    def _take_header(self, reply: HeaderReply, child: Child) -> HeaderReady:
        need(self._header is None, "a second header")
        self._header = reply.info
        self._consumes = reply.consumes
        self.is_done = isinstance(self.task, HeaderTask)
        if not self.is_done:
            if self.task.request.is_drawn:  # else nobody asks how far it is
                self._consumed_before = child.consumed()
            self.watchdog.header_came(reply.info.bytes + (reply.consumes or 0))
        return HeaderReady(reply.token, reply.info)

    def fraction(self, child: Child) -> float | None:
        """Return how much is done, 0 to 1; None when it cannot be known."""
        if isinstance(self.task, ScanTask) or self._scanned:
            return self._scanned
        consumed, before = child.consumed(), self._consumed_before
        if self._consumes and consumed is not None and before is not None and child.is_ready:
            return min(1.0, (consumed - before) / self._consumes)
        return None

    def without_culprit(self, *, after_others: bool = False) -> Self | None:
        """Return what to ask a fresh child after this one ended or hung; None when that was the task's own file."""
        task = self._rest() or (self.task if after_others else None)
        return self._again(task) if task is not None else None

    def _again(self, task: ReadTask) -> Self:
        """Return the same job for another task."""
        return type(self)(task, self._limits)

    def _rest(self) -> ReadTask | None:
        task = self.task
        if not isinstance(task, ScanTask):
            return replace(task, neighbours=False) if self._looks_at is not None and task.neighbours else None
        if self._looks_at is not None and self._looks_at not in task.skips:
            return replace(task, skips=(*task.skips, self._looks_at)) if len(task.skips) < _MOST_SKIPPED else None
        return replace(task, thumbnails=False) if task.thumbnails else None

    def failed(self, error: InspectorError) -> Failed:
        """Return that it could not be read."""
        return Failed(self.task.token, self.task.path, error)

    def cancelled(self) -> Cancelled:
        """Return that it was given up."""
        return Cancelled(self.task.token, self.task.path)

    def close(self) -> None:
        """Nothing is needed on the way."""


def _bytes_of(files: Iterable[Path]) -> int:
    total = 0
    for path in files:
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total
