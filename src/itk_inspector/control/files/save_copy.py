"""Saving: asks where, and writes in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.control.file_service import FileService
from itk_inspector.control.files.export_subjects import Offered, all_offered, offered_of
from itk_inspector.control.files.tokens import Tokens
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages, nothing
from itk_inspector.control.model.saved_as import SavedAs
from itk_inspector.control.ports import Questions, RecentFiles, Status
from itk_inspector.control.viewing.source_watch import SourceWatch
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import ExportError, InspectorError
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.image.outcome import Exported

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.export.preflight import ExportRequest


class SaveCopy:
    """One copy is written at a time; what waits for it goes on afterwards.

    Parameters
    ----------
    images : OpenImages
    service : FileService
    tokens : Tokens
    watch : SourceWatch
    questions : Questions
    status : Status
    recent : RecentFiles
    """

    def __init__(
        self,
        images: OpenImages,
        service: FileService,
        tokens: Tokens,
        watch: SourceWatch,
        questions: Questions,
        status: Status,
        recent: RecentFiles,
    ) -> None:
        self._images = images
        self._service = service
        self._tokens = tokens
        self._watch = watch
        self._questions = questions
        self._status = status
        self._recent = recent
        self._taken: Callable[[Exported], None] | None = None
        self._waiting: list[tuple[Callable[[], None], Callable[[], None]]] = []
        self._when_saved: Callable[[], None] | None = None
        self.task: tuple[int, Path] | None = None

    @property
    def is_saving(self) -> bool:
        """Tell whether a copy is being written."""
        return self.task is not None

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
            self._waiting.append((lambda: self.save_image(image, go_on, give_up), give_up))
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
            self._waiting.append((lambda: self.ask_for(image, go_on, give_up), give_up))
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

        self._begin(target, begin, lambda _: session.mark_saved(), go_on, give_up)

    def export(self, request: ExportRequest) -> None:
        """Write what is on screen, the edited copy or the original, in the background."""
        image = self._images.current
        if image is not None and not self.is_saving:
            with self._images.changing():
                self._export(request, offered_of(image), nothing, nothing)

    def when_saved(self, go_on: Callable[[], None]) -> None:
        """Do something once the copy that is being written is written, after all that waits for it; the last counts."""
        self._when_saved = go_on

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

        self._begin(request.target, begin, lambda outcome: self._take(outcome, request, what), go_on, give_up)

    def _begin(
        self,
        target: Path,
        begin: Callable[[int], None],
        taken: Callable[[Exported], None],
        go_on: Callable[[], None],
        give_up: Callable[[], None],
    ) -> None:
        """Have something written, or say why it cannot be; what it became is ``taken``."""
        token = self._tokens.next()
        self.task = (token, target)
        self._waiting.append((go_on, give_up))
        try:
            begin(token)
        except InspectorError as e:
            self.end()
            self._questions.show_error(target, e)
        except OSError as e:
            self._service.cancel(token)  # what was begun of it
            self.end()
            advice = "Close other programs, and try again."
            sentence = f"{target.name} could not be written: {e.strerror or 'the writer could not be started'}."
            self._questions.show_error(target, ExportError(sentence, advice=advice, detail=str(e)))
        else:
            self._taken = taken
            self._status.show_saving(target)

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

    def written(self, outcome: Exported) -> None:
        """Take it that the copy is written; what waits for that goes on."""
        self.task = None
        self._status.show_saving(None)
        if self._taken is not None:
            self._taken(outcome)
        self._taken = None
        by = f" by {outcome.verified_by}" if outcome.verified_by else ""
        verified = f"verified{by}" if outcome.verified else "not verified"
        notes = " ".join(("", *outcome.notes))
        self._status.show_message(f"Saved {outcome.path} · {outcome.bytes:,} bytes · {verified}.{notes}")
        self._status.show_saved(outcome.path)
        self._recent.add(outcome.path)
        waiting, self._waiting = self._waiting, []
        last, self._when_saved = self._when_saved, None
        for go_on, _ in waiting:
            go_on()
        if last is not None:
            last()

    def _take(self, outcome: Exported, request: ExportRequest, what: Offered) -> None:
        """Note where a whole image was saved; a part of it, or other values, are no saved edits."""
        if not request.keeps_all:
            return
        if what.session is not None:
            what.session.mark_saved()
        if what.is_shown and outcome.stamp is not None:
            what.image.saved_as = SavedAs(request, outcome.stamp)

    def end(self) -> None:
        """Take it that the copy is not written; what waits for it is given up."""
        self.task = None
        self._taken = self._when_saved = None
        waiting, self._waiting = self._waiting, []
        self._status.show_saving(None)
        for _, give_up in waiting:
            give_up()


def suggested_store(image: OpenImage, *, has_all: bool) -> Path:
    """Suggest a name for a new store of an edited copy."""
    name = image.document.info.path.name.removesuffix(".zarr").removesuffix(".ome")
    return Path(f"{name}-{'edited' if has_all else 'changed'}.ome.zarr")
