"""The values around a pixel: exact, under the indices of both APIs, and where the pixel is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QScrollArea, QSpinBox, QTabWidget

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.pixels.neighbourhood import Neighbourhood
from itk_inspector.gui.panels.neighbourhood_panel import NeighbourhoodPanel
from itk_inspector.gui.widgets.cross_table import CrossTable
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
