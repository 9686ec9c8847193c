"""Intents of saving, and the question about unsaved edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from itk_inspector.control.base import nothing
from itk_inspector.control.open_image import OpenImage
from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.control.showing import Showing
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.export import ExportRequest
from itk_inspector.core.outcome import Exported


class Saving(Showing):
    """Writes in the background; nothing is lost without a question."""

    def ask_export(self) -> None:
        """Ask the user where and how to save."""
        if self._image is not None and not self.is_saving:
            self._questions.ask_export(self._image.document, is_edited=self._image.session is not None)

    def export(self, request: ExportRequest) -> None:
        """Write the edited copy, or the original, in the background."""
        image = self._image
        if image is None or self.is_saving:
            return
        if image.session is not None:
            image.session.end_stroke()
        request = replace(request, protected=self.open_files)
        self._token += 1
        self._saving = (self._token, request.target)
        try:
            self._files.export(self._token, image.document, image.session, request)
        except InspectorError as e:
            self._end_saving()
            self._questions.show_error(request.target, e)
        else:
            self._saving_session = image.session
            if image.session is not None:
                image.session.remember_for_saving()
            self._view.show_saving(request.target)
        self.refresh()

    def _exported(self, outcome: Exported) -> None:
        self._saving = None
        self._view.show_saving(None)
        session, self._saving_session = self._saving_session, None
        if session is not None:
            session.mark_saved()
        verified = "verified" if outcome.verified else "not verified"
        notes = " ".join(("", *outcome.notes))
        self._view.show_status(f"Saved {outcome.path} · {outcome.bytes:,} bytes · {verified}.{notes}")
        go_on, self._after_save = self._after_save, None
        self._save_given_up = nothing
        if go_on is not None:
            go_on()

    def give_up_saving_first(self) -> None:
        """The save dialog was dismissed: what waited for it does not happen."""
        self._forget_after_save()
        self.refresh()

    def close(self, leave: Callable[[], None]) -> None:
        """Call ``leave`` once nothing would be lost; a copy being saved is waited for."""
        if self.is_saving:
            self._after_save = lambda: self.close(leave)
            self._view.show_status("The window closes when the copy is saved.")
        else:
            self._leave(leave, frozenset())

    def _leave(self, leave: Callable[[], None], given_up: frozenset[int]) -> None:
        """Ask about one modified image after the other."""
        image = next((i for i in self._images if i.is_modified and id(i) not in given_up), None)
        if image is None:
            leave()
        else:
            self._when_safe(lambda: self._leave(leave, given_up | {id(image)}), image=image)

    def _when_safe(
        self,
        go_on: Callable[[], None],
        give_up: Callable[[], None] = nothing,
        *,
        image: OpenImage | None = None,
    ) -> None:
        """Call ``go_on`` once no edit of ``image`` would be lost, or ``give_up`` when the user wants to stay."""
        image = image or self._image
        if image is None or not image.is_modified:
            go_on()
            return
        asked = image
        self._bring(asked)
        self.refresh()

        def again() -> None:  # there may be edits that are younger than what was saved
            self._when_safe(go_on, give_up, image=asked)

        def answered(choice: UnsavedChoice) -> None:
            match choice:
                case UnsavedChoice.DISCARD:
                    go_on()
                case UnsavedChoice.SAVE:
                    self._after_save, self._save_given_up = again, give_up
                    self.ask_export()
                case UnsavedChoice.CANCEL:
                    give_up()
                    self.refresh()

        self._questions.ask_unsaved(asked.document.info.path.name, answered)

    def _end_saving(self) -> None:
        self._saving = None
        self._saving_session = None
        self._forget_after_save()
        self._view.show_saving(None)

    def _forget_after_save(self) -> None:
        give_up, self._save_given_up = self._save_given_up, nothing
        self._after_save = None
        give_up()
