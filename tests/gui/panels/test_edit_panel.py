"""The edit panel: its tools by their names, and rows that stay where they are."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QLineEdit, QSpinBox, QToolButton, QWidget

from itk_inspector.app.composition import Composition
from itk_inspector.control.tools.registry import TOOLS
from itk_inspector.gui.panels.journal_panel import JournalPanel
from itk_inspector.gui.widgets.elided_label import ElidedLabel
from itk_inspector.gui.widgets.tool_options import ToolOptions
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


def test_tools_of_the_measure_panel_are_named(driver: WindowDriver) -> None:
    panel = driver.find("measurePanel")
    buttons = panel.findChildren(QToolButton)
    driver.wait(lambda: not any(button.icon().isNull() for button in buttons), 5.0)

    assert len(buttons) >= 4
    assert all(button.sizeHint().width() > button.fontMetrics().horizontalAdvance(button.text()) for button in buttons)


def test_tools_are_icons_with_names_and_tips(driver: WindowDriver) -> None:
    buttons = driver.find("toolButtons").findChildren(QToolButton)
    before = [(button.pos(), button.size()) for button in buttons]
    driver.wait(lambda: not any(button.icon().isNull() for button in buttons), 5.0)

    assert len(buttons) == len(TOOLS)
    assert [(button.pos(), button.size()) for button in buttons] == before
    for button, tool in zip(buttons, TOOLS, strict=True):
        assert button.accessibleName() == tool.text.replace("&", "")
        assert tool.tip in button.toolTip()
        assert "\n" not in button.toolTip()


def test_tools_have_room_in_a_narrow_dock(driver: WindowDriver) -> None:
    panel = driver.find("editPanel", QWidget)

    assert isinstance(driver.find("editValue"), QLineEdit)
    for button in panel.findChildren(QToolButton):
        assert button.mapTo(panel, QPoint(button.width(), 0)).x() <= panel.width()
        assert button.width() >= button.iconSize().width()


def test_the_panel_needs_no_scrolling_in_a_small_window(driver: WindowDriver) -> None:
    panel = driver.find("editPanel", QWidget)
    area = panel.parentWidget()

    assert area is not None
    assert panel.sizeHint().height() <= area.height()


def test_only_options_of_the_tool_in_hand_are_offered(driver: WindowDriver) -> None:
    options = driver.find("toolOptions", ToolOptions)
    below = driver.find("editValue")
    places = set()
    for tool in TOOLS:
        driver.action(tool.id)
        driver.settle()
        places.add((below.mapTo(driver.window, QPoint(0, 0)).y(), options.height()))

        assert {each.objectName() for each in options.shown} == {option.id for option in tool.options}
        assert tool.text.replace("&", "") in driver.label("toolInHand")
        assert tool.tip in driver.label("toolInHand")
        line = driver.find("toolInHand", ElidedLabel)
        assert line.shown == line.text()

    assert len(places) == 1


def test_another_kind_of_tool_leaves_no_options(driver: WindowDriver) -> None:
    driver.action("toolBrush")
    driver.action("measureLine")
    driver.settle()

    assert driver.find("toolOptions", ToolOptions).shown == []
    assert driver.label("toolInHand") == ""


def test_tools_that_share_an_option_share_what_is_chosen(driver: WindowDriver) -> None:
    driver.action("toolBrush")
    driver.find("brushRadius", QSpinBox).setValue(7)
    driver.action("toolEraser")
    driver.settle()

    radius = driver.find("brushRadius", QSpinBox)
    assert (radius.value(), radius.isVisible()) == (7, True)


def test_nothing_of_the_panel_has_to_be_scrolled_to_from_the_side(driver: WindowDriver) -> None:
    panel = driver.find("editPanel", QWidget)
    area = panel.parentWidget()

    assert area is not None
    assert panel.minimumSizeHint().width() <= area.width()


def test_the_history_says_how_much_memory_it_takes_of_how_much(driver: WindowDriver, composition: Composition) -> None:
    composition.app.edit.set_editing(True)
    before = driver.label("editHistory")
    driver.type("editValue", "7")
    composition.app.edit.set_pixel("0 0")
    one = driver.label("editHistory")

    driver.action("undoMemory64MB")

    held = composition.app.images.current.session.history.nbytes  # type: ignore[union-attr]
    assert (before, one) == ("History: 0 edits", f"History: 1 edit · {held} bytes of 256 MB")
    assert driver.label("editHistory") == f"History: 1 edit · {held} bytes of 64 MB"
    assert driver.qaction("undoMemory64MB").isChecked()
    assert composition.settings.undo_budget == 64_000_000


def test_a_refusal_is_seen_whatever_tab_is_in_front(composition: Composition, driver: WindowDriver) -> None:
    docks = composition.window.docks
    driver.type("editValue", "")
    driver.action("toolBrush")
    docks.bring_to_front(docks.panel(JournalPanel))
    driver.settle()
    assert not driver.find("editPanel").isVisible()

    driver.click(20, 20)
    driver.settle()

    assert driver.find("editPanel").isVisible()
    assert driver.label("editNote") == "Enter a value."
