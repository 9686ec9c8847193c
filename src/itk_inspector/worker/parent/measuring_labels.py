"""Going through all labels of an image in chunks, as the parent sees it."""

from __future__ import annotations

from typing import Any

from itk_inspector.core.image.in_memory import InMemory
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import LabelsFound, Outcome
from itk_inspector.core.measure.under_label import told_of
from itk_inspector.worker.memory.gather import Gathered, gather
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.job import AskingJob
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.tasks.measure_labels import MeasureLabelsReply, MeasureLabelsTask
from itk_inspector.worker.tasks.operate import GivenImage
from itk_inspector.worker.wire.codec import CodecError


class MeasuringLabels(AskingJob[MeasureLabelsTask]):
    """A `Job` that goes through all labels.

    Parameters
    ----------
    token : int
    labels : OpenRequest
    image : OpenRequest or None
        What is measured under the labels.
    limits : Limits
    given : GivenImage, optional
        One of the two whose pixels go with the task; ``gives_labels`` says which.
    gives_labels : bool
    """

    def __init__(
        self,
        token: int,
        labels: OpenRequest,
        image: OpenRequest | None,
        limits: Limits,
        given: GivenImage | None = None,
        *,
        gives_labels: bool = False,
    ) -> None:
        undone = f"Not all labels of {labels.path.name} were gone through"
        super().__init__(MeasureLabelsTask(token, labels, image, given, gives_labels), limits, undone)

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:
        """Return what a checked reply means."""
        if not isinstance(reply, MeasureLabelsReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        self.is_done = True
        found = told_of(reply.sums(fds[0]), reply.info, is_measured=reply.is_measured)
        return LabelsFound(reply.token, reply.info, reply.labels, found)


def prepared(
    token: int,
    labels: OpenRequest,
    image: OpenRequest | None,
    limits: Limits,
    given: InMemory | None,
    policy: ScratchPolicy,
) -> tuple[MeasuringLabels, tuple[Gathered, ...]]:
    """Return the job, and the pixels that go with it.

    Raises
    ------
    InspectorError
        If these cannot be had.
    """
    if given is None:
        return MeasuringLabels(token, labels, image, limits), ()
    if given.session is not None:
        given.session.end_stroke()
    gathered = gather(given.document, given.session, policy, given.info.path.name, "nothing was measured")
    one = GivenImage(given.info, gathered.source, len(gathered.descriptors))
    return MeasuringLabels(token, labels, image, limits, one, gives_labels=given.is_labels), (gathered,)
