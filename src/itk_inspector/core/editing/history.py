"""What was done to a copy, what was taken back, and which of its states was saved."""

from __future__ import annotations

import itertools
from collections import deque
from typing import Any, TypeAlias

import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.journal import Journal, Mark
from itk_inspector.core.editing.steps import Step
from itk_inspector.core.editing.stroke import Stroke
from itk_inspector.core.editing.version import VersionStep

AnyStep: TypeAlias = Step | VersionStep
"""Whatever can be taken back."""


@dataclass(frozen=True, slots=True)
class _Done:
    """A step, the number of the state that it leads to, and the bytes that it holds where it stands."""

    step: AnyStep
    state: int
    nbytes: int


class History:
    """Steps within a memory budget, and the stroke under way that will be one.

    Parameters
    ----------
    budget : int
        Bytes that all steps may hold; the oldest go first, the latest always stays.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self.forgotten = 0
        self.stroke: Stroke | None = None
        self.journal = Journal()
        self._held = 0
        self._done: deque[_Done] = deque()
        self._undone: deque[_Done] = deque()
        self._first_state = 0
        self._states = 0
        self._saved_state = 0
        self._saving_state: int | None = None
        self.saved_mark: Mark | None = None
        """Of the journal when the saved state was the present one; None when none was saved."""
        self._saving_mark: Mark | None = None

    @property
    def budget(self) -> int:
        """Bytes that all steps may hold; with fewer the oldest go at once."""
        return self._budget

    @budget.setter
    def budget(self, budget: int) -> None:
        self._budget = budget
        self._keep_within()

    def would_forget(self, nbytes: int) -> int:
        """Return how many of the steps that can be taken back now could not be after one that holds so many bytes."""
        held = self.nbytes + nbytes - sum(undone.nbytes for undone in self._undone)
        lost = 0
        for done in self._done:
            if held <= self._budget:
                return lost
            held -= done.nbytes
            lost += 1
        return lost + (self.stroke is not None and held > self._budget)

    def would_forget_within(self, budget: int) -> int:
        """Return how many of them could not be taken back with another budget."""
        held, lost = self._held, 0
        for done in itertools.islice(self._done, max(0, len(self._done) - 1)):
            if held <= budget:
                break
            held -= done.nbytes
            lost += 1
        return lost

    @property
    def done(self) -> tuple[AnyStep, ...]:
        """What was done and not taken back, oldest first."""
        return tuple(done.step for done in self._done)

    @property
    def count(self) -> int:
        """How many steps can be taken back, the stroke under way not counted."""
        return len(self._done)

    @property
    def nbytes(self) -> int:
        """Bytes held for undo and redo, and by the stroke under way."""
        return self._held + (self.stroke.nbytes if self.stroke is not None else 0)

    @property
    def undo_label(self) -> str:
        """What undo would take back; empty when there is nothing."""
        if self.stroke is not None:
            return self.stroke.label
        return self._done[-1].step.label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What redo would repeat; empty when there is nothing."""
        return self._undone[-1].step.label if self._undone else ""

    @property
    def _state(self) -> int:
        """Number of the present state; no two states of a copy share one."""
        return self._done[-1].state if self._done else self._first_state

    @property
    def stamp(self) -> tuple[int, int]:
        """What tells the present state from all others."""
        return self._state, self.stroke.pixels if self.stroke is not None else 0

    @property
    def is_saved(self) -> bool:
        """Tell whether the present state is the saved one."""
        return self.stroke is None and self._saved_state == self._state

    def remember_for_saving(self) -> None:
        """Note the present state as the one that is being saved; edits may go on meanwhile."""
        self.end_stroke()
        self._saving_state, self._saving_mark = self._state, self.journal.mark

    def mark_saved(self) -> None:
        """Take the noted state (or the present one) as the saved one."""
        self._saved_state = self._state if self._saving_state is None else self._saving_state
        self.saved_mark = self._saving_mark or self.journal.mark
        self._saving_state = self._saving_mark = None

    def stroke_of(
        self, value: npt.NDArray[Any], shape: tuple[int, ...], *, restores: bool = False, kept: tuple[int, ...] = ()
    ) -> Stroke:
        """Return the stroke under way; another one is begun for another value, and what was taken back is gone.

        One that puts the original's pixels back goes on whatever they are.
        """
        stroke = self.stroke
        if stroke is not None and (stroke.restores, stroke.kept, not restores and stroke.value.tobytes()) != (
            restores,
            kept,
            not restores and value.tobytes(),
        ):
            self.end_stroke()
        if self.stroke is None:
            self._drop_undone()
            self.stroke = Stroke(value, shape, restores=restores, kept=kept)
        return self.stroke

    def end_stroke(self) -> None:
        """Make the stroke under way a step."""
        if self.stroke is not None:
            stroke, self.stroke = self.stroke, None
            self.keep(stroke.step())

    def keep(self, step: AnyStep) -> None:
        """Add a step that was done; what was taken back before is gone."""
        self._drop_undone()
        self._states += 1
        self._done.append(_Done(step, self._states, step.nbytes))
        self._held += step.nbytes
        self.journal.enter(step)
        self._keep_within()

    def _keep_within(self) -> None:
        """Forget the oldest steps beyond the budget."""
        while len(self._done) > 1 and self._held > self._budget:
            oldest = self._done.popleft()
            self._held -= oldest.nbytes
            self._first_state = oldest.state
            self.forgotten += 1

    def _drop_undone(self) -> None:
        """Forget what was taken back."""
        self._held -= sum(undone.nbytes for undone in self._undone)
        self._undone.clear()
        self.journal.drop_undone()

    def back(self) -> AnyStep | None:
        """Return the step to revert, as taken back; None when there is none."""
        if not self._done:
            return None
        done = self._done.pop()
        self.journal.back()
        return self._put(self._undone, done, _nbytes_undone(done.step))

    def forward(self) -> AnyStep | None:
        """Return the step to apply again, as done; None when there is none."""
        if not self._undone:
            return None
        undone = self._undone.pop()
        self.journal.forward()
        return self._put(self._done, undone, undone.step.nbytes)

    def _put(self, target: deque[_Done], taken: _Done, nbytes: int) -> AnyStep:
        target.append(_Done(taken.step, taken.state, nbytes))
        self._held += nbytes - taken.nbytes
        return taken.step


def _nbytes_undone(step: AnyStep) -> int:
    return step.nbytes_undone if isinstance(step, VersionStep) else step.nbytes
