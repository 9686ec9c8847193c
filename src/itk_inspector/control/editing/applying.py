"""A journal that is read from a file, repeated on a fresh copy of the image on screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from itk_inspector.control.editing.replaying import Operate, Replaying
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, Status
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.core.editing.replay import Replay
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, InspectorError
from itk_inspector.core.image.original import original_pixels

if TYPE_CHECKING:
    from itk_inspector.core.editing.journal_file import SavedJournal


class Applying:
    """Repeats one journal at a time; the copy is shown when all of its steps are done, and not otherwise.

    Parameters
    ----------
    images : OpenImages
    give_copy : callable
        Makes a session the edited copy of an image: ``(image, session)``.
    operate : Operate
    later : callable
        Does something when the window has had its turn.
    background : Background
        Reads journals.
    questions : Questions
    status : Status
    """

    def __init__(
        self,
        images: OpenImages,
        give_copy: Callable[[OpenImage, EditSession], None],
        operate: Operate,
        later: Callable[[Callable[[], None]], None],
        background: Background,
        questions: Questions,
        status: Status,
    ) -> None:
        self._images = images
        self._give_copy = give_copy
        self._operate = operate
        self._later = later
        self._background = background
        self._questions = questions
        self._status = status

    def apply(self, data: bytes) -> None:
        """Repeat what a file holds on the image on screen."""
        image = self._images.current
        if image is None:
            return

        def work(_: Holds) -> tuple[SavedJournal | None, EditError | None]:
            from itk_inspector.core.editing.journal_file import read_journal

            try:
                return read_journal(data), None
            except EditError as e:
                return None, e

        self._background.ask(work, lambda: True, partial(self._begin, image, image.session))

    def _begin(
        self, image: OpenImage, session: EditSession | None, read: tuple[SavedJournal | None, EditError | None]
    ) -> None:
        journal, error = read
        try:
            if journal is None:
                raise error or EditError("The journal cannot be read.")
            self._check(image, session)
            fresh = image.document.edit()
            replay = Replay(fresh, journal.records, original_pixels(image.document))
            replay.check()
        except InspectorError as e:
            self._refuse(image, e)
            return
        wanted = partial(self._is_wanted, image, session)
        Replaying(image, replay, self._operate, self._later, wanted).run(partial(self._ended, image, replay))

    def _check(self, image: OpenImage, session: EditSession | None) -> None:
        if image not in self._images or image.session is not session:
            raise EditError(f"{image.label} was closed, or edited, before the journal was applied.")
        if session is not None and (session.is_modified or session.history.journal.done):
            advice = "Save the copy, and go back to the original first."
            raise EditError("A journal is applied to an image as it was opened; this copy was edited.", advice=advice)

    def _is_wanted(self, image: OpenImage, session: EditSession | None) -> bool:
        try:
            self._check(image, session)
        except EditError as e:
            self._refuse(image, e)
            return False
        return True

    def _ended(self, image: OpenImage, replay: Replay, error: InspectorError | None) -> None:
        if error is not None:
            self._refuse(image, error)
            return
        with self._images.changing():
            self._give_copy(image, replay.session)
            self._images.bring(image)
        steps = "1 edit" if replay.count == 1 else f"{replay.count:,} edits"
        self._status.show_message(f"Applied {steps} to {image.label}; each can be undone.")

    def _refuse(self, image: OpenImage, error: InspectorError) -> None:
        self._questions.show_error(image.info.path, error)
