"""The edit panel: its tools by their names, and rows that stay where they are."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget

from itk_inspector.app.composition import Composition
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


@pytest.fixture
def driver(composition: Composition) -> WindowDriver:
    composition.window.resize(1000, 700)
    composition.app.files.adopt(from_memory.document(np.zeros((30, 40), np.uint8)))
    driver = WindowDriver(composition.window)
    driver.action("editCopy")
    driver.rest()
    return driver


def test_what_is_said_of_a_value_moves_nothing(driver: WindowDriver) -> None:
    panel = driver.find("editPanel")

    def places() -> list[QPoint]:
        rows = ("editIndex", "setPixelButton", "editHistory")
        return [driver.find(name).mapTo(panel, QPoint(0, 0)) for name in rows]

    seen, said = [], set()
    for text in ("7", "300", "", "-1.5", "1e9999", "3" * 200):
        driver.type("editValue", text)
        driver.rest()
        seen.append((places(), panel.size()))
        said.add(driver.label("editNote"))

    assert len(said) > 3
    assert all(each == seen[0] for each in seen)


def test_what_is_too_long_to_be_said_is_in_the_tip(driver: WindowDriver) -> None:
    driver.type("editValue", "3" * 200)
    driver.rest()

    note = driver.find("editNote", QLabel)
    assert note.toolTip() == note.text()


@pytest.mark.parametrize("name", ["editPanel", "measurePanel"])
def test_tools_are_named(driver: WindowDriver, name: str) -> None:
    panel = driver.find(name)
    buttons = panel.findChildren(QToolButton)
    menus = driver.window.menus  # type: ignore[attr-defined]
    menus._show_all_icons()  # as a moment after the first picture: buttons do not change by it
    driver.settle()

    assert len(buttons) >= 4
    assert all(button.sizeHint().width() > button.fontMetrics().horizontalAdvance(button.text()) for button in buttons)


def test_tools_have_room_in_a_narrow_dock(driver: WindowDriver) -> None:
    panel = driver.find("editPanel", QWidget)

    assert isinstance(driver.find("editValue"), QLineEdit)
    for button in panel.findChildren(QToolButton):
        assert button.mapTo(panel, QPoint(button.width(), 0)).x() <= panel.width()
        assert button.width() >= button.sizeHint().width()


def test_nothing_of_the_panel_has_to_be_scrolled_to_from_the_side(driver: WindowDriver) -> None:
    panel = driver.find("editPanel", QWidget)
    area = panel.parentWidget()

    assert area is not None
    assert panel.minimumSizeHint().width() <= area.width()
