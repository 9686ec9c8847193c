"""The values around a pixel: exact, under the indices of both APIs, and where the pixel is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QScrollArea, QSpinBox, QTabWidget

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.pixels.neighbourhood import Neighbourhood
from itk_inspector.gui.panels.neighbourhood_panel import NeighbourhoodPanel
from itk_inspector.gui.widgets.cross_table import Cell, CrossTable
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

VOLUME = np.random.default_rng(5).normal(size=(9, 40, 50)).astype(np.float32)
START = (10, -3, 7)


@pytest.fixture
def shown(composition: Composition, driver: WindowDriver) -> WindowDriver:
    geometry = replace(Geometry.identity((50, 40, 9)), start_index=START)
    composition.app.files.adopt(from_memory.document(VOLUME, geometry=geometry))
    driver.rest()
    tabs = driver.find("panelTabs", QTabWidget)
    tabs.setCurrentIndex([tabs.tabText(n) for n in range(tabs.count())].index("Around"))
    driver.rest()
    return driver


def table(driver: WindowDriver) -> CrossTable:
    return driver.find("neighbourhoodTable", CrossTable)


def found(driver: WindowDriver) -> Neighbourhood | None:
    panel = driver.find("neighbourhoodPanel", NeighbourhoodPanel)
    return None if panel._table is None else panel._table._found


def settled(driver: WindowDriver, index: tuple[int, ...]) -> Neighbourhood:
    driver.wait(lambda: (seen := found(driver)) is not None and seen.index.components == index, 5.0)
    seen = found(driver)
    assert seen is not None
    return seen


def copy(driver: WindowDriver, number: int) -> str:
    menu = driver.window.findChild(QMenu, "copyNeighbourhoodMenu")
    assert menu is not None
    actions: list[QAction] = menu.actions()
    actions[number].trigger()
    driver.settle()
    return QApplication.clipboard().text()


def test_it_follows_the_pointer_and_stays_when_that_leaves(shown: WindowDriver) -> None:
    shown.hover(20, 10)
    seen = settled(shown, (20, 10, 11))
    assert seen.columns == (18, 19, 20, 21, 22)
    assert seen.array_rows == (11, 12, 13, 14, 15)
    assert seen.texts[2][2] == shown.label("pixelValue")
    shown.hover(5000, 5000)
    shown.settle()
    assert shown.label("pixelValue") == ""

    assert settled(shown, (20, 10, 11)) is seen


def test_it_follows_the_kept_pixel_its_slice_and_its_plane(shown: WindowDriver) -> None:
    shown.click(20, 10)
    shown.keys(Qt.Key.Key_Right, Qt.Key.Key_PageDown)
    settled(shown, (21, 10, 12))
    shown.action("planeXZ")
    shown.wait(lambda: (seen := found(shown)) is not None and seen.axes == (0, 2), 5.0)

    seen = settled(shown, (21, 10, 12))
    assert seen.rows == (10, 11, 12, 13, 14)
    assert seen.texts[0][0] == str(VOLUME[10 - START[2], 10 - START[1], 19 - START[0]])


@pytest.mark.parametrize("size", [3, 7, 21])
def test_what_is_copied_is_what_is_in_memory(shown: WindowDriver, size: int) -> None:
    shown.find("neighbourhoodSize", QSpinBox).setValue(size)
    shown.click(12, -3)
    shown.keys(Qt.Key.Key_Down)
    settled(shown, (12, -2, 11))
    half = size // 2
    rows, columns = slice(max(0, 1 - half), 1 + half + 1), slice(max(0, 2 - half), 2 + half + 1)
    expected = VOLUME[4, rows, columns]

    literal = copy(shown, 1)
    again = eval(literal, {"np": np})
    assert again.dtype == VOLUME.dtype
    assert again.tobytes() == np.ascontiguousarray(expected).tobytes()
    assert np.array_equal(eval(literal.partition("# ")[2], {"array": VOLUME}), expected)

    lines = [line.split("\t") for line in copy(shown, 0).splitlines()]
    assert len(lines) == size + 2
    assert {len(line) for line in lines} == {size + 2}
    by_place = {
        (row[1], head): text for row in lines[2:] for head, text in zip(lines[1][2:], row[2:], strict=True) if text
    }
    assert by_place == {
        (f"row {r}", f"col {c}"): str(VOLUME[4, r, c]) for r in range(40)[rows] for c in range(50)[columns]
    }
    assert lines[0][2] == f"x {12 - half}"
    assert lines[2][0] == f"y {-2 - half}"


def test_all_columns_are_there_and_can_be_scrolled_to(shown: WindowDriver) -> None:
    shown.find("neighbourhoodSize", QSpinBox).setValue(21)
    shown.click(30, 15)
    seen = settled(shown, (30, 15, 11))
    shown.rest()

    _, _, across, down = table(shown)._fitting(seen.radii)
    assert (across, down) == (10, 10)
    area = shown.find("neighbourhoodArea", QScrollArea)
    assert area.horizontalScrollBar().maximum() > 0
    assert table(shown).width() > area.viewport().width()
    assert area.horizontalScrollBar().value() == area.horizontalScrollBar().maximum() // 2


@pytest.mark.parametrize(("typed", "taken"), [(3, 3), (4, 5), (20, 21), (99, 21), (1, 3)])
def test_a_square_has_a_pixel_in_its_middle(shown: WindowDriver, typed: int, taken: int) -> None:
    size = shown.find("neighbourhoodSize", QSpinBox)
    size.setValue(typed)

    assert size.value() == taken


def test_edits_are_shown(shown: WindowDriver) -> None:
    shown.click(20, 10)
    before = settled(shown, (20, 10, 11))
    shown.action("editCopy")
    shown.type("editValue", "0.5")
    shown.type("editIndex", "21 10 11")
    shown.find("setPixelButton", QPushButton).click()
    shown.find("panelTabs", QTabWidget).setCurrentWidget(shown.window.findChild(NeighbourhoodPanel))
    shown.wait(lambda: (seen := found(shown)) is not None and seen.texts != before.texts, 5.0)

    seen = settled(shown, (20, 10, 11))
    assert (seen.texts[2][3], seen.texts[2][2]) == ("0.5", before.texts[2][2])


def test_nothing_is_read_while_nobody_can_see_it(shown: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    from itk_inspector.core.pixels.pixel_access import PixelAccess

    read: list[object] = []
    around = PixelAccess.around
    monkeypatch.setattr(PixelAccess, "around", lambda *given: read.append(given[1]) or around(*given))
    tabs = shown.find("panelTabs", QTabWidget)
    panel = shown.window.findChild(NeighbourhoodPanel)
    assert panel is not None
    tabs.setCurrentIndex(0)
    shown.hover(20, 10)
    shown.hover(21, 10)
    shown.settle()
    assert read == []
    tabs.setCurrentWidget(panel)
    shown.settle()
    assert len(read) == 1
    shown.hover(21, 10)
    shown.settle()

    assert len(read) == 1


def test_nothing_is_held_of_an_image_that_is_closed(shown: WindowDriver) -> None:
    shown.click(20, 10)
    settled(shown, (20, 10, 11))
    shown.action("closeImage")
    panel = shown.window.findChild(NeighbourhoodPanel)

    assert panel is not None
    assert found(shown) is None
    assert (panel._scene, panel._index, panel._shown) == (None, None, ())
    assert not shown.find("copyNeighbourhoodButton").isEnabled()


# ------------------------------------------------------------------ cells


@pytest.fixture
def edited(shown: WindowDriver) -> WindowDriver:
    shown.click(20, 10)
    settled(shown, (20, 10, 11))
    shown.action("editCopy")
    tabs = shown.find("panelTabs", QTabWidget)
    tabs.setCurrentIndex([tabs.tabText(n) for n in range(tabs.count())].index("Around"))
    shown.rest()
    return shown


def pixels(composition: Composition) -> npt.NDArray[Any]:
    image = composition.app.images.current
    assert image is not None
    return image.pixels


def open_cell(driver: WindowDriver, column: int, row: int) -> QLineEdit:
    place = table(driver).place_of(Cell(column, row)).center().toPoint()
    QTest.mouseClick(table(driver), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table(driver), Qt.MouseButton.LeftButton, pos=place)
    return driver.find("cellValue", QLineEdit)


def test_a_double_click_types_a_value(edited: WindowDriver, composition: Composition) -> None:
    field = open_cell(edited, 3, 1)
    assert field.text() == str(VOLUME[4, 12, 11])

    field.setText("-1.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    edited.rest()

    wanted = VOLUME.copy()
    wanted[4, 12, 11] = -1.5
    assert np.array_equal(pixels(composition), wanted)
    assert edited.label("statusMessage") == "Set (21, 9, 11)."
    edited.wait(lambda: (seen := found(edited)) is not None and seen.texts[1][3] == "-1.5", 5.0)
    edited.action("undo")
    assert np.array_equal(pixels(composition), VOLUME)


@pytest.mark.parametrize(("plane", "index"), [("planeXZ", (4 + 1, 13, 10 + 2)), ("planeYZ", (4 + 1, 13 + 2, 10))])
def test_arrows_and_f2_do_so_in_every_plane_and_flip(
    edited: WindowDriver, composition: Composition, plane: str, index: tuple[int, int, int]
) -> None:
    image = composition.app.images.current
    assert image is not None
    image.orientation = replace(image.orientation, flipped=(True, True, True))
    edited.action(plane)
    edited.wait(lambda: (seen := found(edited)) is not None and seen.axes != (0, 1), 5.0)
    edited.rest()
    table(edited).setFocus()

    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_F2):
        QTest.keyClick(table(edited), key)
    field = edited.find("cellValue", QLineEdit)
    assert field.isVisible()
    QTest.keyClicks(field, "7")
    QTest.keyClick(field, Qt.Key.Key_Return)
    edited.rest()

    assert [tuple(int(n) for n in at) for at in np.argwhere(pixels(composition) != VOLUME)] == [index]
    assert table(edited).hasFocus()


def test_a_value_is_left_as_it_was(edited: WindowDriver, composition: Composition) -> None:
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        field = open_cell(edited, 2, 2)
        assert field.isVisible()
        if key == Qt.Key.Key_Escape:
            field.setText("9")
        QTest.keyClick(field, key)
        assert not field.isVisible()

    assert np.array_equal(pixels(composition), VOLUME)
    assert not edited.qaction("undo").isEnabled()


def test_the_table_stays_while_a_value_is_typed(edited: WindowDriver) -> None:
    field = open_cell(edited, 2, 2)
    before = found(edited)

    edited.find("neighbourhoodPanel", NeighbourhoodPanel)._index = ItkIndex.of(30, 20, 11)
    edited.find("neighbourhoodPanel", NeighbourhoodPanel)._read()

    assert found(edited) is before
    QTest.keyClick(field, Qt.Key.Key_Escape)
    settled(edited, (30, 20, 11))


def test_numbers_are_pasted_from_a_cell_on(edited: WindowDriver, composition: Composition) -> None:
    QApplication.clipboard().setText("1\t2\n3\t4\n")
    table(edited).setFocus()
    table(edited).choose(Cell(1, 2))

    QTest.keySequence(table(edited), QKeySequence(QKeySequence.StandardKey.Paste))
    edited.rest()

    wanted = VOLUME.copy()
    wanted[4, 13:15, 9:11] = [[1, 2], [3, 4]]
    assert np.array_equal(pixels(composition), wanted)
    assert edited.label("statusMessage") == "Set 4 pixels."


def test_the_original_is_not_typed_into(shown: WindowDriver, composition: Composition) -> None:
    shown.click(20, 10)
    settled(shown, (20, 10, 11))
    shown.rest()

    field = open_cell(shown, 2, 2)
    field.setText("5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    shown.settle()

    assert shown.label("statusMessage") == "Choose “Edit a copy” first."
    assert np.array_equal(pixels(composition), VOLUME)


def test_a_chosen_cell_is_scrolled_to(edited: WindowDriver) -> None:
    edited.find("neighbourhoodSize", QSpinBox).setValue(21)
    edited.rest()
    area = edited.find("neighbourhoodArea", QScrollArea)
    before = area.horizontalScrollBar().value()
    table(edited).setFocus()

    for _ in range(9):
        QTest.keyClick(table(edited), Qt.Key.Key_Right)

    assert area.horizontalScrollBar().value() > before
    assert table(edited).chosen == Cell(19, 10)
