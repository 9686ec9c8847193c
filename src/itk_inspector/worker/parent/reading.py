"""The job of the reading child that opens a file or a series."""

from __future__ import annotations

from typing import Any, Self

from itk_inspector.core.image.outcome import Opened, Outcome, SliceReady
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.header_reading import HeaderReading, ReadTask
from itk_inspector.worker.parent.itk_line import ItkLine
from itk_inspector.worker.parent.opened_document import opened_document
from itk_inspector.worker.parent.stores import Stores
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.tasks.open import OpenTask, PixelsReply, SliceReply, StoreReply
from itk_inspector.worker.wire.plausible import need


class Reading(HeaderReading):
    """A `Job` that reads a header, and then the pixels.

    Parameters
    ----------
    task : HeaderTask or OpenTask or ScanTask
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
        task: ReadTask,
        limits: Limits,
        policy: ScratchPolicy | None = None,
        line: ItkLine | None = None,
        stores: Stores | None = None,
    ) -> None:
        super().__init__(task, limits)
        self._policy, self._line, self._stores = policy, line, stores
        self._has_slice = False

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:
        """Return what a checked reply means."""
        match reply:
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
                assert isinstance(self.task, OpenTask)
                document = self._stores.document(self.task, reply, fds, child, self._line)
                self.is_done = True
                return Opened(reply.token, document)
        return super().answer(reply, fds, child)

    def _take_slice(self, reply: SliceReply, fd: int) -> SliceReady:
        whole, part = self._header, reply.info
        need(whole is not None and not self._has_slice, "a slice out of turn")
        assert whole is not None
        need((part.dtype, part.shape) == (whole.dtype, (1, *whole.shape[1:])), "a slice of another image")
        start, count = part.geometry.start_index, whole.shape[0]
        need(start[:2] == (0, 0) and 0 <= start[2] < count, "a slice at no place")
        self._has_slice = True
        return SliceReady(reply.token, opened_document(reply, fd, self._policy or ScratchPolicy.default(), self._line))

    def _again(self, task: ReadTask) -> Self:
        return type(self)(task, self._limits, self._policy, self._line, self._stores)
