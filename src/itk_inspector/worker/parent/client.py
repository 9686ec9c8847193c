"""Opening and saving through child processes; implements `control.ports.FileService`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from itk_inspector.core import errors
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import (
    Cancelled,
    Exported,
    Failed,
    HeaderReady,
    Opened,
    Outcome,
    Progress,
    SeriesFound,
)
from itk_inspector.storage.atomic_write import Consent, write_bytes
from itk_inspector.worker.memory.pixel_source import gather
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent import failures
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.launch import Launched
from itk_inspector.worker.parent.opened_document import opened_document
from itk_inspector.worker.parent.reading import Reading
from itk_inspector.worker.parent.save_under_way import SaveUnderWay
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import (
    ErrorReply,
    ExportReply,
    HeaderReply,
    OpenTask,
    PixelsReply,
    Reply,
    ScanTask,
    SeriesReply,
)
from itk_inspector.worker.wire.plausible import check_reply


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
        self._reading: Reading | None = None
        self._unstarted: Failed | None = None
        self._writing: SaveUnderWay | None = None
        self._limits = limits or Limits()

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
        with contextlib.suppress(InspectorError):  # told when there is something to read
            self._reader.start()

    def open(self, token: int, request: OpenRequest) -> None:
        """Begin to read a file or a series, or to look through a folder; what was being read is given up."""
        is_folder = not request.files and os.path.isdir(request.path)  # never raises
        kind = ScanTask if is_folder or request.scan is not None else OpenTask
        if self._reading is not None:
            self._give_up_reading()
        self._read(kind(token, request.absolute()))

    def _read(self, task: OpenTask | ScanTask) -> None:
        self._reading, self._unstarted = Reading(task, self._limits), None
        try:
            self._reader.send(task)
        except InspectorError as e:
            self._reading, self._unstarted = None, Failed(task.token, task.request.path, e)

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
            self._writer.send(saving.begin(gathered.source), fds)
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
        if self._reading is not None and self._reading.task.token == token:
            path = self._reading.task.request.path
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
        if self._unstarted is not None:
            failed, self._unstarted = self._unstarted, None
            return [failed]
        found: list[Outcome] = []
        if self._reading is not None:
            self._watch(self._reading)
            reading = self._reading
            fraction = reading.fraction(self._reader)
            found.append(Progress(reading.task.token, fraction, reading.watchdog.has_expired))
        if self._writing is not None:
            self._writing.watch(self._writer)
            found.append(Progress(self._writing.token, None, self._writing.watchdog.has_expired))
        return found

    def extend(self, token: int) -> None:
        """Wait on for a task that counted as hung."""
        if self._reading is not None and self._reading.task.token == token:
            self._reading.watchdog.extend()
        if self._writing is not None and self._writing.token == token:
            self._writing.watchdog.extend()

    def _watch(self, reading: Reading) -> None:
        """Look how the reading child is; a file that is only looked at on the way must not hold it up."""
        reading.watch(self._reader)
        if reading.watchdog.has_expired and (rest := reading.without_culprit()) is not None:
            self._reader.end()
            self._read(rest)

    def receive(self, child: Child) -> list[Outcome]:
        """Turn what a child has said, or its death, into outcomes; a child that says what makes no sense is ended."""
        try:
            messages = child.receive()
        except EOFError:
            return self._child_exited(child)
        except (CodecError, OSError) as e:
            return self._dismiss(child, e)
        outcomes: list[Outcome] = []
        while messages:
            message, fds = messages.pop(0)
            try:
                outcomes.extend(self._outcomes(child, message, fds))
            except (CodecError, OSError) as e:
                for fd in (*fds, *(fd for _, others in messages for fd in others)):
                    os.close(fd)
                return [*outcomes, *self._dismiss(child, e)]
        return outcomes

    def wait(self, token: int) -> Outcome:
        """Wait for the end of a task, without an event loop; Ctrl+C ends it."""
        saving = self._writing if self._writing is not None and self._writing.token == token else None
        child = self._reader if saving is None else self._writer
        wants_header = self._reading is not None and self._reading.wants_header
        try:
            while True:
                if self._unstarted is not None:
                    return self.progress()[0]
                if not child.wait(0.2):
                    if saving is not None:
                        saving.watch(child)
                        if saving.watchdog.has_expired:
                            return self._writing_hung(saving)
                        continue
                    assert self._reading is not None
                    self._watch(self._reading)
                    if self._reading is not None and self._reading.watchdog.has_expired:
                        return self._hung(token, self._reading)
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

    def _hung(self, token: int, reading: Reading) -> Outcome:
        path = reading.task.request.path
        error = failures.hung(path.name, reading.watchdog.complaint)
        self._give_up_reading()
        return Failed(token, path, error)

    def _writing_hung(self, saving: SaveUnderWay) -> Outcome:
        self._writer.end()
        name, complaint = saving.request.target.name, saving.watchdog.complaint
        return self._failed(self._writer, failures.hung(name, complaint, writing=True))[0]

    def _give_up_reading(self) -> None:
        self._reading = None
        self._reader.end()
        self.warm_up()

    def _forget_writing(self) -> None:
        if self._writing is not None:
            self._writing.close()
        self._writing = None

    def _outcomes(self, child: Child, message: Reply, fds: tuple[int, ...]) -> list[Outcome]:
        reading = self._reading if child is self._reader else None
        saving = self._writing if child is self._writer else None
        task = reading.task if reading is not None else saving.task if saving is not None else None
        if task is None:
            raise CodecError("an answer to no question")
        check_reply(message, fds, task)
        if reading is not None:
            reading.heard(message, child)
        match message:
            case HeaderReply():
                if reading is not None and reading.wants_header:
                    self._reading = None
                return [HeaderReady(task.token, message.info)]
            case PixelsReply():
                document = opened_document(message, fds[0], self._policy)
                self._reading = None
                return [Opened(task.token, document)]
            case SeriesReply():
                self._reading = None
                return [SeriesFound(task.token, message.catalog)]
            case ExportReply():
                self._forget_writing()
                return [Exported(task.token, message.path, message.bytes, message.verified, message.notes)]
            case ErrorReply():
                kind = getattr(errors, message.kind)
                return self._failed(child, kind(message.message, advice=message.advice, detail=message.detail))
        return []

    def _failed(self, child: Child, error: InspectorError) -> list[Outcome]:
        """Give up what a child was doing."""
        if child is self._reader and self._reading is not None:
            task, self._reading = self._reading.task, None
            return [Failed(task.token, task.request.path, error)]
        if child is self._writer and self._writing is not None:
            outcome = self._writing.failed(error)
            self._forget_writing()
            return [outcome]
        return []

    def _dismiss(self, child: Child, reason: Exception) -> list[Outcome]:
        """End a child that says what makes no sense, or whose answer this process cannot take."""
        child.end()
        outcomes = self._failed(child, failures.dismissed(self._name(child), reason, writing=child is self._writer))
        if child is self._reader:
            self.warm_up()
        return outcomes

    def _name(self, child: Child) -> str:
        if child is self._reader:
            return self._reading.task.request.path.name if self._reading is not None else ""
        return self._writing.request.target.name if self._writing is not None else ""

    def _child_exited(self, child: Child) -> list[Outcome]:
        was_ready = child.is_ready
        rest = self._reading.without_culprit() if child is self._reader and self._reading else None
        if rest is not None:
            child.end()
            self._read(rest)
            return []
        cause, said = child.last_words()
        child.end()
        error = failures.died(self._name(child), cause, said, was_ready=was_ready, writing=child is self._writer)
        outcomes = self._failed(child, error)
        if was_ready and child is self._reader:
            self.warm_up()
        return outcomes
