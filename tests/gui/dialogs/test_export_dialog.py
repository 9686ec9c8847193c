"""The save dialog: what may be typed as a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.export.conversion import KEEP, NARROWEST, Conversion, ConversionKind
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.export.subject import Subject
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.gui.dialogs.export_dialog import ExportDialog, suggested_path
from itk_inspector.gui.style.theme import LIGHT

INFO = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "unsigned_char", 1, "uint8", Geometry.identity((5, 4)))


@pytest.fixture
def dialog(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[ExportDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = ExportDialog((Subject("Original", INFO),), tmp_path, LIGHT, parent)
    made.show()
    yield made
    if isValid(made):
        made.close()


def part(dialog: ExportDialog, kind: type[Any], name: str) -> Any:
    found = dialog.findChild(kind, name)
    assert found is not None
    return found


def type_path(dialog: ExportDialog, text: str) -> tuple[bool, str]:
    """Type a path; return whether it can be saved, and what is said."""
    part(dialog, QLineEdit, "exportPath").setText(text)
    return part(dialog, QPushButton, "exportSave").isEnabled(), part(dialog, QLabel, "exportFindings").text()


@pytest.mark.parametrize(
    ("text", "words"),
    [("x" * 300 + ".nrrd", "too long"), ("", "Type a file name"), ("a\0.nrrd", "NUL"), ("/no/such/x.nrrd", "/no/such")]
)  # fmt: skip
def test_what_cannot_be_written_is_said_and_not_saved(dialog: ExportDialog, text: str, words: str) -> None:
    can_save, said = type_path(dialog, text)

    assert (can_save, words in said, "✓" in said) == (False, True, False)


def test_typing_a_name_with_a_tilde_is_followed_at_each_key(dialog: ExportDialog, tmp_path: Path) -> None:
    seen = [type_path(dialog, "~tmp.nrrd"[:count]) for count in range(1, 10)]

    assert seen[-1][0]
    assert dialog.request.target == tmp_path / "~tmp.nrrd"
    assert part(dialog, QComboBox, "exportFormat").currentData() == ".nrrd"


def test_a_relative_name_goes_into_the_folder_of_the_dialog_and_it_is_said(
    dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    can_save, said = type_path(dialog, "x.nrrd")
    wanted: list[ExportRequest] = []
    dialog.requested.connect(lambda request, _: wanted.append(request))

    part(dialog, QPushButton, "exportSave").click()

    assert (can_save, str(tmp_path) in said) == (True, True)
    assert wanted[0].target == tmp_path / "x.nrrd"


def test_a_choice_of_a_format_without_a_name_does_nothing(dialog: ExportDialog) -> None:
    type_path(dialog, "")
    formats = part(dialog, QComboBox, "exportFormat")

    formats.setCurrentIndex(2)
    formats.activated.emit(2)

    assert part(dialog, QLineEdit, "exportPath").text() == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may look everywhere")
def test_a_folder_that_may_not_be_entered_is_said(dialog: ExportDialog, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    (locked / "in").mkdir(parents=True)
    locked.chmod(0)

    can_save, _ = type_path(dialog, str(locked / "in" / "x.nrrd"))

    locked.chmod(0o700)
    assert not can_save


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("organs.seg.nrrd", "organs-edited.seg.nrrd"),
        ("organs.SEG.nrrd", "organs-edited.seg.nrrd"),
        ("organs.nrrd", "organs-edited.nrrd"),
        ("organs.seg.nii.gz", "organs.seg-edited.nrrd"),
    ],
)
def test_a_file_of_segments_keeps_the_ending_that_says_so(tmp_path: Path, name: str, suggested: str) -> None:
    info = replace(INFO, path=Path(name))

    assert suggested_path(info, tmp_path, is_edited=True) == tmp_path / suggested


VOLUME = replace(INFO, geometry=Geometry.identity((5, 4, 3)), dtype="int16", components=2)
SHOWN = Region((2, 0, 0), (1, 4, 5))


@pytest.fixture
def rich_dialog(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[ExportDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    copy = Subject("Edited copy", VOLUME, True, Levels(0.0, 60.0), SHOWN, "z = 2", Region((0, 1, 1), (1, 2, 3)))
    labels = replace(INFO, path=Path("mask.nii.gz"), format="NiftiImageIO", dtype="int64", stamp=FileStamp(1, 2, 3, 4))
    made = ExportDialog((copy, Subject("Layer “mask”", labels)), tmp_path, LIGHT, parent)
    made.show()
    yield made
    if isValid(made):
        made.close()


def choose(dialog: ExportDialog, name: str, row: int) -> None:
    part(dialog, QComboBox, name).setCurrentIndex(row)


def test_the_whole_copy_is_suggested(rich_dialog: ExportDialog) -> None:
    request = rich_dialog.request

    assert (request.crop, request.component, request.squeeze, request.conversion) == (None, None, False, KEEP)
    assert request.target.name == "a-edited.nrrd"


def test_the_slice_on_screen_as_a_flat_image_of_one_component(rich_dialog: ExportDialog) -> None:
    choose(rich_dialog, "exportPart", 1)
    choose(rich_dialog, "exportComponent", 2)
    part(rich_dialog, QCheckBox, "exportFlat").setChecked(True)

    request = rich_dialog.request

    assert (request.crop, request.component, request.squeeze) == (SHOWN, 1, True)
    assert part(rich_dialog, QCheckBox, "exportFlat").text() == "Write a 2-D image"


def test_a_range_of_slices_along_an_axis(rich_dialog: ExportDialog) -> None:
    choose(rich_dialog, "exportPart", 2)
    part(rich_dialog, QSpinBox, "exportFirst").setValue(1)

    assert rich_dialog.request.crop == Region((1, 0, 0), (2, 4, 5))
    choose(rich_dialog, "exportAxis", 2)
    assert (part(rich_dialog, QSpinBox, "exportLast").value(), rich_dialog.request.crop) == (
        4,
        Region((0, 0, 0), (3, 4, 5)),
    )


def test_a_region_begins_as_the_measured_rectangle_and_can_be_typed(rich_dialog: ExportDialog) -> None:
    choose(rich_dialog, "exportPart", 3)
    before = rich_dialog.request.crop
    part(rich_dialog, QLineEdit, "exportStart").setText("0, 0, 1")
    part(rich_dialog, QLineEdit, "exportSize").setText("5, 4, 2")

    assert (before, rich_dialog.request.crop) == (Region((0, 1, 1), (1, 2, 3)), Region((1, 0, 0), (2, 4, 5)))
    part(rich_dialog, QLineEdit, "exportSize").setText("5, 4, 9")
    assert "z = 1:10 is not in the image; its indices are 0 to 2." in part(rich_dialog, QLabel, "exportFindings").text()
    assert not part(rich_dialog, QPushButton, "exportSave").isEnabled()


def test_a_format_of_two_axes_takes_a_slice_as_a_flat_image_at_once(rich_dialog: ExportDialog) -> None:
    choose(rich_dialog, "exportPart", 1)
    choose(rich_dialog, "exportComponent", 1)
    type_path(rich_dialog, "slice.png")
    first = rich_dialog.request.conversion
    types = part(rich_dialog, QComboBox, "exportType")
    texts = [types.itemText(row) for row in range(types.count())]
    choose(rich_dialog, "exportType", len(texts) - 1)

    assert first == NARROWEST  # int16 values may fit
    assert texts[-1] == "uint8, as shown: 0 to 60 become 0 to 255"
    assert part(rich_dialog, QPushButton, "exportSave").isEnabled()
    assert rich_dialog.request.squeeze
    assert rich_dialog.request.conversion == Conversion(ConversionKind.WINDOW, low=0.0, high=60.0)
    assert "Values from 0 to 60 become 0 to 255 as shown" in part(rich_dialog, QLabel, "exportFindings").text()


def test_another_layer_has_its_own_name_format_and_type(rich_dialog: ExportDialog) -> None:
    asked: list[tuple[ExportRequest, int]] = []
    rich_dialog.requested.connect(lambda request, number: asked.append((request, number)))

    choose(rich_dialog, "exportSubject", 1)
    said = part(rich_dialog, QLabel, "exportFindings").text()
    part(rich_dialog, QPushButton, "exportSave").click()

    (request, number) = asked[0]
    assert (request.target.name, request.conversion, number) == ("mask-copy.nii.gz", NARROWEST, 1)
    assert "NIfTI holds no int64; the pixels are written in the smallest type that holds all values." in said


def test_a_typed_name_stays_when_another_layer_is_chosen(rich_dialog: ExportDialog) -> None:
    type_path(rich_dialog, "mine.mha")

    choose(rich_dialog, "exportSubject", 1)

    assert rich_dialog.request.target.name == "mine.mha"


@pytest.mark.parametrize(("name", "level"), [("x.nrrd", 9), ("x.nii.gz", None)])
def test_a_compression_level_is_offered_where_it_is_heeded(
    rich_dialog: ExportDialog, name: str, level: int | None
) -> None:
    type_path(rich_dialog, name)
    choose(rich_dialog, "exportLevel", 4)

    assert rich_dialog.request.level == level
    assert part(rich_dialog, QComboBox, "exportLevel").isVisible() is (level is not None)


def test_it_fits_a_small_screen_with_all_rows(rich_dialog: ExportDialog) -> None:
    choose(rich_dialog, "exportPart", 3)
    choose(rich_dialog, "exportComponent", 1)
    type_path(rich_dialog, "x.png")

    size = rich_dialog.sizeHint()

    assert (size.width() <= 1000, size.height() <= 700) == (True, True)


def test_a_flat_image_is_written_only_as_long_as_the_format_needs_that(rich_dialog: ExportDialog) -> None:
    choose(rich_dialog, "exportPart", 1)
    type_path(rich_dialog, "slice.png")
    in_png = rich_dialog.request.squeeze

    type_path(rich_dialog, "slice.nrrd")

    assert (in_png, rich_dialog.request.squeeze) == (True, False)


def test_a_flat_image_that_was_asked_for_stays_flat(rich_dialog: ExportDialog) -> None:
    choose(rich_dialog, "exportPart", 1)
    part(rich_dialog, QCheckBox, "exportFlat").click()

    type_path(rich_dialog, "slice.png")
    type_path(rich_dialog, "slice.nrrd")

    assert rich_dialog.request.squeeze


def test_a_type_that_one_format_needed_is_forgotten_in_the_next(rich_dialog: ExportDialog) -> None:
    choose(rich_dialog, "exportSubject", 1)
    in_nifti = rich_dialog.request.conversion

    type_path(rich_dialog, "mask.npy")

    assert (in_nifti, rich_dialog.request.conversion) == (NARROWEST, KEEP)


def test_a_type_that_was_chosen_stays_in_the_next_format(rich_dialog: ExportDialog) -> None:
    choose(rich_dialog, "exportComponent", 1)
    types = part(rich_dialog, QComboBox, "exportType")
    types.setCurrentIndex(types.count() - 1)
    types.activated.emit(types.count() - 1)

    type_path(rich_dialog, "a.nii")

    assert rich_dialog.request.conversion.kind is ConversionKind.WINDOW


def test_indices_that_no_field_holds_can_be_typed(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    far = replace(VOLUME, geometry=replace(VOLUME.geometry, start_index=(2**40, 0, 0)))

    dialog = ExportDialog((Subject("Original <b>&x</b>", far), Subject("b", far)), tmp_path, LIGHT, parent)

    parts = part(dialog, QComboBox, "exportPart")
    choose(dialog, "exportPart", parts.count() - 1)
    assert parts.findText("Range of slices") < 0
    assert part(dialog, QLineEdit, "exportStart").text() == f"{2**40}, 0, 0"
    assert dialog.request.crop == Region((0, 0, 0), (3, 4, 5))
    assert "<b>&x</b>" in part(dialog, QComboBox, "exportSubject").itemText(0)
    dialog.close()


@pytest.fixture
def series_dialog(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[ExportDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    files = (tmp_path / "1.dcm", tmp_path / "2.dcm")
    about = replace(VOLUME, path=Path("/data/head.v2"), format="GDCMImageIO", components=1, data_files=files)
    made = ExportDialog((Subject("Original", about),), tmp_path, LIGHT, parent)
    made.show()
    yield made
    if isValid(made):
        made.close()


def test_a_series_is_suggested_as_a_series_in_a_new_folder(series_dialog: ExportDialog, tmp_path: Path) -> None:
    part(series_dialog, QLineEdit, "exportDescription").setText("corrected")
    part(series_dialog, QCheckBox, "exportAnonymise").setChecked(True)

    request = series_dialog.request

    assert (request.target, request.dicom) == (tmp_path / "head.v2-copy", DicomOptions("corrected", anonymise=True))
    assert part(series_dialog, QComboBox, "exportFormat").currentText() == "DICOM series (folder)"
    assert part(series_dialog, QPushButton, "exportSave").isEnabled()


def test_a_folder_that_holds_something_takes_no_series(series_dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    (tmp_path / "empty").mkdir()

    refused, said = type_path(series_dialog, str(tmp_path / "full"))
    allowed, _ = type_path(series_dialog, str(tmp_path / "empty"))

    assert (refused, allowed) == (False, True)
    assert "full exists; choose a new folder, or an empty one." in said


def test_a_series_and_a_file_can_be_changed_for_one_another(series_dialog: ExportDialog, tmp_path: Path) -> None:
    formats = part(series_dialog, QComboBox, "exportFormat")
    formats.setCurrentIndex(formats.findData(".mha"))
    formats.activated.emit(formats.currentIndex())
    as_file = series_dialog.request
    rows = part(series_dialog, QCheckBox, "exportAnonymise").isVisible()

    formats.setCurrentIndex(formats.count() - 1)
    formats.activated.emit(formats.currentIndex())

    assert (as_file.target.name, as_file.dicom, rows) == ("head.v2-copy.mha", None, False)
    assert (series_dialog.request.target.name, series_dialog.request.dicom) == ("head.v2-copy", DicomOptions())


def test_one_slice_is_dicom_by_its_name(rich_dialog: ExportDialog) -> None:
    choose(rich_dialog, "exportPart", 1)
    type_path(rich_dialog, "a.dcm")

    assert rich_dialog.request.dicom == DicomOptions()
    type_path(rich_dialog, "a.mha")
    assert rich_dialog.request.dicom is None


@pytest.mark.parametrize(
    ("name", "is_offered"), [("x.tif", True), ("x.png", True), ("x.nii", False), ("x.gipl", False)]
)
def test_compression_is_offered_where_the_format_has_it(rich_dialog: ExportDialog, name: str, is_offered: bool) -> None:
    type_path(rich_dialog, name)

    assert part(rich_dialog, QCheckBox, "exportCompress").isVisible() is is_offered
