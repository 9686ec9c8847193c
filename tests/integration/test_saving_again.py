"""Save, save again, open what was saved, and show its folder: the real window and the real writer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nibabel
import numpy as np
import pydicom
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLabel, QLineEdit, QMessageBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from dicom_files import write_slice
from itk_inspector.app.composition import Composition
from itk_inspector.storage.folder_lock import one_at_a_time
from window_driver import WindowDriver


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    pixels = np.zeros((6, 5, 4), dtype=np.int16)
    pixels[2:4, 1:3] = 3
    affine = np.diag([-1.5, -1.5, 2.0, 1.0])
    nibabel.save(nibabel.Nifti1Image(pixels, affine), tmp_path / "labels.nii.gz")
    return tmp_path / "labels.nii.gz"


def change(composition: Composition, value: str, index: str) -> None:
    composition.app.edit.set_editing(True)
    composition.app.edit.set_value(value)
    composition.app.edit.set_pixel(index)


def saved(composition: Composition, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not composition.app.saving.is_saving, timeout=30_000)


def test_corrected_labels_are_saved_in_their_own_format_and_again_unasked(
    composition: Composition,
    driver: WindowDriver,
    qtbot: QtBot,
    open_file: Callable[[Path], None],
    labels: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_file(labels)
    change(composition, "7", "1, 2, 3")
    assert composition.window.isWindowModified()

    driver.action("save")
    dialog = composition.window.findChild(QDialog, "exportDialog")
    assert dialog.findChild(QLineEdit, "exportPath").text() == str(labels.with_name("labels-edited.nii.gz"))
    dialog.findChild(QPushButton, "exportSave").click()
    saved(composition, qtbot)
    assert not composition.window.isWindowModified()

    change(composition, "8", "0, 0, 0")
    assert composition.window.isWindowModified()
    driver.action("save")
    saved(composition, qtbot)
    assert not composition.window.isWindowModified()
    assert not [d for d in composition.window.findChildren(QDialog, "exportDialog") if d.isVisible()]

    target = labels.with_name("labels-edited.nii.gz")
    before, after = nibabel.load(labels), nibabel.load(target)
    wanted = np.asarray(before.dataobj).copy()
    wanted[1, 2, 3], wanted[0, 0, 0] = 7, 8
    assert np.array_equal(np.asarray(after.dataobj), wanted)
    assert after.get_data_dtype() == before.get_data_dtype()
    assert np.allclose(after.affine, before.affine)
    assert target in composition.settings.recent

    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url) or True)
    driver.find("showInFolder", QToolButton).click()
    assert shown == [QUrl.fromLocalFile(str(labels.parent))]
    driver.find("openSaved", QToolButton).click()
    qtbot.waitUntil(lambda: composition.app.images.current.info.path == target, timeout=30_000)
    assert not driver.find("openSaved", QToolButton).isVisible()


def test_a_folder_that_nothing_shows_is_named(
    composition: Composition, driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    composition.window.status_line.show_saved(tmp_path / "a#b %20.nrrd")

    driver.find("showInFolder", QToolButton).click()

    assert driver.label("statusMessage") == f"No program shows folders here: {tmp_path}"


def test_a_slice_goes_into_a_file_of_its_own_and_the_copy_stays_unsaved(
    composition: Composition,
    driver: WindowDriver,
    qtbot: QtBot,
    open_file: Callable[[Path], None],
    labels: Path,
    tmp_path: Path,
) -> None:
    open_file(labels)
    change(composition, "7", "1, 2, 2")

    driver.action("saveCopy")
    dialog = composition.window.findChild(QDialog, "exportDialog")
    parts = dialog.findChild(QComboBox, "exportPart")
    assert parts.itemText(1) == "Slice on screen (z = 2)"
    parts.setCurrentIndex(1)
    dialog.findChild(QCheckBox, "exportFlat").setChecked(True)
    dialog.findChild(QLineEdit, "exportPath").setText(str(tmp_path / "s.npy"))
    agree = dialog.findChild(QCheckBox, "exportAgree")
    agree.setChecked(agree.isVisible())
    dialog.findChild(QPushButton, "exportSave").click()
    saved(composition, qtbot)

    wanted = np.asarray(nibabel.load(labels).dataobj)[:, :, 2].T.copy()
    wanted[2, 1] = 7
    assert np.array_equal(np.load(tmp_path / "s.npy"), wanted)
    assert composition.window.isWindowModified()
    driver.action("undo")
    driver.action("redo")


def test_the_source_is_saved_to_again_after_one_yes(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, open_file: Callable[[Path], None], labels: Path
) -> None:
    open_file(labels)
    change(composition, "7", "1, 2, 3")
    driver.action("save")
    dialog = composition.window.findChild(QDialog, "exportDialog")
    dialog.findChild(QLineEdit, "exportPath").setText(str(labels))
    dialog.findChild(QCheckBox, "exportOverwriteSource").setChecked(True)
    dialog.findChild(QPushButton, "exportSave").click()
    saved(composition, qtbot)
    change(composition, "9", "1, 2, 3")

    driver.action("save")
    saved(composition, qtbot)

    assert np.asarray(nibabel.load(labels).dataobj)[1, 2, 3] == 9
    assert not composition.window.isWindowModified()


def test_a_name_with_odd_characters_is_saved_offered_and_opened(
    composition: Composition,
    driver: WindowDriver,
    qtbot: QtBot,
    open_file: Callable[[Path], None],
    labels: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    odd = labels.parent / "50 % #1 & “ü” <b>" / "a %20#?.nrrd"
    odd.parent.mkdir()
    open_file(labels)
    driver.action("save")
    dialog = composition.window.findChild(QDialog, "exportDialog")
    dialog.findChild(QLineEdit, "exportPath").setText(str(odd))
    dialog.findChild(QPushButton, "exportSave").click()
    saved(composition, qtbot)
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url) or True)

    driver.find("showInFolder", QToolButton).click()
    driver.find("openSaved", QToolButton).click()

    qtbot.waitUntil(lambda: composition.app.images.current.info.path == odd, timeout=30_000)
    assert shown[0].toLocalFile() == str(odd.parent)


def test_a_folder_that_is_gone_is_asked_about_again(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, open_file: Callable[[Path], None], labels: Path
) -> None:
    gone = labels.parent / "gone"
    gone.mkdir()
    open_file(labels)
    change(composition, "7", "1, 2, 3")
    driver.action("save")
    dialog = composition.window.findChild(QDialog, "exportDialog")
    dialog.findChild(QLineEdit, "exportPath").setText(str(gone / "a.nrrd"))
    dialog.findChild(QPushButton, "exportSave").click()
    saved(composition, qtbot)
    (gone / "a.nrrd").unlink()
    gone.rmdir()
    change(composition, "8", "1, 2, 3")

    driver.action("save")

    asked = [each for each in composition.window.findChildren(QDialog, "exportDialog") if each.isVisible()]
    assert len(asked) == 1
    assert asked[0].findChild(QLineEdit, "exportPath").text() == str(gone / "a.nrrd")
    assert not asked[0].findChild(QPushButton, "exportSave").isEnabled()
    assert composition.window.isWindowModified()
    asked[0].reject()
    driver.action("undo")


def test_what_another_program_writes_during_the_save_is_not_replaced(
    composition: Composition,
    driver: WindowDriver,
    qtbot: QtBot,
    open_file: Callable[[Path], None],
    labels: Path,
    tmp_path: Path,
) -> None:
    open_file(labels)
    change(composition, "7", "1, 2, 3")
    target = tmp_path / "b.mhd"
    driver.action("save")
    dialog = composition.window.findChild(QDialog, "exportDialog")
    dialog.findChild(QLineEdit, "exportPath").setText(str(target))
    dialog.findChild(QPushButton, "exportSave").click()
    saved(composition, qtbot)
    change(composition, "8", "1, 2, 3")

    with one_at_a_time(tmp_path):  # the writer waits with its last step
        driver.action("save")
        target.write_bytes(b"of another program")
    saved(composition, qtbot)

    box = composition.window.findChild(QMessageBox, "errorDialog")
    assert "b.mhd was changed meanwhile" in box.text()
    box.close()
    assert target.read_bytes() == b"of another program"
    assert composition.window.isWindowModified()
    driver.action("undo")


def test_a_corrected_series_is_saved_as_a_series_of_the_same_patient(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "series"
    folder.mkdir()
    for number in range(3):
        pixels = np.full((4, 5), number, dtype=np.int16)
        write_slice(folder / f"{number}.dcm", pixels, (0.0, 0.0, 2.0 * number), uid="1.2.3.5", instance=number + 1)
    composition.open(folder)
    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=30_000)
    qtbot.waitUntil(lambda: not composition.app.files.is_loading, timeout=30_000)
    change(composition, "77", "1, 2, 1")

    driver.action("save")
    dialog = composition.window.findChild(QDialog, "exportDialog")
    target = Path(dialog.findChild(QLineEdit, "exportPath").text())
    assert dialog.findChild(QPushButton, "exportSave").isEnabled(), dialog.findChild(QLabel, "exportFindings").text()
    dialog.findChild(QPushButton, "exportSave").click()
    saved(composition, qtbot)

    slices = sorted((pydicom.dcmread(file) for file in target.iterdir()), key=lambda one: one.ImagePositionPatient[2])
    assert (target.name, len(slices)) == ("series-edited", 3)
    assert {(one.PatientID, one.StudyInstanceUID) for one in slices} == {("7", "1.2.3.4")}
    assert "1.2.3.5" not in {one.SeriesInstanceUID for one in slices}
    values = [
        one.pixel_array[2, 1] * float(one.get("RescaleSlope", 1)) + float(one.get("RescaleIntercept", 0))
        for one in slices
    ]
    assert values == [0, 77, 2]
    assert not composition.window.isWindowModified()

    driver.action("save")  # a folder is never replaced

    asked = [each for each in composition.window.findChildren(QDialog, "exportDialog") if each.isVisible()]
    assert not asked[0].findChild(QPushButton, "exportSave").isEnabled()
    asked[0].reject()


def test_a_volume_of_another_format_is_saved_as_an_anonymous_series_that_opens(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, open_file: Callable[[Path], None], labels: Path
) -> None:
    open_file(labels)
    change(composition, "7", "1, 2, 3")

    driver.action("saveCopy")
    dialog = composition.window.findChild(QDialog, "exportDialog")
    formats = dialog.findChild(QComboBox, "exportFormat")
    formats.setCurrentIndex(formats.findText("DICOM series (folder)"))
    formats.activated.emit(formats.currentIndex())
    texts = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert {"Folder", "Description"} <= set(texts)
    assert "File" not in texts
    dialog.findChild(QLineEdit, "exportDescription").setText("Corrected")
    dialog.findChild(QCheckBox, "exportAnonymise").setChecked(True)
    assert "Faces, and text that is part of the pixels" in dialog.findChild(QLabel, "exportFindings").text()
    target = Path(dialog.findChild(QLineEdit, "exportPath").text())
    dialog.findChild(QPushButton, "exportSave").click()
    saved(composition, qtbot)

    slices = [pydicom.dcmread(file) for file in sorted(target.iterdir())]
    assert len(slices) == 4
    assert {(one.SeriesDescription, one.PatientIdentityRemoved, str(one.PatientID)) for one in slices} == {
        ("Corrected", "YES", "")
    }
    said = driver.label("statusMessage")
    assert said.startswith(f"Saved {target} · ")
    assert "verified by ITK (GDCM)" in said
    assert target in composition.settings.recent

    driver.find("openSaved", QToolButton).click()

    qtbot.waitUntil(lambda: composition.app.images.current.info.path == target, timeout=30_000)
    opened = composition.app.images.current
    qtbot.waitUntil(lambda: not composition.app.files.is_loading, timeout=30_000)
    assert opened.info.is_series
    assert (opened.access.all() == 7).sum() == 1
    assert opened.access.all()[3, 2, 1] == 7
