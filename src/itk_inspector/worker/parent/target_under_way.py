"""The place that something is being written for: what was there before, and the folder in which it is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from itk_inspector.core.errors import InspectorError, ReaderDiedError
from itk_inspector.core.header.file_stamp import FileStamp, bytes_of
from itk_inspector.core.image.outcome import Cancelled, Exported, Failed, Outcome
from itk_inspector.storage.atomic_write import explained, final_path
from itk_inspector.storage.reasons import with_reason
from itk_inspector.storage.staging import Staging, ready_inode


class TargetUnderWay:
    """Makes a private folder beside a target; `close` removes it.

    Parameters
    ----------
    token : int
    named : pathlib.Path
        As the user named it.
    gate : callable
        Given where that really is, refuses to replace what nobody agreed to.

    Raises
    ------
    ExportError
    """

    def __init__(self, token: int, named: Path, gate: Callable[[Path], object]) -> None:
        self._token, self._named = token, named
        self.path = final_path(named)
        gate(self.path)
        self._before = self._stamp()
        try:
            self._staging = Staging(self.path)
        except OSError as e:
            raise explained(e, self.path) from e

    @property
    def folder(self) -> Path:
        """Where it is made."""
        return self._staging.folder

    @property
    def is_in_place(self) -> bool:
        """Tell whether the target is the very file that was made; putting it in place was the last step."""
        now, ready = self._stamp(), ready_inode(self.folder)
        return now is not None and ready is not None and now.inode == ready

    def failed(self, error: InspectorError) -> Outcome:
        """Return what became of it when the process told an error, or ended; asked before `close`."""
        if not isinstance(error, ReaderDiedError):
            return Failed(self._token, self._named, error)
        if self.is_in_place:
            return self.in_place_after_all()
        if self._stamp() != self._before:
            advice = "Another program wrote the target meanwhile; it is as that program left it."
            died = ReaderDiedError(error.message, advice=advice, detail=error.detail)
            return Failed(self._token, self._named, died)
        return Failed(self._token, self._named, with_reason(error, self._named, self.path.parent))

    def cancelled(self) -> Outcome:
        """Return what became of it when it was ended, perhaps too late."""
        return self.in_place_after_all() if self.is_in_place else Cancelled(self._token, self._named)

    def in_place_after_all(self) -> Exported:
        """Return that the target was written, by a process that could not say so any more."""
        note = "It was in place, read back and compared, before it could be stopped."
        return Exported(self._token, self._named, bytes_of(self.path), True, (note,), self._stamp())

    def close(self) -> None:
        """Remove the folder and what is in it; may be called twice."""
        self._staging.close()

    def _stamp(self) -> FileStamp | None:
        try:
            return FileStamp.of(self.path)
        except OSError:
            return None
