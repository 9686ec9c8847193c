"""Many moves of the pointer between two pictures: looked at once, and always right for whoever asks."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from itk_inspector.app.composition import Composition
from itk_inspector.gui.widgets import next_frame
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

VALUES = np.random.default_rng(3).permutation(9 * 12).reshape(9, 12).astype(np.int16)
NO_BUTTON = Qt.MouseButton.NoButton


@pytest.fixture
def within_a_frame(composition: Composition, driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Show an image in a window whose next picture never comes by itself; return what is told of the pointer."""
    composition.app.files.adopt(from_memory.document(VALUES))
    driver.rest()
    driver.hover(0, 0)
    monkeypatch.setattr(next_frame, "FRAME", 3600.0)
    told: list[object] = []
    composition.window.canvas.view.hovered.connect(lambda *where: told.append(where))
    return told


def move(driver: WindowDriver, column: int, row: int, kind: QEvent.Type = QEvent.Type.MouseMove) -> None:
    """Send one event and let nothing else happen."""
    viewport, at = driver.canvas().viewport(), driver.place(column, row)
    button = NO_BUTTON if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    where = QPointF(viewport.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(viewport, QMouseEvent(kind, at, where, button, button, Qt.KeyboardModifier.NoModifier))


def test_they_are_looked_at_once(driver: WindowDriver, within_a_frame: list[object]) -> None:
    for column in range(1, 8):
        move(driver, column, 4)
    before = len(within_a_frame)

    driver.window.frame.finish()

    assert (before, len(within_a_frame)) == (0, 1)
    assert driver.canvas().above.marked.center().toTuple() == (7.0, 4.0)


@pytest.mark.parametrize("column", range(1, 11, 3))
def test_what_is_read_is_that_of_the_last_one(driver: WindowDriver, within_a_frame: list[object], column: int) -> None:
    move(driver, column + 1, 2)
    move(driver, column, 5)

    assert driver.label("pixelValue") == str(VALUES[5, column])
    assert driver.label("arrayIndexValue") == f"[5, {column}]"


def test_an_action_is_meant_for_the_last_one(driver: WindowDriver, within_a_frame: list[object]) -> None:
    move(driver, 3, 1)
    move(driver, 6, 7)

    driver.qaction("copyItkIndex").trigger()

    assert QGuiApplication.clipboard().text() == "(6, 7)"


def test_a_click_keeps_the_last_one(
    composition: Composition, driver: WindowDriver, within_a_frame: list[object]
) -> None:
    move(driver, 3, 1)
    move(driver, 6, 7)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        move(driver, 6, 7, kind)
    move(driver, 1, 1)

    driver.window.frame.finish()

    assert composition.app.state.is_held
    assert composition.app.images.current.probe.itk_index.components == (6, 7)


def test_a_key_goes_on_from_the_last_one(
    composition: Composition, driver: WindowDriver, within_a_frame: list[object]
) -> None:
    move(driver, 3, 1)
    move(driver, 6, 7)

    QTest.keyClick(driver.canvas(), Qt.Key.Key_Right)
    driver.window.frame.finish()

    assert composition.app.images.current.probe.itk_index.components == (7, 7)


def test_the_pointer_that_leaves_is_told_at_once_and_nothing_after_it(
    driver: WindowDriver, within_a_frame: list[object]
) -> None:
    move(driver, 3, 1)

    QApplication.sendEvent(driver.canvas(), QEvent(QEvent.Type.Leave))
    left = list(within_a_frame)
    driver.window.frame.finish()

    assert left == within_a_frame == [(None, None)]
    assert driver.label("pixelValue") == ""
