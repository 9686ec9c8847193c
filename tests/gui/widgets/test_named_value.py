"""A value with a name in little room: the number is seen, then as much of the name as there is room for."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from itk_inspector.gui.widgets.value_label import ValueLabel


@pytest.mark.parametrize("name", ["left " * 24, "ctx-lh-caudalanteriorcingulate" * 4])
def test_the_number_stays_in_front(qtbot: QtBot, name: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    label = ValueLabel("pixelValue", "Pixel value", "The value.", parent)
    label.resize(160, label.height())
    text = f"1024 · {name.strip()}"

    label.show_text(text)

    shown = label.accessibleDescription(), super(ValueLabel, label).text()
    assert shown[0] == text
    assert shown[1].startswith("1024 ·")
    assert shown[1].endswith("…")
    assert "values" not in shown[1]
