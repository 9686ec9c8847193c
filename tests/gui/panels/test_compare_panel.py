"""Two layers are compared in the real window: by menu, keys, mouse and panel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableWidget

from itk_inspector.app.composition import Composition
from itk_inspector.core.display.compare_mode import CompareMode
from itk_inspector.core.display.composition import OVERLAID, Difference, Only, SideBySide, Swipe
from itk_inspector.core.display.placing import Placing
from itk_inspector.gui.panels.compare_panel import ComparePanel
from itk_inspector.gui.panels.edit_panel import EditPanel
from itk_inspector.gui.panels.layers_panel import LayersPanel
from itk_inspector.gui.shell.held_key import HELD_AFTER
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

BEFORE = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
AFTER = BEFORE.copy()
AFTER[2, 1, 3] += 7
AFTER[1, 0, 0] -= 2


@pytest.fixture
def driver(composition: Composition) -> WindowDriver:
    """Two images of one tab, the upper one chosen."""
    files, window = composition.app.files, composition.window
    files.adopt(from_memory.document(BEFORE))
    files.adopt(from_memory.document(AFTER), placing=Placing.LAYER, over=composition.app.images.current)
    composition.app.layers.choose(1)
    made = WindowDriver(window)
    made.settle()
    return made


def look(composition: Composition, driver: WindowDriver) -> QTableWidget:
    docks = composition.window.docks
    docks.bring_to_front(docks.panel(ComparePanel))
    table = driver.find("differenceFacts", QTableWidget)
    driver.wait(table.isVisible)
    return table


def test_all_that_is_told_can_be_read_in_the_smallest_window(composition: Composition, driver: WindowDriver) -> None:
    composition.window.resize(1000, 700)
    driver.action("resetLayout")
    composition.app.files.adopt(
        from_memory.document(AFTER.copy()), placing=Placing.LAYER, over=composition.app.images.current
    )
    composition.app.layers.choose(2)
    composition.app.compare.set_mode(CompareMode.DIFFERENCE)
    composition.app.compare.set_limit(61.14001465)
    table = look(composition, driver)
    driver.wait(lambda: "identical" in told(table))
    driver.rest()

    font = table.item(1, 1).font()
    cell = table.visualItemRect(table.item(1, 1))
    text = QFontMetrics(font).boundingRect(cell, Qt.TextFlag.TextWordWrap, told(table)["identical"])
    assert "every bit" in told(table)["identical"]
    assert text.height() <= cell.height()
    assert text.width() <= cell.width()
    assert table.height() >= table.verticalHeader().length()
    field = driver.find("differenceLimit", QLineEdit)
    assert field.fontMetrics().horizontalAdvance(field.text()) < field.width() - 8


def test_it_is_a_page_beside_the_list_of_layers(composition: Composition, driver: WindowDriver) -> None:
    docks = composition.window.docks
    compare, layers = docks.panel(ComparePanel), docks.panel(LayersPanel)

    docks.bring_to_front(compare)
    assert compare.isVisible()
    docks.bring_to_front(docks.panel(EditPanel))
    assert not compare.isVisible()
    docks.bring_to_front(layers)
    assert layers.isVisible()
    assert not compare.isVisible()


def told(table: QTableWidget) -> dict[str, str]:
    cells = ((table.item(row, 0), table.item(row, 1)) for row in range(table.rowCount()))
    return {label.text(): text.text() for label, text in cells if label is not None and text is not None}


def shown(composition: Composition) -> object:
    scene = composition.window.canvas._scene
    return None if scene is None else scene.composition


def test_figures_are_told_and_the_largest_is_a_click_away(composition: Composition, driver: WindowDriver) -> None:
    table = look(composition, driver)

    facts = told(table)
    assert facts["unequal"] == "2 (3.33 %)"
    assert (facts["largest difference"], facts["there, ITK"], facts["there, NumPy"]) == ("7", "(3, 1, 2)", "[2, 1, 3]")
    row = list(facts).index("there, NumPy")
    centre = table.visualItemRect(table.item(row, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    driver.settle()
    assert driver.label("itkIndexValue") == "(3, 1, 2)"
    assert driver.label("pixelValue") == str(AFTER[2, 1, 3])


def test_what_changed_is_compared_anew(composition: Composition, driver: WindowDriver) -> None:
    table = look(composition, driver)
    composition.app.edit.toggle_editing()
    composition.app.edit.set_value("0")
    composition.app.edit.set_pixel("1, 1, 1")

    look(composition, driver)  # the panel of the copy came before it

    driver.wait(lambda: told(table).get("unequal") == "3 (5 %)")


def test_levels_of_the_difference_are_typed_and_automatic(composition: Composition, driver: WindowDriver) -> None:
    look(composition, driver)
    field = driver.find("differenceLimit", QLineEdit)
    assert not field.isVisible()

    driver.action("compareDifference")
    assert shown(composition) == Difference(0, 2.0)
    assert (field.isVisible(), field.text()) == (True, "2")

    field.setText("12.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert shown(composition) == Difference(0, 12.5)

    field.setText("none")
    field.editingFinished.emit()
    assert (field.text(), shown(composition)) == ("12.5", Difference(0, 12.5))

    driver.find("differenceAutoButton", QPushButton).click()
    assert (field.text(), shown(composition)) == ("2", Difference(0, 2.0))


def test_an_image_alone_says_how_to_begin(composition: Composition) -> None:
    composition.app.files.adopt(from_memory.document(BEFORE))
    driver = WindowDriver(composition.window)
    docks = composition.window.docks
    docks.bring_to_front(docks.panel(ComparePanel))
    driver.settle()

    assert driver.find("compareHint", QLabel).isVisible()
    assert not driver.find("comparedPair", QLabel).isVisible()
    assert not driver.qaction("compareBlink").isEnabled()
    assert "layer" in driver.qaction("compareBlink").toolTip()


def test_large_images_wait_to_be_asked_for(
    composition: Composition, driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("itk_inspector.control.layers.compare_controller._AT_ONCE", 10)
    docks = composition.window.docks
    docks.bring_to_front(docks.panel(ComparePanel))
    button = driver.find("workDifferenceButton", QPushButton)
    driver.wait(button.isVisible)

    button.click()

    driver.wait(driver.find("differenceFacts", QTableWidget).isVisible)
    assert not button.isVisible()


def press(composition: Composition, kind: QEvent.Type, milliseconds: int) -> None:
    """Send a key as a keyboard would, at a time."""
    view = composition.window.canvas.active
    kinds = [QEvent.Type.ShortcutOverride] if kind == QEvent.Type.KeyPress else [kind]
    for each in kinds:
        event = QKeyEvent(each, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "b")
        event.setTimestamp(milliseconds)
        event.ignore()
        QApplication.sendEvent(view, event)
    if kind == QEvent.Type.KeyPress:
        composition.run("compareBlink")


@pytest.mark.parametrize(("held", "after"), [(HELD_AFTER - 1, Only(0)), (HELD_AFTER, OVERLAID)])
def test_a_held_key_is_a_look_and_a_struck_one_stays(
    composition: Composition, driver: WindowDriver, held: int, after: object
) -> None:
    press(composition, QEvent.Type.KeyPress, 5000)
    assert shown(composition) == Only(0)

    press(composition, QEvent.Type.KeyRelease, 5000 + held)

    assert shown(composition) == after


def test_the_key_blinks(composition: Composition, driver: WindowDriver) -> None:
    composition.window.canvas.view.setFocus()

    for expected in (Only(0), Only(1), Only(0)):
        QTest.keyClick(composition.window.canvas.view, Qt.Key.Key_B)
        assert shown(composition) == expected
    assert driver.qaction("compareBlink").isChecked()

    driver.action("compareOverlay")
    assert shown(composition) == OVERLAID
    assert driver.qaction("compareOverlay").isChecked()


def test_the_line_follows_mouse_and_keyboard(composition: Composition, driver: WindowDriver) -> None:
    driver.action("compareSwipe")
    view = composition.window.canvas.view
    wide = view.viewport().width()

    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(wide / 2), 60))
    QTest.mouseMove(view.viewport(), QPoint(round(wide / 4), 60))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(wide / 4), 60))
    swipe = shown(composition)
    assert isinstance(swipe, Swipe)
    assert swipe.position == pytest.approx(round(wide / 4) / wide)

    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    moved = shown(composition)
    assert isinstance(moved, Swipe)
    assert moved.position == pytest.approx(swipe.position + 0.02)


def test_side_by_side_and_three_planes_take_turns(composition: Composition, driver: WindowDriver) -> None:
    driver.action("compareSide")
    canvas = composition.window.canvas
    assert shown(composition) == SideBySide()
    assert canvas.front is canvas.side

    driver.action("quadView")
    assert canvas.front is canvas.quad
    assert not driver.qaction("compareSide").isChecked()

    driver.action("planeXY")
    driver.action("compareOverlay")
    assert canvas.front is canvas.view


def test_tabs_are_linked_from_the_menu(composition: Composition) -> None:
    files, driver = composition.app.files, WindowDriver(composition.window)
    for _ in range(2):
        files.adopt(from_memory.document(BEFORE))
    driver.settle()
    driver.action("linkSlice")
    composition.app.view.set_slice(2, 0)

    driver.action("previousImage")

    image = composition.app.images.current
    assert image is not None
    assert image.plane.position[2] == 0
    assert driver.label("statusMessage") == "Linked by physical point."
