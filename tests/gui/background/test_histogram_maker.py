"""Counting in the background: the window stays usable, and nothing is held longer than needed."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itk_inspector.core.display.display_settings import ComponentChoice
from itk_inspector.core.display.histogram import Histogram
from itk_inspector.gui.background.histogram_maker import HistogramMaker


@pytest.fixture
def maker(qapp: QApplication) -> Iterator[HistogramMaker]:
    parent = QObject()
    made = HistogramMaker(parent)
    yield made
    made.stop()
    assert not [t for t in threading.enumerate() if t.name == "histogram"]
    parent.deleteLater()


def safe() -> bool:
    return True


def test_events_go_on_while_it_counts(maker: HistogramMaker, qapp: QApplication) -> None:
    giant = np.random.default_rng(5).normal(size=(8000, 1000))
    got: list[Histogram] = []
    gaps: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    timer = QTimer(maker)
    timer.timeout.connect(tick)
    maker.made.connect(got.append)
    maker.request(giant, ComponentChoice(), safe)
    timer.start(0)

    until = time.perf_counter() + 10.0
    while not got and time.perf_counter() < until:
        qapp.processEvents()

    assert got
    assert got[0].population == giant.size
    assert np.percentile(gaps, 99) < 0.03


def test_only_the_last_request_is_answered(maker: HistogramMaker, qtbot: QtBot) -> None:
    got: list[Histogram] = []
    maker.made.connect(got.append)

    for value in range(5):
        maker.request(np.full((2000, 1000), value), ComponentChoice(), safe)
        maker._start()
    qtbot.waitUntil(lambda: bool(got), timeout=5000)
    qtbot.wait(50)

    assert [found.maximum for found in got] == [4]


def test_what_is_not_safe_is_not_read(maker: HistogramMaker, qtbot: QtBot) -> None:
    def closed() -> bool:
        raise OSError("Bad file descriptor")

    got: list[Histogram] = []
    maker.made.connect(got.append)
    for guard in (lambda: False, closed):
        maker.request(np.zeros((4, 4)), ComponentChoice(), guard)
        maker._start()
        qtbot.wait(30)

    assert got == []


def test_pixels_are_let_go_after_the_answer_and_after_a_stop(maker: HistogramMaker, qtbot: QtBot) -> None:
    class Pixels(np.ndarray):
        """An array that can be watched."""

    got: list[Histogram] = []
    maker.made.connect(got.append)

    def answered() -> None:
        qtbot.waitUntil(lambda: bool(got), timeout=10_000)
        assert maker._thread is not None
        maker._thread.join()

    for ends in (answered, maker.stop):
        pixels = np.zeros((3000, 1000)).view(Pixels)
        watched = weakref.ref(pixels)
        maker.request(pixels, ComponentChoice(), safe)
        maker._start()
        del pixels
        ends()
        gc.collect()
        assert watched() is None
