"""Intents of saving, and the question about unsaved edits."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.base import ControllerBase, nothing
from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.export import ExportRequest
from itk_inspector.core.outcome import Exported


class Saving(ControllerBase):
    """Writes in the background; nothing is lost without a question."""

    def ask_export(self) -> None:
        """Ask the user where and how to save."""
        if self._image is not None and not self.is_saving:
            self._view.ask_export(self._image.document, is_edited=self._image.session is not None)

    def export(self, request: ExportRequest) -> None:
        """Write the edited copy, or the original, in the background."""
        image = self._image
        if image is None or self.is_saving:
            return
        if image.session is not None:
            image.session.end_stroke()
        self._token += 1
        self._saving = (self._token, request.target)
        try:
            self._files.export(self._token, image.document, image.session, request)
        except InspectorError as e:
            self._end_saving()
            self._view.show_error(request.target, e)
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
        give_up, self._save_given_up = self._save_given_up, nothing
        if go_on is not None:
            self._when_safe(go_on, give_up)  # there may be edits that are younger than what was saved

    def give_up_saving_first(self) -> None:
        """The save dialog was dismissed: what waited for it does not happen."""
        self._forget_after_save()
        self.refresh()

    def close(self, leave: Callable[[], None]) -> None:
        """Call ``leave`` once nothing would be lost; a copy being saved is waited for."""
        if self.is_saving:
            self._after_save = leave
            self._view.show_status("The window closes when the copy is saved.")
        else:
            self._when_safe(leave)

    def _when_safe(self, go_on: Callable[[], None], give_up: Callable[[], None] = nothing) -> None:
        """Call ``go_on`` once nothing would be lost, or ``give_up`` when the user wants to stay."""
        image = self._image
        if image is None or not image.is_modified:
            go_on()
            return

        def answered(choice: UnsavedChoice) -> None:
            match choice:
                case UnsavedChoice.DISCARD:
                    go_on()
                case UnsavedChoice.SAVE:
                    self._after_save, self._save_given_up = go_on, give_up
                    self.ask_export()
                case UnsavedChoice.CANCEL:
                    give_up()
                    self.refresh()

        self._view.ask_unsaved(image.document.info.path.name, answered)

    def _end_saving(self) -> None:
        self._saving = None
        self._saving_session = None
        self._forget_after_save()
        self._view.show_saving(None)

    def _forget_after_save(self) -> None:
        give_up, self._save_given_up = self._save_given_up, nothing
        self._after_save = None
        give_up()
