"""Changed chunks that were saved, put back into the copy of the image that they belong to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from itk_inspector.control.editing.edit_controller import EditController
from itk_inspector.control.file_service import FileService
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, Status
from itk_inspector.control.tools.shown import count_text
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import Cancelled, ChangesRead, Failed, Outcome


class LoadingChanges:
    """Reads one store of changed chunks at a time; what it changes is one step of the copy.

    Parameters
    ----------
    images : OpenImages
    edit : EditController
    service : FileService
    next_token : callable
    questions : Questions
    status : Status
    """

    def __init__(
        self,
        images: OpenImages,
        edit: EditController,
        service: FileService,
        next_token: Callable[[], int],
        questions: Questions,
        status: Status,
    ) -> None:
        self._images, self._edit = images, edit
        self._service, self._next_token = service, next_token
        self._questions, self._status = questions, status
        self._for: tuple[OpenImage, ImageDocument] | None = None
        self.task: tuple[int, Path] | None = None

    def load(self, changes: Path) -> None:
        """Read what was changed of the image on screen.

        Raises
        ------
        InspectorError
            If something else is computed.
        """
        image = self._images.current
        if image is None or not image.document.is_tiled or self.task is not None:
            return
        token = self._next_token()
        with self._images.changing():
            self._service.read_changes(token, image.document.info, changes)
            self.task, self._for = (token, changes), (image, image.document)

    def progressed(self, fraction: float | None, *, is_alone: bool) -> None:
        """Show how far it is where nothing else is under way."""
        if self.task is not None and is_alone:
            self._status.show_operating(f"Reading {self.task[1].name} …", fraction)

    def ended(self, outcome: Outcome) -> None:
        """Change the copy, or say why not."""
        given, self.task, self._for = self._for, None, None
        self._status.show_operating(None, None)
        match outcome:
            case ChangesRead(path=path) if given is not None and given[0] in self._images:
                if given[0].document is given[1]:
                    self._put(given[0], outcome)
                else:
                    self._status.show_message(f"{path.name} was not loaded: the image was read again meanwhile.")
            case Failed(path=path, error=error):
                self._questions.show_error(path, error)
            case Cancelled(path=path):
                self._status.show_message(f"{path.name}: cancelled.")

    def _put(self, image: OpenImage, read: ChangesRead) -> None:
        from itk_inspector.core.editing.loaded_changes import loaded  # only for this

        is_new = image.session is None
        try:
            session: EditSession = image.document.edit() if image.session is None else image.session
            session.end_stroke()
            step = loaded(session, read.boxes, read.path.name)
        except InspectorError as e:
            self._questions.show_error(read.path, e)
            return
        if step is None:
            self._status.show_message(f"{read.path.name} changes nothing: the store holds these pixels.")
            return
        session.apply(step)
        if is_new:
            self._edit.give_copy(image, session)
        self._images.bring(image)
        self._edit.followed(image)
        self._status.show_message(f"Loaded {count_text(step.parts[0].runs.count)} of {read.path.name}.")
