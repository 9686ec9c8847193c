"""How much memory undo and redo may take, by the user's choice, and what is asked before a step that takes more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import EditPanel, Questions
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.text.byte_text import byte_text


class BudgetStore(Protocol):
    """Remembers the choice between two runs."""

    undo_budget: int
    """Bytes."""


class UndoMemory:
    """The budget of all edited copies.

    Parameters
    ----------
    images : OpenImages
    store : BudgetStore
    panel : callable
        Returns the widget of the copy.
    questions : Questions
    """

    def __init__(
        self, images: OpenImages, store: BudgetStore, panel: Callable[[], EditPanel], questions: Questions
    ) -> None:
        self._images = images
        self._store = store
        self._panel = panel
        self._questions = questions

    @property
    def budget(self) -> int:
        """Bytes that the history of each copy may hold."""
        return self._store.undo_budget

    def give(self, session: EditSession) -> None:
        """Let a copy have as much as was chosen."""
        session.history.budget = self.budget

    def choose(self, budget: int) -> None:
        """Take another budget; edits that could not be undone any more are asked about first."""
        copies = [image.session for image in self._images.all if image.session is not None]
        lost = sum(session.history.would_forget_within(budget) for session in copies)

        def take() -> None:
            with self._images.changing():
                self._store.undo_budget = budget
                for session in copies:
                    self.give(session)
                self._panel().show_budget(budget)
                self._panel().show_history()

        if lost:
            edits = "The oldest edit" if lost == 1 else f"The oldest {lost:,} edits"
            question = f"{edits} could no longer be undone with {byte_text(budget)}. Use less memory?"
            self._questions.ask_whether(question, "Use less", take)
        else:
            take()

    def when_undoable(self, session: EditSession, label: str, nbytes: int, go_on: Callable[[], None]) -> None:
        """Do a step; one that could not be undone for long, or takes all others their undo, is asked about first.

        Parameters
        ----------
        session : EditSession
        label : str
            Of the step.
        nbytes : int
            That it will hold for undo: of a new version, those of the present one.
        go_on : callable
            Does it.
        """
        question = self._question(session, label, nbytes)
        if question:
            self._questions.ask_whether(question, "Continue", go_on)
        else:
            go_on()

    def _question(self, session: EditSession, label: str, nbytes: int) -> str:
        history = session.history
        count = history.count + (history.stroke is not None)
        lost = history.would_forget(nbytes)
        before = "The edit before it" if lost == 1 else f"The {lost:,} edits before it"
        takes = f"“{label}” needs {byte_text(nbytes)} to be undone; {byte_text(history.budget)} are set aside."
        if nbytes > history.budget:
            last = f" {before} could no longer be undone, and it could only until the next edit." if lost else ""
            return f"{takes}{last or ' It could be undone only until the next edit.'} Continue?"
        return f"{takes} {before} could no longer be undone. Continue?" if 0 < count == lost else ""
