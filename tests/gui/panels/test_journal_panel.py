"""The journal in the real window, by mouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QTableView

from itk_inspector.app.composition import Composition
from itk_inspector.core.editing.journal_rows import JournalRow
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.gui.panels.journal_panel import JournalPanel
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


@pytest.fixture
def driver(composition: Composition) -> WindowDriver:
    composition.app.files.adopt(from_memory.document(np.arange(60, dtype=np.int16).reshape(3, 4, 5)))
    window = composition.window
    window.docks.bring_to_front(window.docks.panel(JournalPanel))
    made = WindowDriver(window)
    made.settle()
    return made


def fill(composition: Composition, z: int) -> None:
    def step(session: EditSession) -> str:
        session.fill(Region((z, 1, 2), (1, 2, 3)), 70 + z)
        return "Filled."

    composition.app.edit.step(step)


def edited(composition: Composition) -> EditSession:
    composition.app.edit.set_editing(True)
    for z in range(3):
        fill(composition, z)
    docks = composition.window.docks
    docks.bring_to_front(docks.panel(JournalPanel))  # the tools came before it when the copy was begun
    image = composition.app.images.current
    assert image is not None
    assert image.session is not None
    return image.session


def texts(table: QTableView) -> list[list[Any]]:
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def click(table: QTableView, row: int, *, double: bool = False) -> None:
    spot = table.visualRect(table.model().index(row, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, spot.y()))
    if double:
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, spot.y()))


def test_it_says_what_it_is_for_while_there_is_nothing(driver: WindowDriver) -> None:
    assert driver.find("journalEmpty", QLabel).isVisible()
    assert not driver.find("journalTable", QTableView).isVisible()
    assert not driver.find("saveJournalButton", QPushButton).isEnabled()


def test_steps_are_listed_and_a_click_goes_there(composition: Composition, driver: WindowDriver) -> None:
    edited(composition)
    driver.settle()
    table = driver.find("journalTable", QTableView)

    rows = texts(table)
    assert rows[0][:2] == ["", "Original"]
    assert rows[2] == ["2", "fill 6 pixels", "several → 71", "(2, 1, 1) · 3 × 2 × 1", "[1, 1, 2] · 1 × 2 × 3"]
    tip = table.model().index(2, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "fill 6 pixels\nseveral → 71\nITK (2, 1, 1) · 3 × 2 × 1\nNumPy [1, 1, 2] · 1 × 2 × 3"
    click(table, 2)
    image = composition.app.images.current
    assert image is not None
    assert image.probe is not None
    assert image.probe.itk_index == ItkIndex.of(2, 1, 1)


def test_a_double_click_undoes_and_redoes_up_to_there(composition: Composition, driver: WindowDriver) -> None:
    session = edited(composition)
    driver.settle()
    table = driver.find("journalTable", QTableView)

    click(table, 1, double=True)
    driver.settle()
    assert session.history.count == 1
    colours = [table.model().index(row, 1).data(Qt.ItemDataRole.ForegroundRole) for row in range(4)]
    assert [colour is not None for colour in colours] == [False, False, True, True]

    click(table, 3)
    button = driver.find("journalMoveButton", QPushButton)
    assert (button.text(), button.isEnabled()) == ("Redo to here", True)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.history.count == 3
    assert not button.isEnabled()
    click(table, 0)
    assert button.text() == "Undo to here"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.history.count == 0
    assert not driver.find("copyJournalButton", QPushButton).isEnabled()


def test_the_script_is_copied(composition: Composition, driver: WindowDriver) -> None:
    edited(composition)
    driver.settle()
    QTest.mouseClick(driver.find("copyJournalButton", QPushButton), Qt.MouseButton.LeftButton)
    driver.wait(lambda: "pixels[1:2, 1:3, 2:5] = 71" in QGuiApplication.clipboard().text())


def test_many_rows_cost_nothing_until_they_are_seen(composition: Composition, driver: WindowDriver) -> None:
    panel = composition.window.docks.panel(JournalPanel)
    asked: list[int] = []
    edited(composition)

    def row(number: int) -> JournalRow:
        asked.append(number)
        return JournalRow(number, "step")

    panel.show_journal(10_000, 10_000, 0, row)
    driver.settle()

    assert 0 < len(set(asked)) < 200


def test_nothing_is_shown_while_another_tab_is_in_front(composition: Composition, driver: WindowDriver) -> None:
    window = composition.window
    edited(composition)
    window.docks.bring_to_front(window.edit_panel)
    driver.settle()
    table = driver.find("journalTable", QTableView)
    before = table.model().rowCount()
    fill(composition, 0)
    driver.settle()
    assert table.model().rowCount() == before

    window.docks.bring_to_front(window.docks.panel(JournalPanel))
    driver.settle()
    assert table.model().rowCount() == before + 1


def test_saved_from_the_dialog(composition: Composition, driver: WindowDriver, tmp_path: Path) -> None:
    edited(composition)
    composition.app.journal.save(tmp_path / "edits.json", "json")
    driver.wait(lambda: (tmp_path / "edits.json").exists())


@pytest.mark.parametrize(
    ("button", "name"), [("saveScriptButton", "ct-edits.py"), ("saveJournalButton", "ct-edits.json")]
)
def test_the_dialog_says_what_is_saved_and_suggests_a_name(
    composition: Composition, driver: WindowDriver, button: str, name: str
) -> None:
    pixels = np.zeros((3, 4, 5), np.int16)
    composition.app.files.adopt(from_memory.document(pixels, name="ct.nii.gz"))
    edited(composition)
    driver.settle()
    QTest.mouseClick(driver.find(button, QPushButton), Qt.MouseButton.LeftButton)
    dialog = driver.find("saveJournalDialog", QFileDialog)
    assert dialog.windowTitle() == "Save journal"
    assert Path(dialog.selectedFiles()[0]).name == name
    dialog.close()
