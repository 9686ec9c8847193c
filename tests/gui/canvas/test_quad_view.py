"""Three linked planes and the cross table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from drawn_colours import tone
from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.space import Space
from itk_inspector.gui.canvas.pointer_view import PointerView
from itk_inspector.gui.canvas.quad_view import QuadView
from itk_inspector.gui.style.outlined_text import text_rect
from itk_inspector.gui.widgets.cross_table import CrossTable
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

VOLUME = np.random.default_rng(3).integers(0, 4000, (12, 20, 30)).astype(np.int16)
STRETCHED = replace(Geometry.identity((30, 20, 12)), spacing=(1.0, 0.5, 4.0))


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def show(composition: Composition, array: np.ndarray = VOLUME, geometry: Geometry | None = None) -> QuadView:
    composition.app.files.adopt(from_memory.document(array, geometry=geometry))
    settle()
    composition.window.menus.actions["quadView"].trigger()
    settle()
    return composition.window.canvas.quad


def screen_of(cell: PointerView, h: float, v: float) -> QPoint:
    return cell.on_screen(QRectF(h, v, 0, 0)).topLeft().toPoint()


def move_to(cell: PointerView, h: float, v: float) -> None:
    button, at = Qt.MouseButton.NoButton, QPointF(screen_of(cell, h, v))
    where = cell.viewport().mapToGlobal(at)
    event = QMouseEvent(QMouseEvent.Type.MouseMove, at, where, button, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(cell.viewport(), event)
    settle()


def click(cell: PointerView, h: float, v: float) -> None:
    QTest.mouseClick(cell.viewport(), Qt.MouseButton.LeftButton, pos=screen_of(cell, h, v))
    settle()


def wheel(cell: PointerView, delta: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    at = QPointF(cell.viewport().rect().center())
    where = cell.viewport().mapToGlobal(at)
    turned, phase = QPoint(0, delta), Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, where, QPoint(), turned, Qt.MouseButton.NoButton, modifiers, phase, False)
    QApplication.sendEvent(cell.viewport(), event)
    settle()


def position(composition: Composition) -> tuple[int, ...]:
    assert composition.app.images.current is not None
    return composition.app.images.current.plane.position


def scales(quad: QuadView) -> list[float]:
    assert quad._scene is not None
    return [each.scale for each in quad._scaled(quad._scene)]


@pytest.mark.parametrize("name", ["quadView", "crossTable", "canvasViewXY", "canvasViewXZ", "canvasViewYZ"])
def test_parts_are_named(composition: Composition, name: str) -> None:
    show(composition)

    widget = composition.window.findChild(QWidget, name)
    assert widget is not None
    assert widget.accessibleName()
    assert widget.isVisible()


@pytest.mark.parametrize(
    ("number", "at", "index"), [(0, (3, 4), (3, 4, 6)), (1, (3, 2), (3, 10, 2)), (2, (4, 2), (15, 4, 2))]
)
def test_each_cell_tells_the_index_in_all_axes(
    composition: Composition, driver: WindowDriver, number: int, at: tuple[int, int], index: tuple[int, ...]
) -> None:
    quad = show(composition)

    move_to(quad.cells[number], *at)

    assert driver.label("itkIndexValue") == str(ItkIndex(index))
    assert driver.label("pixelValue") == str(VOLUME[index[2], index[1], index[0]])
    assert [cell.above.overlay.is_active for cell in quad.cells] == [n == number for n in range(3)]


def test_only_the_planes_that_show_the_pixel_outline_it(composition: Composition) -> None:
    quad = show(composition)

    move_to(quad.cells[0], 3, 4)

    assert [cell.above.marked is not None for cell in quad.cells] == [True, False, False]


@pytest.mark.parametrize(("number", "at", "through"), [(0, (3, 4), (3, 4, 6)), (2, (7, 9), (15, 7, 9))])
def test_a_click_lays_the_other_planes_through_the_pixel(
    composition: Composition, number: int, at: tuple[int, int], through: tuple[int, ...]
) -> None:
    quad = show(composition)

    click(quad.cells[number], *at)

    assert position(composition) == through


def test_what_a_cell_draws_is_what_is_stored_on_its_plane(composition: Composition, driver: WindowDriver) -> None:
    quad = show(composition)
    driver.action("crosshair")
    click(quad.cells[0], 3, 4)
    cell = quad.cells[1]
    place = screen_of(cell, 8, 2)

    drawn = cell.viewport().grab().toImage().pixelColor(place).red()

    assert drawn == tone(VOLUME[2, 4, 8], cell.item.settings.levels)


def test_a_drag_moves_the_image_and_not_the_crosshair(composition: Composition) -> None:
    quad = show(composition)
    before = position(composition)
    cell = quad.cells[0]
    start, end = screen_of(cell, 5, 5), screen_of(cell, 12, 9)

    QTest.mousePress(cell.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(cell.viewport(), end)
    QTest.mouseRelease(cell.viewport(), Qt.MouseButton.LeftButton, pos=end)
    settle()

    under = cell.to_view(QPointF(end))
    assert (under.x(), under.y()) == pytest.approx((5, 5), abs=0.5)
    assert position(composition) == before


def test_with_an_edit_tool_a_click_edits_the_plane_under_the_pointer(composition: Composition) -> None:
    quad = show(composition)
    composition.app.edit.set_editing(True)
    WindowDriver(composition.window).type("editValue", "77")
    before = position(composition)

    click(quad.cells[2], 4, 2)

    assert composition.app.images.current is not None
    assert composition.app.images.current.pixels[2, 4, 15] == 77
    assert position(composition) == before


def test_a_tool_taken_before_the_three_planes_were_first_made_edits_them(
    composition: Composition, driver: WindowDriver
) -> None:
    composition.app.files.adopt(from_memory.document(VOLUME))
    driver.action("editCopy")
    driver.type("editValue", "7")
    driver.action("quadView")
    driver.rest()

    driver.hover(5, 3, "XZ")
    driver.click(5, 3, "XZ")

    assert driver.label("pixelValue") == "7"


@pytest.mark.parametrize(("number", "moved"), [(0, (15, 10, 7)), (1, (15, 11, 6)), (2, (16, 10, 6))])
def test_the_wheel_steps_across_the_cell(composition: Composition, number: int, moved: tuple[int, ...]) -> None:
    quad = show(composition)

    wheel(quad.cells[number], -120)

    assert position(composition) == moved


def test_all_planes_fit_at_one_physical_scale(composition: Composition) -> None:
    quad = show(composition, geometry=STRETCHED)

    assert scales(quad) == pytest.approx([scales(quad)[0]] * 3)
    for cell in quad.cells:
        assert QRectF(cell.viewport().rect()).contains(cell.on_screen(cell.item.boundingRect()))


@pytest.mark.parametrize(("number", "ratio"), [(0, 0.5), (1, 4.0), (2, 8.0)])
def test_spacing_gives_the_aspect_ratio_of_every_plane(composition: Composition, number: int, ratio: float) -> None:
    quad = show(composition, geometry=STRETCHED)

    pixel = quad.cells[number].on_screen(QRectF(0, 0, 1, 1))

    assert pixel.height() / pixel.width() == pytest.approx(ratio, rel=1e-3)


def test_wheel_zooms_all_planes_alike(composition: Composition) -> None:
    quad = show(composition, geometry=STRETCHED)
    before = scales(quad)

    wheel(quad.cells[1], 240, Qt.KeyboardModifier.ControlModifier)

    assert scales(quad) == pytest.approx([1.25**2 * before[0]] * 3)


def test_each_plane_has_its_own_scale_when_asked(composition: Composition, driver: WindowDriver) -> None:
    quad = show(composition, geometry=STRETCHED)
    driver.action("syncZoom")
    settle()
    before = scales(quad)

    wheel(quad.cells[1], 240, Qt.KeyboardModifier.ControlModifier)

    assert scales(quad) == pytest.approx([before[0], 1.25**2 * before[1], before[2]])
    assert not composition.settings.is_on("syncZoom", True)


def test_zooming_from_the_menu_and_fitting(composition: Composition, driver: WindowDriver) -> None:
    quad = show(composition)
    before = scales(quad)

    driver.action("zoomIn")
    zoomed = scales(quad)
    driver.action("fit")

    assert zoomed == pytest.approx([1.25 * before[0]] * 3)
    assert scales(quad) == pytest.approx(before)


def test_one_to_one(composition: Composition, driver: WindowDriver) -> None:
    quad = show(composition)

    driver.action("oneToOne")

    assert scales(quad) == pytest.approx([1 / quad.devicePixelRatioF()] * 3)


def test_double_click_shows_that_plane_alone(composition: Composition) -> None:
    quad = show(composition)

    QTest.mouseDClick(quad.cells[2].viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    settle()

    assert composition.window.canvas.view.isVisible()
    assert not quad.isVisible()
    assert composition.window.menus.actions["planeYZ"].isChecked()
    assert composition.window.canvas.view.item.boundingRect().size().toTuple() == (20, 12)


def test_the_same_action_leads_there_and_back(composition: Composition) -> None:
    quad = show(composition)
    action = composition.window.menus.actions["quadView"]
    assert (action.isChecked(), composition.window.menus.planes.text()) == (True, "Three planes")

    action.trigger()
    settle()

    assert not quad.isVisible()
    assert not action.isChecked()
    assert composition.window.menus.actions["planeXY"].isChecked()


def test_reading_the_file_again_keeps_the_three_planes(
    composition: Composition, driver: WindowDriver, open_file: Callable[[Path], None], samples: Path, qtbot: QtBot
) -> None:
    open_file(samples / "oblique-volume.nrrd")
    driver.action("quadView")
    before = composition.app.images.current

    driver.action("reload")
    qtbot.waitUntil(lambda: composition.app.images.current is not before, timeout=30_000)
    settle()

    assert composition.window.canvas.quad.isVisible()
    assert not composition.window.canvas.quad.cells[0].item.boundingRect().isEmpty()


def test_leaving_holds_no_pixels(composition: Composition, driver: WindowDriver) -> None:
    quad = show(composition)

    driver.action("planeXY")
    settle()

    assert all(cell.item.boundingRect().isEmpty() for cell in quad.cells)
    assert quad._scene is None
    assert quad.table.text() == ""


def test_another_image_is_shown_alone(composition: Composition) -> None:
    quad = show(composition)

    composition.app.files.adopt(from_memory.document(np.zeros((4, 5), np.uint8)))
    settle()

    assert not quad.isVisible()
    assert not composition.window.menus.actions["quadView"].isEnabled()


def test_crosshair_can_be_switched_off_and_is_remembered(composition: Composition, driver: WindowDriver) -> None:
    quad = show(composition)
    assert quad.cells[0].above.overlay.crosshair is not None

    driver.action("crosshair")

    assert quad.cells[0].above.overlay.crosshair is None
    assert not composition.settings.is_on("crosshair", True)


def test_crosshair_lines_have_the_colours_of_the_axes_and_a_gap(composition: Composition) -> None:
    quad = show(composition)
    cell = quad.cells[0]
    at = screen_of(cell, 15, 10)

    picture = cell.viewport().grab().toImage()

    line = [picture.pixelColor(at.x() + dx, 6).name() for dx in (-1, 0, 1)]
    gap = [picture.pixelColor(at.x() + dx, at.y() - 8).name() for dx in (-1, 0, 1)]
    assert cell.theme.axis(0) in line
    assert cell.theme.axis(0) not in gap


def test_table_has_the_values_around_the_crosshair(composition: Composition) -> None:
    quad = show(composition)

    click(quad.cells[0], 3, 4)
    QApplication.sendEvent(quad.cells[0], QEvent(QEvent.Type.Leave))
    settle()

    lines = [line.split("\t") for line in quad.table.text().splitlines()]
    assert lines[0] == ["", "1", "2", "3", "4", "5"]
    for row, line in zip(range(2, 7), lines[1:], strict=True):
        assert line == [str(row), *(str(v) for v in VOLUME[6, row, 1:6])]


def test_table_follows_the_pointer(composition: Composition) -> None:
    quad = show(composition)

    move_to(quad.cells[2], 0, 11)

    lines = [line.split("\t") for line in quad.table.text().splitlines()]
    assert lines[0] == ["", "-2", "-1", "0", "1", "2"]
    assert lines[3] == ["11", "", "", *(str(v) for v in VOLUME[11, 0:3, 15])]
    assert lines[4] == ["12", "", "", "", "", ""]


@pytest.mark.parametrize("dtype", ["uint8", "float64", "uint64"])
@pytest.mark.parametrize("size", [(60, 40), (320, 260), (900, 700)])
def test_table_draws_at_every_size(composition: Composition, dtype: str, size: tuple[int, int]) -> None:
    quad = show(composition, (VOLUME.astype(np.float64) / 7).astype(dtype))
    table = composition.window.findChild(CrossTable, "crossTable")
    assert table is not None

    table.resize(*size)

    assert not table.grab().isNull()
    assert quad.isVisible()


def test_slice_bar_has_all_axes_and_moves_the_crosshair(composition: Composition) -> None:
    show(composition)
    slider = composition.window.findChild(QWidget, "sliceSlider0")

    slider.setValue(3)  # type: ignore[union-attr]  # a QSlider

    assert position(composition) == (3, 10, 6)


def test_contrast_is_that_of_all_planes(composition: Composition, driver: WindowDriver) -> None:
    quad = show(composition)

    driver.action("autoLevels")

    drawn = {cell.item.settings.levels for cell in quad.cells}
    driver.action("planeXY")
    assert drawn == {composition.window.canvas.view.item.settings.levels}


def test_resizing_keeps_what_fits(composition: Composition) -> None:
    quad = show(composition)

    composition.window.resize(1300, 900)
    settle()

    for cell in quad.cells:
        assert QRectF(cell.viewport().rect()).contains(cell.on_screen(cell.item.boundingRect()))
    assert scales(quad) == pytest.approx([scales(quad)[0]] * 3)


def test_the_titles_of_a_patient_leave_the_letters_free(composition: Composition) -> None:
    document = from_memory.document(np.stack([VOLUME, VOLUME]), geometry=Geometry.identity((30, 20, 12, 2)))
    document.info = replace(document.info, space=Space("mm", is_patient=True))
    composition.app.files.adopt(document)
    composition.window.menus.actions["quadView"].trigger()
    settle()

    titles = [cell.above.overlay.title for cell in composition.window.canvas.quad.cells]

    assert titles == [("axial x–y", "z 6  t 0"), ("coronal x–z", "y 10  t 0"), ("sagittal y–z", "x 15  t 0")]
    room = composition.window.canvas.quad.cells[0].viewport().width() / 2
    assert max(text_rect(line).width() for title in titles for line in title) + 8 < room - 16
