"""The field for a position, by keyboard in the real window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QWidget

from itk_inspector.app.composition import Composition
from itk_inspector.core.errors import ProbeError
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


@pytest.fixture
def driver(composition: Composition) -> WindowDriver:
    z, y, x = np.indices((5, 6, 7))
    composition.app.files.adopt(from_memory.document((100 * z + 10 * y + x).astype(np.int16)))
    composition.window.show()
    made = WindowDriver(composition.window)
    made.settle()
    return made


def answer(driver: WindowDriver) -> str:
    return driver.find("gotoAnswer", QLabel).text()


def test_ctrl_g_takes_a_position_and_enter_goes_there(driver: WindowDriver) -> None:
    QTest.keyClick(driver.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    field = driver.find("gotoField", QLineEdit)
    assert field.hasFocus()
    driver.type("gotoField", "[4, 2, 3]", by_key=True)
    assert answer(driver) == "ITK (3, 2, 4) · NumPy [4, 2, 3]"
    QTest.keyClick(field, Qt.Key.Key_Return)
    driver.settle()
    assert driver.label("pixelValue") == "423"


def test_the_order_of_bare_numbers_is_chosen(driver: WindowDriver) -> None:
    driver.action("goTo")
    driver.type("gotoField", "4 2 3")
    driver.find("gotoOrder", QComboBox).setCurrentIndex(1)
    assert answer(driver) == "ITK (3, 2, 4) · NumPy [4, 2, 3]"
    driver.find("gotoOrder", QComboBox).setCurrentIndex(0)
    assert answer(driver) == "ITK (4, 2, 3) · NumPy [3, 2, 4]"


def test_the_field_stays_until_esc_which_gives_the_keyboard_back(driver: WindowDriver) -> None:
    driver.action("goTo")
    field = driver.find("gotoField", QLineEdit)
    driver.type("gotoField", "(1, 1, 1)")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert driver.find("gotoBar").isVisible()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not driver.find("gotoBar").isVisible()
    focused = QApplication.focusWidget()
    assert isinstance(focused, QWidget)
    assert driver.find("imageCanvas").isAncestorOf(focused)


def test_what_was_gone_to_is_selected_so_that_the_next_one_replaces_it(driver: WindowDriver) -> None:
    driver.action("goTo")
    field = driver.find("gotoField", QLineEdit)
    for text, value in (("[4, 2, 3]", "423"), ("(1, 2, 0)", "21")):
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        driver.settle()
        assert driver.label("pixelValue") == value


def test_the_field_means_the_image_on_screen_and_goes_with_the_last_one(
    driver: WindowDriver, composition: Composition
) -> None:
    driver.action("goTo")
    driver.type("gotoField", "[4, 2, 3]")
    composition.app.files.adopt(from_memory.document(np.zeros((6, 7), np.int16), name="plane"))
    driver.settle()
    assert driver.find("gotoOrder", QComboBox).itemText(0) == "ITK x, y"
    assert "2" in answer(driver)
    assert not answer(driver).startswith("ITK")
    driver.action("previousImage")
    assert answer(driver) == "ITK (3, 2, 4) · NumPy [4, 2, 3]"
    driver.action("closeImage")
    assert driver.has("gotoBar")
    driver.action("closeImage")
    assert not driver.has("gotoBar")


def test_a_script_goes_to_a_position_of_the_window(driver: WindowDriver, composition: Composition) -> None:
    composition.window.go_to("max")
    driver.wait(lambda: driver.label("pixelValue") == "456")
    with pytest.raises(ProbeError, match="lies outside"):
        composition.window.go_to("(99, 0, 0)")


def test_a_file_opens_at_a_position(composition: Composition, tmp_path: Path) -> None:
    path = tmp_path / "ramp.mha"
    z, y, x = np.indices((5, 6, 7))
    header = "ObjectType = Image\nNDims = 3\nDimSize = 7 6 5\nElementType = MET_SHORT\nElementDataFile = LOCAL\n"
    path.write_bytes(header.encode() + (100 * z + 10 * y + x).astype("<i2").tobytes())
    composition.window.show()
    driver = WindowDriver(composition.window)
    composition.open(path, at="[4, 2, 3]")
    driver.wait(lambda: driver.label("pixelValue") == "423")
