"""The whole way offscreen: open, hover, edit, undo, save, and ask others what was saved."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import nibabel
import numpy as np
import SimpleITK as sitk  # noqa: N813  # its usual name
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.indexing import ItkIndex
from window_driver import WindowDriver


def point_at(composition: Composition, h: float, v: float) -> QPointF:
    return composition.window.canvas.view.on_screen(QRectF(h, v, 0, 0)).topLeft()


def open_by_dialog(composition: Composition, qtbot: QtBot, path: Path, read_as: str = "") -> None:
    composition.window.menus.actions["open"].trigger()
    dialog = composition.window.findChild(QFileDialog, "openDialog")
    assert dialog is not None
    if read_as:
        combo = dialog.findChild(QComboBox, "readAs")
        assert combo is not None
        combo.setCurrentIndex(combo.findData(read_as))
    name = dialog.findChild(QLineEdit)
    assert name is not None
    name.setText(str(path))
    dialog.accept()
    qtbot.waitUntil(lambda: shown(composition) == path, timeout=30_000)
    qtbot.waitUntil(lambda: at_rest(composition), timeout=5_000)


def at_rest(composition: Composition) -> bool:
    """Tell whether layout and zoom have settled."""
    before = point_at(composition, 0, 0)
    for _ in range(4):
        QApplication.processEvents()
    return point_at(composition, 0, 0) == before


def shown(composition: Composition) -> Path | None:
    image = composition.app.images.current
    return None if image is None else image.document.info.path


def save_as(composition: Composition, qtbot: QtBot, path: Path, *ticks: str) -> None:
    composition.window.menus.actions["saveCopy"].trigger()
    dialog = composition.window.findChild(QDialog, "exportDialog")
    assert dialog is not None
    dialog.findChild(QLineEdit, "exportPath").setText(str(path))
    for tick in ticks:
        box = dialog.findChild(QCheckBox, tick)
        assert box is not None
        assert box.isVisible(), tick
        box.setChecked(True)
    button = dialog.findChild(QPushButton, "exportSave")
    assert button is not None
    assert button.isEnabled()
    button.click()
    qtbot.waitUntil(lambda: not composition.app.saving.is_saving, timeout=30_000)


def test_open_hover_edit_undo_save(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    source = samples / "oblique-volume.nrrd"
    before = hashlib.sha256(source.read_bytes()).hexdigest()
    oracle = sitk.ReadImage(str(source))
    open_by_dialog(composition, qtbot, source)

    driver.hover(40, 22)
    assert driver.label("itkIndexValue") == "(40, 22, 18)"
    assert driver.label("arrayIndexValue") == "[18, 22, 40]"
    assert driver.label("pixelValue") == str(oracle[40, 22, 18])
    physical = oracle.TransformIndexToPhysicalPoint((40, 22, 18))
    assert driver.label("physicalPointValue").startswith("(" + ", ".join(f"{c:.3f}" for c in physical) + ")")

    driver.action("copyCode")
    assert QGuiApplication.clipboard().text().splitlines()[1].startswith("array[18, 22, 40]")

    driver.action("editCopy")
    value = composition.window.findChild(QLineEdit, "editValue")
    assert value is not None
    value.setText("1234")
    viewport = composition.window.canvas.view.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=point_at(composition, 40, 22).toPoint())
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=point_at(composition, 10, 11).toPoint())
    assert composition.window.isWindowModified()
    driver.action("undo")
    driver.hover(40, 22)
    assert driver.label("pixelValue") == "1234"

    nrrd, nifti = tmp_path / "edited.nrrd", tmp_path / "edited.nii.gz"
    save_as(composition, qtbot, nrrd)
    assert not composition.window.isWindowModified()
    assert "verified" in driver.label("statusMessage")
    save_as(composition, qtbot, nifti)

    import itk

    wanted = sitk.GetArrayFromImage(oracle)
    wanted[18, 22, 40] = 1234
    np.testing.assert_array_equal(itk.array_from_image(itk.imread(str(nrrd))), wanted)
    again = sitk.ReadImage(str(nrrd))
    np.testing.assert_array_equal(sitk.GetArrayFromImage(again), wanted)
    assert again.GetOrigin() == oracle.GetOrigin()
    np.testing.assert_allclose(again.GetSpacing(), oracle.GetSpacing(), rtol=1e-14)
    np.testing.assert_allclose(again.GetDirection(), oracle.GetDirection(), atol=1e-12)
    neuro = nibabel.load(nifti)
    np.testing.assert_array_equal(np.asarray(neuro.dataobj), wanted.T)
    ras = np.diag([-1.0, -1.0, 1.0, 1.0]) @ np.array([*physical, 1.0])
    np.testing.assert_allclose(neuro.affine @ [40, 22, 18, 1], ras, atol=1e-4)
    assert hashlib.sha256(source.read_bytes()).hexdigest() == before


def test_original_bytes_survive_edits(
    composition: Composition, open_file: Callable[[Path], None], samples: Path
) -> None:
    open_file(samples / "head-phantom.png")
    image = composition.app.images.current
    assert image is not None
    before = hashlib.sha256(image.document.pixels.tobytes()).hexdigest()

    composition.app.edit.set_editing(True)
    assert image.session is not None
    composition.app.edit.set_value("7")
    for x in range(0, 200, 5):
        composition.app.edit.set_pixel(f"{x}, {x}")

    assert hashlib.sha256(image.document.pixels.tobytes()).hexdigest() == before
    assert not np.shares_memory(image.session.view, image.document.pixels)
    assert image.session.view[100, 100] == 7


def test_read_as_is_said(composition: Composition, driver: WindowDriver, qtbot: QtBot, samples: Path) -> None:
    open_by_dialog(composition, qtbot, samples / "colour-chart.png", "UC")

    assert "Read as" in driver.label("imageNotes")
    assert composition.app.images.current is not None
    assert composition.app.images.current.document.pixels.shape == (120, 160)


def test_failure_keeps_the_old_image(
    composition: Composition,
    driver: WindowDriver,
    qtbot: QtBot,
    open_file: Callable[[Path], None],
    samples: Path,
    tmp_path: Path,
) -> None:
    open_file(samples / "head-phantom.png")
    broken = tmp_path / "broken.png"
    broken.write_bytes((samples / "head-phantom.png").read_bytes()[:9000])

    composition.open(broken)
    qtbot.waitUntil(lambda: composition.window.findChild(QMessageBox, "errorDialog") is not None, timeout=30_000)

    box = composition.window.findChild(QMessageBox, "errorDialog")
    assert "broken.png" in box.text()
    assert box.informativeText()
    assert box.detailedText()
    box.close()
    assert shown(composition) == samples / "head-phantom.png"
    driver.hover(100, 100)
    assert driver.label("pixelValue") != ""


def test_reader_that_dies_leaves_the_window_alive(
    composition: Composition,
    qtbot: QtBot,
    open_file: Callable[[Path], None],
    samples: Path,
    shared_data: Path,
) -> None:
    open_file(samples / "head-phantom.png")

    composition.open(shared_data / "crashers" / "s3_51.h5")
    qtbot.waitUntil(lambda: composition.window.findChild(QMessageBox, "errorDialog") is not None, timeout=60_000)
    box = composition.window.findChild(QMessageBox, "errorDialog")
    assert "s3_51.h5" in box.text()
    box.close()
    open_file(samples / "colour-chart.png")

    assert shown(composition) == samples / "colour-chart.png"


def test_cancel_works_at_once_and_the_old_image_stays(
    composition: Composition,
    driver: WindowDriver,
    qtbot: QtBot,
    open_file: Callable[[Path], None],
    samples: Path,
    shared_data: Path,
) -> None:
    open_file(samples / "head-phantom.png")
    composition.open(shared_data / "crashers" / "negative_ndims.mha")
    cancel = composition.window.findChild(QPushButton, "cancelButton")
    qtbot.waitUntil(cancel.isVisible, timeout=5_000)
    driver.hover(50, 60)
    assert driver.label("itkIndexValue") == "(50, 60)"

    with qtbot.waitSignal(cancel.clicked, timeout=1000):
        cancel.click()

    assert not composition.app.files.is_loading
    assert not cancel.isVisible()
    assert "cancelled" in driver.label("statusMessage")
    assert shown(composition) == samples / "head-phantom.png"


def test_another_file_goes_before_one_that_hangs(
    composition: Composition, qtbot: QtBot, samples: Path, shared_data: Path
) -> None:
    composition.open(shared_data / "crashers" / "negative_ndims.mha")
    qtbot.wait(2_200)  # what counts here is the time itself
    composition.open(samples / "colour-chart.png")

    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=30_000)
    composition.app.tasks.cancel()

    assert shown(composition) == samples / "colour-chart.png"
    assert composition.window.findChild(QMessageBox, "errorDialog") is None


def test_closing_with_unsaved_edits_asks(
    composition: Composition, qtbot: QtBot, open_file: Callable[[Path], None], samples: Path
) -> None:
    open_file(samples / "head-phantom.png")
    composition.app.edit.set_editing(True)
    composition.app.edit.set_value("9")
    composition.app.edit.set_pixel("3, 4")

    composition.window.close()
    box = composition.window.findChild(QMessageBox, "unsavedDialog")
    assert box is not None
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert composition.window.isVisible()

    composition.window.close()
    boxes = composition.window.findChildren(QMessageBox, "unsavedDialog")
    boxes[-1].button(QMessageBox.StandardButton.Discard).click()
    qtbot.waitUntil(lambda: not composition.window.isVisible(), timeout=5_000)


def test_source_needs_a_separate_yes(
    composition: Composition,
    driver: WindowDriver,
    qtbot: QtBot,
    open_file: Callable[[Path], None],
    samples: Path,
    tmp_path: Path,
) -> None:
    own = tmp_path / "own.nrrd"
    own.write_bytes((samples / "oblique-volume.nrrd").read_bytes())
    open_file(own)
    composition.app.edit.set_editing(True)
    composition.app.edit.set_value("5")
    composition.app.edit.set_pixel("1, 2, 3")

    driver.action("saveCopy")
    dialog = composition.window.findChild(QDialog, "exportDialog")
    dialog.findChild(QLineEdit, "exportPath").setText(str(own))
    assert not dialog.findChild(QPushButton, "exportSave").isEnabled()
    dialog.findChild(QCheckBox, "exportOverwriteSource").setChecked(True)
    assert dialog.findChild(QPushButton, "exportSave").isEnabled()
    dialog.findChild(QPushButton, "exportSave").click()
    qtbot.waitUntil(lambda: not composition.app.saving.is_saving, timeout=30_000)

    assert sitk.ReadImage(str(own))[1, 2, 3] == 5


def test_every_shared_image_opens_or_fails_with_a_sentence(
    composition: Composition, qtbot: QtBot, shared_data: Path
) -> None:
    rows = (shared_data / "MANIFEST.tsv").read_text().splitlines()[1:]
    opened = 0
    for row in rows:
        path = shared_data / row.split("\t")[0]
        composition.open(path)
        qtbot.waitUntil(lambda: not composition.app.files.is_loading, timeout=30_000)
        box = composition.window.findChild(QMessageBox, "errorDialog")
        if box is not None:
            assert path.name in box.text()
            box.close()
            qtbot.waitUntil(lambda: composition.window.findChild(QMessageBox, "errorDialog") is None, timeout=2_000)
            continue
        opened += 1
        image = composition.app.images.current
        assert image is not None
        middle = ItkIndex(tuple(n // 2 for n in image.document.geometry.size))
        composition.app.probe.show_index(middle)
        assert image.probe is not None
        qtbot.waitUntil(lambda shown=image: not shown.probe.awaits_itk, timeout=10_000)
        assert image.probe.agree, path
        QApplication.processEvents()
    assert opened >= len(rows) - 5
