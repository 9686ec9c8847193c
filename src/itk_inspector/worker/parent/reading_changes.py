"""Reading changed chunks that were saved, as the parent sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.core.errors import InspectorError, OpenError, ReaderDiedError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Cancelled, ChangesRead, Failed, Outcome
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.job import SteadyJob
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.tasks.read_changes import ReadChangesReply, ReadChangesTask
from itk_inspector.worker.wire.codec import CodecError


class ReadingChanges(SteadyJob):
    """A `Job` that reads changed chunks.

    Parameters
    ----------
    token : int
    info : ImageInfo
        Of the image's finest level.
    changes : pathlib.Path
    limits : Limits
    """

    def __init__(self, token: int, info: ImageInfo, changes: Path, limits: Limits) -> None:
        super().__init__(limits)
        request = OpenRequest(info.path, part=info.part).absolute()
        self.task = ReadChangesTask(token, request, info, changes.absolute())

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:
        """Return what a checked reply means."""
        if not isinstance(reply, ReadChangesReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        self.is_done = True
        return ChangesRead(reply.token, self.task.path, reply.read(fds[0], self.task.info))

    def failed(self, error: InspectorError) -> Outcome:
        """Return that it could not be done."""
        if isinstance(error, ReaderDiedError):
            sentence = f"{self.task.path.name} could not be read: the process that did it ended."
            error = OpenError(sentence, detail=f"{error.message}\n{error.detail}")
        return Failed(self.task.token, self.task.path, error)

    def cancelled(self) -> Outcome:
        """Return that it was given up."""
        return Cancelled(self.task.token, self.task.path)

    def close(self) -> None:
        """Nothing is needed on the way."""
