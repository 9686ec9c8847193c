"""Going through all labels of an image in chunks, as the parent sees it."""

from __future__ import annotations

from typing import Any

from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import LabelsFound, Outcome
from itk_inspector.core.measure.under_label import told_of
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.job import AskingJob
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.tasks.measure_labels import MeasureLabelsReply, MeasureLabelsTask
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
    """

    def __init__(self, token: int, labels: OpenRequest, image: OpenRequest | None, limits: Limits) -> None:
        undone = f"Not all labels of {labels.path.name} were gone through"
        super().__init__(MeasureLabelsTask(token, labels, image), limits, undone)

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:
        """Return what a checked reply means."""
        if not isinstance(reply, MeasureLabelsReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        self.is_done = True
        found = told_of(reply.sums(fds[0]), reply.info, is_measured=reply.is_measured)
        return LabelsFound(reply.token, reply.info, reply.labels, found)
