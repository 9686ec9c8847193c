"""As a radiology researcher works: a DICOM folder, a label map over it, region means, five points, both exported.

SimpleITK reads the same files and is the judge.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QTabBar, QTableWidget, QTabWidget

from dicom_files import oblique, write_series
from itk_inspector.core.display.placing import Placing
from label_images import SNAP
from window_driver import WindowDriver

PLACES = ((12, 9), (20, 9), (3, 3), (16, 18), (25, 20))


@pytest.fixture
def series(tmp_path: Path) -> Path:
    folder = tmp_path / "ct"
    write_series(folder, tuple(2.5 * n for n in range(7)), oblique(12), shape=(24, 30))
    return folder


@pytest.fixture
def image(series: Path) -> sitk.Image:
    return sitk.ReadImage(sitk.ImageSeriesReader.GetGDCMSeriesFileNames(str(series)))


@pytest.fixture
def labels(image: sitk.Image, tmp_path: Path) -> sitk.Image:
    """Labels on the lattice of the series, as NIfTI keeps it: spacing and origin in float32."""
    values = np.zeros(sitk.GetArrayFromImage(image).shape, np.uint8)
    values[2:5, 6:14, 8:16] = 1
    values[1:6, 6:14, 18:23] = 2
    made = sitk.GetImageFromArray(values)
    made.CopyInformation(image)
    sitk.WriteImage(made, str(tmp_path / "seg.nii.gz"))
    (tmp_path / "seg.txt").write_bytes(SNAP)
    return made


class Hands:
    """Clicks, and counts what was done."""

    def __init__(self, driver: WindowDriver) -> None:
        self.driver = driver
        self.actions = 0

    def tab(self, bar: QTabBar, text: str) -> None:
        place = next(n for n in range(bar.count()) if bar.tabText(n) == text)
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())
        self.driver.settle()
        self.actions += 1

    def save(self, button: str, dialog: str, path: Path) -> None:
        self.driver.rest()
        QTest.mouseClick(self.driver.find(button, QPushButton), Qt.MouseButton.LeftButton)
        found = self.driver.find(dialog, QFileDialog)
        found.fileSelected.emit(str(path))
        found.close()
        self.driver.window.activateWindow()  # a window manager does that
        self.driver.wait(path.exists)
        self.actions += 2

    def drop(self, path: Path, placing: Placing) -> None:
        self.driver.drop(path, placing=placing.value)
        self.driver.wait(lambda: not self.driver.is_busy)
        self.driver.rest()
        self.actions += 1 + (placing is not Placing.TAB)


def test_region_means_and_points_of_a_dicom_series_with_labels(
    driver: WindowDriver, series: Path, image: sitk.Image, labels: sitk.Image, tmp_path: Path
) -> None:
    hands = Hands(driver)
    hands.drop(series, Placing.TAB)
    hands.drop(tmp_path / "seg.nii.gz", Placing.LABELS)

    hands.tab(driver.find("panelTabs", QTabWidget).tabBar(), "Values")
    hands.tab(driver.find("valuesChoice", QTabBar), "Under labels")
    table = driver.find("underLabelsTable", QTableWidget)
    driver.wait(lambda: table.rowCount() == 2 and table.isEnabled())
    hands.save("saveUnderLabelsButton", "saveMeasuredDialog", tmp_path / "means.csv")
    assert hands.actions == 7

    for place in PLACES:
        driver.hover(*place)
        driver.key("p")
        hands.actions += 2
    hands.save("savePointsButton", "savePointsDialog", tmp_path / "points.csv")
    assert hands.actions == 19

    judge = sitk.LabelStatisticsImageFilter()
    judge.Execute(image, labels)
    with (tmp_path / "means.csv").open(newline="") as file:
        means = list(csv.DictReader(file))
    assert [(row["label"], row["name"]) for row in means] == [("1", "left hippocampus"), ("2", "right hippocampus")]
    for row in means:
        label = int(row["label"])
        assert (int(row["pixels"]), float(row["sum"])) == (judge.GetCount(label), judge.GetSum(label))
        assert float(row["mean"]) == pytest.approx(judge.GetMean(label), rel=1e-12)
        assert float(row["sd (n-1)"]) == pytest.approx(judge.GetSigma(label), rel=1e-9)
        assert (float(row["min"]), float(row["max"])) == (judge.GetMinimum(label), judge.GetMaximum(label))
        assert float(row["volume"]) == pytest.approx(judge.GetCount(label) * float(np.prod(image.GetSpacing())))

    with (tmp_path / "points.csv").open(newline="") as file:
        points = list(csv.DictReader(file))
    for row, (x, y) in zip(points, PLACES, strict=True):
        index = (x, y, 3)  # the slice in the middle, which is shown first
        assert tuple(int(row[f"itk {axis}"]) for axis in "xyz") == index
        assert (int(row["numpy slice"]), int(row["numpy row"]), int(row["numpy col"])) == index[::-1]
        assert (int(row["value"]), int(row["seg.nii.gz: value"])) == (image[index], labels[index])
        point = tuple(float(row[f"point {axis}"]) for axis in "xyz")
        assert point == pytest.approx(image.TransformIndexToPhysicalPoint(index), abs=1e-9)
