"""The job of writing a new store."""

from __future__ import annotations

from typing import Any

from itk_inspector.core.errors import InspectorError
from itk_inspector.core.export.store_request import StoreRequest
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Exported, Outcome
from itk_inspector.storage.folder_in_place import permit_folder
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.target_under_way import TargetUnderWay
from itk_inspector.worker.parent.watchdog import Limits, Watchdog
from itk_inspector.worker.tasks.new_store import NewStoreReply, NewStoreTask
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import ProgressReply


class StoreWriting:
    """A `Job` that writes a new store.

    Parameters
    ----------
    token : int
    request : OpenRequest
    what : StoreRequest
    limits : Limits

    Raises
    ------
    ExportError
        If the target is not free.
    """

    def __init__(self, token: int, request: OpenRequest, what: StoreRequest, limits: Limits) -> None:
        self._target = TargetUnderWay(token, what.target, permit_folder)
        self.task = NewStoreTask(token, request, what, self._target.path, self._target.folder)
        self.is_done = False
        self._fraction: float | None = None
        self.watchdog = Watchdog(limits, 0)
        self.watchdog.header_came()  # what counts is the time between two parts

    def heard(self, progress: ProgressReply) -> None:
        """Take how far it is."""
        self._fraction = progress.fraction
        self.watchdog.goes_on(0)

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:  # none come with it
        """Return what a checked reply means."""
        if not isinstance(reply, NewStoreReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        self.is_done = True
        return Exported(reply.token, reply.path, reply.bytes, True, reply.notes, reply.stamp, reply.verified_by)

    def fraction(self, child: Child) -> float | None:
        """Return how much is done; None when it is not known."""
        return self._fraction

    def without_culprit(self) -> None:
        """Return None: it is not begun twice."""
        return

    def failed(self, error: InspectorError) -> Outcome:
        """Return what became of it; asked before `close`."""
        return self._target.failed(error)

    def cancelled(self) -> Outcome:
        """Return what became of it when it was ended, perhaps too late."""
        return self._target.cancelled()

    def close(self) -> None:
        """Remove what was needed on the way."""
        self._target.close()
