"""Run by test_x11.py under a real X server: the whole way with xdotool."""

from __future__ import annotations

import subprocess
from pathlib import Path

import nibabel
import numpy as np
import SimpleITK as sitk  # noqa: N813  # its usual name
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDockWidget,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from window_driver import WindowDriver


class Hand:
    """A hand on mouse and keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    def do(self, *words: str) -> None:
        process = subprocess.Popen(["xdotool", *words])
        self._qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        assert process.returncode == 0
        self._qtbot.wait(60)

    def key(self, *keys: str) -> None:
        self.do("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        self.do("type", "--delay", "8", text)

    def point(self, widget: QWidget, at: QPointF | None = None) -> None:
        local = QPointF(widget.rect().center()) if at is None else at
        where = widget.mapToGlobal(local.toPoint())
        self.do("mousemove", str(where.x()), str(where.y()))

    def click(self, widget: QWidget, at: QPointF | None = None) -> None:
        self.point(widget, at)
        self.do("click", "1")


def pixel(composition: Composition, h: float, v: float) -> QPointF:
    return composition.window.canvas.view.on_screen(QRectF(h, v, 0, 0)).topLeft()


def at_rest(composition: Composition) -> bool:
    """Tell whether layout and zoom have settled."""
    before = pixel(composition, 0, 0)
    for _ in range(4):
        QApplication.processEvents()
    return pixel(composition, 0, 0) == before


def visible(composition: Composition, kind: type[QWidget], name: str) -> QWidget | None:
    return next((w for w in composition.window.findChildren(kind, name) if w.isVisible()), None)


def test_whole_way(composition: Composition, driver: WindowDriver, qtbot: QtBot, samples: Path, tmp_path: Path) -> None:
    hand = Hand(qtbot)
    window = composition.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    source = samples / "oblique-volume.nrrd"
    oracle = sitk.GetArrayFromImage(sitk.ReadImage(str(source)))

    # open by dialog
    hand.key("ctrl+o")
    qtbot.waitUntil(lambda: visible(composition, QFileDialog, "openDialog") is not None)
    hand.type(str(source))
    hand.key("Return")
    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=40_000)
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)

    qtbot.waitUntil(window.slice_bar.isVisible)
    qtbot.waitUntil(lambda: at_rest(composition))

    # hover: many quick moves, then rest
    viewport = window.canvas.view.viewport()
    for x in range(5, 60, 3):
        where = viewport.mapToGlobal(pixel(composition, x, 20).toPoint())
        subprocess.run(["xdotool", "mousemove", str(where.x()), str(where.y())], check=True)
    hand.point(viewport, pixel(composition, 30, 20))
    assert driver.label("itkIndexValue") == "(30, 20, 18)"
    assert driver.label("arrayIndexValue") == "[18, 20, 30]"
    assert driver.label("pixelValue") == str(oracle[18, 20, 30])

    # slices by keyboard and wheel
    hand.key("Next")
    assert driver.label("itkIndexValue") == "(30, 20, 19)"
    hand.do("click", "4")
    qtbot.waitUntil(lambda: driver.label("itkIndexValue") != "(30, 20, 19)")
    hand.key("Home")
    assert driver.label("itkIndexValue") == "(30, 20, 0)"

    # zoom at the cursor keeps the pixel under it
    hand.do("keydown", "ctrl", "click", "4", "click", "4", "keyup", "ctrl")
    assert driver.label("itkIndexValue") == "(30, 20, 0)"
    hand.key("f")

    # edit: one pixel, then a stroke, then undo the stroke
    hand.key("ctrl+e")
    value = window.findChild(QLineEdit, "editValue")
    hand.click(value)
    hand.type("1234")
    hand.click(viewport, pixel(composition, 30, 20))
    hand.key("d")
    start = viewport.mapToGlobal(pixel(composition, 10, 40).toPoint())
    end = viewport.mapToGlobal(pixel(composition, 40, 44).toPoint())
    middle = QPoint((start.x() + end.x()) // 2, (start.y() + end.y()) // 2)
    hand.do("mousemove", str(start.x()), str(start.y()), "mousedown", "1")
    for stop in (middle, end):
        hand.do("mousemove", str(stop.x()), str(stop.y()))
    hand.do("mouseup", "1")
    session = composition.app.images.current.session
    assert session.undo_label.startswith("paint")
    assert session.view[0, 44, 40] == 1234
    hand.key("ctrl+z")
    assert session.view[0, 44, 40] == oracle[0, 44, 40]
    assert session.view[0, 20, 30] == 1234
    assert window.isWindowModified()

    # save
    target = tmp_path / "edited.nii.gz"
    hand.key("ctrl+s")
    qtbot.waitUntil(lambda: visible(composition, QDialog, "exportDialog") is not None)
    path = window.findChild(QLineEdit, "exportPath")
    hand.click(path)
    hand.key("ctrl+a")
    hand.type(str(target))
    hand.click(window.findChild(QPushButton, "exportSave"))
    qtbot.waitUntil(lambda: target.exists() and not composition.app.saving.is_saving, timeout=40_000)
    assert not window.isWindowModified()
    wanted = oracle.copy()
    wanted[0, 20, 30] = 1234
    import itk  # long to load: not before the window is tried

    np.testing.assert_array_equal(itk.array_from_image(itk.imread(str(target))), wanted)
    np.testing.assert_array_equal(sitk.GetArrayFromImage(sitk.ReadImage(str(target))), wanted)
    np.testing.assert_array_equal(np.asarray(nibabel.load(target).dataobj), wanted.T)

    # one more edit, then quit and discard it
    hand.key("p")
    hand.click(viewport, pixel(composition, 12, 12))
    assert window.isWindowModified()
    hand.key("ctrl+q")
    qtbot.waitUntil(lambda: visible(composition, QMessageBox, "unsavedDialog") is not None)
    box = visible(composition, QMessageBox, "unsavedDialog")
    assert isinstance(box, QMessageBox)
    hand.click(box.button(QMessageBox.StandardButton.Discard))
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    QApplication.processEvents()


def test_three_planes(composition: Composition, driver: WindowDriver, qtbot: QtBot, samples: Path) -> None:
    hand = Hand(qtbot)
    window = composition.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    source = samples / "oblique-volume.nrrd"
    oracle = sitk.GetArrayFromImage(sitk.ReadImage(str(source)))
    composition.open(source)
    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=40_000)
    image = composition.app.images.current
    assert image is not None
    qtbot.waitUntil(lambda: at_rest(composition))

    # from one plane to three; the pointer tells the index in each
    hand.key("alt+4")
    qtbot.waitUntil(window.canvas.quad.isVisible)
    axial, coronal, sagittal = window.canvas.quad.cells
    settle(qtbot)
    hand.point(sagittal.viewport(), sagittal.on_screen(QRectF(20, 10, 0, 0)).topLeft())
    qtbot.waitUntil(lambda: driver.label("itkIndexValue") == "(32, 20, 10)")
    assert driver.label("pixelValue") == str(oracle[10, 20, 32])

    # a click lays the others through the pixel, a drag does not
    hand.click(axial.viewport(), axial.on_screen(QRectF(40, 12, 0, 0)).topLeft())
    qtbot.waitUntil(lambda: image.plane.position == (40, 12, 18))
    start = axial.viewport().mapToGlobal(axial.on_screen(QRectF(20, 20, 0, 0)).topLeft().toPoint())
    hand.do("mousemove", str(start.x()), str(start.y()), "mousedown", "1")
    for far in (10, 25, 40):
        hand.do("mousemove", str(start.x() + far), str(start.y()))
    hand.do("mouseup", "1")
    assert image.plane.position == (40, 12, 18)

    # the right button's menu, and away with it
    hand.point(coronal.viewport())
    hand.do("click", "3")
    qtbot.waitUntil(window.menus.context.isVisible)
    hand.key("Escape")
    qtbot.waitUntil(lambda: not window.menus.context.isVisible())

    # play across the plane under the pointer, and stop
    hand.point(coronal.viewport())
    qtbot.waitUntil(lambda: (image.plane.horizontal, image.plane.vertical) == (0, 2))
    hand.key("space")
    qtbot.waitUntil(lambda: image.plane.position[1] > 12)
    hand.key("space")
    stopped = image.plane.position
    qtbot.wait(300)
    assert image.plane.position == stopped

    # back to one
    hand.do("click", "--repeat", "2", "--delay", "60", "1")
    qtbot.waitUntil(window.canvas.view.isVisible)
    assert (image.plane.horizontal, image.plane.vertical) == (0, 2)


def test_space_plays_in_a_fresh_window_and_a_selected_value_is_copied(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, samples: Path
) -> None:
    hand = Hand(qtbot)
    window = composition.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    composition.open(samples / "oblique-volume.nrrd")
    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=40_000)
    image = composition.app.images.current
    assert image is not None
    qtbot.waitUntil(lambda: at_rest(composition))

    hand.key("space")
    qtbot.waitUntil(lambda: image.plane.position[2] != 18)
    hand.key("space")

    # hold the probe, select a value by a double click, copy it
    hand.point(window.canvas.view.viewport(), pixel(composition, 30, 20))
    qtbot.waitUntil(lambda: driver.label("pixelValue") != "")
    hand.key("h")
    value = window.findChild(QLabel, "pixelValue")
    assert isinstance(value, QLabel)
    hand.point(value, QPointF(12, value.height() / 2))
    hand.do("click", "--repeat", "2", "--delay", "60", "1")
    qtbot.waitUntil(value.hasSelectedText)
    selected = value.selectedText()
    hand.key("ctrl+c")

    assert QApplication.clipboard().text() == selected
    assert selected in driver.label("pixelValue")


def test_a_rectangle_stays_in_its_slice(composition: Composition, qtbot: QtBot, samples: Path) -> None:
    hand = Hand(qtbot)
    window = composition.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    composition.open(samples / "oblique-volume.nrrd")
    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=40_000)
    qtbot.waitUntil(lambda: at_rest(composition))
    hand.key("ctrl+e")
    hand.type("1234")
    hand.key("Return", "r")
    viewport = window.canvas.view.viewport()
    start = viewport.mapToGlobal(pixel(composition, 10, 10).toPoint())
    end = viewport.mapToGlobal(pixel(composition, 20, 20).toPoint())

    hand.do("mousemove", str(start.x()), str(start.y()), "mousedown", "1")
    hand.do("mousemove", str(end.x()), str(end.y()))
    selection = window.canvas.view.above.rectangles
    hand.do("key", "Next", "Next")  # clearing modifiers would let the button go
    gone = window.canvas.view.above.rectangles
    hand.do("mousemove", str(end.x() + 20), str(end.y()), "mouseup", "1")

    image = composition.app.images.current
    assert image is not None
    assert image.session is not None
    assert (len(selection), gone, image.session.undo_label) == (1, (), "")


def settle(qtbot: QtBot) -> None:
    """Let the window lay out and paint."""
    for _ in range(6):
        QApplication.processEvents()
    qtbot.wait(100)


def test_a_kept_pixel_outlives_menus(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, samples: Path
) -> None:
    hand = Hand(qtbot)
    window = composition.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    driver.open(samples / "oblique-volume.nrrd")
    viewport = window.canvas.view.viewport()
    dock = driver.find("hoverDock", QDockWidget)

    # the space bar plays in a window that nothing was done in
    hand.key("space")
    qtbot.waitUntil(lambda: window.slice_bar.player.axis == 2)
    hand.key("space")
    qtbot.waitUntil(lambda: window.slice_bar.player.axis is None)
    hand.key("Home")

    # what is under the pointer stays while a menu is open over it
    hand.point(viewport, pixel(composition, 30, 20))
    assert driver.label("itkIndexValue") == "(30, 20, 0)"
    hand.do("click", "3")
    qtbot.waitUntil(window.menus.context.isVisible)
    hand.do("mousemove_relative", "30", "12")
    assert driver.label("itkIndexValue") == "(30, 20, 0)"
    assert driver.qaction("copyProbe").isEnabled()
    hand.key("Escape")
    qtbot.waitUntil(lambda: not window.menus.context.isVisible())

    # a click keeps it, and the menu bar copies it
    hand.click(viewport, pixel(composition, 30, 20))
    assert dock.windowTitle() == "Pixel (30, 20, 0)"
    hand.key("Right", "Right", "Down", "Next")
    assert dock.windowTitle() == "Pixel (32, 21, 1)"
    QApplication.clipboard().clear()
    hand.key("alt+e")
    qtbot.waitUntil(lambda: any(menu.isVisible() for menu in window.findChildren(QMenu)))
    hand.key("c")
    qtbot.waitUntil(lambda: QApplication.clipboard().text().startswith("ITK index    (32, 21, 1)"))
    assert dock.windowTitle() == "Pixel (32, 21, 1)"

    # the pointer leaves for the panels, and a dialog comes and goes
    hand.point(window.image_panel)
    assert driver.label("itkIndexValue") == "(32, 21, 1)"
    hand.key("ctrl+o")
    qtbot.waitUntil(lambda: visible(composition, QFileDialog, "openDialog") is not None)
    hand.key("Escape")
    qtbot.waitUntil(lambda: visible(composition, QFileDialog, "openDialog") is None)
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    assert dock.windowTitle() == "Pixel (32, 21, 1)"

    hand.key("Return")
    image = composition.app.images.current
    assert image is not None
    assert [point.index.components for point in image.points.all] == [(32, 21, 1)]
    hand.key("Escape")
    assert dock.windowTitle() == "Under the cursor"
    assert driver.label("itkIndexValue") == ""
    composition.app.points.delete([1])
