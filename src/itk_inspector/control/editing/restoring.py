"""Edits that were not saved in a window that was ended: asked about, and done again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from itk_inspector.control.editing.left_edits import LeftChoice, LeftEdits, LeftQuestion
from itk_inspector.control.editing.recovery_controller import LeftFile, RecoveryController, RecoveryFiles
from itk_inspector.control.editing.replaying import Operate, Replaying
from itk_inspector.control.files.open_files import OpenFiles
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, Status
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.edit_log import EditLog
from itk_inspector.core.editing.replay import Replay
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, InspectorError
from itk_inspector.core.image.edited_image import EditedImage
from itk_inspector.core.image.original import original_pixels

_KEPT = "What was written down of the edits is kept, and asked about at the next start."


@dataclass(frozen=True, slots=True)
class _Work:
    """Edits that are being done again."""

    left: LeftEdits
    log: EditLog
    opened: OpenImage
    replay: Replay


class Restoring:
    """Asks once about everything that was left behind, and does again what the user wants, one image after the other.

    A file that was left behind stays until its edits are in a copy that has its own, or are discarded.

    Parameters
    ----------
    images : OpenImages
    files : OpenFiles
    recovery : RecoveryController
    kept : RecoveryFiles
    give_copy : callable
        Makes a session the edited copy of an image: ``(image, session)``.
    operate : callable
        Does an operation again: ``(image, session, operation, answered)``.
    background : Background
        Reads what was written down.
    later : callable
        Does something when the window has had its turn.
    questions : Questions
    question : LeftQuestion
    status : Status
    """

    def __init__(
        self,
        images: OpenImages,
        files: OpenFiles,
        recovery: RecoveryController,
        kept: RecoveryFiles,
        give_copy: Callable[[OpenImage, EditSession], None],
        operate: Operate,
        background: Background,
        later: Callable[[Callable[[], None]], None],
        questions: Questions,
        question: LeftQuestion,
        status: Status,
    ) -> None:
        self._images = images
        self._files = files
        self._recovery = recovery
        self._kept = kept
        self._give_copy = give_copy
        self._operate = operate
        self._background = background
        self._later = later
        self._questions = questions
        self._question = question
        self._status = status
        self._held: list[LeftFile] = []
        self._declined: set[str] = set()
        self._waiting: deque[LeftEdits] = deque()
        self._is_busy = self._is_closed = False

    # what there is --------------------------------------------------------------

    def offer(self) -> None:
        """Ask what to do with edits that were left behind, if there are any that were not asked about yet."""
        if not self._held:
            self._background.ask(self._look, lambda: True, self._ask)

    def _look(self, holds: Holds) -> list[LeftEdits]:
        found = []
        for file in self._kept.left_behind():
            self._held.append(file)
            left = LeftEdits.of(file) if file.name not in self._declined else None
            if left is not None and left.row.count:
                found.append(left)
            elif left is not None:
                self._let_go(file, file.remove)
            else:
                self._let_go(file, file.release)
        return found

    def _let_go(self, file: LeftFile, end: Callable[[], None]) -> None:
        self._held.remove(file)
        end()

    def _ask(self, found: list[LeftEdits]) -> None:
        def answered(choices: Sequence[LeftChoice]) -> None:
            for left, choice in zip(found, choices, strict=True):
                match choice:
                    case LeftChoice.RESTORE:
                        self._waiting.append(left)
                    case LeftChoice.DISCARD:
                        self._let_go(left.file, left.file.remove)
                    case LeftChoice.LATER:
                        self._decline(left)
            self.begin_next()

        if found:
            self._question.ask_left_edits([left.row for left in found], answered)

    def _decline(self, left: LeftEdits) -> None:
        self._declined.add(left.file.name)
        self._let_go(left.file, left.file.release)

    # what is wanted of it -------------------------------------------------------

    @property
    def is_waiting(self) -> bool:
        """Tell whether there is something to be restored that was not begun."""
        return bool(self._waiting)

    def begin_next(self) -> None:
        """Restore what waits, when nothing else is restored or read: that may be the image that is needed."""
        if self._is_busy or self._files.is_loading or not self._waiting:
            return
        self._is_busy = True
        left = self._waiting.popleft()
        images = (one for one in self._images.all if one.session is None and one.document.info.is_on_disk)
        known = next((one for one in images if EditedImage.of(one.document.info) == left.image), None)
        if known is not None:
            self._opened(left, known)
        else:
            self._files.open_then(left.image.request, partial(self._opened, left))

    def _end(self) -> None:
        self._is_busy = False
        self.begin_next()

    def _refuse(self, left: LeftEdits, error: InspectorError) -> None:
        """Say why edits are not restored; they are asked about again at the next start."""
        self._decline(left)
        self._questions.show_error(left.row.path, error)
        self._end()

    def _opened(self, left: LeftEdits, image: OpenImage | None) -> None:
        if image is None:  # which was told
            self._decline(left)
            self._end()
            return
        problem = left.image.why_not(image.document.info)
        if problem:
            self._refuse(left, EditError(problem, advice=_KEPT))
        else:
            self._background.ask(lambda _: left.read(), lambda: True, partial(self._begin, left, image))

    def _begin(self, left: LeftEdits, image: OpenImage, log: EditLog | EditError) -> None:
        try:
            if isinstance(log, EditError):
                raise log
            session = image.document.edit()
            replay = Replay(session, log.steps, original_pixels(image.document))
        except InspectorError as e:
            self._refuse(left, e)
        else:
            work = _Work(left, log, image, replay)
            wanted = partial(self._is_wanted, work)
            replaying = Replaying(image, replay, self._operate, self._later, wanted)
            replaying.run(partial(self._ended, work))

    def _is_wanted(self, work: _Work) -> bool:
        """Tell whether the image is still open, and nobody edits it; else say so."""
        if self._is_closed:
            return False
        if work.opened in self._images and work.opened.session is None:
            return True
        self._refuse(work.left, EditError(f"{work.left.row.path.name} was closed, or edited.", advice=_KEPT))
        return False

    def _ended(self, work: _Work, error: InspectorError | None) -> None:
        if error is None or work.replay.done >= work.log.count:  # what was taken back need not be there for redo
            self._finish(work)
        else:
            self._stop_at(work, error)

    def _finish(self, work: _Work) -> None:
        session, count = work.replay.session, work.log.count
        for _ in range(work.replay.done - count):
            session.undo()
        if session.history.journal.done != count:
            self._refuse(work.left, EditError("The edits cannot be taken back as they were.", advice=_KEPT))
            return
        self._recovery.go_on(session, work.left.file, min(len(work.log.records), work.replay.done))
        self._held.remove(work.left.file)
        self._show(work)
        edits = "1 edit" if count == 1 else f"{count:,} edits"
        self._status.show_message(f"Restored {edits} of {work.opened.label}.")
        self._end()

    def _stop_at(self, work: _Work, error: InspectorError) -> None:
        """Show what was done before the step that cannot be done again; what was written down is kept."""
        done, advice = work.replay.done, _KEPT
        if done:
            self._show(work)
            before = "The edit before it is" if done == 1 else f"The {done:,} edits before it are"
            advice = f"{before} restored. {_KEPT}"
        self._refuse(work.left, EditError(error.message, advice=advice, detail=error.detail))

    def _show(self, work: _Work) -> None:
        with self._images.changing():
            self._give_copy(work.opened, work.replay.session)
            self._images.bring(work.opened)

    def close(self) -> None:
        """Restore nothing more; what was not restored is left to the next window."""
        self._is_closed = True
        self._background.stop()
        self._waiting.clear()
        for file in self._held:
            file.release()
        self._held.clear()
