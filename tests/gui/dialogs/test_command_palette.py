"""The command palette in the window."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.gui.dialogs.command_palette import CommandPalette
from itk_inspector.itkio import from_memory


@pytest.fixture
def shown(composition: Composition) -> Composition:
    composition.app.files.adopt(from_memory.document(np.zeros((3, 4, 5), np.uint8)))
    return composition


@pytest.fixture
def palette(shown: Composition, qtbot: QtBot) -> Iterator[CommandPalette]:
    shown.window.menus.actions["palette"].trigger()
    made = shown.window.findChild(CommandPalette, "commandPalette")
    assert made is not None
    qtbot.waitUntil(made.isVisible)
    yield made
    if made.isVisible():
        made.reject()


def field(palette: CommandPalette) -> QLineEdit:
    found = palette.findChild(QLineEdit, "paletteField")
    assert found is not None
    return found


def items(palette: CommandPalette) -> list[QTreeWidgetItem]:
    listed = palette.findChild(QTreeWidget, "paletteList")
    assert listed is not None
    found = (listed.topLevelItem(number) for number in range(listed.topLevelItemCount()))
    return [item for item in found if item is not None]


def about(palette: CommandPalette) -> str:
    found = palette.findChild(QLabel, "paletteAbout")
    assert found is not None
    return found.text()


def test_typing_and_enter_run_the_first_match(palette: CommandPalette, shown: Composition, qtbot: QtBot) -> None:
    palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.keyClicks(field(palette), "last slice")
    qtbot.keyClick(field(palette), Qt.Key.Key_Return)

    image = shown.app.images.current
    assert image is not None
    qtbot.waitUntil(lambda: image.plane.position[2] == 2)
    assert not palette.isVisible()


def test_the_keys_and_the_menu_stand_beside_the_name(palette: CommandPalette, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(palette), "full range")

    assert [items(palette)[0].text(column) for column in range(3)] == ["Full range", "View", "Shift+A"]


def test_what_cannot_be_run_says_why_and_stays(palette: CommandPalette, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(palette), "undo")
    qtbot.keyClick(field(palette), Qt.Key.Key_Return)

    assert palette.isVisible()
    assert about(palette) == "Not available now: There is nothing to undo."


def test_arrow_keys_of_the_field_move_in_the_list(palette: CommandPalette, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(palette), "zoom")
    before = about(palette)
    qtbot.keyClick(field(palette), Qt.Key.Key_Down)

    assert about(palette) != before


def test_no_match_is_said(palette: CommandPalette, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(palette), "xyzzy")

    assert items(palette) == []
    assert about(palette) == "No command has this in its name."


def test_escape_closes_it(palette: CommandPalette, qtbot: QtBot) -> None:
    palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.keyClick(field(palette), Qt.Key.Key_Escape)

    assert not palette.isVisible()
