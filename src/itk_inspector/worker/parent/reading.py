"""The jobs of the reading child: a file, a series, or the series of a folder."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from itk_inspector.core.errors import InspectorError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.outcome import Cancelled, Failed, HeaderReady, Opened, Outcome, SeriesFound, SliceReady
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.itk_line import ItkLine
from itk_inspector.worker.parent.opened_document import opened_document
from itk_inspector.worker.parent.stores import Stores
from itk_inspector.worker.parent.watchdog import Limits, Watchdog
from itk_inspector.worker.tasks.open import HeaderReply, OpenTask, PixelsReply, SliceReply, StoreReply
from itk_inspector.worker.tasks.scan import ScanTask, SeriesReply
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import ProgressReply
from itk_inspector.worker.wire.plausible import need

_MOST_SKIPPED = 32


class Reading:
    """A `Job` that reads.

    Parameters
    ----------
    task : OpenTask or ScanTask
    limits : Limits
    policy : ScratchPolicy, optional
        Where an edited copy of what is read may lie.
    line : ItkLine, optional
        On which the child is asked what ITK reads of it.
    stores : Stores, optional
        Takes an image that is read in parts.
    """

    def __init__(
        self,
        task: OpenTask | ScanTask,
        limits: Limits,
        policy: ScratchPolicy | None = None,
        line: ItkLine | None = None,
        stores: Stores | None = None,
    ) -> None:
        self.task = task
        self._stores = stores
        self.is_done = False
        self._limits, self._policy, self._line = limits, policy, line
        self._header: ImageInfo | None = None
        self._has_slice = False
        self._consumes: int | None = None
        self._consumed_before = 0
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
            case SliceReply():
                return self._take_slice(reply, fds[0])
            case PixelsReply():
                before, now = self._header, reply.info
                need(before is not None and (before.shape, before.dtype) == (now.shape, now.dtype), "another header")
                document = opened_document(reply, fds[0], self._policy or ScratchPolicy.default(), self._line)
                self.is_done = True
                return Opened(reply.token, document)
            case StoreReply():
                need(self._header is None and self._stores is not None, "parts out of turn")
                assert self._stores is not None
                document = self._stores.document(self.task, reply, fds, child, self._line)
                self.is_done = True
                return Opened(reply.token, document)
            case SeriesReply():
                self.is_done = True
                return SeriesFound(reply.token, reply.catalog)
        raise CodecError(f"a {type(reply).__name__} that nobody asked for")

    def _take_slice(self, reply: SliceReply, fd: int) -> SliceReady:
        whole, part = self._header, reply.info
        need(whole is not None and not self._has_slice, "a slice out of turn")
        assert whole is not None
        need((part.dtype, part.shape) == (whole.dtype, (1, *whole.shape[1:])), "a slice of another image")
        start, count = part.geometry.start_index, whole.shape[0]
        need(start[:2] == (0, 0) and 0 <= start[2] < count, "a slice at no place")
        self._has_slice = True
        return SliceReady(reply.token, opened_document(reply, fd, self._policy or ScratchPolicy.default(), self._line))

    def _take_header(self, reply: HeaderReply, child: Child) -> HeaderReady:
        need(self._header is None, "a second header")
        self._header = reply.info
        self._consumes = reply.consumes
        self._consumed_before = child.consumed() or 0
        self.watchdog.header_came(reply.info.bytes + (reply.consumes or 0))
        self.is_done = self.task.request.header_only
        return HeaderReady(reply.token, reply.info)

    def fraction(self, child: Child) -> float | None:
        """Return how much is done, 0 to 1; None when it cannot be known."""
        if isinstance(self.task, ScanTask) or self._scanned:
            return self._scanned
        consumed = child.consumed()
        if self._consumes and consumed is not None and child.is_ready:
            return min(1.0, (consumed - self._consumed_before) / self._consumes)
        return None

    def without_culprit(self) -> Reading | None:
        """Return what to ask a fresh child after this one ended or hung; None when that was the task's own file."""
        task = self._rest()
        return Reading(task, self._limits, self._policy, self._line, self._stores) if task is not None else None

    def _rest(self) -> OpenTask | ScanTask | None:
        task = self.task
        if isinstance(task, OpenTask):
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
