"""What goes on in the background: its reports, its progress, its end."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, assert_never

from itk_inspector.control.file_service import FileService
from itk_inspector.control.files.copy_under_way import CopyUnderWay
from itk_inspector.control.files.open_files import OpenFiles
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, Status
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.image.outcome import (
    Cancelled,
    ChangesRead,
    Exported,
    Failed,
    HeaderReady,
    LabelsFound,
    Opened,
    Operated,
    Outcome,
    Progress,
    Reckoned,
    SeriesFound,
    SliceReady,
)


class Operations(Protocol):
    """What is asked about the operation that is under way."""

    @property
    def task(self) -> tuple[int, Path] | None:
        """Its token, and the image's path."""

    def progressed(self, fraction: float | None) -> None:
        """Show how far it is."""

    def operated(self, outcome: Operated) -> None:
        """Show the result."""

    def failed(self, path: Path, error: InspectorError) -> None:
        """Say that it could not be done."""

    def cancelled(self) -> None:
        """Take it that it was given up."""


class Beside(Protocol):
    """What is done beside all else, such as counting images that are read in parts."""

    @property
    def task(self) -> tuple[int, Path] | None:
        """Its token, and the image's path."""

    def progressed(self, fraction: float | None, *, is_alone: bool) -> None:
        """Take how far it is; nothing else is under way where it ``is_alone``."""

    def ended(self, outcome: Outcome) -> None:
        """Take what came of it."""


class _NoOperations:
    """Nothing is asked about, as nobody has begun an operation."""

    task = None

    def progressed(self, fraction: float | None) -> None:
        """Do nothing."""

    def operated(self, outcome: Operated) -> None:
        """Do nothing."""

    def failed(self, path: Path, error: InspectorError) -> None:
        """Do nothing."""

    def cancelled(self) -> None:
        """Do nothing."""


class Tasks:
    """Hands what the background reports to who asked for it; reports on superseded tasks are dropped.

    Parameters
    ----------
    images : OpenImages
    service : FileService
    files : OpenFiles
    saving : CopyUnderWay
    counting : Beside
    questions : Questions
    status : Status
    """

    def __init__(
        self,
        images: OpenImages,
        service: FileService,
        files: OpenFiles,
        saving: CopyUnderWay,
        counting: Beside,
        questions: Questions,
        status: Status,
    ) -> None:
        self._images = images
        self._service = service
        self._files = files
        self._saving = saving
        self._operations: Operations = _NoOperations()
        self._beside = [counting]
        self._questions = questions
        self._status = status
        self._asks_stalled = False

    def join(self, operations: Operations) -> None:
        """Hand to this one from now on what the background reports on operations."""
        self._operations = operations

    def add(self, beside: Beside) -> None:
        """Hand to this one, too, what the background reports on its task."""
        self._beside.append(beside)

    @property
    def is_loading(self) -> bool:
        """Tell whether a file is being read."""
        return self._files.is_loading

    @property
    def is_saving(self) -> bool:
        """Tell whether a copy is being written."""
        return self._saving.is_saving

    @property
    def is_operating(self) -> bool:
        """Tell whether an operation is computed."""
        return self._operations.task is not None

    @property
    def is_counting(self) -> bool:
        """Tell whether all pixels of an image are counted, or changes of one read."""
        return self._task_beside is not None

    @property
    def _task_beside(self) -> tuple[int, Path] | None:
        return next((one.task for one in self._beside if one.task is not None), None)

    def _of_beside(self, outcome: Outcome) -> Beside | None:
        return next((one for one in self._beside if _is_of(one.task, outcome)), None)

    def cancel(self) -> None:
        """Stop reading, saving, or what is computed or counted; what is shown stays."""
        task = self._files.task or self._saving.task or self._operations.task or self._task_beside
        if task is not None:
            self.receive(self._service.cancel(task[0]))

    def tick(self) -> None:
        """Ask how far reading has come."""
        if self.is_loading or self.is_saving or self.is_operating or self.is_counting:
            self.receive(self._service.progress())

    def receive(self, outcomes: list[Outcome]) -> None:
        """Apply what the background reports."""
        for outcome in outcomes:
            is_of_reading = _is_of(self._files.task, outcome)
            if isinstance(outcome, Progress):
                if is_of_reading:
                    self._files.progressed(outcome.fraction)
                elif _is_of(self._operations.task, outcome):
                    self._operations.progressed(outcome.fraction)
                elif (beside := self._of_beside(outcome)) is not None:
                    is_alone = not (self.is_loading or self.is_saving or self.is_operating)
                    beside.progressed(outcome.fraction, is_alone=is_alone)
                self._ask_about_stall(outcome)
            elif isinstance(outcome, HeaderReady):
                if is_of_reading:
                    self._files.header_came(outcome.info)
            elif isinstance(outcome, SliceReady):
                if is_of_reading:
                    self._files.slice_came(outcome.document)
                else:
                    outcome.document.close()
            elif is_of_reading or _is_of(self._saving.task, outcome):
                with self._images.changing():
                    self._end(outcome, is_of_reading=is_of_reading)
                    self._files.begin_next()
            elif _is_of(self._operations.task, outcome):
                with self._images.changing():
                    self._end_operation(outcome)
            elif (beside := self._of_beside(outcome)) is not None:
                with self._images.changing():
                    beside.ended(outcome)
            elif isinstance(outcome, Opened | Operated):
                outcome.document.close()

    def _end_operation(
        self,
        outcome: Opened | SeriesFound | Exported | Operated | Reckoned | LabelsFound | ChangesRead | Failed | Cancelled,
    ) -> None:
        match outcome:
            case Operated():
                self._operations.operated(outcome)
            case Failed(path=path, error=error):
                self._operations.failed(path, error)
            case Cancelled(path=path):
                self._operations.cancelled()
                self._status.show_message(f"{path.name}: cancelled.")

    def _end(
        self,
        outcome: Opened | SeriesFound | Exported | Operated | Reckoned | LabelsFound | ChangesRead | Failed | Cancelled,
        *,
        is_of_reading: bool,
    ) -> None:
        match outcome:
            case Opened(document=document):
                self._files.arrived(document)
            case SeriesFound(catalog=catalog):
                self._files.found(catalog)
            case Exported():
                self._saving.written(outcome)
            case Operated(document=document):
                document.close()
            case Reckoned() | LabelsFound() | ChangesRead():
                pass  # nobody waits for it any more
            case Failed(path=path, error=error):
                if is_of_reading:
                    self._files.failed(path, error)
                else:
                    self._saving.end()
                    self._questions.show_error(path, error)
            case Cancelled(path=path):
                if is_of_reading:
                    self._files.cancelled()
                else:
                    self._saving.end()
                self._status.show_message(f"{path.name}: cancelled.")
            case _:
                assert_never(outcome)

    def _ask_about_stall(self, progress: Progress) -> None:
        """Ask once when reader or writer seem hung; the answer counts only for the file it was about."""
        tasks = (self._files.task, self._saving.task)  # what is computed tells how far it is, and can be cancelled
        task = next((one for one in tasks if one is not None and one[0] == progress.token), None)
        if not progress.is_stalled or task is None or self._asks_stalled:
            return
        self._asks_stalled = True

        def answered(wait: bool) -> None:
            self._asks_stalled = False
            if task not in (self._files.task, self._saving.task):
                return
            if wait:
                self._service.extend(task[0])
            else:
                self.receive(self._service.cancel(task[0]))

        self._questions.ask_stalled(task[1], answered, writing=task is self._saving.task)


def _is_of(task: tuple[int, Path] | None, outcome: Outcome) -> bool:
    return task is not None and task[0] == outcome.token
