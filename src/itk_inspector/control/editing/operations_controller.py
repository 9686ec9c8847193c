"""Operations on the whole image: asked for, computed in the background, and shown as what comes next of the copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from itk_inspector.control.editing.undo_memory import UndoMemory
from itk_inspector.control.file_service import FileService
from itk_inspector.control.files.tokens import Tokens
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, Status
from itk_inspector.control.viewing.source_watch import SourceWatch
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import CancelledError, EditError, InspectorError
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import Operated
from itk_inspector.core.measure.kinds import ShapeKind

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.editing.operation import Operation
    from itk_inspector.core.editing.operations.question import OperationAnswer
    from itk_inspector.core.geometry.regions import Region


Answered: TypeAlias = Callable[[Operated | InspectorError], None]
"""Gets the result, or why there is none."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is being computed, and what it was asked about."""

    token: int
    image: OpenImage
    session: EditSession | None
    stamp: tuple[int, int] | None
    in_new_tab: bool = False
    label: str = ""
    answered: Answered | None = None


class OperationsController:
    """One operation is computed at a time, while edits may go on.

    Its result is the next version of the copy, as one step, or a tab of its own: also where the copy was edited
    meanwhile, so that neither the edits nor the result are lost.

    Parameters
    ----------
    images : OpenImages
    service : FileService
    tokens : Tokens
    watch : SourceWatch
    give_copy : callable
        Makes a session the edited copy of an image: ``(image, session)``.
    followed : callable
        Shows what a step made of the copy of an image: ``(image)``.
    adopt : callable
        Shows a document in a tab of its own.
    questions : Questions
    status : Status
    undo : UndoMemory
    """

    def __init__(
        self,
        images: OpenImages,
        service: FileService,
        tokens: Tokens,
        watch: SourceWatch,
        give_copy: Callable[[OpenImage, EditSession], None],
        followed: Callable[[OpenImage], None],
        adopt: Callable[[ImageDocument], object],
        questions: Questions,
        status: Status,
        undo: UndoMemory,
    ) -> None:
        self._images = images
        self._service = service
        self._tokens = tokens
        self._watch = watch
        self._give_copy = give_copy
        self._followed = followed
        self._adopt = adopt
        self._questions = questions
        self._status = status
        self._undo = undo
        self._asked: _Asked | None = None

    @property
    def task(self) -> tuple[int, Path] | None:
        """The token of what is being computed, and the image's path."""
        return None if self._asked is None else (self._asked.token, self._asked.image.info.path)

    def ask(self, name: str) -> None:
        """Ask how to do an operation on the image on screen."""
        image = self._images.current
        if image is None or self._asked is not None:
            return
        from itk_inspector.core.editing.operations.question import OperationQuestion

        self._watch.check_disk()
        self._service.prepare_operations()
        others = {name: each.info for name, each in self._others(image).items()}
        region, box = _shown_rectangle(image, whole=False), _shown_rectangle(image, whole=True)
        session = image.session
        has_copy = session is not None
        question = OperationQuestion(name, image.label, image.info, others, region, box, has_copy, image.plane)
        self._questions.ask_operation(question, lambda answer: self._answered(image, session, answer))

    def _others(self, image: OpenImage) -> dict[str, OpenImage]:
        """Return the other open images, by names that an expression can hold."""
        from itk_inspector.core.editing.expression_source import layer_names

        others = [each for each in self._images.all if each is not image]
        return dict(zip(layer_names([each.label for each in others]), others, strict=True))

    def _answered(self, image: OpenImage, session: EditSession | None, answer: OperationAnswer) -> None:
        if image not in self._images or image.session is not session:
            what = f"{image.label} was closed, or another copy of it begun, before you answered."
            self._questions.show_error(None, EditError(f"{what} Nothing was done."))
            return
        if session is None or answer.in_new_tab:
            self.start(image, answer)
            return
        from itk_inspector.core.editing.operations.table import row_of

        operation, nbytes = answer.operation, session.version.nbytes
        label = row_of(operation.name).said(operation.parameters)
        self._undo.when_undoable(session, label, nbytes, lambda: self._start_on(image, session, answer))

    def _start_on(self, image: OpenImage, session: EditSession, answer: OperationAnswer) -> None:
        """Begin on the copy that was asked about."""
        if image in self._images and image.session is session:
            self.start(image, answer)

    def start(self, image: OpenImage, answer: OperationAnswer) -> None:
        """Begin to compute an operation on an image that is open."""
        session = image.session
        if session is not None:
            session.end_stroke()
        stamp = session.stamp if session is not None else None
        asked = _Asked(self._tokens.next(), image, session, stamp, answer.in_new_tab)
        with self._images.changing():
            try:
                self._begin(asked, answer.operation)
            except InspectorError as e:
                self._questions.show_error(image.info.path, e)

    def repeat(self, image: OpenImage, session: EditSession, operation: Operation, answered: Answered) -> None:
        """Begin to compute an operation again on a copy of an image that is not shown yet.

        Raises
        ------
        InspectorError
            If it cannot be done, or another one is under way.
        """
        with self._images.changing():
            self._begin(_Asked(self._tokens.next(), image, session, session.stamp, answered=answered), operation)

    def _begin(self, asked: _Asked, operation: Operation) -> None:
        from itk_inspector.core.editing.operations.table import row_of

        image, session = asked.image, asked.session
        info = (session.info if session is not None else None) or image.document.info
        row, others = row_of(operation.name), self._others(image)
        infos = {name: each.info for name, each in others.items()}
        used = row.uses(info, row.complete(info, operation.parameters, infos), infos)
        given = {name: (others[name].document, others[name].session) for name in used}
        try:
            self._service.operate(asked.token, image.document, session, operation, given)
        except OSError as e:
            self._service.cancel(asked.token)  # what was begun of it
            advice = "Close other programs, and try again."
            raise EditError(f"The operation could not be started: {e.strerror or e}.", advice=advice) from e
        self._asked = replace(asked, label=row.title)
        self.progressed(None)

    def progressed(self, fraction: float | None) -> None:
        """Show how far it is."""
        if self._asked is not None:
            self._status.show_operating(f"{self._asked.label} of {self._asked.image.label} …", fraction)

    def operated(self, outcome: Operated) -> None:
        """Show the result."""
        asked, document = self._end(), outcome.document
        if asked.answered is not None:
            asked.answered(outcome)
            return
        try:
            said = self._shown(asked, outcome)
        except InspectorError as e:
            document.close()
            self._questions.show_error(asked.image.info.path, e)
            return
        self._status.show_message(" ".join((said, *outcome.notes)))

    def _shown(self, asked: _Asked, outcome: Operated) -> str:
        from itk_inspector.core.editing.operations.table import row_of

        image, document = asked.image, outcome.document
        step = row_of(outcome.operation.name).said(outcome.operation.parameters)
        session, is_same = image.session, self._is_as_asked(asked)
        can_follow = document.geometry.dimension == image.document.geometry.dimension
        if asked.in_new_tab or not is_same or not can_follow:
            self._adopt(document)
            meanwhile = "" if is_same else f" {image.label} was changed meanwhile: the result has a tab of its own."
            return f"Done: {step}.{meanwhile}"
        if session is None:
            session = image.document.edit()
        copied = document.edit()
        session.apply_version(
            copied.pixels,
            document.geometry,
            step,
            operation=outcome.operation.record(),
            bytes_behind=copied.bytes_behind,
            pixel_type=document.info.pixel_type if document.info.channels > 1 else "",
        )
        document.close()
        if image.session is None:
            self._give_copy(image, session)
        self._followed(image)
        return f"Done: {step}."

    def _is_as_asked(self, asked: _Asked) -> bool:
        """Tell whether the image is open and its copy is the very one that was operated on."""
        session = asked.image.session
        is_same = session is asked.session and (session is None or session.stamp == asked.stamp)
        return asked.image in self._images and is_same

    def failed(self, path: Path, error: InspectorError) -> None:
        """Say that it could not be done."""
        answered = self._end().answered
        if answered is not None:
            answered(error)
        else:
            self._questions.show_error(path, error)

    def cancelled(self) -> None:
        """Take it that it was given up."""
        answered = self._end().answered
        if answered is not None:
            answered(CancelledError("It was cancelled."))

    def _end(self) -> _Asked:
        asked, self._asked = self._asked, None
        assert asked is not None
        self._status.show_operating(None, None)
        return asked


def _shown_rectangle(image: OpenImage, *, whole: bool) -> Region | None:
    """Return the pixels of the rectangle that is told about, in its slices, or else in all."""
    from itk_inspector.core.geometry.indexing import ItkIndex
    from itk_inspector.core.geometry.regions import box_between

    shape, geometry = image.shapes.shown, image.info.geometry
    if shape is None or shape.kind is not ShapeKind.RECTANGLE:
        return None
    low, high = list(shape.nodes[0].components), list(shape.nodes[1].components)
    for axis in range(geometry.dimension):
        start = geometry.start_index[axis]
        if shape.through is not None and axis == shape.through.axis:
            low[axis], high[axis] = shape.through.first, shape.through.last
        elif whole and axis not in shape.axes:
            low[axis], high[axis] = start, start + geometry.size[axis] - 1
    return box_between(ItkIndex(tuple(low)), ItkIndex(tuple(high)), geometry)
