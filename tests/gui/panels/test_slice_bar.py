"""Rows of the slice bar, playing, and the keys of time."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox, QTableWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.gui.widgets.player import Player
from itk_inspector.itkio import from_memory

SERIES = np.zeros((6, 5, 4, 8), np.uint8)


@pytest.fixture
def shown(composition: Composition) -> Composition:
    composition.app.files.adopt(from_memory.document(SERIES))
    QApplication.processEvents()
    return composition


def position(composition: Composition) -> tuple[int, ...]:
    assert composition.app.images.current is not None
    return composition.app.images.current.plane.position


def button(composition: Composition, axis: int) -> QToolButton:
    found = composition.window.findChild(QToolButton, f"playButton{axis}")
    assert found is not None
    return found


@pytest.mark.parametrize("axis", [2, 3])
def test_every_hidden_axis_has_a_row(shown: Composition, axis: int) -> None:
    for name in ("sliceSlider", "sliceNumber", "playButton"):
        widget = shown.window.findChild(QWidget, f"{name}{axis}")
        assert widget is not None
        assert widget.isVisible()
        assert widget.accessibleName()
        assert widget.toolTip()


def test_at_rest_the_bar_tells_where_the_cut_stands(shown: Composition, qtbot: QtBot) -> None:
    number = shown.window.findChild(QSpinBox, "sliceNumber2")

    for slice_number in (1, 2, 4, 3):
        shown.app.view.set_slice(2, slice_number)
    qtbot.waitUntil(lambda: number.value() == 3)

    assert number.value() == position(shown)[2]


def test_a_picture_tells_where_the_cut_stands(shown: Composition) -> None:
    number = shown.window.findChild(QSpinBox, "sliceNumber2")
    until = time.monotonic() + 0.008  # of several steps within a frame, not all are painted at once

    while time.monotonic() < until:
        for slice_number in (1, 3, 4):
            shown.app.view.set_slice(2, slice_number)
    shown.app.view.set_slice(2, 0)  # none of the steps before showed this one
    shown.window.picture()

    assert number.value() == 0


def test_what_is_prepared_late_stays_on_screen(shown: Composition) -> None:
    shown.window.slice_bar.prepare()

    assert not shown.window.findChild(QWidget, "sliceSlider2").isHidden()


def test_an_axis_of_one_pixel_has_no_row(composition: Composition) -> None:
    composition.app.files.adopt(from_memory.document(np.zeros((6, 1, 4, 8), np.uint8)))

    assert composition.window.findChild(QWidget, "sliceSlider2").isHidden()


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("PgDown", (4, 2, 3, 0)),
        ("PgUp", (4, 2, 1, 0)),
        ("Shift+PgDown", (4, 2, 2, 1)),
        ("]", (4, 2, 2, 1)),
        ("[", (4, 2, 2, 0)),
    ],
)
def test_keys_step_along_space_and_time(shown: Composition, keys: str, after: tuple[int, ...]) -> None:
    actions = shown.window.menus.actions.values()
    next(a for a in actions if keys in [k.toString() for k in a.shortcuts()]).trigger()

    assert position(shown) == after


@pytest.mark.parametrize("axis", [2, 3])
def test_playing_runs_along_its_axis_and_stops(shown: Composition, qtbot: QtBot, axis: int) -> None:
    shown.window.slice_bar.set_speed(60)
    before = position(shown)
    told: list[int] = []
    shown.window.slice_bar.player.advanced.connect(lambda _axis, steps: told.append(steps))

    button(shown, axis).click()
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    assert position(shown)[axis] == (before[axis] + sum(told)) % SERIES.shape[::-1][axis]
    assert button(shown, axis).isChecked()
    button(shown, axis).click()

    assert shown.window.slice_bar.player.axis is None
    assert not button(shown, axis).isChecked()


def test_another_button_takes_over(shown: Composition) -> None:
    button(shown, 2).click()

    button(shown, 3).click()

    assert shown.window.slice_bar.player.axis == 3
    assert (button(shown, 2).isChecked(), button(shown, 3).isChecked()) == (False, True)


def test_space_plays_the_first_hidden_axis_and_stops(shown: Composition) -> None:
    canvas = shown.window.canvas.view
    canvas.setFocus()

    QTest.keyClick(canvas, Qt.Key.Key_Space)
    playing = shown.window.slice_bar.player.axis
    QTest.keyClick(canvas, Qt.Key.Key_Space)

    assert (playing, shown.window.slice_bar.player.axis) == (2, None)


def test_space_on_a_button_presses_the_button(shown: Composition) -> None:
    shown.window.activateWindow()
    pressed = button(shown, 3)
    pressed.setFocus()

    QTest.keyClick(pressed, Qt.Key.Key_Space)

    assert shown.window.slice_bar.player.axis == 3


def test_space_in_a_table_of_facts_plays(shown: Composition) -> None:
    shown.window.activateWindow()
    table = shown.window.findChild(QTableWidget, "imageFacts")
    assert table is not None
    table.setFocus()

    QTest.keyClick(table, Qt.Key.Key_Space)

    assert shown.window.slice_bar.player.axis == 2


def test_another_image_stops_it(shown: Composition) -> None:
    button(shown, 3).click()

    shown.app.files.adopt(from_memory.document(SERIES))

    assert shown.window.slice_bar.player.axis is None
    assert not button(shown, 3).isChecked()


def test_closing_the_image_stops_it(shown: Composition) -> None:
    button(shown, 3).click()

    shown.app.release()

    assert shown.window.slice_bar.player.axis is None


def test_putting_the_axis_on_screen_stops_it(shown: Composition) -> None:
    button(shown, 3).click()

    shown.app.view.set_axes(0, 3)

    assert shown.window.slice_bar.player.axis is None


def test_in_the_quad_view_space_plays_across_the_active_plane(shown: Composition) -> None:
    shown.app.view.set_quad(True)
    shown.app.view.activate_plane(0, 2)

    shown.window.menus.actions["play"].trigger()

    assert shown.window.slice_bar.player.axis == 1


def test_speed_is_remembered(shown: Composition) -> None:
    speed = shown.window.findChild(QSpinBox, "playSpeed")
    assert speed is not None

    speed.setValue(24)

    assert shown.settings.play_speed == 24
    assert shown.window.slice_bar.player.speed == 24


def test_setting_the_speed_tells_nothing(shown: Composition, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(shown.window.slice_bar.speed_chosen):
        shown.window.slice_bar.set_speed(33)


def test_what_is_late_is_skipped_and_never_queued(qtbot: QtBot) -> None:
    parent = QObject()
    player = Player(parent)
    told: list[int] = []
    player.advanced.connect(lambda _axis, steps: told.append(steps))
    player.set_speed(50)

    player.play(2)
    time.sleep(0.25)
    with qtbot.waitSignal(player.advanced, timeout=5000):
        pass
    player.stop()

    assert told[0] >= 12
    assert len(told) == 1


def test_first_and_last_frames_take_up_no_more_room(shown: Composition) -> None:
    slider = shown.window.findChild(QWidget, "sliceSlider3")
    assert slider is not None
    before = slider.width()

    for place in (0, 5, 3):
        shown.app.view.set_slice(3, place)
        QApplication.processEvents()

    assert slider.width() == before
