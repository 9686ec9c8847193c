"""A CT and its labels, from files, in the real window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
from PySide6.QtWidgets import QMessageBox, QPushButton

from dicom_files import write_series
from itk_inspector.app.composition import Composition
from itk_inspector.core.display.layer_look import LABELS_LOOK
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.geometry.indexing import ItkIndex
from leak_guards import scratch_mappings
from window_driver import WindowDriver


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of five slices, and labels on every second pixel of it, half a pixel beside."""
    folder = tmp_path / "ct"
    write_series(folder, (0, 2, 4, 6, 8), shape=(24, 32))
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    ct = reader.Execute()
    labels = sitk.GetImageFromArray(np.arange(5 * 12 * 16, dtype=np.uint8).reshape(5, 12, 16) % 4)
    labels.SetDirection(ct.GetDirection())
    labels.SetSpacing([2 * ct.GetSpacing()[0], 2 * ct.GetSpacing()[1], ct.GetSpacing()[2]])
    labels.SetOrigin(ct.TransformContinuousIndexToPhysicalPoint([0.25, 0.25, 0.0]))
    path = tmp_path / "labels.nrrd"
    sitk.WriteImage(labels, str(path))
    return folder, path


def open_both(composition: Composition, driver: WindowDriver, files: tuple[Path, Path]) -> None:
    folder, labels = files
    composition.open(folder, layers=((labels, Placing.LABELS),))
    driver.wait(lambda: len(composition.app.images.layers) == 2 and not composition.app.files.is_loading)
    driver.settle()


def test_labels_come_over_the_series_that_is_looked_for_first(
    composition: Composition, driver: WindowDriver, files: tuple[Path, Path]
) -> None:
    open_both(composition, driver, files)

    under, over = composition.app.images.layers
    assert [layer.image.info.path for layer in (under, over)] == list(files)
    assert over.look == LABELS_LOOK
    assert composition.app.images.current is under.image
    assert driver.tabs == [f"{files[0].name} + 1"]


def test_the_kept_pixel_is_where_simple_itk_finds_it(
    composition: Composition, driver: WindowDriver, files: tuple[Path, Path]
) -> None:
    open_both(composition, driver, files)
    composition.window.go_to("(13, 9, 3)")
    composition.app.probe.set_held(True)
    under, over = (layer.image for layer in composition.app.images.layers)
    toolkit = sitk.ReadImage(str(files[1]))
    point = under.document.geometry.point_of(ItkIndex((13, 9, 3)))
    expected = toolkit.TransformPhysicalPointToIndex(point.components)

    driver.action("layerAbove")

    assert composition.app.images.current is over
    assert over.probe is not None
    assert over.probe.itk_index == ItkIndex(tuple(expected))
    assert over.probe.array_value == toolkit.GetPixel(expected)


def test_an_edited_layer_is_asked_about_and_all_memory_is_given_back(
    composition: Composition, driver: WindowDriver, files: tuple[Path, Path]
) -> None:
    held = scratch_mappings()
    open_both(composition, driver, files)
    driver.action("layerAbove")
    driver.action("editCopy")
    composition.app.edit.set_value("3")
    composition.app.edit.set_pixel("0 0 0")
    driver.action("layerBelow")

    driver.action("closeImage")
    box = driver.find("unsavedDialog", QMessageBox)
    assert "labels.nrrd" in box.text()
    discard = box.button(QMessageBox.StandardButton.Discard)
    assert isinstance(discard, QPushButton)
    discard.click()
    driver.settle()

    assert composition.app.images.all == ()
    assert scratch_mappings() <= held
