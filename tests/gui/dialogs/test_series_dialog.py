"""The chooser: what it shows, and how it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog, Thumbnail
from itk_inspector.gui.dialogs.series_dialog import SeriesDialog
from itk_inspector.gui.style.theme import DARK, LIGHT

GREY = Thumbnail((3, 5), bytes(range(0, 150, 10)))
COLOUR = Thumbnail((2, 3, 3), bytes(range(18)))
FILES = tuple(Path(f"/d/{n}") for n in range(12))
FIRST = DicomSeries("1.2", "Doe Jane", "T1 <head>", "MR", 3, (256, 192, 12), (0.5, 0.5, 2.5), "axial", FILES, (), GREY)
SECOND = DicomSeries(
    "1.3", "", "", "US", None, (5, 4, 1), (1.0, 1.0, 1.0), "not stated", FILES[:1], ("It is <odd>.", "Twice."), COLOUR
)
BARE = DicomSeries("1.4", "Doe", "bare", "CT", 4, (5, 4, 1), (1.0, 1.0, 1.0), "coronal", FILES[:1])


@pytest.fixture
def parent(qapp: QApplication, qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    yield made
    made.close()


def shown(parent: QWidget, *series: DicomSeries, subfolders: tuple[str, ...] = ()) -> SeriesDialog:
    dialog = SeriesDialog(SeriesCatalog(Path("/d"), series, 1, subfolders), LIGHT, parent)
    dialog.show()
    QApplication.processEvents()
    return dialog


def table(dialog: SeriesDialog) -> QTableWidget:
    found = dialog.findChild(QTableWidget, "seriesTable")
    assert found is not None
    return found


def text(dialog: SeriesDialog, name: str) -> str:
    found = dialog.findChild(QLabel, name)
    assert found is not None
    return str(found.text())


def test_a_row_tells_what_a_series_is(parent: QWidget) -> None:
    rows = table(shown(parent, FIRST, SECOND))

    cells = [[rows.item(row, column).text() for column in range(1, 8)] for row in range(2)]
    assert cells[0] == ["3 · T1 <head>", "Doe Jane", "MR", "256 × 192 × 12", "0.5 × 0.5 × 2.5", "12", "axial"]
    assert cells[1] == ["⚠ no description", "not named", "US", "5 × 4 × 1", "1 × 1 × 1", "1", "not stated"]


def test_thumbnails_are_the_pixels(parent: QWidget) -> None:
    rows = table(shown(parent, FIRST, SECOND, BARE))

    grey = rows.item(0, 0).icon().pixmap(72, 72).toImage()
    colour = rows.item(1, 0).icon().pixmap(72, 72).toImage()
    assert (grey.width(), grey.height(), grey.pixelColor(1, 2).red()) == (5, 3, 110)
    assert colour.pixelColor(2, 1).getRgb()[:3] == (15, 16, 17)
    assert rows.item(2, 0).icon().isNull()


def test_problems_stand_under_the_table(parent: QWidget) -> None:
    dialog = shown(parent, FIRST, SECOND)
    assert "✓" in text(dialog, "seriesProblems")

    table(dialog).selectRow(1)

    assert "⚠ It is &lt;odd&gt;.<br>⚠ Twice." in text(dialog, "seriesProblems")
    assert text(dialog, "seriesRemarks") == "Skipped 1 file that is not a DICOM image."


def test_keys_choose_and_open(parent: QWidget, qtbot: QtBot) -> None:
    dialog = shown(parent, FIRST, SECOND)
    QTest.keyClick(table(dialog), Qt.Key.Key_Down)

    with qtbot.waitSignal(dialog.chosen) as answered:
        QTest.keyClick(table(dialog), Qt.Key.Key_Return)

    assert answered.args == [SECOND]


def test_a_double_click_opens(parent: QWidget, qtbot: QtBot) -> None:
    dialog = shown(parent, FIRST, SECOND)
    rows = table(dialog)
    at = rows.visualItemRect(rows.item(1, 2)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)

    with qtbot.waitSignal(dialog.chosen) as answered:
        QTest.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)

    assert answered.args == [SECOND]


def test_escape_opens_nothing(parent: QWidget) -> None:
    dialog = shown(parent, FIRST)
    answers: list[object] = []
    dialog.chosen.connect(answers.append)

    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert answers == []


def test_subfolders_can_be_looked_through(parent: QWidget, qtbot: QtBot) -> None:
    dialog = shown(parent, subfolders=("more",))
    button = dialog.findChild(QPushButton, "seriesDeeper")
    assert button is not None
    assert text(dialog, "seriesProblems") == "The folder itself holds no DICOM images."
    assert not dialog.findChild(QPushButton, "seriesOpen").isEnabled()  # type: ignore[union-attr]  # it is there

    with qtbot.waitSignal(dialog.deeper_requested):
        button.click()


def test_without_subfolders_there_is_no_button_for_them(parent: QWidget) -> None:
    assert shown(parent, FIRST).findChild(QPushButton, "seriesDeeper") is None


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_it_is_drawn_in_both_looks(parent: QWidget, theme: object) -> None:
    dialog = SeriesDialog(SeriesCatalog(Path("/d"), (FIRST, SECOND)), theme, parent)  # type: ignore[arg-type]

    assert dialog.objectName() == "seriesDialog"
    assert dialog.accessibleName()
    assert not dialog.grab().isNull()
    dialog.close()
