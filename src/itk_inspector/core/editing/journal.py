"""The journal of an edited copy: every step that leads to it, also those that undo does not remember any more."""

from __future__ import annotations

import bisect
import json
import sys
import time
from dataclasses import dataclass, replace
from typing import TypeAlias

from itk_inspector.core.editing.step_texts import after_text, before_text
from itk_inspector.core.editing.steps import Record, Step
from itk_inspector.core.editing.version import VersionStep
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.regions import Region

JOURNAL_BUDGET = 256 * 1024 * 1024
"""Bytes that all records may hold."""
_AnyStep: TypeAlias = Step | VersionStep
Mark: TypeAlias = tuple[int, bytes]
"""See `Journal.mark`; the record is the very same object."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A step as it was done.

    Parameters
    ----------
    number : int
        Counted from 1.
    label : str
    written : bytes
        `Step.record` or `VersionStep.record` as JSON in UTF-8; empty where it was too large to keep.
    box : tuple of int
        First pixel and extent of the box that holds every changed pixel, in NumPy order; empty for all pixels.
    before, after : str
        The value that was there and the one that was written, exactly; `step_texts.SEVERAL` where pixels differ.
    time : float
        Seconds since 1970 (UTC).
    is_undone : bool
        Tells whether it was taken back.
    """

    number: int
    label: str
    written: bytes
    box: tuple[int, ...]
    before: str
    after: str
    time: float
    is_undone: bool = False

    @property
    def record(self) -> Record:
        """What was done as plain data.

        Raises
        ------
        EditError
            If it was too large to keep.
        """
        if not self.written:
            raise EditError(f"Step {self.number}, “{self.label}”, was too large for the journal to keep.")
        return json.loads(self.written)  # type: ignore[no-any-return]  # json types loads() as Any

    @property
    def region(self) -> Region | None:
        """The box that holds every changed pixel; None for all pixels."""
        axes = len(self.box) // 2
        return Region(self.box[:axes], self.box[axes:]) if self.box else None


class Journal:
    """Follows a history: steps done, taken back, done again.

    Parameters
    ----------
    budget : int
        Bytes that all records may hold; of the oldest only what they did is told then.
    """

    def __init__(self, budget: int = JOURNAL_BUDGET) -> None:
        self.budget = budget
        self.done = 0
        self.revision = 0
        self.nbytes = 0
        self._entries: list[JournalEntry] = []
        self._first_kept = 0
        self._versions: list[int] = []

    @property
    def count(self) -> int:
        """How many entries there are; the first ``done`` of them are not taken back."""
        return len(self._entries)

    @property
    def mark(self) -> Mark:
        """What tells the present state from all others: how many entries lead to it, and the record of the last."""
        return self.done, self._entries[self.done - 1].written if self.done else b""

    @property
    def entries(self) -> tuple[JournalEntry, ...]:
        """All entries; `entry` takes less time for some."""
        return tuple(self.entry(number) for number in range(1, self.count + 1))

    def version_before(self, number: int) -> JournalEntry | None:
        """Return the last step before that with a number that changed more than pixels; None where there is none."""
        place = bisect.bisect_left(self._versions, number)
        return self.entry(self._versions[place - 1]) if place else None

    def entry(self, number: int) -> JournalEntry:
        """Return the entry with a number; the first has 1."""
        entry = self._entries[number - 1]
        return replace(entry, is_undone=True) if number > self.done else entry

    def enter(self, step: _AnyStep) -> None:
        """Note a step that was done; what was taken back before is gone."""
        self.drop_undone()
        written = json.dumps(step.record(), separators=(",", ":"), ensure_ascii=False).encode()
        box = () if isinstance(step, VersionStep) else (*step.region.start, *step.region.shape)
        before, after = sys.intern(before_text(step)), sys.intern(after_text(step))
        self._entries.append(JournalEntry(self.count + 1, step.label, written, box, before, after, time.time()))
        if not box:
            self._versions.append(self.count)
        self.nbytes += len(written)
        self.done += 1
        self.revision += 1
        while self.nbytes > self.budget and self._first_kept < self.count:
            large = self._entries[self._first_kept]
            self._entries[self._first_kept] = replace(large, written=b"")
            self.nbytes -= len(large.written)
            self._first_kept += 1

    def back(self) -> None:
        """Note that the last step was taken back."""
        self.done -= 1
        self.revision += 1

    def forward(self) -> None:
        """Note that the step taken back last was done again."""
        self.done += 1
        self.revision += 1

    def drop_undone(self) -> None:
        """Forget what was taken back."""
        if self.done < self.count:
            self.nbytes -= sum(len(entry.written) for entry in self._entries[self.done :])
            del self._entries[self.done :]
            self._first_kept = min(self._first_kept, self.done)
            del self._versions[bisect.bisect_right(self._versions, self.done) :]
            self.revision += 1
