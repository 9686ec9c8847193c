"""One value says what to read and how."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from itk_inspector.core.dicom.series import DicomSeries
from itk_inspector.core.errors import UsageError
from itk_inspector.core.image.open_request import FolderScan, OpenRequest

FOLDER = Path("/images/head")
ASKED = OpenRequest(FOLDER, "F", series="1.2", scan=FolderScan(recursive=True), copied_up_to=7, allow_outside=True)


def series(count: int) -> DicomSeries:
    files = tuple(FOLDER / "in" / f"{n}.dcm" for n in range(count))
    return DicomSeries("1.2", "Doe", "head", "MR", 1, (5, 4, count), (1.0, 1.0, 2.0), "axial", files)


def test_a_chosen_series_is_read_as_was_asked() -> None:
    chosen = ASKED.of_series(series(2))

    assert chosen == replace(ASKED, path=FOLDER / "in", files=series(2).files, series="", scan=None)


def test_a_series_of_one_file_is_read_as_that_file() -> None:
    chosen = ASKED.of_series(series(1))

    assert chosen == replace(ASKED, path=FOLDER / "in" / "0.dcm", files=(), series="", scan=None)


def test_a_volume_of_several_files_has_no_second_image() -> None:
    with pytest.raises(UsageError, match="no image number 1"):
        replace(ASKED, part=1).of_series(series(2))
    assert replace(ASKED, part=1).of_series(series(1)).part == 1


def test_subfolders_are_looked_through_for_every_series() -> None:
    asked = replace(ASKED, scan=FolderScan("1.2"))

    assert asked.deeper() == replace(ASKED, scan=FolderScan(recursive=True))


def test_a_path_holds_in_every_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert OpenRequest(Path("a.nrrd"), "UC").absolute() == OpenRequest(tmp_path / "a.nrrd", "UC")
