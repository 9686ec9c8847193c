"""Going through all pixels of an image in chunks, as the parent sees it."""

from __future__ import annotations

from typing import Any

from itk_inspector.core.errors import InspectorError, OpenError, ReaderDiedError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Cancelled, Failed, Outcome, Reckoned
from itk_inspector.core.measure.whole_image import Wanted
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.job import SteadyJob
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.tasks.reckon import ReckonReply, ReckonTask
from itk_inspector.worker.wire.codec import CodecError


class Reckoning(SteadyJob):
    """A `Job` that goes through all pixels.

    Parameters
    ----------
    token : int
    request : OpenRequest
    wanted : Wanted
    limits : Limits
    """

    def __init__(self, token: int, request: OpenRequest, wanted: Wanted, limits: Limits) -> None:
        super().__init__(limits)
        self.task = ReckonTask(token, request, wanted)

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:  # none come with it
        """Return what a checked reply means."""
        if not isinstance(reply, ReckonReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        self.is_done = True
        return Reckoned(reply.token, reply.info, reply.found)

    def failed(self, error: InspectorError) -> Outcome:
        """Return that it could not be done."""
        if isinstance(error, ReaderDiedError):
            sentence = f"Not all pixels of {self.task.path.name} were gone through: the process that did it ended."
            error = OpenError(sentence, detail=f"{error.message}\n{error.detail}")
        return Failed(self.task.token, self.task.path, error)

    def cancelled(self) -> Outcome:
        """Return that it was given up."""
        return Cancelled(self.task.token, self.task.path)

    def close(self) -> None:
        """Nothing is needed on the way."""
