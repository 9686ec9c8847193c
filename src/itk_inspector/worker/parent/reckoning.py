"""Going through all pixels of an image in chunks, as the parent sees it."""

from __future__ import annotations

from typing import Any

from itk_inspector.core.errors import InspectorError, OpenError, ReaderDiedError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Cancelled, Failed, Outcome, Reckoned
from itk_inspector.core.measure.whole_image import Wanted
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.watchdog import Limits, Watchdog
from itk_inspector.worker.tasks.reckon import ReckonReply, ReckonTask
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import ProgressReply


class Reckoning:
    """A `Job` that goes through all pixels.

    Parameters
    ----------
    token : int
    request : OpenRequest
    wanted : Wanted
    limits : Limits
    """

    def __init__(self, token: int, request: OpenRequest, wanted: Wanted, limits: Limits) -> None:
        self.task = ReckonTask(token, request, wanted)
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
        if not isinstance(reply, ReckonReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        self.is_done = True
        return Reckoned(reply.token, reply.info, reply.found)

    def fraction(self, child: Child) -> float | None:
        """Return how much is done; None when it is not known."""
        return self._fraction

    def without_culprit(self) -> None:
        """Return None: it is not begun twice."""
        return

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
