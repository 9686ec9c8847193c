"""Statistics under labels in the real window, by mouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QTabBar, QTableWidget

from itk_inspector.app.composition import Composition
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.labels.label_table import Label, LabelTable
from itk_inspector.gui.panels.under_labels_panel import UnderLabelsPanel
from itk_inspector.gui.panels.values_panel import ValuesPanel
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

LABELS = np.zeros((3, 4, 5), np.uint8)
LABELS[1, 1:3, 2:4] = 1
LABELS[2, 3] = 4


@pytest.fixture
def driver(composition: Composition) -> WindowDriver:
    files, window = composition.app.files, composition.window
    files.adopt(from_memory.document(np.arange(60, dtype=np.int16).reshape(3, 4, 5)))
    files.adopt(from_memory.document(LABELS), placing=Placing.LABELS, over=composition.app.images.current)
    window.docks.bring_to_front(window.docks.panel(ValuesPanel))
    made = WindowDriver(window)
    made.settle()
    return made


def open_page(driver: WindowDriver) -> QTableWidget:
    choice = driver.find("valuesChoice", QTabBar)
    QTest.mouseClick(choice, Qt.MouseButton.LeftButton, pos=choice.tabRect(1).center())
    table = driver.find("underLabelsTable", QTableWidget)
    driver.wait(lambda: table.rowCount() == 2 and table.isEnabled())
    return table


def texts(table: QTableWidget) -> list[list[str]]:
    return [[table.item(row, column).text() for column in range(9)] for row in range(table.rowCount())]  # type: ignore[union-attr]


def test_a_second_page_measures_under_the_labels(driver: WindowDriver) -> None:
    table = open_page(driver)

    assert texts(table) == [
        ["1", "", "4", "4", "30", "2.9439203", "30", "27", "33"],
        ["4", "", "5", "5", "57", "1.5811388", "57", "55", "59"],
    ]
    assert table.isColumnHidden(1)
    assert not table.item(0, 0).icon().isNull()  # type: ignore[union-attr]
    assert "2 labels" in driver.find("underLabelsSaid", QLabel).text()


def test_an_image_alone_has_no_second_page(composition: Composition, driver: WindowDriver) -> None:
    open_page(driver)
    composition.app.layers.remove(1)
    driver.settle()

    assert not driver.find("valuesChoice", QTabBar).isVisible()
    assert composition.window.docks.panel(ValuesPanel).isVisible()


def test_a_click_leads_to_the_first_pixel_of_a_label(composition: Composition, driver: WindowDriver) -> None:
    table = open_page(driver)
    place = table.visualItemRect(table.item(1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    image = composition.app.images.current
    assert image is not None
    assert image.probe is not None
    assert image.probe.itk_index == ItkIndex.of(0, 3, 2)


def test_the_table_is_copied_and_saved(driver: WindowDriver, composition: Composition, tmp_path: Path) -> None:
    open_page(driver)
    for action in driver.find("copyUnderLabelsMenu", QMenu).actions():
        action.trigger()
        copied = QGuiApplication.clipboard().text()
    assert copied.splitlines()[0].startswith("label,name,pixels,volume,")
    assert len(copied.splitlines()) == 3
    assert driver.find("saveUnderLabelsButton", QPushButton).isEnabled()

    composition.app.under_labels.save(tmp_path / "out.csv", copied.encode())
    assert (tmp_path / "out.csv").read_text() == copied


def test_a_large_image_is_measured_by_its_button(driver: WindowDriver, composition: Composition) -> None:
    table = open_page(driver)
    page = composition.window.docks.panel(UnderLabelsPanel)
    page.show_unasked()
    button = driver.find("workOutButton", QPushButton)
    assert (table.rowCount(), button.isVisible()) == (0, True)

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.wait(lambda: table.rowCount() == 2)
    assert not button.isVisible()


def test_it_is_cancelled_by_its_button_and_asked_for_again(
    driver: WindowDriver, composition: Composition, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, under = open_page(driver), composition.app.under_labels
    background: Any = under._background
    with monkeypatch.context() as patch:
        patch.setattr(background, "ask", lambda *_: None)  # never ends
        under.work_out()
    QTest.mouseClick(driver.find("cancelUnderLabelsButton", QPushButton), Qt.MouseButton.LeftButton)
    composition.app.images.tell()
    driver.settle()

    assert (table.rowCount(), driver.find("workOutButton", QPushButton).isVisible()) == (0, True)
    assert not driver.has("cancelUnderLabelsButton")
    QTest.mouseClick(driver.find("workOutButton", QPushButton), Qt.MouseButton.LeftButton)
    driver.wait(lambda: table.rowCount() == 2)


def test_progress_is_told(driver: WindowDriver, composition: Composition) -> None:
    open_page(driver)
    composition.window.docks.panel(UnderLabelsPanel).show_working(lambda: 0.42)

    assert driver.find("underLabelsSaid", QLabel).text() == "Measuring under the labels … 42 %"
    assert not driver.find("copyUnderLabelsButton", QPushButton).isEnabled()


def test_a_long_name_leaves_numbers_on_screen(composition: Composition, driver: WindowDriver) -> None:
    composition.window.resize(1000, 700)
    driver.action("resetLayout")
    name = "vertebral column, thoracic part, from the first to the twelfth vertebra"
    composition.app.images.all[1].set_labels(LabelTable((Label(1, name),), "names.txt"))
    composition.app.images.tell()
    table = open_page(driver)
    driver.wait(lambda: not table.isColumnHidden(1))
    driver.rest()

    assert table.item(0, 1).text() == name  # type: ignore[union-attr]
    assert name in table.item(0, 1).toolTip()  # type: ignore[union-attr]
    assert table.visualItemRect(table.item(0, 2)).right() < table.viewport().width()  # type: ignore[arg-type]
