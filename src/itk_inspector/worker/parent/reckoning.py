"""Going through all pixels of an image in chunks, as the parent sees it."""

from __future__ import annotations

from typing import Any

from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Outcome, Reckoned
from itk_inspector.core.measure.shapes import Shape
from itk_inspector.core.measure.whole_image import Wanted
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.job import AskingJob
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.tasks.reckon import ReckonReply, ReckonTask
from itk_inspector.worker.wire.codec import CodecError


class Reckoning(AskingJob[ReckonTask]):
    """A `Job` that goes through all pixels.

    Parameters
    ----------
    token : int
    request : OpenRequest
    wanted : Wanted
    limits : Limits
    outline : Shape, optional
        A region whose box is requested: its pixels alone count.
    """

    def __init__(
        self, token: int, request: OpenRequest, wanted: Wanted, limits: Limits, outline: Shape | None = None
    ) -> None:
        undone = f"Not all pixels of {request.path.name} were gone through"
        super().__init__(ReckonTask(token, request, wanted, outline), limits, undone)

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:  # none come with it
        """Return what a checked reply means."""
        if not isinstance(reply, ReckonReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        self.is_done = True
        return Reckoned(reply.token, reply.info, reply.found)
