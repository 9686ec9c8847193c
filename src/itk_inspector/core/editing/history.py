"""What was done to a copy, what was taken back, and which of its states was saved."""

from __future__ import annotations

from dataclasses import dataclass

from itk_inspector.core.editing.steps import Step


@dataclass(frozen=True, slots=True)
class _Done:
    """A step, and the number of the state that it leads to."""

    step: Step
    state: int


class History:
    """Steps within a memory budget.

    Parameters
    ----------
    budget : int
        Bytes that all steps may hold; the oldest go first, the latest always stays.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.nbytes = 0
        self.forgotten = 0
        self._done: list[_Done] = []
        self._undone: list[_Done] = []
        self._first_state = 0
        self._states = 0
        self._saved_state = 0
        self._saving_state: int | None = None

    @property
    def done(self) -> tuple[Step, ...]:
        """What was done and not taken back, oldest first."""
        return tuple(done.step for done in self._done)

    @property
    def undo_label(self) -> str:
        """What undo would take back; empty when there is nothing."""
        return self._done[-1].step.label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What redo would repeat; empty when there is nothing."""
        return self._undone[-1].step.label if self._undone else ""

    @property
    def state(self) -> int:
        """Number of the present state; no two states of a copy share one."""
        return self._done[-1].state if self._done else self._first_state

    @property
    def is_saved(self) -> bool:
        """Tell whether the present state is the saved one."""
        return self._saved_state == self.state

    def remember_for_saving(self) -> None:
        """Note the present state as the one that is being saved."""
        self._saving_state = self.state

    def mark_saved(self) -> None:
        """Take the noted state (or the present one) as the saved one."""
        self._saved_state = self.state if self._saving_state is None else self._saving_state
        self._saving_state = None

    def keep(self, step: Step) -> None:
        """Add a step that was done; what was taken back before is gone."""
        self.drop_undone()
        self._states += 1
        self._done.append(_Done(step, self._states))
        self.nbytes += step.nbytes
        while len(self._done) > 1 and self.nbytes > self.budget:
            oldest = self._done.pop(0)
            self.nbytes -= oldest.step.nbytes
            self._first_state = oldest.state
            self.forgotten += 1

    def drop_undone(self) -> None:
        """Forget what was taken back."""
        self.nbytes -= sum(undone.step.nbytes for undone in self._undone)
        self._undone.clear()

    def back(self) -> Step | None:
        """Return the step to revert, as taken back; None when there is none."""
        return self._move(self._done, self._undone)

    def forward(self) -> Step | None:
        """Return the step to apply again, as done; None when there is none."""
        return self._move(self._undone, self._done)

    @staticmethod
    def _move(source: list[_Done], target: list[_Done]) -> Step | None:
        if not source:
            return None
        target.append(source.pop())
        return target[-1].step
