"""Calls of another thread into the window's."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread, current_thread
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from itk_inspector.app import window_call
from itk_inspector.app.window_call import WindowCall
from itk_inspector.core.errors import UsageError


def beside(work: Callable[[], Any]) -> tuple[Thread, list[Any]]:
    """Do something in a thread, and keep what it returned or raised."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(work())
        except UsageError as e:
            found.append(e)

    thread = Thread(target=run)
    thread.start()
    return thread, found


def test_the_work_is_done_in_the_windows_thread(qtbot: QtBot) -> None:
    owner = QObject()
    call = WindowCall(owner)
    thread, found = beside(lambda: call(current_thread))
    qtbot.waitUntil(lambda: bool(found))
    thread.join()
    assert found == [current_thread()]
    assert call(current_thread) is current_thread()


def test_what_the_work_raises_is_raised_there(qtbot: QtBot) -> None:
    owner = QObject()
    call = WindowCall(owner)

    def fail() -> None:
        raise UsageError("No.")

    thread, found = beside(lambda: call(fail))
    qtbot.waitUntil(lambda: bool(found))
    thread.join()
    assert found[0].message == "No."


def test_a_busy_window_does_nothing_later(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_call, "_PATIENCE", 0.01)
    owner, done = QObject(), []
    call = WindowCall(owner)
    thread, found = beside(lambda: call(lambda: done.append(1)))
    thread.join()  # the event loop does not run meanwhile
    assert "busy" in found[0].message
    qtbot.wait(20)
    assert not done


def test_a_closed_window_says_so(qtbot: QtBot) -> None:
    owner = QObject()
    call = WindowCall(owner)
    call.close()
    thread, found = beside(lambda: call(lambda: 1))
    thread.join()
    assert "closed" in found[0].message
