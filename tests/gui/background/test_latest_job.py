"""Work in the background: the window stays usable, and nothing is held longer than needed."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itk_inspector.core.display.display_settings import ComponentChoice
from itk_inspector.core.display.histogram import Histogram, histogram
from itk_inspector.gui.background.latest_job import LatestJob


@pytest.fixture
def job(qapp: QApplication) -> Iterator[LatestJob]:
    parent = QObject()
    made = LatestJob(parent, "histogram", 60)
    yield made
    made.stop()
    assert not [t for t in threading.enumerate() if t.name == "histogram"]
    parent.deleteLater()


def safe() -> bool:
    return True


def test_events_go_on_while_it_counts(job: LatestJob, qapp: QApplication) -> None:
    giant = np.random.default_rng(5).normal(size=(8000, 1000))
    got: list[Histogram] = []
    gaps: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    timer = QTimer(job)
    timer.timeout.connect(tick)
    job.ask(partial(histogram, giant, ComponentChoice()), safe, got.append)
    timer.start(0)

    until = time.perf_counter() + 10.0
    while not got and time.perf_counter() < until:
        qapp.processEvents()

    assert got
    assert got[0].population == giant.size
    assert np.percentile(gaps, 99) < 0.03


def test_only_the_last_request_is_answered(job: LatestJob, qtbot: QtBot) -> None:
    got: list[Histogram] = []

    for value in range(5):
        job.ask(partial(histogram, np.full((2000, 1000), value), ComponentChoice()), safe, got.append)
        job._start()
    qtbot.waitUntil(lambda: bool(got), timeout=5000)
    qtbot.wait(50)

    assert [found.maximum for found in got] == [4]


def test_work_that_waits_for_rest_begins_after_it(qapp: QApplication, qtbot: QtBot) -> None:
    job, got = LatestJob(qapp, "rest", 1000, waits_for_rest=True), list[int]()
    job.wait_on()
    assert not job._soon.isActive()  # there is nothing to do
    job.ask(lambda _: 1, safe, got.append)
    qtbot.waitUntil(lambda: job._soon.remainingTime() < 700)

    job.wait_on()

    assert job._soon.remainingTime() > 800
    assert got == []
    job.stop()
    job.deleteLater()


def test_what_is_not_safe_is_not_read(job: LatestJob, qtbot: QtBot) -> None:
    def closed() -> bool:
        raise OSError("Bad file descriptor")

    got: list[Histogram] = []
    for guard in (lambda: False, closed):
        job.ask(partial(histogram, np.zeros((4, 4)), ComponentChoice()), guard, got.append)
        job._start()
        qtbot.wait(30)

    assert got == []


def test_pixels_are_let_go_after_the_answer_and_after_a_stop(job: LatestJob, qtbot: QtBot) -> None:
    class Pixels(np.ndarray):
        """An array that can be watched."""

    got: list[Histogram] = []

    def answered() -> None:
        qtbot.waitUntil(lambda: bool(got), timeout=10_000)
        assert job._thread is not None
        job._thread.join()

    for ends in (answered, job.stop):
        pixels = np.zeros((3000, 1000)).view(Pixels)
        watched = weakref.ref(pixels)
        job.ask(partial(histogram, pixels, ComponentChoice()), safe, got.append)
        job._start()
        del pixels
        ends()
        gc.collect()
        assert watched() is None
