"""What follows the pointer is painted no more often than a screen shows pictures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from itk_inspector.gui.widgets import next_frame
from itk_inspector.gui.widgets.next_frame import FRAME, NextFrame


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(next_frame.time, "monotonic", lambda: now[0])
    return now


def test_the_first_is_done_at_once(qtbot: QtBot, clock: list[float]) -> None:
    parent, done = QObject(), []

    NextFrame(parent).ask(lambda: done.append(1))

    assert done == [1]


def test_what_follows_from_one_event_belongs_to_one_frame(qtbot: QtBot, clock: list[float]) -> None:
    parent, done = QObject(), []
    frame = NextFrame(parent)

    for name in ("marks", "texts"):
        frame.ask(lambda name=name: done.append(name))

    assert done == ["marks", "texts"]


def test_many_within_a_frame_are_done_once_at_the_next(qtbot: QtBot, clock: list[float]) -> None:
    parent, done = QObject(), []
    frame = NextFrame(parent)

    def work() -> None:
        done.append(clock[0])

    frame.ask(work)
    for _ in range(5):
        clock[0] += FRAME / 6
        frame.ask(work)
    at_once = len(done)
    qtbot.waitUntil(lambda: len(done) > at_once)

    assert (at_once, len(done)) == (1, 2)


def test_a_picture_does_not_wait_for_the_next_frame(qtbot: QtBot, clock: list[float]) -> None:
    parent, done = QObject(), []
    frame = NextFrame(parent)
    frame.ask(lambda: done.append("first"))
    clock[0] += FRAME / 2
    frame.ask(lambda: done.append("second"))
    before = list(done)

    frame.finish()
    frame.finish()

    assert (before, done) == (["first"], ["first", "second"])


def test_after_a_rest_it_is_done_at_once_again(qtbot: QtBot, clock: list[float]) -> None:
    parent, done = QObject(), []
    frame = NextFrame(parent)
    frame.ask(lambda: done.append(1))

    clock[0] += 2 * FRAME
    frame.ask(lambda: done.append(2))

    assert done == [1, 2]


def test_it_tells_whether_something_is_done_at_once(qtbot: QtBot, clock: list[float]) -> None:
    parent, done = QObject(), []
    frame = NextFrame(parent)
    for passed in (0.0, 0.001, FRAME / 2, FRAME, FRAME):
        clock[0] += passed
        is_now, before = frame.is_now, len(done)
        frame.ask(lambda: done.append(1))
        assert is_now == (len(done) > before)


def test_nothing_is_done_after_it_was_stopped(qtbot: QtBot, clock: list[float]) -> None:
    parent, done = QObject(), []
    frame = NextFrame(parent)
    frame.ask(lambda: done.append(1))
    clock[0] += FRAME / 2
    frame.ask(lambda: done.append(2))

    frame.stop()
    clock[0] += FRAME
    qtbot.wait(40)

    assert done == [1]


def test_a_move_waits_for_the_next_frame_however_short_ago_the_last_one_began(qtbot: QtBot, clock: list[float]) -> None:
    parent, done = QObject(), []
    frame = NextFrame(parent)

    frame.ask_anew(lambda: done.append("first"))
    clock[0] += 0.001
    frame.ask_anew(lambda: done.append("second"))
    at_once = list(done)
    frame.finish()

    assert (at_once, done) == (["first"], ["first", "second"])


def test_what_follows_from_slow_work_belongs_to_its_frame(qtbot: QtBot, clock: list[float]) -> None:
    parent, done = QObject(), []
    frame = NextFrame(parent)

    def slow() -> None:
        clock[0] += FRAME / 2
        frame.ask(lambda: done.append("painted"))

    frame.ask_anew(slow)

    assert done == ["painted"]


def test_what_was_done_meanwhile_is_not_done_again(qtbot: QtBot, clock: list[float]) -> None:
    parent, done = QObject(), []
    frame = NextFrame(parent)

    def work() -> None:
        done.append(1)

    frame.ask_anew(work)
    frame.ask_anew(work)
    frame.take_back(work)
    frame.finish()

    assert done == [1]


def test_work_that_fails_ends_with_it(qtbot: QtBot, clock: list[float]) -> None:
    parent = QObject()
    frame = NextFrame(parent)

    def failing() -> None:
        raise ValueError("for the test")

    with pytest.raises(ValueError, match="for the test"):
        frame.ask(failing)
    clock[0] += FRAME / 2

    assert not frame.is_now


def test_what_a_widget_asked_for_that_is_gone_is_left_out(qtbot: QtBot, clock: list[float]) -> None:
    parent, gone, done = QObject(), QWidget(), []
    frame = NextFrame(parent)
    frame.ask(lambda: done.append("first"))
    clock[0] += FRAME / 2
    frame.ask(gone.update)
    frame.ask(lambda: done.append("second"))
    delete(gone)

    frame.finish()

    assert done == ["first", "second"]
