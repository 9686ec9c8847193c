"""What is handed on to a turn of its own."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QObject
from pytestqt.qtbot import QtBot

from itk_inspector.gui.background.in_turn import InTurn


def test_what_comes_is_handed_on_later_and_in_order(qtbot: QtBot) -> None:
    taken: list[int] = []
    parent = QObject()
    come = InTurn(taken.append, parent)

    for number in range(3):
        come.give(number)
    assert taken == []
    qtbot.waitUntil(lambda: len(taken) == 3)

    assert taken == [0, 1, 2]


def test_nothing_that_has_come_is_lost_at_the_end(qtbot: QtBot) -> None:
    taken: list[int] = []
    parent = QObject()
    come = InTurn(taken.append, parent)
    come.give(1)
    come.give(2)

    come.finish()
    come.finish()

    assert taken == [1, 2]


def test_the_next_is_handed_on_while_one_shows_a_dialog(qtbot: QtBot) -> None:
    parent, loop, said = QObject(), QEventLoop(), []

    def take(number: int) -> None:
        if number == 1:
            loop.exec()
        else:
            loop.quit()
        said.append(number)

    come = InTurn(take, parent)
    come.give(1)
    come.give(2)
    qtbot.waitUntil(lambda: len(said) == 2)

    assert said == [2, 1]
