"""A label map over a DICOM series: measured, marked, corrected and saved where it lay, as a researcher would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QTableWidget

from dicom_files import write_series
from itk_inspector.app.composition import Composition
from label_images import segment_keys
from window_driver import WindowDriver

SEGMENTS = segment_keys(("liver", "0.8 0.2 0.2", 1, 0), ("spleen", "0.2 0.8 0.2", 2, 0), ("kidney", "0 0 1", 9, 0))


class Hands:
    """Counts what the user does."""

    def __init__(self, driver: WindowDriver) -> None:
        self.driver = driver
        self.count = 0

    def __getattr__(self, name: str) -> Any:
        self.count += 1
        return getattr(self.driver, name)


def oblique_series(folder: Path) -> sitk.Image:
    """Write a series, and return it as SimpleITK reads it."""
    turned = (1.0, 0.0, 0.0, 0.0, float(np.cos(0.4)), float(np.sin(0.4)))
    write_series(folder, (0, 2.5, 5, 7.5, 10), turned, shape=(24, 32))
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    return reader.Execute()


def label_map(image: sitk.Image, path: Path) -> np.ndarray:
    """Write labels on the lattice of an image, three of them wrong; return what is right."""
    right = np.zeros(image.GetSize()[::-1], np.uint8)
    right[:, 4:14, 3:13] = 1
    right[1:4, 6:16, 18:28] = 2
    wrong = right.copy()
    wrong[2, 6:16, 18:28] = 1  # another label in one slice
    wrong[wrong == 2] = 9  # another number
    wrong[2, 20:23, 4:7] = 1  # a stray piece
    wrong[2, 13, 5:8] = 0  # a gap
    labels = sitk.GetImageFromArray(wrong)
    labels.CopyInformation(image)
    for key, value in SEGMENTS.items():
        labels.SetMetaData(key, value)
    sitk.WriteImage(labels, str(path))
    return right


def test_wrong_labels_are_corrected_over_a_dicom_series(composition: Composition, tmp_path: Path) -> None:
    series = oblique_series(tmp_path / "series")
    right = label_map(series, tmp_path / "organs.seg.nrrd")
    driver = WindowDriver(composition.window)
    composition.window.resize(1200, 900)
    hands = Hands(driver)

    # the series, and the labels over it
    hands.drop(tmp_path / "series")
    driver.wait(lambda: not driver.is_busy and composition.app.images.current is not None)
    hands.drop(tmp_path / "organs.seg.nrrd", placing="labels")
    driver.wait(lambda: not driver.is_busy and len(composition.app.images.layers) == 2)
    driver.rest()
    if composition.app.layers.chosen == 1:
        hands.action("layerBelow")
    opened = hands.count

    # the mean of a region of the series, and five points
    hands.action("measureRectangle")
    hands.stroke((4, 5), (11, 12))
    driver.wait(lambda: "Mean" in told(driver))
    values = sitk.GetArrayFromImage(series)[2, 5:13, 4:12]
    assert float(told(driver)["Mean"]) == pytest.approx(values.mean(), rel=1e-7)
    measured = hands.count
    for place in ((2, 2), (8, 9), (20, 10), (5, 21), (30, 22)):
        hands.hover(*place)
        hands.action("addPoint")
    assert driver.find("pointsTable", QTableWidget).rowCount() >= 5
    pointed = hands.count

    # the labels
    hands.action("layerAbove")
    hands.action("editCopy")
    driver.rest()
    hands.action("replaceValue")
    hands.find("replaceLow", QLineEdit).setText("9")
    hands.find("replaceBy", QLineEdit).setText("2")
    assert driver.label("replaceCount") == "200 pixels hold 9 · kidney."
    hands.find("replaceAccept", QPushButton).click()
    driver.settle()
    hands.type("editValue", "2")
    hands.action("toolFill")
    hands.click(20, 10)
    hands.alt_click(10, 0)
    assert driver.label("statusMessage") == "Value to paint: 0."
    hands.click(5, 21)
    hands.alt_click(5, 5)
    assert driver.label("statusMessage") == "Value to paint: 1 · liver."
    over = driver.find("paintOver", QComboBox)
    over.setCurrentIndex(1)
    over.activated.emit(1)
    hands.count += 1
    driver.find("brushRadius").setValue(0)  # type: ignore[attr-defined]  # a spin box
    hands.count += 1
    hands.action("toolBrush")
    driver.rest()
    hands.stroke((5, 13), (7, 13))
    corrected = hands.count

    # saved with its names, where it lay
    hands.action("saveCopy")
    assert driver.find("exportDialog").windowTitle() == "Save organs.seg.nrrd as"
    path = driver.find("exportPath", QLineEdit)
    assert path.text().endswith("organs-edited.seg.nrrd")
    path.setText(str(tmp_path / "organs-edited.seg.nrrd"))
    hands.find("exportSave", QPushButton).click()
    driver.wait(lambda: not composition.app.saving.is_saving)
    assert "verified" in driver.label("statusMessage")

    saved, first = (sitk.ReadImage(str(tmp_path / f"organs{part}.seg.nrrd")) for part in ("-edited", ""))
    assert np.array_equal(sitk.GetArrayFromImage(saved), right)
    assert saved.GetPixelID() == first.GetPixelID()
    assert saved.GetOrigin() == first.GetOrigin()
    assert saved.GetSize() == first.GetSize()
    assert np.allclose(saved.GetSpacing(), first.GetSpacing(), rtol=1e-14, atol=0)
    assert np.allclose(saved.GetDirection(), first.GetDirection(), atol=1e-15)
    assert {key: saved.GetMetaData(key) for key in SEGMENTS} == SEGMENTS
    assert [opened, measured - opened, pointed - measured, corrected - pointed] == [2, 2, 10, 16]
    assert hands.count - corrected == 2


def told(driver: WindowDriver) -> dict[str, str]:
    table = driver.find("factsTable", QTableWidget)
    rows = range(table.rowCount())
    cells = [[table.item(row, column) for column in (0, 1)] for row in rows]
    return {str(name.text()): str(value.text()) for name, value in cells if name is not None and value is not None}
