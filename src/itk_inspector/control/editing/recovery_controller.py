"""Unsaved edits, written down while they are made: what is left of them when the window is ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Protocol

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.model.saved_as import SavedAs
from itk_inspector.control.ports import Status
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.edit_log import EditRecorder, Text
from itk_inspector.core.editing.journal import Mark
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.edited_image import EditedImage


class LeftFile(Protocol):
    """What was written down in a window that was ended; nobody else takes it meanwhile."""

    name: str
    """What tells it from others."""
    changed: float
    """When it was last written: seconds since 1970."""

    def texts(self) -> Iterator[bytes]:
        """Read what was written down."""
        ...

    def remove(self) -> None:
        """Remove it; nothing of it is needed any more."""
        ...

    def release(self) -> None:
        """Leave it to whoever asks next."""
        ...


class RecoveryFiles(Protocol):
    """Writes down what is done to copies, in the background; each copy has a number of the caller's."""

    problem: str
    """Why the latest edits could not be kept; empty when they were."""

    def left_behind(self) -> Sequence[LeftFile]:
        """Take what other windows have left behind."""
        ...

    def write(self, copy: int, texts: Sequence[Text]) -> None:
        """Add lines to the file of a copy, which is begun with the first."""
        ...

    def go_on(self, copy: int, name: str) -> None:
        """Take the file of this name, which was left behind and taken here, as that of a copy."""
        ...

    def remove(self, copy: int) -> None:
        """Remove the file of a copy, if there is one."""
        ...

    def close(self) -> None:
        """Do what was told, and leave the files to whoever comes."""
        ...


@dataclass(frozen=True, slots=True)
class _Base:
    """A state of a copy that was saved over the image itself: its edits are done again on that, not on the original."""

    mark: Mark
    image: EditedImage


@dataclass(frozen=True, slots=True)
class _Copy:
    number: int
    recorder: EditRecorder
    base: _Base | None = None


class RecoveryController:
    """Follows the copies of all images that can be opened again; there is a file while there is something to lose.

    Images that scripts gave, and what operations made in tabs of their own, have no file to be opened again: of their
    edits nothing is written down.

    Parameters
    ----------
    images : OpenImages
    files : RecoveryFiles
    status : Status
    program : str
        Version of the program.
    """

    def __init__(self, images: OpenImages, files: RecoveryFiles, status: Status, program: str) -> None:
        self._images = images
        self._files = files
        self._status = status
        self._program = program
        self._copies: dict[EditSession, _Copy] = {}
        self._bases: dict[EditSession, _Base] = {}
        self._looked_at: dict[EditSession, SavedAs] = {}
        self._numbers = 0
        self._said = ""

    @property
    def has_copies(self) -> bool:
        """Tell whether there is a copy, or was one when this was last looked at."""
        return bool(self._copies) or any(image.session is not None for image in self._images.all)

    def record(self) -> bool:
        """Write down what was done since this was last called; True while a stroke is under way.

        What was saved, or given up, is not kept any more.
        """
        images = {each.session: each for each in self._images.all if each.session is not None}
        for session in [each for each in self._copies if each not in images]:
            self._forget(session)
        for session in [each for each in self._looked_at if each not in images]:
            del self._looked_at[session]
            self._bases.pop(session, None)
        for session, image in images.items():
            self._note_base(session, image)
            info = image.document.info
            if not session.is_modified:
                self._forget(session)
            elif info.is_on_disk and info.path.is_absolute():
                self._follow(session, info)
        self._tell_problem()
        return any(session.history.stroke is not None for session in images)

    def _note_base(self, session: EditSession, image: OpenImage) -> None:
        """Note what was saved over the image itself; what is on the disk is that then, and not the original."""
        saved, mark = image.saved_as, session.history.saved_mark
        if saved is None or mark is None or saved is self._looked_at.get(session):
            return
        self._looked_at[session] = saved
        if saved.stamp.compare(image.document.info.path) is DiskState.SAME:
            self._bases[session] = _Base(mark, EditedImage.saved(image.info, saved.stamp))

    def _follow(self, session: EditSession, info: ImageInfo) -> None:
        copy, base = self._copies.get(session), self._bases.get(session)
        if copy is not None and base is not None and copy.base is not base:
            self._forget(session)
            copy = None
        if copy is None:
            recorder = EditRecorder(session) if base is None else EditRecorder(session, base=base.mark)
            copy = self._copies[session] = self._counted(recorder, base)
            edited = EditedImage.of(info) if base is None else base.image
            self._files.write(copy.number, [partial(edited.written, self._program)])
        texts = copy.recorder.news()
        if texts:
            self._files.write(copy.number, texts)

    def _counted(self, recorder: EditRecorder, base: _Base | None = None) -> _Copy:
        self._numbers += 1
        return _Copy(self._numbers, recorder, base)

    def go_on(self, session: EditSession, left: LeftFile, known: int) -> None:
        """Take a file for a copy on which its edits were done again; of the copy's steps it holds so many."""
        copy = self._copies[session] = self._counted(EditRecorder(session, known))
        self._files.go_on(copy.number, left.name)

    def _forget(self, session: EditSession) -> None:
        copy = self._copies.pop(session, None)
        if copy is not None:
            self._files.remove(copy.number)

    def forget_all(self) -> None:
        """Keep nothing: all is saved, or the user gave it up."""
        for session in list(self._copies):
            self._forget(session)

    def close(self) -> None:
        """Follow no copy any more; the files of those that are not forgotten are left to the next window."""
        self._copies.clear()
        self._bases.clear()
        self._looked_at.clear()
        self._files.close()

    def _tell_problem(self) -> None:
        problem = self._files.problem
        if problem and problem != self._said:
            self._said = problem
            self._status.show_message(problem)
