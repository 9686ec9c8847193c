"""The list of points in the real window: by mouse and by keyboard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QTableWidget

from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.layer_look import LayerLook
from itk_inspector.gui.panels.neighbourhood_panel import NeighbourhoodPanel
from itk_inspector.gui.panels.points_panel import PointsPanel
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


@pytest.fixture
def driver(composition: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WindowDriver:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    z, y, x = np.indices((5, 6, 7))
    composition.app.files.adopt(from_memory.document((100 * z + 10 * y + x).astype(np.int32)))
    composition.window.show()
    composition.window.docks.bring_to_front(composition.window.docks.panel(PointsPanel))
    made = WindowDriver(composition.window)
    made.settle()
    return made


def table(driver: WindowDriver) -> QTableWidget:
    return driver.find("pointsTable", QTableWidget)


def cells(driver: WindowDriver, row: int) -> list[str]:
    items = [table(driver).item(row, column) for column in range(table(driver).columnCount())]
    return [item.text() if item is not None else "" for item in items]


def keep(driver: WindowDriver, composition: Composition, *texts: str) -> None:
    for text in texts:
        composition.window.go_to(text)
        driver.settle()
        driver.action("addPoint")
    driver.settle()


def test_an_empty_list_says_how_to_begin(driver: WindowDriver) -> None:
    assert not table(driver).isVisible()
    assert not driver.find("savePointsButton", QPushButton).isEnabled()
    assert driver.find("addPointButton", QPushButton).isEnabled()


def test_five_points_take_seven_actions(driver: WindowDriver, composition: Composition) -> None:
    """Point and press P, five times; the pointer's move is no action, so: 5 keys, Copy, Python."""
    composition.window.docks.bring_to_front(composition.window.docks.panel(NeighbourhoodPanel))
    for place in range(5):
        driver.hover(place, place)
        driver.key("p")
    driver.settle()
    assert driver.has("copyPointsButton")  # its tab came to the front by itself
    menu = driver.find("copyPointsMenu", QMenu)
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "Python").trigger()
    text = QGuiApplication.clipboard().text()
    assert [line for line in text.splitlines() if line.startswith("    (")] == [
        f"    ({n + 1}, '', ({n}, {n}, 2), (2, {n}, {n})),  # {200 + 11 * n}" for n in range(5)
    ]


def test_a_row_tells_both_indices_value_and_point(driver: WindowDriver, composition: Composition) -> None:
    keep(driver, composition, "(3, 2, 4)")
    assert cells(driver, 0)[:5] == ["1", "", "(3, 2, 4)", "[4, 2, 3]", "423"]


def test_names_and_notes_are_typed_in_their_cells(driver: WindowDriver, composition: Composition) -> None:
    keep(driver, composition, "(3, 2, 4)", "(0, 0, 0)")
    item = table(driver).item(1, 1)
    assert item is not None
    item.setText("corner")
    driver.settle()
    assert [point.name for point in composition.app.images.current.points.all] == ["", "corner"]  # type: ignore[union-attr]
    note = table(driver).item(0, 6)
    assert note is not None
    note.setText("high")
    driver.settle()
    assert cells(driver, 0)[6] == "high"


def test_a_click_goes_there_and_del_deletes(driver: WindowDriver, composition: Composition) -> None:
    keep(driver, composition, "(3, 2, 4)", "(0, 0, 0)")
    table(driver).cellClicked.emit(0, 2)
    driver.settle()
    assert driver.label("pixelValue") == "423"
    table(driver).selectRow(0)
    QTest.keyClick(driver.find("pinsPanel"), Qt.Key.Key_Delete)
    driver.settle()
    assert [cells(driver, row)[0] for row in range(table(driver).rowCount())] == ["2"]


def test_a_header_sorts_and_sorts_the_other_way(driver: WindowDriver, composition: Composition) -> None:
    keep(driver, composition, "(3, 2, 4)", "(0, 0, 0)", "(6, 5, 1)")
    for expected in (["2", "3", "1"], ["1", "3", "2"]):
        table(driver).horizontalHeader().sectionClicked.emit(4)
        driver.settle()
        assert [cells(driver, row)[0] for row in range(3)] == expected


def test_points_are_saved_and_loaded_by_dialogs(driver: WindowDriver, composition: Composition, tmp_path: Path) -> None:
    keep(driver, composition, "(3, 2, 4)", "(0, 0, 0)")
    driver.find("savePointsButton", QPushButton).click()
    dialog = composition.window.findChild(QFileDialog, "savePointsDialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "points.csv"))
    dialog.close()
    composition.app.points.delete([1, 2])
    driver.find("loadPointsButton", QPushButton).click()
    dialog = composition.window.findChild(QFileDialog, "loadPointsDialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "points.csv"))
    dialog.close()
    driver.settle()
    assert [cells(driver, row)[2] for row in range(2)] == ["(3, 2, 4)", "(0, 0, 0)"]


def test_a_file_that_holds_no_points_is_told(driver: WindowDriver, composition: Composition, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
    driver.find("loadPointsButton", QPushButton).click()
    dialog = composition.window.findChild(QFileDialog, "loadPointsDialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "x.csv"))
    dialog.close()
    box = driver.error
    assert box is not None
    assert "is not text" in box.text()
    box.close()


def test_the_panel_does_not_widen_the_dock(composition: Composition) -> None:
    assert composition.window.docks.panel(PointsPanel).sizeHint().width() < 340


def test_kept_pixels_are_marked_on_their_slice(driver: WindowDriver, composition: Composition) -> None:
    keep(driver, composition, "(3, 2, 4)", "(1, 1, 4)", "(0, 0, 0)")
    composition.app.points.rename(2, "tip")
    for position, labels in ((4, ["1", "tip"]), (0, ["3"]), (2, [])):
        composition.app.view.set_slice(2, position)
        driver.settle()
        assert [point.label for point in driver.canvas().above.points] == labels
    composition.app.view.set_slice(2, 4)
    driver.settle()
    with_marks = driver.canvas().grab().toImage()
    composition.app.points.delete([1, 2])
    driver.settle()
    assert driver.canvas().grab().toImage() != with_marks


def test_each_layer_has_a_column_for_its_value(driver: WindowDriver, composition: Composition) -> None:
    keep(driver, composition, "(1, 2, 3)")
    images = composition.app.images
    assert images.current is not None
    over = OpenImage(from_memory.document(np.full((2, 6, 7), 9, np.uint8), name="labels.nrrd"))
    with images.changing():
        images.lay(over, images.current, LayerLook())
    keep(driver, composition, "(1, 2, 1)")

    heading = table(driver).horizontalHeaderItem(7)
    shown = [cells(driver, row)[7] for row in range(2)]
    with images.changing():
        images.remove(over)
    driver.settle()

    assert heading is not None
    assert (shown, table(driver).columnCount()) == (["outside", "9"], 7)
