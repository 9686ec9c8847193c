"""Saving: asks what and where, and has it written in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.control.file_service import FileService
from itk_inspector.control.files.copy_under_way import CopyUnderWay
from itk_inspector.control.files.export_subjects import Offered, all_offered, offered_of
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages, nothing
from itk_inspector.control.model.saved_as import SavedAs
from itk_inspector.control.ports import Questions, Status
from itk_inspector.control.viewing.source_watch import SourceWatch
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import ExportError
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.image.outcome import Exported

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.export.preflight import ExportRequest


class SaveCopy:
    """What the user wants saved; one copy is written at a time.

    Parameters
    ----------
    images : OpenImages
    service : FileService
    under_way : CopyUnderWay
    watch : SourceWatch
    questions : Questions
    status : Status
    """

    def __init__(
        self,
        images: OpenImages,
        service: FileService,
        under_way: CopyUnderWay,
        watch: SourceWatch,
        questions: Questions,
        status: Status,
    ) -> None:
        self._images = images
        self._service = service
        self._under_way = under_way
        self._watch = watch
        self._questions = questions
        self._status = status

    @property
    def is_saving(self) -> bool:
        """Tell whether a copy is being written."""
        return self._under_way.is_saving

    def ask(self) -> None:
        """Ask the user what to save of what is on screen, where and how."""
        if self._images.current is not None and not self.is_saving:
            self.ask_for(self._images.current)

    def save(self) -> None:
        """Save what is on screen where it was saved before; the first time, ask."""
        if self._images.current is not None and not self.is_saving:
            self.save_image(self._images.current)

    def save_image(
        self, image: OpenImage, go_on: Callable[[], None] = nothing, give_up: Callable[[], None] = nothing
    ) -> None:
        """Save an image where it was saved before, now or when the copy is written that is under way.

        That is asked about the first time, when another program has changed the file since, and when something is to
        be agreed to that was not.
        """
        if self.is_saving:
            self._under_way.wait(lambda: self.save_image(image, go_on, give_up), give_up)
            return
        if image.document.is_tiled:
            self.ask_for_store(image, go_on, give_up)
            return
        again = self._again(image)
        if again is None:
            self.ask_for(image, go_on, give_up)
            return
        with self._images.changing():
            self._watch.check_disk()
            self._export(again, offered_of(image), go_on, give_up)

    def _again(self, image: OpenImage) -> ExportRequest | None:
        """Return the request by which an image is saved again; None where the user has to be asked."""
        saved = image.saved_as
        if saved is None or image not in self._images:
            return None
        target = saved.request.target
        state = saved.stamp.compare(target)
        if state is not DiskState.SAME:
            became = "was changed by another program" if state is DiskState.CHANGED else "is not there any more"
            self._status.show_message(f"{target.name} {became} since it was saved.")
            return None
        from itk_inspector.core.export.consents import is_agreed_to  # no picture waits for it to be loaded

        request = replace(saved.request, overwrite=True, replaces=saved.stamp, protected=self._images.open_files)
        return request if is_agreed_to(offered_of(image).subject.info, request) else None

    def ask_for(
        self, image: OpenImage, go_on: Callable[[], None] = nothing, give_up: Callable[[], None] = nothing
    ) -> None:
        """Ask where to save an image, now or when the copy is written that is under way; the answer is about it."""
        if self.is_saving:
            self._under_way.wait(lambda: self.ask_for(image, go_on, give_up), give_up)
            return
        offered = all_offered(self._images, image)

        def answered(request: ExportRequest | None, number: int = 0) -> None:
            with self._images.changing():
                if request is not None:
                    self._export(request, offered[number], go_on, give_up)
                else:
                    give_up()

        self._watch.check_disk()
        path = image.saved_as.request.target if image.saved_as is not None else None
        subjects = tuple(one.subject for one in offered)
        self._questions.ask_export(subjects, path=path, protected=self._images.open_files, answer=answered)

    def ask_store(self, *, has_all: bool) -> None:
        """Ask where to write the edited copy on screen, of an image that is read in parts, as a new store."""
        image = self._images.current
        if image is not None and not self.is_saving:
            self.ask_for_store(image, has_all=has_all)

    def ask_for_store(
        self,
        image: OpenImage,
        go_on: Callable[[], None] = nothing,
        give_up: Callable[[], None] = nothing,
        *,
        has_all: bool = False,
    ) -> None:
        """Ask where to write a copy with all its chunks, or only those that were changed; then write it."""
        session = image.session
        if session is None:
            give_up()
            return

        def answered(target: Path | None) -> None:
            with self._images.changing():
                if target is None:
                    give_up()
                else:
                    self._write_store(target, image, session, go_on, give_up, has_all=has_all)

        self._questions.ask_new_store(suggested_store(image, has_all=has_all), answered, has_all=has_all)

    def _write_store(
        self,
        target: Path,
        image: OpenImage,
        session: EditSession,
        go_on: Callable[[], None],
        give_up: Callable[[], None],
        *,
        has_all: bool,
    ) -> None:
        refusal = self._why_not(image, session)
        if refusal:
            self._refuse(target, refusal, give_up)
            return
        session.end_stroke()

        def begin(token: int) -> None:
            self._service.write_edited(token, image.document, session, target, has_all=has_all)
            session.remember_for_saving()

        self._under_way.begin(target, begin, lambda _: session.mark_saved(), go_on, give_up)

    def export(self, request: ExportRequest) -> None:
        """Write what is on screen, the edited copy or the original, in the background."""
        image = self._images.current
        if image is not None and not self.is_saving:
            with self._images.changing():
                self._export(request, offered_of(image), nothing, nothing)

    def _export(
        self, request: ExportRequest, what: Offered, go_on: Callable[[], None], give_up: Callable[[], None]
    ) -> None:
        """Write what was asked about, in the background; nothing when it is not open any more."""
        image, session = what.image, what.session
        refusal = self._why_not(image, session)
        if refusal:
            self._refuse(request.target, refusal, give_up)
            return
        if session is not None:
            session.end_stroke()
        request = replace(request, protected=self._images.open_files)

        def begin(token: int) -> None:
            self._service.export(token, image.document, session, request)
            if session is not None and request.keeps_all:
                session.remember_for_saving()

        self._under_way.begin(request.target, begin, lambda outcome: self._take(outcome, request, what), go_on, give_up)

    def _refuse(self, target: Path, refusal: str, give_up: Callable[[], None]) -> None:
        self._questions.show_error(target, ExportError(f"{refusal} Nothing was written."))
        give_up()

    def _why_not(self, image: OpenImage, session: EditSession | None) -> str:
        """Say why what was asked about cannot be written any more; empty when it can."""
        name = image.label
        if image not in self._images:
            return f"{name} was closed or read again before you answered."
        if image.document.is_withdrawn:
            return f"The script closed {name}."
        if session is not None and image.session is not session:
            return f"The edited copy of {name} was given up before you answered."
        return "Another copy is being saved." if self.is_saving else ""

    def _take(self, outcome: Exported, request: ExportRequest, what: Offered) -> None:
        """Note where a whole image was saved; a part of it, or other values, are no saved edits."""
        if not request.keeps_all:
            return
        if what.session is not None:
            what.session.mark_saved()
        if what.is_shown and outcome.stamp is not None:
            what.image.saved_as = SavedAs(request, outcome.stamp)


def suggested_store(image: OpenImage, *, has_all: bool) -> Path:
    """Suggest a name for a new store of an edited copy."""
    name = image.document.info.path.name.removesuffix(".zarr").removesuffix(".ome")
    return Path(f"{name}-{'edited' if has_all else 'changed'}.ome.zarr")
