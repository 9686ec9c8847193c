"""The list of images in a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton, QTableWidget

from itk_inspector.app.composition import Composition
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.gui.dialogs.export_dialog import suggested_path
from itk_inspector.gui.dialogs.parts_dialog import PartsDialog
from itk_inspector.itkio import from_memory

PARTS = ("Block 1 of 3", "Block 2 of 3", "<b>Block</b> 3 of 3")


def info(part: int = 0) -> ImageInfo:
    return replace(from_memory.document(np.zeros((4, 5), np.uint8), name="a.nrrd").info, parts=PARTS, part=part)


def dialog(composition: Composition, part: int = 0) -> tuple[PartsDialog, QListWidget]:
    composition.window.show()
    composition.questions.ask_part(info(part), lambda _: None)
    made = composition.window.findChild(PartsDialog)
    assert made is not None
    found = made.findChild(QListWidget, "partsList")
    assert found is not None
    return made, found


def test_all_are_listed_as_they_are_called(composition: Composition) -> None:
    made, found = dialog(composition, 1)

    assert [found.item(row).text() for row in range(found.count())] == [
        "1 · Block 1 of 3",
        "2 · Block 2 of 3 (on screen)",
        "3 · <b>Block</b> 3 of 3",
    ]
    assert found.currentRow() == 2
    made.reject()


@pytest.mark.parametrize("how", ["button", "enter", "double"])
def test_one_is_chosen(composition: Composition, how: str) -> None:
    made, found = dialog(composition)
    chosen: list[int] = []
    made.chosen.connect(chosen.append)
    found.setCurrentRow(2)

    if how == "button":
        button = made.findChild(QPushButton, "partsOpen")
        assert button is not None
        button.click()
    elif how == "enter":
        QTest.keyClick(found, Qt.Key.Key_Return)
    else:
        found.doubleClicked.emit(found.currentIndex())

    assert chosen == [2]


def test_the_action_is_there_where_there_are_several(composition: Composition) -> None:
    document = from_memory.document(np.zeros((4, 5), np.uint8), name="a.nii.gz")
    action = composition.window.menus.actions["choosePart"]
    assert not action.isEnabled()
    document.info = info(1)

    composition.app.files.adopt(document)
    QApplication.processEvents()

    assert action.isEnabled()
    facts = composition.window.findChild(QTableWidget, "imageFacts")
    assert facts is not None
    rows = {facts.item(row, 0).text(): facts.item(row, 1).text() for row in range(facts.rowCount())}  # type: ignore[union-attr]
    assert rows["image"] == "2 of 3 in this file: Block 2 of 3"
    action.trigger()
    made = composition.window.findChild(PartsDialog)
    assert made is not None
    made.reject()


def test_a_copy_is_called_after_its_part(tmp_path: Path) -> None:
    assert suggested_path(info(1), tmp_path, is_edited=False).name == "a-image2-copy.nrrd"
