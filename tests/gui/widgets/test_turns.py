"""Work in steps: what waits for a time has its turn between any two of them."""

from __future__ import annotations

import itertools
import time

from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from itk_inspector.gui.widgets.turns import Turns


def busy(milliseconds: float) -> None:
    """Work for so long."""
    until = time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < until:
        pass


def test_a_timer_has_its_turn_between_any_two_steps(qtbot: QtBot) -> None:
    said: list[str] = []
    timer, turns = QTimer(), Turns()
    timer.timeout.connect(lambda: said.append("timer"))
    timer.start(1)

    def step() -> None:
        said.append("step")
        busy(3)

    turns.add(*[step] * 5)
    qtbot.waitUntil(lambda: said.count("step") == 5)
    qtbot.waitUntil(lambda: said[-1] == "timer")

    assert ("step", "step") not in itertools.pairwise(said)


def test_steps_go_on_while_one_of_them_shows_a_dialog(qtbot: QtBot) -> None:
    turns, loop, said = Turns(), QEventLoop(), []

    turns.add(lambda: (loop.exec(), said.append("dialog")), lambda: (said.append("next"), loop.quit()))
    qtbot.waitUntil(lambda: len(said) == 2)

    assert said == ["next", "dialog"]


def test_what_may_not_be_done_is_left_out(qtbot: QtBot) -> None:
    allowed, said = [True], []
    turns = Turns(may=lambda: allowed[0])

    turns.add(lambda: (said.append(1), allowed.clear(), allowed.append(False)), lambda: said.append(2))
    turns.add(lambda: said.append(3))
    last = QTimer()
    last.setSingleShot(True)
    with qtbot.waitSignal(last.timeout):
        last.start(50)

    assert said == [1]
