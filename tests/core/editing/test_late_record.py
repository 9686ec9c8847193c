"""Records of large steps, made when they are wanted."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing import late_record, painted_part
from itk_inspector.core.editing.edit_log import EditLog, EditRecorder
from itk_inspector.core.editing.journal import Journal
from itk_inspector.core.editing.late_record import LARGE, json_text
from itk_inspector.core.editing.packed_numbers import packed
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.geometry.geometry import Geometry

SIDE = 1000
SCATTERED = np.flatnonzero(np.random.default_rng(0).random(SIDE * SIDE) < 0.5)
"""In runs that take more than what is written down at once."""
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


def session() -> EditSession:
    return EditSession(np.zeros((SIDE, SIDE), np.uint8), Geometry.identity((SIDE, SIDE)))


def stroke(edited: EditSession, value: int) -> None:
    edited.paint(SCATTERED, value)
    edited.end_stroke()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Lists how many numbers were packed, each time."""
    found: list[int] = []

    def noting(numbers: Any) -> Any:
        found.append(numbers.size)
        return packed(numbers)

    monkeypatch.setattr(painted_part, "packed", noting)
    return found


def test_the_record_of_a_large_stroke_is_made_when_it_is_wanted_and_once(made: list[int]) -> None:
    edited = session()
    assert SCATTERED.nbytes * 2 > LARGE
    stroke(edited, 3)
    edited.remember_for_saving()
    assert edited.history.journal.entry(1).before == "0"
    assert not made

    record = edited.history.journal.entry(1).record
    assert len(made) == 2
    assert min(made) > SIDE * SIDE // 8
    assert record == json.loads(json.dumps(edited.history.done[0].record()))
    made.clear()
    assert edited.history.journal.entry(1).record == record
    assert not made
    again = np.zeros((SIDE, SIDE), np.uint8)
    step_from(record, again).apply(again)
    assert np.array_equal(again, edited.view)


def test_a_small_stroke_is_written_down_at_once(made: list[int]) -> None:
    edited = session()
    edited.paint(np.array([1, 7, 8, 11]), 3)
    edited.end_stroke()
    assert made == [3, 3]


def test_a_record_does_not_change_with_what_is_done_to_the_pixels_later() -> None:
    edited = session()
    original = np.random.default_rng(1).integers(0, 99, (SIDE, SIDE), np.uint8)
    edited.restore(SCATTERED, original)
    edited.end_stroke()
    wanted = edited.history.done[0].record()
    edited.undo()
    edited.redo()
    stroke(edited, 200)
    assert edited.history.journal.entry(1).record == json.loads(json.dumps(wanted))


def test_who_follows_gets_the_record_where_it_is_written(made: list[int]) -> None:
    edited = session()
    recorder = EditRecorder(edited)
    stroke(edited, 3)
    texts = recorder.news()
    assert not made
    log = EditLog.read([text() for text in texts])
    assert log.records == [edited.history.journal.entry(1).record]


@pytest.mark.parametrize("is_asked", [True, False])
def test_the_budget_holds_for_records_that_are_made_later(*, is_asked: bool) -> None:
    edited = session()
    edited.history.journal = journal = Journal(budget=1_000)
    for value in (1, 2, 3):
        stroke(edited, value)
        if is_asked:
            _ = journal.entry(journal.count).written
    assert journal.nbytes <= 1_000
    assert journal.nbytes == sum(len(entry.written) for entry in journal.entries)


def test_few_steps_wait_to_be_written_down(made: list[int]) -> None:
    edited = session()
    for value in range(1, 21):
        stroke(edited, value)
    assert len(made) == 2 * 4
    journal = edited.history.journal
    assert all(entry.written for entry in journal.entries)
    for _ in range(20):
        edited.undo()
    stroke(edited, 1)
    assert journal.nbytes == journal.entry(1).kept.nbytes  # type: ignore[union-attr]
    edited.undo()
    edited.paint(np.array([1]), 1)
    edited.end_stroke()
    assert journal.nbytes == len(journal.entry(1).written)


@given(plain, st.lists(st.integers(0, 255), min_size=17, max_size=40))
def test_the_text_is_what_json_makes_of_it(value: Any, numbers: list[int]) -> None:
    text = packed(np.cumsum(np.array(numbers, dtype=np.int64)))
    record = {"label": "“é”\n", "some": value, "parts": [{"starts": text, "of": {"a": text}}, value], "bits": text}

    found = json_text(record)

    assert found == json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode()
    assert late_record.text_of(found) is found
