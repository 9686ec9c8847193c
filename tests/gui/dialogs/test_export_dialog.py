"""The save dialog: what may be typed as a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.gui.dialogs.export_dialog import ExportDialog, suggested_path
from itk_inspector.gui.style.theme import LIGHT

INFO = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "unsigned_char", 1, "uint8", Geometry.identity((5, 4)))


@pytest.fixture
def dialog(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[ExportDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = ExportDialog(INFO, tmp_path, LIGHT, parent, is_edited=False)
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
    dialog.requested.connect(wanted.append)

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
