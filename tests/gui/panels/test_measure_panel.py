"""Measuring in the real window, with its threads: by the pointer, by keys, and by the panel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import itk
import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QMenu, QPushButton, QSpinBox, QTableWidget

from itk_inspector.app.composition import Composition
from itk_inspector.gui.widgets.measure_plot import MeasurePlot
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

PIXELS = np.random.default_rng(4).integers(-500, 500, (5, 40, 60)).astype(np.int16)


@pytest.fixture
def driver(composition: Composition) -> WindowDriver:
    return adopted(composition, PIXELS)


def adopted(composition: Composition, pixels: Any) -> WindowDriver:
    composition.app.files.adopt(from_memory.document(pixels))
    composition.window.show()
    made = WindowDriver(composition.window)
    made.settle()
    return made


def facts(driver: WindowDriver) -> dict[str, str]:
    table = driver.find("factsTable", QTableWidget)
    return {cell(table, row, 0): cell(table, row, 1) for row in range(table.rowCount())}


def cell(table: QTableWidget, row: int, column: int) -> str:
    item = table.item(row, column)
    return item.text() if item is not None else ""


def rows(driver: WindowDriver) -> list[str]:
    table = driver.find("shapesTable", QTableWidget)
    return [cell(table, row, 0) for row in range(table.rowCount())]


def choose(driver: WindowDriver, menu: str, text: str) -> None:
    action = next(a for a in driver.find(menu, QMenu).actions() if a.text() == text)
    action.trigger()
    driver.settle()


def wait_measured(driver: WindowDriver, fact: str) -> None:
    """Wait until the panel has measured the shape as it is, not as it was in the middle of a drag."""
    driver.wait(lambda: fact in facts(driver) and not driver.find("measuredTitle", QLabel).text().endswith("…"))


def region(driver: WindowDriver, first: tuple[int, int], last: tuple[int, int]) -> None:
    driver.action("measureRectangle")
    driver.stroke(first, last)
    wait_measured(driver, "Mean")


def test_the_columns_of_the_list_end_where_it_ends(driver: WindowDriver) -> None:
    for first, last in (((1, 1), (9, 9)), ((12, 4), (40, 30)), ((20, 2), (50, 35))):
        region(driver, first, last)
    driver.wait(lambda: all(cell(driver.find("shapesTable", QTableWidget), row, 1) for row in range(3)))
    driver.rest()
    table = driver.find("shapesTable", QTableWidget)
    assert sum(table.columnWidth(column) for column in range(3)) <= table.viewport().width()


def test_a_click_beside_a_handle_moves_nothing_and_keeps_the_pixel_under_the_pointer(composition: Composition) -> None:
    driver = adopted(composition, np.zeros((2000, 3000), np.int16))
    driver.action("measureLine")
    driver.stroke((500, 500), (2000, 1200))
    driver.action("toolPan")
    image = composition.app.images.current
    assert image is not None
    (before,) = image.shapes.all
    end = before.nodes[1].components

    driver.click(end[0] + 12, end[1] + 8)  # 3 × 2 screen pixels at most
    (after,) = image.shapes.all
    assert after == before
    assert image.is_held
    assert image.probe is not None
    assert image.probe.itk_index.components != end

    driver.press(*end)
    driver.drag(end[0] - 300, end[1])
    driver.release(end[0] - 300, end[1])
    assert image.shapes.all[0].nodes[1].components[0] < end[0] - 250


def test_esc_takes_back_a_polygon_that_is_begun_and_then_lets_the_pixel_go(driver: WindowDriver) -> None:
    driver.click(5, 5)
    driver.action("measurePolygon")
    driver.click(20, 10)
    driver.click(30, 10)
    assert rows(driver) == ["Polygon 1"]
    driver.keys(Qt.Key.Key_Escape)
    assert rows(driver) == []
    assert driver.qaction("hold").isChecked()
    driver.keys(Qt.Key.Key_Escape)
    assert not driver.qaction("hold").isChecked()


def test_an_empty_panel_says_how_to_begin(driver: WindowDriver) -> None:
    panel = driver.find("measurePanel")
    driver.window.docks.bring_to_front(panel)  # type: ignore[attr-defined]
    driver.settle()
    assert driver.has("measureHint")
    assert not driver.has("shapesTable")
    assert not driver.has("copyMeasuredButton")


def test_a_rectangle_takes_a_tool_and_a_drag(driver: WindowDriver) -> None:
    region(driver, (10, 5), (30, 20))
    values = PIXELS[2, 5:21, 10:31]
    assert driver.has("measurePanel")
    assert rows(driver) == ["Rectangle 1"]
    assert facts(driver)["Sum"] == str(int(values.sum()))
    assert float(facts(driver)["Mean"]) == pytest.approx(values.mean(), rel=1e-7)
    assert float(facts(driver)["SD (n − 1)"]) == pytest.approx(values.std(ddof=1), rel=1e-7)


def test_l_draws_a_line_and_its_profile_follows(driver: WindowDriver) -> None:
    driver.key("l")
    driver.press(5, 7)
    for end in (20, 35, 50):
        driver.drag(end, 7)
        driver.wait(lambda end=end: facts(driver).get("To (ITK)") == f"({end}, 7, 2)")  # type: ignore[misc]
    driver.release(50, 7)
    driver.wait(lambda: facts(driver).get("Length in pixels") == "45")
    driver.wait(lambda: driver.has("measurePlot"))
    (curve,) = driver.find("measurePlot").plotItem.listDataItems()  # type: ignore[attr-defined]
    assert curve.getData()[1].tolist() == PIXELS[2, 7, 5:51].tolist()


def test_the_maximum_is_gone_to_by_a_click(driver: WindowDriver, composition: Composition) -> None:
    region(driver, (10, 5), (30, 20))
    place = np.unravel_index(int(PIXELS[2, 5:21, 10:31].argmax()), (16, 21))
    table = driver.find("factsTable", QTableWidget)
    row = next(row for row in range(table.rowCount()) if cell(table, row, 0) == "Maximum at (NumPy)")
    assert cell(table, row, 1) == f"[2, {place[0] + 5}, {place[1] + 10}]"
    table.cellClicked.emit(row, 0)
    table.cellClicked.emit(row, 1)
    driver.settle()
    assert driver.label("pixelValue") == str(PIXELS[2, 5:21, 10:31].max())


def test_an_end_is_dragged_with_the_hand_tool(driver: WindowDriver, composition: Composition) -> None:
    region(driver, (10, 5), (30, 20))
    driver.action("toolPan")
    view = driver.canvas()
    before = view.box.viewRect()
    driver.hover(30, 20)
    assert view.viewport().cursor().shape() is Qt.CursorShape.SizeAllCursor
    driver.stroke((30, 20), (35, 25), (40, 30))
    driver.wait(lambda: facts(driver)["Pixels"] == str(31 * 26))
    assert view.box.viewRect() == before
    driver.hover(50, 10)
    assert view.viewport().cursor().shape() is Qt.CursorShape.CrossCursor
    driver.stroke((50, 10), (45, 10))
    assert view.box.viewRect() != before


def test_a_double_click_ends_a_polygon(driver: WindowDriver) -> None:
    driver.action("measurePolygon")
    for corner in ((10, 5), (30, 5), (30, 20)):
        driver.click(*corner)
    QTest.mouseDClick(
        driver.canvas().viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        driver.place(30, 20).toPoint(),
    )
    wait_measured(driver, "Perimeter")
    assert facts(driver)["Covers"] == "pixels whose centres lie inside"
    driver.click(40, 30)
    driver.settle()
    assert rows(driver) == ["Polygon 1", "Polygon 2"]
    driver.action("toolPan")
    driver.settle()
    assert rows(driver) == ["Polygon 1"]


def test_slices_are_chosen_in_the_panel(driver: WindowDriver) -> None:
    region(driver, (10, 5), (30, 20))
    driver.find("firstSliceBox", QSpinBox).setValue(1)
    driver.wait(lambda: facts(driver)["Pixels"] == str(2 * 16 * 21))
    driver.find("allSlicesButton", QPushButton).click()
    driver.wait(lambda: facts(driver)["Sum"] == str(int(PIXELS[:, 5:21, 10:31].sum())))


def test_profile_and_curve_have_their_choices(driver: WindowDriver) -> None:
    driver.key("l")
    driver.stroke((5, 7), (50, 20))
    driver.wait(lambda: facts(driver).get("Profile") == "46 values, nearest pixels")
    combo = driver.find("profileInterpolation", QComboBox)
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    driver.wait(lambda: facts(driver).get("Profile") == "46 values, interpolated linearly")
    driver.hover(10, 12)
    driver.action("measureCurve")
    driver.wait(lambda: facts(driver).get("Values") == "5")
    axes = driver.find("curveAxis", QComboBox)
    assert [axes.itemText(i) for i in range(axes.count())] == ["Along x", "Along y", "Along z"]
    axes.setCurrentIndex(0)
    axes.activated.emit(0)
    driver.wait(lambda: facts(driver).get("Values") == "60")


def test_it_is_copied(driver: WindowDriver) -> None:
    region(driver, (10, 5), (30, 20))
    choose(driver, "copyMeasuredMenu", "NumPy expressions")
    assert QGuiApplication.clipboard().text() == "# Rectangle 1\na[2, 5:21, 10:31]\n"
    choose(driver, "copyMeasuredMenu", "CSV")
    assert QGuiApplication.clipboard().text().count("\n") == 2
    table = driver.find("factsTable", QTableWidget)
    table.selectRow(0)
    QTest.keySequence(table, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "Pixels\t336"
    table.clearSelection()
    table.setFocus()
    QTest.keySequence(table, "Ctrl+C")
    assert QGuiApplication.clipboard().text().startswith("ITK index")  # the pixel's, as anywhere else


@pytest.mark.parametrize(
    ("entry", "begins"),
    [
        ("Table as CSV…", b"shape,"),
        ("Plot as PNG…", b"\x89PNG"),
        ("Plot as SVG…", b"<?xml"),
        ("Values of the plot as CSV…", b"component,from"),
    ],
)
def test_it_is_saved(driver: WindowDriver, tmp_path: Path, entry: str, begins: bytes) -> None:
    region(driver, (10, 5), (30, 20))
    choose(driver, "saveMeasuredMenu", entry)
    dialog = driver.find("saveMeasuredDialog", QFileDialog)
    target = tmp_path / "out"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    driver.settle()
    assert target.read_bytes().startswith(begins)
    if begins.startswith(b"\x89"):
        assert QImage(str(target)).width() > 200


def test_delete_by_key(driver: WindowDriver) -> None:
    region(driver, (10, 5), (30, 20))
    driver.find("shapesTable", QTableWidget).setFocus()
    QTest.keyClick(driver.find("shapesTable"), Qt.Key.Key_Delete)
    driver.settle()
    assert rows(driver) == []
    assert not driver.has("factsTable")


def test_colours_have_a_column_each(composition: Composition) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (20, 30, 3)).astype(np.uint8)
    driver = adopted(composition, itk.image_from_array(pixels, is_vector=True))
    region(driver, (2, 3), (10, 12))
    table = driver.find("factsTable", QTableWidget)
    assert table.columnCount() == 4
    sums = next(row for row in range(table.rowCount()) if cell(table, row, 0) == "Sum")
    assert [int(cell(table, sums, column)) for column in (1, 2, 3)] == pixels[3:13, 2:11].sum(axis=(0, 1)).tolist()


def test_shapes_lie_on_the_plane_that_they_were_drawn_on_also_in_three_planes(
    driver: WindowDriver, composition: Composition
) -> None:
    driver.action("quadView")
    driver.settle()
    driver.action("measureRectangle")
    driver.hover(10, 2, plane="XZ")
    driver.press(10, 1, plane="XZ")
    driver.drag(30, 3, plane="XZ")
    driver.release(30, 3, plane="XZ")
    wait_measured(driver, "Mean")
    assert facts(driver)["Sum"] == str(int(PIXELS[1:4, 20, 10:31].sum()))
    drawn = [len(each.above.shapes) for each in composition.window.canvas.quad.cells]
    assert drawn == [0, 1, 0]
    driver.stroke((30, 3), (35, 3), plane="XZ")
    driver.wait(lambda: facts(driver)["Pixels"] == str(26 * 3))


def test_a_closed_window_leaves_no_thread_that_measures(driver: WindowDriver) -> None:
    driver.action("measureVolume")
    driver.settle(1)


def test_what_is_drawn_can_be_seen(driver: WindowDriver) -> None:
    driver.action("measureEllipse")
    before = driver.canvas().grab().toImage()
    driver.stroke((10, 5), (30, 20))
    driver.hover(50, 35)
    driver.settle()
    after = driver.canvas().grab().toImage()
    ratio = after.devicePixelRatio()

    def differs(horizontal: float, vertical: float) -> bool:
        at = (driver.place(horizontal, vertical) * ratio).toPoint()
        return any(
            before.pixel(at.x() + dx, at.y() + dy) != after.pixel(at.x() + dx, at.y() + dy)
            for dx in range(-3, 4)
            for dy in range(-3, 4)
        )

    assert isinstance(driver.place(1, 1), QPointF)
    assert differs(20, 4.5)
    assert not differs(40, 30)


def test_a_move_paints_the_plot_once(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    painted = []
    before = MeasurePlot.paintEvent
    monkeypatch.setattr(MeasurePlot, "paintEvent", lambda self, event: (painted.append(event), before(self, event))[1])
    driver.window.resize(1400, 1200)  # so that the plot is seen whole
    driver.settle()
    driver.key("l")
    driver.press(5, 7)
    driver.drag(20, 7)
    driver.wait(lambda: bool(painted))
    driver.settle(10)
    counts = []
    for end in (22, 31, 44):
        painted.clear()
        driver.drag(end, 12)
        driver.wait(lambda end=end: facts(driver).get("To (ITK)") == f"({end}, 12, 2)")  # type: ignore[misc]
        driver.settle(10)
        counts.append(len(painted))
    driver.release(44, 12)

    assert min(counts) == 1  # an axis that needs more room for its numbers paints once more


def test_numbers_at_the_ends_of_the_axes_have_room(driver: WindowDriver) -> None:
    driver.key("l")
    driver.press(5, 7)
    driver.drag(50, 7)
    driver.release(50, 7)
    driver.wait(lambda: driver.has("measurePlot"))
    driver.rest()
    plot = driver.find("measurePlot", MeasurePlot)
    left, bottom, half = plot.getAxis("left"), plot.getAxis("bottom"), plot.fontMetrics().height() / 2

    assert left.mapToScene(QPointF(0, 0)).y() >= half
    assert bottom.mapToScene(QPointF(bottom.size().width(), 0)).x() <= plot.width() - half
