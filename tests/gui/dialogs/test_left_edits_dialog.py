"""The question what to do with edits that were not saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableWidget

from itk_inspector.app.composition import Composition
from itk_inspector.control.editing.left_edits import LeftChoice, LeftRow
from itk_inspector.gui.dialogs.left_edits_dialog import LeftEditsDialog

ROWS = (
    LeftRow(Path("/data/brain.nii.gz"), 1.7e9, 12),
    LeftRow(Path("/data/<b>x.mha"), 1e30, 1),
    LeftRow(Path("/data/c.nrrd"), 1.7e9, 3, "c.nrrd was changed after it was edited."),
)


def dialog(composition: Composition) -> tuple[LeftEditsDialog, list[list[LeftChoice]]]:
    answers: list[list[LeftChoice]] = []
    composition.questions.ask_left_edits(ROWS, answers.append)
    assert composition.questions.is_asking
    made = composition.window.findChild(LeftEditsDialog, "leftEditsDialog")
    assert made is not None
    return made, answers


def choices(made: LeftEditsDialog) -> list[QComboBox]:
    table = made.findChild(QTableWidget, "leftEditsTable")
    assert table is not None
    boxes = [table.cellWidget(row, 4) for row in range(table.rowCount())]
    assert all(isinstance(box, QComboBox) for box in boxes)
    return boxes  # type: ignore[return-value]  # they are


def press(made: LeftEditsDialog, name: str) -> None:
    button = made.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_each_image_is_told_in_a_row(composition: Composition) -> None:
    made, _ = dialog(composition)
    table = made.findChild(QTableWidget, "leftEditsTable")
    assert table is not None
    cells = [[table.item(row, column).text() for column in range(4)] for row in range(3)]
    assert [(row[0], row[1], row[3]) for row in cells] == [
        ("brain.nii.gz", "12", "/data"),
        ("<b>x.mha", "1", "/data"),
        ("⚠ c.nrrd", "3", "/data"),
    ]
    assert cells[0][2].startswith("2023-11-1")
    assert cells[1][2] == "unknown"
    made.reject()


def test_all_that_can_be_is_restored_by_one_press(composition: Composition) -> None:
    made, answers = dialog(composition)
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert answers == [[LeftChoice.RESTORE, LeftChoice.RESTORE, LeftChoice.LATER]]


def test_what_cannot_be_restored_says_why(composition: Composition) -> None:
    made, _ = dialog(composition)
    notes = made.findChild(QLabel, "leftEditsNotes")
    assert notes is not None
    assert notes.text() == "⚠ c.nrrd was changed after it was edited."
    model = choices(made)[2].model()
    assert isinstance(model, QStandardItemModel)
    assert [model.item(row).isEnabled() for row in range(3)] == [False, True, True]
    made.reject()


def test_a_choice_for_each(composition: Composition) -> None:
    made, answers = dialog(composition)
    boxes = choices(made)
    boxes[0].setCurrentText("Later")
    boxes[1].setCurrentText("Discard")
    notes = made.findChild(QLabel, "leftEditsNotes")
    assert notes is not None
    assert "cannot be brought back" in notes.text()
    assert answers == []
    press(made, "leftEditsContinue")
    assert answers == [[LeftChoice.LATER, LeftChoice.DISCARD, LeftChoice.LATER]]


@pytest.mark.parametrize("how", ["button", "escape", "close"])
def test_nothing_is_done_to_what_is_put_off(composition: Composition, how: str) -> None:
    made, answers = dialog(composition)
    choices(made)[1].setCurrentText("Discard")
    if how == "button":
        press(made, "leftEditsLater")
    elif how == "escape":
        QTest.keyClick(made, Qt.Key.Key_Escape)
    else:
        made.close()
    assert answers == [[LeftChoice.LATER] * 3]
