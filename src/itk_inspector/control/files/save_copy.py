"""Intents of saving, and the question about unsaved edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from itk_inspector.control.base import nothing
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.control.showing import Showing
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import ExportError, InspectorError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.image.outcome import Exported


class Saving(Showing):
    """Writes in the background; nothing is lost without a question."""

    def ask_export(self) -> None:
        """Ask the user where and how to save."""
        if self._image is not None and not self.is_saving:
            self._ask_export(self._image)

    def _ask_export(
        self, image: OpenImage, go_on: Callable[[], None] = nothing, give_up: Callable[[], None] = nothing
    ) -> None:
        """Ask where to save an image, now or when the copy is written that is under way; the answer is about it."""
        if self.is_saving:
            self._after_save.append((lambda: self._ask_export(image, go_on, give_up), give_up))
            return
        session = image.session

        def answered(request: ExportRequest | None) -> None:
            if request is not None:
                self._export(request, image, session, go_on, give_up)
            else:
                give_up()
                self.refresh()

        self.check_disk()
        self._questions.ask_export(
            image.document, is_edited=session is not None, protected=self.open_files, answer=answered
        )

    def export(self, request: ExportRequest) -> None:
        """Write what is on screen, the edited copy or the original, in the background."""
        if self._image is not None and not self.is_saving:
            self._export(request, self._image, self._image.session, nothing, nothing)

    def _export(
        self,
        request: ExportRequest,
        image: OpenImage,
        session: EditSession | None,
        go_on: Callable[[], None],
        give_up: Callable[[], None],
    ) -> None:
        """Write what was asked about, in the background; nothing when it is not open any more."""
        refusal = self._why_not(image, session)
        if refusal:
            self._questions.show_error(request.target, ExportError(f"{refusal} Nothing was written."))
            give_up()
            self.refresh()
            return
        if session is not None:
            session.end_stroke()
        request = replace(request, protected=self.open_files)
        self._token += 1
        self._saving = (self._token, request.target)
        self._after_save.append((go_on, give_up))
        try:
            self._files.export(self._token, image.document, session, request)
        except InspectorError as e:
            self._end_saving()
            self._questions.show_error(request.target, e)
        except OSError as e:
            self._files.cancel(self._token)  # what was begun of it
            self._end_saving()
            advice = "Close other programs, and try again."
            sentence = f"{request.target.name} could not be written: {e.strerror or 'the writer could not be started'}."
            self._questions.show_error(request.target, ExportError(sentence, advice=advice, detail=str(e)))
        else:
            self._saving_session = session
            if session is not None:
                session.remember_for_saving()
            self._view.show_saving(request.target)
        self.refresh()

    def _why_not(self, image: OpenImage, session: EditSession | None) -> str:
        """Say why what was asked about cannot be written any more; empty when it can."""
        name = image.document.info.path.name
        if image not in self._images:
            return f"{name} was closed or read again before you answered."
        if image.document.is_withdrawn:
            return f"The script closed {name}."
        if session is not None and image.session is not session:
            return f"The edited copy of {name} was given up before you answered."
        return "Another copy is being saved." if self.is_saving else ""

    def _exported(self, outcome: Exported) -> None:
        self._saving = None
        self._view.show_saving(None)
        session, self._saving_session = self._saving_session, None
        if session is not None:
            session.mark_saved()
        verified = "verified" if outcome.verified else "not verified"
        notes = " ".join(("", *outcome.notes))
        self._view.show_status(f"Saved {outcome.path} · {outcome.bytes:,} bytes · {verified}.{notes}")
        waiting, self._after_save = self._after_save, []
        leave, self._leaves_after_save = self._leaves_after_save, None
        for go_on, _ in waiting:
            go_on()
        if leave is not None:
            self.close(leave)

    def close(self, leave: Callable[[], None]) -> None:
        """Call ``leave`` once nothing would be lost; a copy being saved is waited for."""
        if self.is_saving:
            self._leaves_after_save = leave
            self._view.show_status("The window closes when the copy is saved.")
        else:
            self._leave(leave, frozenset())

    def _leave(self, leave: Callable[[], None], given_up: frozenset[int]) -> None:
        """Ask about one modified image after the other."""
        image = next((i for i in self._images if i.is_modified and id(i) not in given_up), None)
        if image is None:
            leave()
        else:
            self._when_safe(image, lambda: self._leave(leave, given_up | {id(image)}))

    def _when_safe(
        self,
        image: OpenImage,
        go_on: Callable[[], None],
        give_up: Callable[[], None] = nothing,
        repeat: Callable[[], None] | None = None,
    ) -> None:
        """Call ``go_on`` once no edit of ``image`` would be lost, or ``give_up`` when the user wants to stay.

        Where edits can be done again afterwards, ``repeat`` is offered too.
        """
        if not image.is_modified:
            go_on()
            return
        self._bring(image)
        self.refresh()

        def again() -> None:  # there may be edits that are younger than what was saved
            self._when_safe(image, go_on, give_up, repeat)

        def answered(choice: UnsavedChoice) -> None:
            match choice:
                case UnsavedChoice.DISCARD:
                    go_on()
                case UnsavedChoice.SAVE:
                    self._ask_export(image, again, give_up)
                case UnsavedChoice.REPEAT if repeat is not None:
                    repeat()
                case _:
                    give_up()
                    self.refresh()

        self._questions.ask_unsaved(image.document.info.path.name, answered, offers_repeat=repeat is not None)

    def _end_saving(self) -> None:
        self._saving = None
        self._saving_session = None
        self._leaves_after_save = None
        waiting, self._after_save = self._after_save, []
        self._view.show_saving(None)
        for _, give_up in waiting:
            give_up()
