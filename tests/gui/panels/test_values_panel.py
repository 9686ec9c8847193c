"""The panel of values: what is counted is shown, and a click goes there."""

from __future__ import annotations

import itk
import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.labels.label_table import Label, label_table
from itk_inspector.core.probing.order import Sought
from itk_inspector.core.probing.position_text import Search
from itk_inspector.core.probing.value_counts import ValueRow
from itk_inspector.gui.panels.values_panel import ValuesPanel
from itk_inspector.itkio import from_memory
from label_images import segment_keys


def texts(table: QTableWidget) -> list[tuple[str, ...]]:
    return [tuple(table.item(row, column).text() for column in range(3)) for row in range(table.rowCount())]


def in_front(composition: Composition, array: np.ndarray) -> QTableWidget:
    composition.app.files.adopt(from_memory.document(array))
    panel = composition.window.docks.panel(ValuesPanel)
    composition.window.docks.bring_to_front(panel)
    QApplication.processEvents()
    found = panel.findChild(QTableWidget, "valuesTable")
    assert found is not None
    return found


def test_a_click_goes_to_the_pixel(composition: Composition, qtbot: QtBot) -> None:
    array = np.zeros((5, 8), np.float32)
    array[3, 6] = array[4, 1] = np.nan
    array[1, 2] = 7.5
    table = in_front(composition, array)
    qtbot.waitUntil(lambda: table.rowCount() == 5, timeout=5000)

    assert texts(table) == [
        ("NaN", "", "2   5 %"), ("+Inf", "", "0"), ("−Inf", "", "0"), ("minimum", "0.0", "37   92.5 %"),
        ("maximum", "7.5", "1   2.5 %"),
    ]  # fmt: skip
    where = table.visualItemRect(table.item(0, 0)).center()
    image = composition.app.images.current
    assert image is not None
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: image.probe is not None and image.probe.itk_index == ItkIndex.of(6, 3), timeout=5000)
    composition.window.findChild(QPushButton, "nextValueButton").click()
    qtbot.waitUntil(lambda: image.probe is not None and image.probe.itk_index == ItkIndex.of(1, 4), timeout=5000)
    composition.window.findChild(QPushButton, "previousValueButton").click()
    qtbot.waitUntil(lambda: image.probe is not None and image.probe.itk_index == ItkIndex.of(6, 3), timeout=5000)


def test_labels_stand_in_their_colours(composition: Composition, qtbot: QtBot) -> None:
    table = in_front(composition, np.repeat(np.array([0, 3, 9], np.uint16), 40).reshape(6, 20))
    qtbot.waitUntil(lambda: table.rowCount() == 5, timeout=5000)
    assert table.item(3, 0).icon().isNull()

    composition.app.levels.set_colour_map("labels")

    qtbot.waitUntil(lambda: not table.item(3, 0).icon().isNull(), timeout=5000)
    assert [text for _, text, _ in texts(table)[2:]] == ["0", "3", "9"]


def test_the_counts_before_an_edit_are_not_told_as_those_after_it(composition: Composition, qtbot: QtBot) -> None:
    table = in_front(composition, np.zeros((5, 8), np.uint8))
    said = composition.window.findChild(QLabel, "valuesHint")
    assert said is not None
    composition.app.edit.set_editing(True)
    composition.app.edit.set_value("9")
    composition.window.docks.bring_to_front(composition.window.docks.panel(ValuesPanel))
    qtbot.waitUntil(lambda: said.text().startswith("All 40 pixels"), timeout=5000)

    composition.app.edit.set_pixel("3, 2")

    assert said.text() == "Counting values … 0 %"
    assert not table.isEnabled()
    qtbot.waitUntil(lambda: said.text().startswith("All 40 pixels"), timeout=5000)
    assert table.isEnabled()
    assert texts(table)[1][1] == "9"


def test_what_does_not_occur_leads_nowhere(qtbot: QtBot) -> None:
    panel = ValuesPanel()
    qtbot.addWidget(panel)
    told: list[tuple[int, bool]] = []
    panel.chosen.connect(lambda row, backwards: told.append((row, backwards)))
    table = panel.findChild(QTableWidget, "valuesTable")
    forward = panel.findChild(QPushButton, "nextValueButton")
    assert table is not None
    assert forward is not None

    panel.show_values(
        (ValueRow("NaN", "", 0, Search(Sought.NAN)), ValueRow("maximum", "3", 2, Search(Sought.MAXIMUM))), 6,
        is_coloured=False,
    )  # fmt: skip
    table.selectRow(0)
    assert not forward.isEnabled()
    table.cellClicked.emit(0, 0)
    table.selectRow(1)
    assert forward.isEnabled()
    forward.click()

    assert told == [(1, False)]


def test_how_far_counting_has_come_is_said(qtbot: QtBot) -> None:
    panel = ValuesPanel()
    qtbot.addWidget(panel)
    said = panel.findChild(QLabel, "valuesHint")
    assert said is not None

    panel.show_counting(lambda: 0.42)
    qtbot.waitUntil(lambda: "42 %" in said.text(), timeout=2000)
    panel.show_uncounted()

    assert panel.findChild(QPushButton, "countValuesButton").isVisibleTo(panel)
    assert "large" in said.text()


def test_headings_stand_over_their_columns(composition: Composition, qtbot: QtBot) -> None:
    table = in_front(composition, np.repeat(np.array([0, 3, 9], np.uint16), 40).reshape(6, 20))
    qtbot.waitUntil(lambda: table.rowCount() == 5, timeout=5000)

    sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignRight
    headings = [Qt.AlignmentFlag(table.horizontalHeaderItem(column).textAlignment()) & sides for column in range(3)]
    cells = [Qt.AlignmentFlag(table.item(0, column).textAlignment()) & sides for column in range(3)]
    plain = Qt.AlignmentFlag(0)
    assert headings == [cell if cell != plain else Qt.AlignmentFlag.AlignLeft for cell in cells]
    assert not table.horizontalHeader().highlightSections()


def test_a_label_in_the_colour_of_the_table_can_be_seen(qapp: QApplication) -> None:
    from itk_inspector.core.display.label_colours import LabelColours
    from itk_inspector.gui.widgets.label_swatch import label_swatch

    swatch = label_swatch(0, LabelColours()).toImage()

    assert swatch.pixelColor(0, 5) != swatch.pixelColor(5, 5)


def test_labels_are_listed_by_name_in_the_colours_of_their_table(qtbot: QtBot) -> None:
    panel = ValuesPanel()
    qtbot.addWidget(panel)
    table = panel.findChild(QTableWidget, "valuesTable")
    assert table is not None
    rows = [ValueRow("label", str(n), 4, Search(Sought.LABEL, n)) for n in (0, 3, 2**64 - 1)]
    names = label_table([Label(3, "left hippocampus", 0x123456), Label(2**64 - 1, "", 0xABCDEF)], "")

    panel.show_values(rows, 12, is_coloured=True, table=names)

    assert [text for _, text, _ in texts(table)] == ["0", "3", str(2**64 - 1)]
    assert [table.item(row, 3).text() for row in range(3)] == ["", "left hippocampus", ""]
    colours = [table.item(row, 0).icon().pixmap(12, 12).toImage().pixelColor(5, 5).rgb() for row in (1, 2)]
    assert colours == [0xFF123456, 0xFFABCDEF]
    panel.show_values(rows, 12, is_coloured=False)
    assert table.columnCount() == 3


def test_labels_of_layers_have_their_names_and_colours_and_lead_to_their_layer(
    composition: Composition, qtbot: QtBot
) -> None:
    pixels = np.zeros((2, 3, 5, 2), np.uint8)
    pixels[0, 1, 2, 1], pixels[1, 2, 4, 0] = 1, 1
    image = itk.image_from_array(pixels, ttype=itk.VectorImage[itk.UC, 3])
    for key, value in segment_keys(("bone", "0 1 0", 1, 0), ("lesion", "1 0 0", 1, 1)).items():
        image[key] = value
    composition.app.files.adopt(from_memory.document(image))
    panel = composition.window.docks.panel(ValuesPanel)
    composition.window.docks.bring_to_front(panel)
    table = panel.findChild(QTableWidget, "valuesTable")
    assert table is not None
    qtbot.waitUntil(lambda: table.rowCount() == 6, timeout=5000)

    assert texts(table)[2:] == [
        ("layer 1", "0", "29   96.7 %"),
        ("layer 1", "1", "1   3.33 %"),
        ("layer 2", "0", "29   96.7 %"),
        ("layer 2", "1", "1   3.33 %"),
    ]
    assert [table.item(row, 3).text() for row in (3, 5)] == ["bone", "lesion"]
    colours = [table.item(row, 0).icon().pixmap(12, 12).toImage().pixelColor(5, 5).rgb() for row in (3, 5)]
    assert colours == [0xFF00FF00, 0xFFFF0000]
    table.cellClicked.emit(5, 0)
    qtbot.waitUntil(lambda: composition.app.images.current.probe is not None, timeout=5000)
    assert composition.app.images.current.probe.itk_index == ItkIndex.of(2, 1, 0)
