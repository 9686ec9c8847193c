"""Intents in, state out: the application without a toolkit."""

from __future__ import annotations

from typing import assert_never

from itk_inspector.control.editing.edit_controller import EditIntents
from itk_inspector.control.files.open_files import Opening
from itk_inspector.control.viewing.view_controller import Looking
from itk_inspector.core.header.header_text import header_summary
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


class Controller(Opening, EditIntents, Looking):
    """Applies what the background reports."""

    def cancel(self) -> None:
        """Stop reading, or saving; what is shown stays."""
        task = self._loading or self._saving
        if task is not None:
            self.receive(self._files.cancel(task[0]))

    def tick(self) -> None:
        """Ask how far reading has come."""
        if self._loading is not None or self._saving is not None:
            self.receive(self._files.progress())

    def receive(self, outcomes: list[Outcome]) -> None:
        """Apply what the background reports; reports on superseded tasks are dropped."""
        for outcome in outcomes:
            self._apply(outcome)

    def _apply(self, outcome: Outcome) -> None:
        current = [task[0] for task in (self._loading, self._saving) if task is not None]
        if outcome.token not in current:
            if isinstance(outcome, Opened):
                outcome.document.close()
            return
        match outcome:
            case Progress(fraction=fraction):
                if self._loading is not None and self._loading[0] == outcome.token:
                    self._view.show_loading(self._loading[1], fraction)
                self._ask_about_stall(outcome)
            case HeaderReady(info=info):
                self._has_header = True
                self._view.show_status(f"Reading {info.path.name} … {header_summary(info)}")
                self._view.show_header(info)
            case Opened(document=document):
                self._arrived(document, self._end_loading())
            case SeriesFound(catalog=catalog):
                self._choose(catalog, self._end_loading().request)
            case Exported():
                self._exported(outcome)
            case Failed(path=path, error=error):
                self._tell(path, error, self._end_task(outcome.token))
            case Cancelled(path=path):
                self._end_task(outcome.token)
                self._view.show_status(f"{path.name}: cancelled.")
            case _:
                assert_never(outcome)
        if self._loading is None:
            self._begin_next()
        self.refresh()

    def _ask_about_stall(self, progress: Progress) -> None:
        """Ask once when reader or writer seem hung; the answer counts only for the file it was about."""
        tasks = (self._loading, self._saving)
        task = next((one for one in tasks if one is not None and one[0] == progress.token), None)
        if not progress.is_stalled or task is None or self._asks_stalled:
            return
        self._asks_stalled = True

        def answered(wait: bool) -> None:
            self._asks_stalled = False
            if task not in (self._loading, self._saving):
                return
            if wait:
                self._files.extend(task[0])
            else:
                self.receive(self._files.cancel(task[0]))

        self._questions.ask_stalled(task[1], answered, writing=task is self._saving)
