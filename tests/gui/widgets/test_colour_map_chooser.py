"""The list of colour maps."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from itk_inspector.core.display import colour_tables
from itk_inspector.core.display.colour_map_names import GROUPS
from itk_inspector.gui.widgets.colour_map_chooser import ColourMapChooser, strip

NAMES = [name for _, maps in GROUPS for name, _ in maps]


def test_choosing_tells_the_name_and_setting_tells_nothing(qtbot: QtBot) -> None:
    chooser = ColourMapChooser()
    qtbot.addWidget(chooser)
    told: list[str] = []
    chooser.chosen.connect(told.append)

    chooser.set_map("magma")
    assert (chooser.currentText(), told) == ("magma", [])
    chooser.activated.emit(chooser.findData("viridis"))

    assert told == ["viridis"]


def test_every_map_has_a_strip_of_its_colours(qtbot: QtBot) -> None:
    chooser = ColourMapChooser()
    qtbot.addWidget(chooser)

    chooser.show()

    assert all(chooser.itemIcon(chooser.findData(name)).availableSizes() for name in NAMES)


def test_an_inverted_strip_begins_with_the_last_colour() -> None:
    assert strip("viridis", 256, 1, is_inverted=True).pixel(0, 0) == colour_tables.table("viridis")[-1]
