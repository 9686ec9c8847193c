"""A folder of DICOM files on its way into the window, offscreen."""

from __future__ import annotations

import os
from pathlib import Path

import SimpleITK as sitk  # noqa: N813  # its usual name
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QLineEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from dicom_files import CORONAL, write_series
from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.indexing import ItkIndex
from window_driver import WindowDriver


def chooser(composition: Composition, qtbot: QtBot) -> QDialog:
    qtbot.waitUntil(lambda: composition.window.findChild(QDialog, "seriesDialog") is not None, timeout=30_000)
    found = composition.window.findChild(QDialog, "seriesDialog")
    assert isinstance(found, QDialog)
    return found


def wait_for(composition: Composition, qtbot: QtBot, path: Path) -> None:
    def is_shown() -> bool:
        image = composition.app.images.current
        return image is not None and image.document.info.path == path and not composition.app.files.is_loading

    qtbot.waitUntil(is_shown, timeout=30_000)


def drop(composition: Composition, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    composition.window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, left, none))


def test_a_dropped_folder_is_asked_about_and_shown(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "study"
    write_series(folder, (0, 2, 6), RescaleSlope="1", RescaleIntercept="-1000", SeriesDescription="gap")
    write_series(folder, (6, 4, 2, 0), CORONAL, uid="1.2.3.4.2", SeriesNumber=9, SeriesDescription="T2")
    drop(composition, folder)
    dialog = chooser(composition, qtbot)
    rows = dialog.findChild(QTableWidget, "seriesTable")
    problems = dialog.findChild(QLabel, "seriesProblems")
    assert rows is not None
    assert problems is not None
    assert rows.rowCount() == 2
    assert "1 slice is missing" in problems.text()
    assert composition.app.images.current is None

    QTest.keyClick(rows, Qt.Key.Key_Return)
    wait_for(composition, qtbot, folder)

    image = composition.app.images.current
    assert image is not None
    assert "1 slice is missing" in driver.label("imageNotes")
    composition.app.probe.show_index(ItkIndex((3, 2, 2)))
    oracle = sitk.ReadImage([str(path) for path in image.document.info.data_files])
    assert driver.label("pixelValue") == str(oracle[3, 2, 2]) == "-787"
    assert driver.label("storedValue") == "in file: 213"
    physical = oracle.TransformIndexToPhysicalPoint((3, 2, 2))
    assert driver.label("physicalPointValue").startswith("(" + ", ".join(f"{c:.3f}" for c in physical) + ")")
    composition.window.menus.recent.aboutToShow.emit()
    assert composition.window.menus.recent.actions()[0].text() == "study"

    composition.app.edit.set_editing(True)
    assert driver.label("storedValue") == ""


def test_one_slice_offers_the_whole_series(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    first, *_ = write_series(tmp_path, (0, 2, 4))
    action = composition.window.menus.actions["openSeries"]
    assert not action.isEnabled()
    composition.open(first)
    wait_for(composition, qtbot, first)
    assert action.isEnabled()
    assert "Open the whole series" in driver.label("imageNotes")

    notes = composition.window.findChild(QLabel, "imageNotes")
    assert notes is not None
    notes.linkActivated.emit("openSeries")
    wait_for(composition, qtbot, tmp_path)

    image = composition.app.images.current
    assert image is not None
    assert image.document.geometry.size == (5, 4, 3)
    assert not action.isEnabled()
    assert driver.label("imageNotes") == ""


def test_a_changed_slice_offers_reload_before_its_series(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    first, *_ = write_series(tmp_path, (0, 2))
    composition.open(first)
    wait_for(composition, qtbot, first)

    os.utime(first, ns=(1, 1))
    composition.app.watch.check_disk()

    assert "changed on disk" in driver.label("imageNotes")
    assert 'href="reload"' in driver.label("imageNotes")
    notes = composition.window.findChild(QLabel, "imageNotes")
    assert notes is not None
    notes.linkActivated.emit("reload")
    qtbot.waitUntil(lambda: 'href="openSeries"' in driver.label("imageNotes"), timeout=30_000)


def test_a_series_is_read_again(composition: Composition, driver: WindowDriver, qtbot: QtBot, tmp_path: Path) -> None:
    write_series(tmp_path, (0, 2))
    composition.open(tmp_path)
    wait_for(composition, qtbot, tmp_path)
    before = composition.app.images.current
    composition.app.view.step_slice(1)

    driver.action("reload")
    wait_for(composition, qtbot, tmp_path)

    image = composition.app.images.current
    assert image is not None
    assert image is not before
    assert image.plane.position[2] == 1


def test_open_folder_from_the_menu(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "study"
    write_series(folder / "inner", (0, 2))
    driver.action("openFolder")
    dialog = composition.window.findChild(QFileDialog, "folderDialog")
    assert dialog is not None
    name = dialog.findChild(QLineEdit)
    assert name is not None
    name.setText(str(folder))
    dialog.accept()
    deeper = chooser(composition, qtbot).findChild(QPushButton, "seriesDeeper")
    assert deeper is not None

    deeper.click()

    wait_for(composition, qtbot, folder / "inner")


def test_a_cancelled_chooser_leaves_what_is_shown(composition: Composition, qtbot: QtBot, tmp_path: Path) -> None:
    write_series(tmp_path, (0, 2, 6))
    composition.open(tmp_path)
    dialog = chooser(composition, qtbot)

    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert composition.app.images.current is None
    assert not composition.app.files.is_loading
    qtbot.waitUntil(lambda: composition.window.findChild(QDialog, "seriesDialog") is None, timeout=2_000)


def test_a_folder_without_images_is_told(composition: Composition, qtbot: QtBot, tmp_path: Path) -> None:
    composition.open(tmp_path)

    qtbot.waitUntil(lambda: composition.window.findChild(QDialog, "errorDialog") is not None, timeout=30_000)

    box = composition.window.findChild(QDialog, "errorDialog")
    assert box is not None
    assert "holds nothing" in box.text()  # type: ignore[attr-defined]  # a QMessageBox
    box.close()
