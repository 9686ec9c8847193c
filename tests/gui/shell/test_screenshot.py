"""Pictures of the screen, the menu of axes and the context menu."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.control.actions.table import ACTIONS
from itk_inspector.itkio import from_memory

POPUP = pytest.mark.qt_log_ignore("This plugin does not support")  # what the offscreen platform says to a menu


@pytest.fixture
def shown(composition: Composition) -> Composition:
    composition.app.files.adopt(from_memory.document(np.zeros((3, 4, 5, 6), np.uint8)))
    QApplication.processEvents()
    return composition


def answer(composition: Composition, path: Path, what: str) -> None:
    composition.window.menus.actions["saveScreenshot"].trigger()
    dialog = composition.window.findChild(QFileDialog, "screenshotDialog")
    assert dialog is not None
    choice = dialog.findChild(QComboBox, "screenshotOf")
    assert choice is not None
    choice.setCurrentText(what)
    dialog.fileSelected.emit(str(path))
    dialog.close()


@pytest.mark.parametrize("what", ["canvas", "whole window"])
def test_the_picture_has_every_pixel_of_the_screen(shown: Composition, tmp_path: Path, what: str) -> None:
    answer(shown, tmp_path / "a.png", what)

    widget = shown.window if what == "whole window" else shown.window.canvas.front
    ratio = widget.devicePixelRatioF()
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (widget.width() * ratio, widget.height() * ratio)


def test_the_suggested_name_is_not_that_of_the_image(shown: Composition) -> None:
    shown.window.menus.actions["saveScreenshot"].trigger()

    dialog = shown.window.findChild(QFileDialog, "screenshotDialog")

    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith("-view.png")
    assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.close()


def test_a_failure_is_one_sentence(shown: Composition, tmp_path: Path) -> None:
    answer(shown, tmp_path / "none" / "a.png", "canvas")

    box = shown.window.findChild(QMessageBox, "errorDialog")
    assert box is not None
    assert box.text() == "a.png could not be written: its folder cannot be reached."
    box.close()


@pytest.mark.parametrize("quad", [False, True])
def test_a_picture_of_the_canvas_is_copied(shown: Composition, quad: bool) -> None:
    shown.app.view.set_quad(quad)
    QApplication.processEvents()

    shown.window.menus.actions["copyScreenshot"].trigger()

    assert QGuiApplication.clipboard().image().size() == shown.window.canvas.front.grab().toImage().size()


def pairs(composition: Composition) -> dict[str, QAction]:
    return {a.text(): a for a in composition.window.menus.any_axes.actions() if not a.isSeparator()}


def test_every_two_axes_are_offered(shown: Composition) -> None:
    names = [f"{a}–{b}" for a in "xyzt" for b in "xyzt" if a != b]

    assert list(pairs(shown)) == names


def test_the_menu_follows_the_dimension(shown: Composition) -> None:
    shown.app.files.adopt(from_memory.document(np.zeros((4, 5), np.uint8)))

    assert list(pairs(shown)) == ["x–y", "y–x"]
    assert shown.window.menus.planes.isEnabled()


@pytest.mark.parametrize("name", ["x–t", "t–x", "z–t", "y–x"])
def test_choosing_puts_the_axes_on_screen(shown: Composition, name: str) -> None:
    pairs(shown)[name].trigger()

    assert shown.window.menus.planes.text() == f"Plane {name}"
    assert [text for text, action in pairs(shown).items() if action.isChecked()] == [name]


def test_transposed_plane_draws_columns_as_rows(shown: Composition) -> None:
    pairs(shown)["y–x"].trigger()

    assert shown.window.canvas.view.item.boundingRect().size().toTuple() == (5, 6)


@POPUP
def test_right_click_opens_the_menu_of_the_table(shown: Composition) -> None:
    view = shown.window.canvas.view

    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(50, 50))

    menu = shown.window.menus.context
    assert menu.isVisible()
    entries = [action for action in menu.actions() if action.menu() is None and not action.isSeparator()]
    assert [action.objectName() for action in entries] == [row.id for row in ACTIONS if row.context]
    menu.close()


def test_right_drag_opens_no_menu(shown: Composition) -> None:
    view = shown.window.canvas.view

    QTest.mousePress(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(50, 50))
    QTest.mouseMove(view.viewport(), QPoint(90, 90))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(90, 90))

    assert not shown.window.menus.context.isVisible()


@POPUP
@pytest.mark.parametrize(
    ("reason", "opens"), [(QContextMenuEvent.Reason.Keyboard, True), (QContextMenuEvent.Reason.Mouse, False)]
)
def test_the_menu_key_opens_the_menu(
    shown: Composition, qtbot: QtBot, reason: QContextMenuEvent.Reason, opens: bool
) -> None:
    view = shown.window.canvas.view

    QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, QPoint(5, 5), view.mapToGlobal(QPoint(5, 5))))

    assert shown.window.menus.context.isVisible() is opens
    shown.window.menus.context.close()
