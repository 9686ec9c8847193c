"""The question how to open files that were dropped on an image."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from itk_inspector.app.composition import Composition
from itk_inspector.core.display.layer_look import LayerStyle
from itk_inspector.core.display.placing import Placing
from itk_inspector.gui.dialogs.messages import ask_placing
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


@pytest.fixture
def shown(composition: Composition) -> Composition:
    composition.app.files.adopt(from_memory.document(np.zeros((4, 5), np.uint8), name="ct"))
    return composition


def ask(window: QWidget, *names: str, suggested: Placing = Placing.TAB) -> tuple[QMessageBox, list[Placing]]:
    given: list[Placing] = []
    return ask_placing(window, names, "ct", suggested, given.append), given


def button(box: QMessageBox, name: str) -> QPushButton:
    found = box.findChild(QPushButton, name)
    assert found is not None
    return found


@pytest.mark.parametrize("placing", [Placing.TAB, Placing.LAYER, Placing.LABELS])
def test_each_button_answers(shown: Composition, placing: Placing) -> None:
    box, given = ask(shown.window, "labels.nrrd")
    assert box.text() == "How shall labels.nrrd be opened?"
    button(box, f"{placing.value}Placing").click()
    assert given == [placing]


@pytest.mark.parametrize("placing", [Placing.TAB, Placing.LAYER, Placing.LABELS])
def test_enter_takes_what_is_suggested(shown: Composition, placing: Placing) -> None:
    box, given = ask(shown.window, "labels.nrrd", suggested=placing)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert given == [placing]


def test_esc_opens_nothing(shown: Composition) -> None:
    box, given = ask(shown.window, "a.nrrd", "b.nrrd")
    assert box.text() == "How shall 2 files be opened?"
    assert button(box, "tabPlacing").text() == "New tabs"
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert given == []


def test_a_file_dropped_on_an_image_becomes_what_was_chosen(
    shown: Composition, driver: WindowDriver, generated_data: Path
) -> None:
    labels = next(generated_data.rglob("*.seg.nrrd"), None) or next(generated_data.rglob("*.nrrd"))

    driver.drop(labels, placing="labels")
    driver.wait(lambda: bool(shown.app.images.layers))

    assert [layer.image.info.path.name for layer in shown.app.images.layers] == ["ct", labels.name]
    assert shown.app.images.layers[1].look.style in (LayerStyle.FILL, LayerStyle.IMAGE)
    QApplication.processEvents()
