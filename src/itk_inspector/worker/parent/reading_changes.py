"""Reading changed chunks that were saved, as the parent sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import ChangesRead, Outcome
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.job import AskingJob
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.tasks.read_changes import ReadChangesReply, ReadChangesTask
from itk_inspector.worker.wire.codec import CodecError


class ReadingChanges(AskingJob[ReadChangesTask]):
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
        request = OpenRequest(info.path, part=info.part).absolute()
        task = ReadChangesTask(token, request, info, changes.absolute())
        super().__init__(task, limits, f"{changes.name} could not be read")

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:
        """Return what a checked reply means."""
        if not isinstance(reply, ReadChangesReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        self.is_done = True
        return ChangesRead(reply.token, self.task.path, reply.read(fds[0], self.task.info))
