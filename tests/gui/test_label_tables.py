"""Names and colours of labels in the window: from the file, from beside it, and chosen by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from itk_inspector.app.composition import Composition
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode
from itk_inspector.core.labels.label_table import Label, label_table
from itk_inspector.itkio import from_memory
from label_images import SNAP, segment_keys, write_nrrd
from window_driver import WindowDriver

PIXELS = np.zeros((3, 12, 12), np.int32)
PIXELS[:, :, 4:8], PIXELS[:, :, 8:] = 1, 2
IN_AREA = {0: (1, 6), 1: (5, 6), 2: (9, 6)}


def colour_at(driver: WindowDriver, horizontal: float, vertical: float) -> int:
    place = driver.place(horizontal, vertical).toPoint()
    return driver.canvas().grab().toImage().pixelColor(place).rgb() & 0xFFFFFF


def colour_of(driver: WindowDriver, value: int) -> int:
    driver.settle()
    horizontal, vertical = IN_AREA[value]
    return colour_at(driver, horizontal + 0.35, vertical + 0.35)  # beside the number on the pixel


def told_at(driver: WindowDriver, value: int) -> str:
    driver.hover(*IN_AREA[value])
    driver.settle()
    return driver.label("pixelValue")


def choose(driver: WindowDriver, path: Path) -> None:
    driver.action("loadLabels")
    dialog = driver.window.findChild(QFileDialog, "loadLabelsDialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.close()
    driver.settle()


def test_a_table_beside_the_image_is_offered_and_then_shown(driver: WindowDriver, tmp_path: Path) -> None:
    (tmp_path / "brain.txt").write_bytes(SNAP)
    driver.open(write_nrrd(tmp_path / "brain.nrrd", PIXELS))

    assert told_at(driver, 1) == "1 · left hippocampus"
    assert colour_of(driver, 2) == 0xFFFFFF
    driver.action("showLabels")
    assert [colour_of(driver, value) for value in (1, 2)] == [0xFF0000, 0x0000FF]
    assert told_at(driver, 0) == "0 · Clear Label"


def test_segments_are_shown_as_labels_at_once_and_layer_by_layer(
    driver: WindowDriver, composition: Composition, tmp_path: Path
) -> None:
    layers = np.stack([PIXELS == 1, PIXELS >= 1, PIXELS == 2], axis=-1).astype(np.uint8)
    keys = segment_keys(("bone", "0 1 0", 1, 0), ("limb", "1 0 0", 1, 1), ("lesion", "0 0 1", 1, 2))
    driver.open(write_nrrd(tmp_path / "leg.seg.nrrd", layers, keys, is_layered=True))

    assert colour_of(driver, 1) == 0x00FF00
    assert told_at(driver, 1) == "(1, 1, 0) · bone, limb"
    composition.app.levels.set_component(ComponentChoice(ComponentMode.COMPONENT, 1))
    assert colour_of(driver, 1) == colour_of(driver, 2) == 0xFF0000
    assert told_at(driver, 2) == "(0, 1, 1) · limb, lesion"


def test_a_table_that_was_chosen_stays_when_the_image_is_read_again(driver: WindowDriver, tmp_path: Path) -> None:
    (tmp_path / "names.ctbl").write_bytes(b"1 left_side 1 2 3 255\n")
    driver.open(write_nrrd(tmp_path / "brain.nrrd", PIXELS))
    assert told_at(driver, 1) == "1"
    told_at(driver, 0)

    choose(driver, tmp_path / "names.ctbl")
    assert colour_of(driver, 1) == 0x010203
    assert driver.qaction("showLabels").isChecked()
    assert "1 label: 3D Slicer colour table names.ctbl." in driver.label("statusMessage")
    assert told_at(driver, 1) == "1 · left side"

    driver.action("reload")
    driver.wait(lambda: not driver.is_busy)
    driver.settle()
    assert told_at(driver, 1) == "1 · left side"
    told_at(driver, 0)
    assert colour_of(driver, 1) == 0x010203


def test_the_name_under_a_resting_pointer_follows_the_table(driver: WindowDriver, tmp_path: Path) -> None:
    for name, label in (("a.ctbl", b"first"), ("b.ctbl", b"second")):
        (tmp_path / name).write_bytes(b"1 " + label + b" 1 2 3 255\n")
    driver.open(write_nrrd(tmp_path / "brain.nrrd", PIXELS))
    told_at(driver, 1)
    for name, label in (("a.ctbl", "first"), ("b.ctbl", "second")):
        choose(driver, tmp_path / name)
        assert driver.label("pixelValue") == f"1 · {label}"


@pytest.mark.parametrize("data", [b"not a table", b"\0\1\2"])
def test_what_is_no_table_is_told_and_changes_nothing(driver: WindowDriver, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "names.txt").write_bytes(data)
    driver.open(write_nrrd(tmp_path / "brain.nrrd", PIXELS))
    choose(driver, tmp_path / "names.txt")

    box = driver.error
    assert box is not None
    assert "names.txt is not a label table" in box.text()
    box.close()
    assert not driver.qaction("showLabels").isChecked()


def test_pixels_that_are_no_single_numbers_take_no_table(driver: WindowDriver, composition: Composition) -> None:
    composition.app.files.adopt(from_memory.document(np.zeros((4, 5), np.float32)))
    driver.settle()
    assert driver.qaction("loadLabels").isEnabled()
    composition.app.files.adopt(from_memory.document(np.zeros((4, 5), np.complex64)))
    driver.settle()
    assert not driver.qaction("loadLabels").isEnabled()
    composition.app.labels.use(label_table([Label(1, "a")], ""))
    current = composition.app.images.current
    assert current is not None
    assert current.info.labels is None
