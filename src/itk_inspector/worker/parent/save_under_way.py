"""The job of writing an image."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from itk_inspector.core.errors import InspectorError
from itk_inspector.core.header.file_stamp import DiskState, compare_all
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.outcome import Exported, Outcome
from itk_inspector.storage.atomic_write import Consent, permit
from itk_inspector.storage.folder_in_place import permit_folder
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.target_under_way import TargetUnderWay
from itk_inspector.worker.parent.watchdog import Limits, Watchdog
from itk_inspector.worker.tasks.export import ExportReply, ExportTask
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import ProgressReply
from itk_inspector.worker.wire.pixel_source import PixelSource

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.export.preflight import ExportRequest


class SaveUnderWay:
    """A `Job` that writes: what was asked, and what the target was before.

    Parameters
    ----------
    token : int
    info : ImageInfo
        Of the pixels that are written.
    request : ExportRequest
    limits : Limits
        When writing counts as hung, as reading does.

    Raises
    ------
    InspectorError
        If the request may not go ahead.
    """

    def __init__(self, token: int, info: ImageInfo, request: ExportRequest, limits: Limits) -> None:
        from itk_inspector.core.export.consents import permit as permit_format  # no picture waits for it to be loaded

        permit_format(info, request)
        self.token = token
        self.request = request
        self.is_done = False
        self._task: ExportTask | None = None
        self.watchdog = Watchdog(limits, info.bytes)
        self.watchdog.header_came()
        self._info = info
        own = info.own_files
        self._consent = Consent(
            request.overwrite, request.overwrite_source, request.replaces, (*own, *request.protected)
        )
        self._done: float | None = None
        self._target = TargetUnderWay(token, request.target, self._permit)

    def _permit(self, target: Path) -> None:
        row = self.request.row
        if row is not None and row.is_folder:
            permit_folder(target)
        else:
            permit(target, self._consent)

    def begin(self, source: PixelSource) -> ExportTask:
        """Return what the child is told."""
        target, folder = self._target.path, self._target.folder
        self._task = ExportTask(
            self.token, self._info, source, self.request, target, folder, self._consent, self._notes()
        )
        return self._task

    @property
    def task(self) -> ExportTask:
        """What the child is told; there once it has begun."""
        assert self._task is not None
        return self._task

    def heard(self, progress: ProgressReply) -> None:
        """Note how far it has come, where that is told."""
        self._done = progress.fraction

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:  # none come with it
        """Return what a checked reply means."""
        if not isinstance(reply, ExportReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        self.is_done = True
        return Exported(
            reply.token, reply.path, reply.bytes, reply.verified, reply.notes, reply.stamp, reply.verified_by
        )

    def fraction(self, child: Child) -> float | None:  # nobody else counts what is written
        """Return the part that is written and read back; None where it cannot be known."""
        return self._done

    def without_culprit(self, *, after_others: bool = False) -> None:
        """Return None: a save is not begun twice."""
        return

    def _notes(self) -> tuple[str, ...]:
        notes = []
        if self._info.is_on_disk and compare_all(self._info.stamped_files) is DiskState.CHANGED:
            notes.append(f"{self._info.path.name} changed on disk since it was opened; what was opened is saved.")
        if self._target.path.is_file() and self._target.path.stat().st_nlink > 1:
            notes.append("The file had other names (hard links); they keep the old image.")
        return tuple(notes)

    @property
    def is_in_place(self) -> bool:
        """Tell whether the target is the very file that this save made; putting it in place was the last step."""
        return self._target.is_in_place

    def failed(self, error: InspectorError) -> Outcome:
        """Return what became of the save whose process told an error, or ended; asked before `close`."""
        return self._target.failed(error)

    def cancelled(self) -> Outcome:
        """Return what became of a save that was ended, perhaps too late."""
        return self._target.cancelled()

    def close(self) -> None:
        """Remove what the save needed on the way."""
        self._target.close()
