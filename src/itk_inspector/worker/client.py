"""Opening and saving through child processes; implements `control.ports.FileService`."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from itk_inspector.core import errors
from itk_inspector.core.document import ImageDocument
from itk_inspector.core.editing import EditSession
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.export import ExportRequest
from itk_inspector.core.file_stamp import FileStamp
from itk_inspector.core.outcome import Cancelled, Exported, Failed, HeaderReady, Opened, Outcome, Progress, SeriesFound
from itk_inspector.storage.place import Consent, write_bytes
from itk_inspector.worker.child import Child
from itk_inspector.worker.launch import Launched
from itk_inspector.worker.messages import (
    ErrorReply,
    ExportReply,
    HeaderReply,
    OpenTask,
    PixelsReply,
    ProgressReply,
    ScanTask,
    SeriesReply,
)
from itk_inspector.worker.opened_document import opened_document
from itk_inspector.worker.patience import Limits, Patience
from itk_inspector.worker.pixel_source import gather
from itk_inspector.worker.save_under_way import SaveUnderWay
from itk_inspector.worker.scratch_policy import ScratchPolicy


class FileClient:
    """Reads in one child and writes in another, so that saving never waits for reading.

    Parameters
    ----------
    policy : ScratchPolicy, optional
        Where pixels may lie.
    on_change : callable, optional
        Called with a `Child` after it was started or ended.
    limits : Limits, optional
        When reading counts as hung.
    launched : Launched, optional
        A process that is to be the reading child.
    """

    def __init__(
        self,
        policy: ScratchPolicy | None = None,
        on_change: Callable[[Child], None] | None = None,
        limits: Limits | None = None,
        launched: Launched | None = None,
    ) -> None:
        self._policy = policy or ScratchPolicy.default()
        self._reader = Child(self._policy, on_change)
        self._writer = Child(self._policy, on_change)
        if launched is not None:
            self._reader.adopt(launched)
        self._reading: OpenTask | ScanTask | None = None
        self._writing: SaveUnderWay | None = None
        self._consumes: int | None = None
        self._scanned = 0.0
        self._consumed_before = 0
        self._limits = limits or Limits()
        self._patience = Patience(self._limits)

    @property
    def children(self) -> tuple[Child, Child]:
        """The reading and the writing child."""
        return self._reader, self._writer

    @property
    def limits(self) -> Limits:
        """When reading counts as hung."""
        return self._limits

    @property
    def is_busy(self) -> bool:
        """Tell whether a task is under way."""
        return self._reading is not None or self._writing is not None

    def warm_up(self) -> None:
        """Start the reading child, which loads itk at once."""
        self._reader.start()

    def open(
        self,
        token: int,
        path: Path,
        read_as: str = "",
        *,
        header_only: bool = False,
        files: tuple[Path, ...] = (),
        allow_outside: bool = False,
        copied_up_to: int = 0,
    ) -> None:
        """Begin to read a file, or ``files`` as a series; a folder is scanned. What was being read is given up."""
        if not files and os.path.isdir(path):  # never raises
            self.scan(token, path)
        else:
            self._begin_reading(
                OpenTask(token, path.absolute(), read_as, header_only, files, allow_outside, copied_up_to)
            )

    def scan(self, token: int, folder: Path, *, uid: str = "", recursive: bool = False) -> None:
        """Begin to list the DICOM series of a folder; what was being read is given up."""
        self._begin_reading(ScanTask(token, folder.absolute(), uid, recursive))

    def _begin_reading(self, task: OpenTask | ScanTask) -> None:
        if self._reading is not None:
            self._give_up_reading()
        self._reading = task
        self._consumes = None
        self._scanned = 0.0
        self._patience = Patience(self._limits)
        if isinstance(task, ScanTask) or task.files:
            self._patience.header_came()  # many headers: what counts is the silence between them
        self._reader.send(task)

    def export(
        self, token: int, document: ImageDocument | None, session: EditSession | None, request: ExportRequest
    ) -> None:
        """Begin to write an edited copy, or else a document.

        Raises
        ------
        InspectorError
            If another export is under way, the request may not go ahead, the file that was
            opened has changed, or there is no room for the changed pixels.
        """
        if self._writing is not None:
            raise InspectorError("Another copy is being saved; wait until it is done.")
        info = (session.info if session is not None else None) or (document.info if document is not None else None)
        assert info is not None
        gathered = gather(document, session, self._policy, info.path.name)
        saving = self._writing = SaveUnderWay(token, info, request, self._limits)
        try:
            fds = tuple(descriptor.fd for descriptor in gathered.descriptors)
            self._writer.send(saving.task(gathered.source), fds)
            gathered.begin()
        except BaseException:
            self._forget_writing()
            raise
        finally:
            for descriptor in gathered.descriptors:
                descriptor.close()

    def write_picture(self, path: Path, png: bytes, protected: tuple[FileStamp, ...]) -> None:
        """Write a small file, over an existing one but for those that are protected."""
        write_bytes(path, png, Consent(overwrite=True, protected=protected))

    def cancel(self, token: int) -> list[Outcome]:
        """End the task at once and keep a fresh child warm."""
        if self._reading is not None and self._reading.token == token:
            path = self._reading.path
            self._give_up_reading()
            return [Cancelled(token, path)]
        if self._writing is not None and self._writing.token == token:
            saving = self._writing
            self._writer.end()
            outcome = saving.in_place_after_all() if saving.is_in_place else Cancelled(token, saving.request.target)
            self._forget_writing()
            return [outcome]
        return []

    def progress(self) -> list[Outcome]:
        """Report how much of the file the child has consumed."""
        return [*self._reading_progress(), *self._writing_progress()]

    def _writing_progress(self) -> list[Outcome]:
        if self._writing is None:
            return []
        self._watch(self._writer, self._writing.patience)
        return [Progress(self._writing.token, None, self._writing.patience.is_over)]

    def _reading_progress(self) -> list[Outcome]:
        if self._reading is None:
            return []
        fraction = None
        consumed = self._reader.consumed()
        if isinstance(self._reading, ScanTask):
            fraction = self._scanned
        elif self._consumes and consumed is not None and self._reader.is_ready:
            fraction = min(1.0, (consumed - self._consumed_before) / self._consumes)
        self._watch(self._reader, self._patience)
        return [Progress(self._reading.token, fraction, self._patience.is_over)]

    def forgive(self, token: int) -> None:
        """Wait on for a task that counted as hung."""
        if self._reading is not None and self._reading.token == token:
            self._patience.forgive()
        if self._writing is not None and self._writing.token == token:
            self._writing.patience.forgive()

    @staticmethod
    def _watch(child: Child, patience: Patience) -> None:
        if child.is_ready:
            patience.saw(child.signs_of_life())
        else:
            patience.forgive()

    def receive(self, child: Child) -> list[Outcome]:
        """Turn what a child has said, or its death, into outcomes; stale messages are dropped."""
        try:
            messages = child.receive()
        except (EOFError, pickle.UnpicklingError):
            return self._bury(child)
        outcomes: list[Outcome] = []
        for message, fds in messages:
            outcomes.extend(self._outcomes(message, fds))
        return outcomes

    def wait(self, token: int) -> Outcome:
        """Wait for the end of a task, without an event loop; Ctrl+C ends it."""
        saving = self._writing if self._writing is not None and self._writing.token == token else None
        child = self._writer if saving is not None else self._reader
        wants_header = isinstance(self._reading, OpenTask) and self._reading.header_only
        try:
            while True:
                if not child.wait(0.2):
                    patience = saving.patience if saving is not None else self._patience
                    self._watch(child, patience)
                    if patience.is_over:
                        return self._hung(token) if saving is None else self._writing_hung()
                    continue
                for outcome in self.receive(child):
                    if outcome.token == token and (
                        wants_header if isinstance(outcome, HeaderReady) else not isinstance(outcome, Progress)
                    ):
                        return outcome
        except KeyboardInterrupt:
            self.cancel(token)
            raise

    def close(self) -> None:
        """End both children."""
        for child in self.children:
            child.on_change = None
            if self.is_busy:
                child.end()
            else:
                child.quit()
        self._reading = None
        self._forget_writing()

    def _hung(self, token: int) -> Outcome:
        assert self._reading is not None
        path, silence = self._reading.path, self._patience.silence
        self._give_up_reading()
        sentence = f"{path.name} could not be read: ITK’s reader gave no sign of life for {silence:.0f} s."
        return Failed(token, path, errors.ReaderDiedError(sentence, advice="The file is probably damaged."))

    def _writing_hung(self) -> Outcome:
        assert self._writing is not None
        self._writer.end()
        outcome = self._writing.hung()
        self._forget_writing()
        return outcome

    def _give_up_reading(self) -> None:
        self._reading = None
        self._reader.end()
        self._reader.start()

    def _forget_writing(self) -> None:
        if self._writing is not None:
            self._writing.close()
        self._writing = None

    def _outcomes(self, message: Any, fds: tuple[int, ...]) -> list[Outcome]:
        token = message.token
        reading = self._reading is not None and self._reading.token == token
        match message:
            case HeaderReply() if reading and self._reading is not None:
                self._consumes = message.consumes
                self._patience.header_came()
                self._consumed_before = self._reader.consumed() or 0
                if isinstance(self._reading, OpenTask) and self._reading.header_only:
                    self._reading = None
                return [HeaderReady(token, message.info)]
            case PixelsReply() if reading:
                self._reading = None
                return [Opened(token, opened_document(message, fds[0], self._policy))]
            case ProgressReply() if reading:
                self._scanned = message.fraction
                return []
            case SeriesReply() if reading:
                self._reading = None
                return [SeriesFound(token, message.catalog)]
            case ExportReply() if self._writing is not None and self._writing.token == token:
                self._forget_writing()
                return [Exported(token, message.path, message.bytes, message.verified, message.notes)]
            case ErrorReply():
                return self._failed(message, reading)
        for fd in fds:
            os.close(fd)
        return []

    def _failed(self, message: ErrorReply, reading: bool) -> list[Outcome]:
        kind = getattr(errors, message.kind, InspectorError)
        error = kind(message.message, advice=message.advice, detail=message.detail)
        if reading and self._reading is not None:
            path, self._reading = self._reading.path, None
            return [Failed(message.token, path, error)]
        if self._writing is not None and self._writing.token == message.token:
            path = self._writing.request.target
            self._forget_writing()
            return [Failed(message.token, path, error)]
        return []

    def _bury(self, child: Child) -> list[Outcome]:
        outcomes: list[Outcome] = []
        was_ready = child.is_ready
        if child is self._reader and isinstance(self._reading, ScanTask) and self._reading.thumbnails:
            child.end()  # a thumbnail's decoder may have ended it: list the folder without
            self._reading = replace(self._reading, thumbnails=False)
            child.send(self._reading)
            return []
        if child is self._reader and self._reading is not None:
            error = child.obituary(self._reading.path.name)
            outcomes.append(Failed(self._reading.token, self._reading.path, error))
            self._reading = None
        if child is self._writer and self._writing is not None:
            name = self._writing.request.target.name
            outcomes.append(self._writing.ended_early(child.obituary(name, writing=True)))
            self._forget_writing()
        child.end()
        if was_ready and child is self._reader:
            child.start()
        return outcomes


def result(outcome: Outcome) -> Outcome:
    """Return a good outcome, or raise the error of a failed one."""
    if isinstance(outcome, Failed):
        raise outcome.error
    if isinstance(outcome, Cancelled):
        raise errors.CancelledError(f"{outcome.path.name}: cancelled.")
    return outcome
