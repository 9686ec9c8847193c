"""Intents in, state out: the application without a toolkit."""

from __future__ import annotations

from typing import assert_never

from itk_inspector.control.edit_intents import EditIntents
from itk_inspector.control.looking import Looking
from itk_inspector.control.opening import Opening
from itk_inspector.core.header_text import header_summary
from itk_inspector.core.outcome import Cancelled, Exported, Failed, HeaderReady, Opened, Outcome, Progress, SeriesFound


class Controller(Opening, EditIntents, Looking):
    """Applies what the background reports."""

    def cancel(self) -> None:
        """Stop reading, or saving; what is shown stays."""
        task = self._loading or self._saving
        if task is not None:
            self.receive(self._files.cancel(task[0]))

    def tick(self) -> None:
        """Ask how far reading has come."""
        if self._loading is not None:
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
                if self._loading is not None:
                    self._view.show_loading(self._loading[1], fraction)
                    self._ask_about_stall(outcome)
            case HeaderReady(info=info):
                self._has_header = True
                self._view.show_status(f"Reading {info.path.name} … {header_summary(info)}")
                self._view.show_header(info)
            case Opened(document=document):
                self._arrived(document, self._end_loading())
            case SeriesFound(catalog=catalog):
                self._choose(catalog, self._end_loading())
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
        """Ask once when the reader seems hung; the answer counts only for the file it was about."""
        if not progress.is_stalled or self._loading is None or self._asks_stalled:
            return
        token, path = self._loading
        self._asks_stalled = True

        def answered(wait: bool) -> None:
            self._asks_stalled = False
            if self._loading is None or self._loading[0] != token:
                return
            if wait:
                self._files.forgive(token)
            else:
                self.cancel()

        self._questions.ask_stalled(path, answered)
