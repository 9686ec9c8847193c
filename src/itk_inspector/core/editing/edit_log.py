"""What was done to an edited copy, written down line by line while it is done, and read again.

The lines follow the `Journal` of the copy: each says what differs from what the lines before it said. Of a stroke under
way its parts are written down one by one; the step that it becomes holds them all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import partial
from typing import Any, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.journal import JournalEntry, Mark
from itk_inspector.core.editing.late_record import Kept, text_of
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import Record, StrokeStep
from itk_inspector.core.editing.stroke import Stroke
from itk_inspector.core.errors import EditError

Text: TypeAlias = Callable[[], bytes]
"""Makes the text of a line, without a line break; may be called in another thread."""


class EditRecorder:
    """Tells what was done to a copy since it was last asked.

    Parameters
    ----------
    session : EditSession
    known : int
        So many steps are written down already, and none that was taken back.
    base : tuple of int and bytes
        The `Journal.mark` of the state that was saved over the image itself, which the steps will be done again on:
        those before it are not written down.
    """

    def __init__(self, session: EditSession, known: int = 0, base: Mark = (0, b"")) -> None:
        self._session = session
        journal = session.history.journal
        self._known = [_known(journal.entry(number)) for number in range(1, known + 1)]
        self._done = known
        self._base = base
        self._is_lost = False
        self._stroke: Stroke | None = None
        self._parts = 0
        self._revision = -1

    def news(self) -> list[Text]:
        """Return the lines that are to be added; the work goes by what is new."""
        if self._is_lost:
            return []
        history = self._session.history
        texts = self._steps() if history.journal.revision != self._revision else []
        stroke = history.stroke
        if self._is_lost:
            return texts
        if stroke is not self._stroke:
            if self._parts and not texts:  # it became no step
                texts.append(partial(_done, self._done))
            self._stroke, self._parts = stroke, 0
        part = stroke.so_far(self._parts) if stroke is not None else None
        if part is not None and part.restores and self._base[0]:
            self._is_lost = True
            texts.append(_lost)
        elif part is not None:
            self._parts += len(part.parts)
            texts.append(partial(_part, self._done, part))
        return texts

    def _steps(self) -> list[Text]:
        journal = self._session.history.journal
        self._revision = journal.revision
        before, last = self._base
        if journal.done < before or (before and journal.entry(before).kept is not last):
            self._is_lost = True
            return [_lost]
        texts: list[Text] = []
        same = min(len(self._known), journal.count - before)
        while same and self._known[same - 1] != _known(journal.entry(before + same)):
            same -= 1
        del self._known[same:]
        self._done = min(self._done, same)
        for number in range(same, journal.count - before):
            entry = journal.entry(before + number + 1)
            if before and entry.restores:  # the original's pixels are in no file once another state was saved
                self._is_lost = True
                return [*texts, _lost]
            self._known.append(_known(entry))
            texts.append(partial(_step, number, entry.kept))
            self._done = number + 1
        if self._done != journal.done - before:
            self._done = journal.done - before
            texts.append(partial(_done, self._done))
        return texts


def _known(entry: JournalEntry) -> tuple[float, str]:
    """Return what tells an entry from another one in its place, and holds no record that the journal has let go."""
    return entry.time, entry.label


def _lost() -> bytes:
    return b'{"kind":"lost","at":0}'


def _step(before: int, record: Kept) -> bytes:
    return b'{"kind":"step","at":%d,"record":%s}' % (before, text_of(record) or b"null")


def _done(count: int) -> bytes:
    return b'{"kind":"done","at":%d}' % count


def _part(before: int, part: StrokeStep) -> bytes:
    record = json.dumps(part.record(), separators=(",", ":")).encode("ascii")
    return b'{"kind":"part","at":%d,"record":%s}' % (before, record)


@dataclass(slots=True)
class EditLog:
    """What the lines say: all steps, of which the first ``done`` are not taken back, and the stroke under way.

    Parameters
    ----------
    records : list of dict
        From `Step.record` or `VersionStep.record`; empty ones where they are not wanted.
    done : int
    stroke : dict, optional
        The record of the stroke under way.
    """

    records: list[Record] = field(default_factory=list)
    done: int = 0
    stroke: Record | None = None

    @classmethod
    def read(cls, texts: Iterable[bytes], *, with_records: bool = True) -> EditLog:
        """Read all lines.

        Raises
        ------
        EditError
            If one is damaged, or says what cannot be.
        """
        log = cls()
        for text in texts:
            try:
                log._take(json.loads(text), with_records=with_records)
            except (ValueError, LookupError, TypeError, RecursionError) as e:
                raise EditError("The record of edits is damaged.", detail=repr(e)) from e
        return log

    @property
    def count(self) -> int:
        """How many edits there are that were not taken back, the stroke under way among them."""
        return self.done + (self.stroke is not None)

    @property
    def steps(self) -> list[Record]:
        """All steps to do again; those behind the first `count` are to be taken back afterwards."""
        return self.records if self.stroke is None else [*self.records[: self.done], self.stroke]

    def _take(self, line: Mapping[str, Any], *, with_records: bool) -> None:
        kind, at = line["kind"], line["at"]
        if type(at) is not int or not 0 <= at <= len(self.records):
            raise ValueError(f"no step number {at!r:.40}")
        record = line.get("record", {})
        if kind == "lost":
            raise EditError("The edits build on pixels that are not in the file any more.")
        if kind == "done":
            self.done, self.stroke = at, None
            return
        if not isinstance(record, dict):
            raise EditError("One of the edits was too large to be kept.")
        del self.records[at:]
        self.done = at
        if kind == "part":
            self.stroke = _joined(self.stroke, record) if with_records else {}
        elif kind == "step":
            self.stroke = None
            self.records.append(record if with_records else {})
            self.done += 1
        else:
            raise ValueError(f"no kind of line: {kind!r:.40}")


def _joined(before: Record | None, record: Record) -> Record:
    """Return the record of a stroke with more parts."""
    parts = before["parts"] if before is not None else []
    return record | {"parts": [*parts, *record["parts"]]}
