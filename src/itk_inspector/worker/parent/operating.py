"""The job of an operation on a whole image, and how it is begun."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.table import row_of
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, InspectorError, ReaderDiedError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import Cancelled, Failed, Operated, Outcome
from itk_inspector.worker.memory.gather import Gathered, gather
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.itk_line import ItkLine
from itk_inspector.worker.parent.opened_document import opened_document
from itk_inspector.worker.parent.watchdog import Limits, Watchdog
from itk_inspector.worker.tasks.operate import MOST_OTHERS, GivenImage, OperateReply, OperateTask
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import ProgressReply
from itk_inspector.worker.wire.plausible import need

Image: TypeAlias = tuple[ImageDocument | None, EditSession | None]
"""A document, or an edited copy, which counts where there is one."""


class Operating:
    """A `Job` that computes.

    Parameters
    ----------
    task : OperateTask
    operation : Operation
        With all its parameters.
    expected : Expected
        What must come out.
    limits : Limits
    policy : ScratchPolicy
        Where an edited copy of the result may lie.
    line : ItkLine, optional
        On which the reading child is asked what ITK reads of it.
    """

    def __init__(
        self,
        task: OperateTask,
        operation: Operation,
        expected: Expected,
        limits: Limits,
        policy: ScratchPolicy,
        line: ItkLine | None,
    ) -> None:
        self.task = task
        self.is_done = False
        self._operation = operation
        self._expected, self._policy, self._line = expected, policy, line
        self._fraction: float | None = None
        self.watchdog = Watchdog(limits, task.image.info.bytes + expected.bytes)
        self.watchdog.header_came()

    def heard(self, progress: ProgressReply) -> None:
        """Take how far it is."""
        self._fraction = progress.fraction
        self.watchdog.goes_on(self.task.image.info.bytes + self._expected.bytes)

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:
        """Return what a checked reply means."""
        if not isinstance(reply, OperateReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        wanted, info = self._expected, reply.info
        need((info.geometry, info.dtype, info.channels) == (wanted.geometry, wanted.dtype, wanted.channels), "another")
        self.is_done = True
        document = opened_document(reply, fds[0], self._policy, self._line)
        return Operated(reply.token, document, self._operation, reply.notes)

    def fraction(self, child: Child) -> float | None:
        """Return how much is done; None when it is not known."""
        return self._fraction

    def without_culprit(self, *, after_others: bool = False) -> None:
        """Return None: it is not begun twice."""
        return

    def failed(self, error: InspectorError) -> Outcome:
        """Return that it could not be done."""
        if isinstance(error, ReaderDiedError):
            label = row_of(self._operation.name).title
            sentence = f"{label} of {self.task.path.name} could not be done: the process that did it ended."
            advice = "The image and its copy are as they were."
            error = EditError(sentence, advice=advice, detail=f"{error.message}\n{error.detail}")
        return Failed(self.task.token, self.task.path, error)

    def cancelled(self) -> Outcome:
        """Return that it was given up."""
        return Cancelled(self.task.token, self.task.path)

    def close(self) -> None:
        """Nothing is needed on the way."""


def prepared(
    token: int,
    image: Image,
    operation: Operation,
    others: Mapping[str, Image],
    limits: Limits,
    policy: ScratchPolicy,
    line: ItkLine | None,
) -> tuple[Operating, tuple[Gathered, ...]]:
    """Return the job of an operation, and the pixels that go with it, the image's own first.

    Raises
    ------
    EditError
        If it cannot be done on this image.
    InspectorError
        If pixels cannot be read any more.
    """
    row, info = row_of(operation.name), _info(image)
    if len(others) > MOST_OTHERS:
        raise EditError(f"An operation may use {MOST_OTHERS} other images, not {len(others)}.")
    infos = {name: _info(other) for name, other in others.items()}
    complete = row.settled(info, operation, infos)
    expected = row.outcome(info, complete.parameters, infos)
    gathered = [gather(*one, policy, _info(one).path.name, "nothing was done") for one in (image, *others.values())]
    pairs = zip((info, *infos.values()), gathered, strict=True)
    first, *rest = [GivenImage(one, found.source, len(found.descriptors)) for one, found in pairs]
    task = OperateTask(token, json.dumps(complete.record()), first, tuple(rest), tuple(others))
    return Operating(task, complete, expected, limits, policy, line), tuple(gathered)


def _info(image: Image) -> ImageInfo:
    document, session = image
    info = (session.info if session is not None else None) or (document.info if document is not None else None)
    assert info is not None
    return info
