"""The journal of an edited copy: every step that leads to it, also those that undo does not remember any more."""

from __future__ import annotations

import bisect
import json
import sys
import time
from dataclasses import replace
from typing import TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.late_record import Kept, LateRecord, kept, text_of
from itk_inspector.core.editing.step_texts import after_text, before_text
from itk_inspector.core.editing.steps import Record, Step, StrokeStep
from itk_inspector.core.editing.version import VersionStep
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.regions import Region

JOURNAL_BUDGET = 256 * 1024 * 1024
"""Bytes that all records may hold."""
_MOST_LATE = 16
"""Records that are not counted as they are yet; beyond these the oldest is made at once, if nobody has made it."""
_AnyStep: TypeAlias = Step | VersionStep
Mark: TypeAlias = tuple[int, Kept]
"""See `Journal.mark`; the record is the very same object."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A step as it was done.

    Parameters
    ----------
    number : int
        Counted from 1.
    label : str
    kept : bytes or LateRecord
        `Step.record` or `VersionStep.record` as JSON in UTF-8; empty where it was too large to keep.
    box : tuple of int
        First pixel and extent of the box that holds every changed pixel, in NumPy order; empty for all pixels.
    before, after : str
        The value that was there and the one that was written, exactly; `step_texts.SEVERAL` where pixels differ.
    time : float
        Seconds since 1970 (UTC).
    is_undone : bool
        Tells whether it was taken back.
    restores : bool
        Tells whether it put the original's pixels back.
    """

    number: int
    label: str
    kept: Kept
    box: tuple[int, ...]
    before: str
    after: str
    time: float
    is_undone: bool = False
    restores: bool = False

    @property
    def written(self) -> bytes:
        """The record as JSON in UTF-8; that of a large step is made when it is first asked for."""
        return text_of(self.kept)

    @property
    def record(self) -> Record:
        """What was done as plain data.

        Raises
        ------
        EditError
            If it was too large to keep.
        """
        written = self.written
        if not written:
            raise EditError(f"Step {self.number}, “{self.label}”, was too large for the journal to keep.")
        return json.loads(written)  # type: ignore[no-any-return]  # json types loads() as Any

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
        self._nbytes = 0
        self._late: list[LateRecord] = []
        self._entries: list[JournalEntry] = []
        self._first_kept = 0
        self._versions: list[int] = []

    @property
    def count(self) -> int:
        """How many entries there are; the first ``done`` of them are not taken back."""
        return len(self._entries)

    @property
    def nbytes(self) -> int:
        """Bytes that all records hold."""
        return self._nbytes + sum(late.nbytes for late in self._late)

    @property
    def mark(self) -> Mark:
        """What tells the present state from all others: how many entries lead to it, and the record of the last."""
        return self.done, self._entries[self.done - 1].kept if self.done else b""

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
        record = kept(step)
        region = None if isinstance(step, VersionStep) else step.region
        box = () if region is None else (*region.start, *region.shape)
        restores = isinstance(step, StrokeStep) and step.restores
        before, after = sys.intern(before_text(step)), sys.intern(after_text(step))
        number, now = self.count + 1, time.time()
        self._entries.append(JournalEntry(number, step.label, record, box, before, after, now, restores=restores))
        if not box:
            self._versions.append(self.count)
        self._count(record)
        self.done += 1
        self.revision += 1
        while self.nbytes > self.budget and self._first_kept < self.count:
            if self._late:
                self._take_over(self._late[0])
                continue
            large = self._entries[self._first_kept]
            self._entries[self._first_kept] = replace(large, kept=b"")
            self._nbytes -= len(large.written)
            self._first_kept += 1

    def _count(self, record: Kept) -> None:
        """Count the bytes of a record; of those that are made later there are few at a time."""
        if isinstance(record, bytes):
            self._nbytes += len(record)
        else:
            self._late.append(record)
            if len(self._late) > _MOST_LATE:
                self._take_over(self._late[0])

    def _take_over(self, late: LateRecord) -> None:
        """Have a record made, if it is not yet."""
        self._late.remove(late)
        self._nbytes += len(late.text)

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
            for entry in self._entries[self.done :]:
                if entry.kept in self._late:
                    self._late.remove(entry.kept)
                else:
                    self._nbytes -= len(entry.written)
            del self._entries[self.done :]
            self._first_kept = min(self._first_kept, self.done)
            del self._versions[bisect.bisect_right(self._versions, self.done) :]
            self.revision += 1
