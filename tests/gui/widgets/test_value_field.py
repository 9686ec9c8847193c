"""The field for a value: what no value has is a shortcut, as on the image."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from itk_inspector.app.composition import Composition
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


def _editing(composition: Composition, dtype: str) -> QLineEdit:
    composition.app.files.adopt(from_memory.document(np.zeros((9, 9), dtype)))
    driver = WindowDriver(composition.window)
    driver.action("editCopy")
    driver.settle()
    field = driver.find("editValue", QLineEdit)
    assert QApplication.focusWidget() is field
    field.clear()
    return field


@pytest.mark.parametrize(
    ("key", "tool"), [(Qt.Key.Key_D, "toolBrush"), (Qt.Key.Key_R, "toolRectangle"), (Qt.Key.Key_L, "measureLine")]
)
def test_keys_of_tools_reach_the_tools(composition: Composition, key: Qt.Key, tool: str) -> None:
    field = _editing(composition, "int16")

    QTest.keyClick(field, key)

    assert field.text() == ""
    assert composition.window.menus.actions[tool].isChecked()


@pytest.mark.parametrize("text", ["", "7", "1.5 "])
def test_the_eraser_is_taken_where_no_exponent_can_be(composition: Composition, text: str) -> None:
    field = _editing(composition, "int16")
    field.setText(text)
    field.selectAll()

    QTest.keyClick(field, Qt.Key.Key_E)

    assert field.text() == text
    assert composition.window.menus.actions["toolEraser"].isChecked()


@pytest.mark.parametrize(
    ("dtype", "text"),
    [("float32", "-1.5e-3"), ("float32", "nan"), ("float32", "-inf"), ("complex64", "1+2j"), ("bool", "True"),
     ("bool", "false"), ("uint8", "(1, 2, 3)")],
)  # fmt: skip
def test_values_can_be_typed(composition: Composition, dtype: str, text: str) -> None:
    field = _editing(composition, dtype)

    QTest.keyClicks(field, text)

    assert field.text() == text
