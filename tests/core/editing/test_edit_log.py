"""What was done is written down line by line, and is the same when it is read again, wherever the lines end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itk_inspector.core.editing.edit_log import EditLog, EditRecorder
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region

SHAPE = (3, 4, 5)


def session(dtype: str = "int16") -> EditSession:
    return EditSession(np.arange(60).astype(dtype).reshape(SHAPE), Geometry.identity(SHAPE[::-1]))


def original(dtype: str = "int16") -> npt.NDArray[Any]:
    return np.arange(60).astype(dtype).reshape(SHAPE)


def news(recorder: EditRecorder) -> list[bytes]:
    return [text() for text in recorder.news()]


def repeated(log: EditLog, dtype: str = "int16") -> npt.NDArray[Any]:
    """Do on the original what a log says, as plainly as can be."""
    edited = session(dtype)
    for record in log.steps:
        edited.apply(step_from(record, edited.view, original(dtype)))
    for _ in range(len(log.steps) - log.count):
        edited.undo()
    return edited.view


def test_steps_are_told_once() -> None:
    edited = session()
    recorder = EditRecorder(edited)
    assert news(recorder) == []
    edited.set_pixel(ItkIndex.of(1, 2, 0), -7)
    first = news(recorder)
    edited.fill(Region((0, 0, 0), (1, 2, 2)), 9)

    assert (len(first), news(recorder)[1:], news(recorder)) == (1, [], [])
    line = json.loads(first[0])
    assert (line["kind"], line["at"]) == ("step", 0)
    assert line["record"] == edited.history.journal.entry(1).record


def test_a_stroke_is_told_while_it_is_under_way() -> None:
    edited = session()
    recorder = EditRecorder(edited)
    lines = []
    for first in (0, 10, 30):
        edited.paint(np.arange(first, first + 12), 5)
        lines += news(recorder)
        assert (repeated(EditLog.read(lines)) == edited.view).all()
    log = EditLog.read(lines)

    assert (log.done, log.count, len(lines)) == (0, 1, 3)
    assert log.stroke is not None
    assert log.stroke["label"] == "paint 34 pixels"
    assert news(recorder) == []
    edited.end_stroke()
    assert EditLog.read(lines + news(recorder)).stroke is None


def test_erasing_is_told_without_the_originals_pixels() -> None:
    edited = session()
    recorder = EditRecorder(edited)
    edited.fill(Region((0, 0, 0), SHAPE), 0)
    lines = news(recorder)
    edited.restore(np.arange(7, 19), original())
    lines += news(recorder)

    log = EditLog.read(lines)
    assert (repeated(log) == edited.view).all()
    assert "values" not in lines[1].decode()


@pytest.mark.parametrize("follows", [False, True])
def test_a_stroke_that_was_taken_back_at_once_is_forgotten(follows: bool) -> None:
    edited = session()
    recorder = EditRecorder(edited)
    edited.paint(np.arange(9), 5)
    lines = news(recorder)
    edited.undo()
    if follows:
        edited.paint(np.arange(20, 23), 5)  # what was taken back is gone from the journal
    lines += news(recorder)
    assert (repeated(EditLog.read(lines)) == edited.view).all()
    assert EditLog.read(lines).count == follows


def test_a_stroke_drops_what_was_taken_back() -> None:
    edited = session()
    recorder = EditRecorder(edited)
    for value in (1, 2, 3):
        edited.set_pixel(ItkIndex.of(0, 0, 0), value)
    edited.undo()
    edited.undo()
    lines = news(recorder)
    log = EditLog.read(lines)
    assert (len(log.records), log.done, log.count, len(log.steps)) == (3, 1, 1, 3)
    edited.paint(np.arange(2), 8)

    log = EditLog.read(lines + news(recorder))
    assert (len(log.records), log.done, log.count) == (1, 1, 2)


def test_what_was_written_down_before_is_known() -> None:
    edited = session()
    for value in (1, 2, 3):
        edited.set_pixel(ItkIndex.of(0, 0, 0), value)
    edited.undo()
    assert len(news(EditRecorder(edited))) == 4
    recorder = EditRecorder(edited, known=2)
    assert [json.loads(line)["at"] for line in news(recorder)] == [2, 2]
    assert news(recorder) == []
    edited.redo()
    assert news(recorder) == [b'{"kind":"done","at":3}']
    assert news(EditRecorder(edited, known=3)) == []


def saved_after(count: int) -> tuple[EditSession, EditRecorder, npt.NDArray[Any]]:
    """A copy that was saved over the image itself after so many of five steps were made; and what was saved."""
    edited = session()
    for value in range(count):
        edited.set_pixel(ItkIndex.of(value, 0, 0), value + 70)
    edited.remember_for_saving()
    saved = edited.view.copy()
    edited.set_pixel(ItkIndex.of(4, 3, 2), 5)
    edited.mark_saved()
    mark = edited.history.saved_mark
    assert mark is not None
    return edited, EditRecorder(edited, base=mark), saved


@pytest.mark.parametrize("count", [0, 1, 3])
def test_what_was_saved_over_the_image_is_not_told_again(count: int) -> None:
    edited, recorder, saved = saved_after(count)
    lines = news(recorder)
    edited.paint(np.arange(20), 9)
    lines += news(recorder)
    log = EditLog.read(lines)
    assert (len(log.records), log.count) == (1, 2)

    again = EditSession(saved, Geometry.identity(SHAPE[::-1]))
    for record in log.steps:
        again.apply(step_from(record, again.view))
    assert (again.view == edited.view).all()
    edited.end_stroke()
    edited.undo()
    edited.undo()
    log = EditLog.read(lines + news(recorder))
    assert (len(log.records), log.count) == (2, 0)
    edited.redo()
    assert news(recorder) == [b'{"kind":"done","at":1}']


def undone(edited: EditSession) -> None:
    edited.undo()
    edited.undo()


def undone_and_redone(edited: EditSession) -> None:
    undone(edited)
    for value in range(3):
        edited.set_pixel(ItkIndex.of(0, 0, 0), value)


def erased(edited: EditSession) -> None:
    edited.restore(np.arange(3), original())


def erased_to_the_end(edited: EditSession) -> None:
    erased(edited)
    edited.end_stroke()


@pytest.mark.parametrize("act", [undone, undone_and_redone, erased, erased_to_the_end])
def test_what_cannot_be_done_again_on_what_was_saved_is_told(act: Callable[[EditSession], None]) -> None:
    edited, recorder, _ = saved_after(3)
    lines = news(recorder)
    act(edited)
    lines += news(recorder)
    with pytest.raises(EditError, match="not in the file any more"):
        EditLog.read(lines)
    edited.set_pixel(ItkIndex.of(0, 0, 0), 1)
    assert news(recorder) == []


def test_another_step_in_the_place_of_one_taken_back_is_told() -> None:
    edited = session()
    recorder = EditRecorder(edited)
    edited.set_pixel(ItkIndex.of(0, 0, 0), 1)
    lines = news(recorder)
    edited.undo()
    edited.set_pixel(ItkIndex.of(0, 0, 0), 1)
    assert len(lines + news(recorder)) == 2


def test_the_cost_of_a_step_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    edited = session()
    recorder = EditRecorder(edited)
    for value in range(500):
        edited.set_pixel(ItkIndex.of(0, 0, 0), value)
    assert len(recorder.news()) == 500
    asked = 0
    entry = type(edited.history.journal).entry

    def counted(journal: Any, number: int) -> Any:
        nonlocal asked
        asked += 1
        return entry(journal, number)

    monkeypatch.setattr(type(edited.history.journal), "entry", counted)
    edited.set_pixel(ItkIndex.of(0, 0, 0), 0)
    assert (len(recorder.news()), asked) == (1, 2)
    assert recorder.news() == []
    assert asked == 2


ACTS = st.sampled_from(["set", "paint", "erase", "end", "undo", "undo", "redo", "look", "look", "fill"])


@settings(max_examples=300)
@given(st.lists(st.tuples(ACTS, st.integers(0, 59), st.integers(-9, 9)), max_size=40), st.sampled_from(["i2", "f4"]))
def test_whatever_is_done_is_read_again(acts: list[tuple[str, int, int]], dtype: str) -> None:
    edited = session(dtype)
    recorder = EditRecorder(edited)
    lines: list[bytes] = []
    for act, place, value in acts:
        positions = np.arange(place, min(place + 5, 60))
        match act:
            case "set":
                edited.set_pixel(ItkIndex.of(place % 5, place // 5 % 4, place // 20), value)
            case "fill":
                edited.fill(Region((place // 20, 0, 0), (1, 4, place % 5 + 1)), value)
            case "paint":
                edited.paint(positions, value)
            case "erase":
                edited.restore(positions, original(dtype))
            case "end":
                edited.end_stroke()
            case "undo":
                edited.undo()
            case "redo":
                edited.redo()
            case _:
                lines += news(recorder)
                assert (repeated(EditLog.read(lines), dtype) == edited.view).all()
    lines += news(recorder)

    log = EditLog.read(lines)
    assert (repeated(log, dtype) == edited.view).all()
    assert log.count == edited.history.journal.done + (edited.history.stroke is not None)
    counted = EditLog.read(lines, with_records=False)
    assert (counted.count, len(counted.records), any(counted.records)) == (log.count, len(log.records), False)


def test_records_that_the_journal_lets_go_are_not_held() -> None:
    edited = session()
    recorder = EditRecorder(edited)
    for value in range(20):
        edited.set_pixel(ItkIndex.of(0, 0, 0), value)
    lines = news(recorder)
    written = edited.history.journal.entry(1).written
    others = sys.getrefcount(written)
    edited.history.journal.budget = 10
    edited.set_pixel(ItkIndex.of(1, 0, 0), 1)
    assert edited.history.journal.entry(1).written == b""
    assert sys.getrefcount(written) == others - 1 == 2
    assert len(news(recorder)) == 1
    assert EditLog.read(lines).count == 20


def test_a_step_that_was_too_large_is_told() -> None:
    edited = session()
    recorder = EditRecorder(edited)
    edited.history.journal.budget = 10
    edited.fill(Region((0, 0, 0), SHAPE), 0)
    with pytest.raises(EditError, match="too large"):
        EditLog.read(news(recorder))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"3",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"kind":"done","at":1}',
        b'{"kind":"done","at":-1}',
        b'{"kind":"done","at":true}',
        b'{"kind":"done","at":0.0}',
        b'{"kind":"done"}',
        b'{"kind":"step","at":1,"record":{}}',
        b'{"kind":"step","at":0,"record":[]}',
        b'{"kind":"part","at":0,"record":{}}\n{"kind":"part","at":0,"record":{}}',
        b'{"kind":"part","at":0,"record":{"parts":3}}',
        b'{"kind":"wish","at":0}',
        b'{"kind":"done","at":' + b"9" * 5000 + b"}",
    ],
)
def test_damaged_lines_are_refused(text: bytes) -> None:
    with pytest.raises(EditError):
        EditLog.read(text.split(b"\n"))
