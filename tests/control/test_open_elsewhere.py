"""The image on screen is opened in another program: which file, which place, and what is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.core.code.programs import PROGRAMS
from itk_inspector.core.geometry.indexing import ItkIndex

FSLEYES = next(program for program in PROGRAMS if program.name == "FSLeyes")


def opened(desk: Any) -> list[str]:
    desk.app.later.beside.elsewhere.open(FSLEYES)
    return desk.programs.started[-1][1] if desk.programs.started else []


def test_the_file_is_opened_at_the_middle_of_the_cut(desk: Any) -> None:
    desk.show_on_disk(size=(5, 4, 3))

    assert opened(desk) == ["--voxelLoc", "2", "2", "1", "/data/a.nrrd"]
    assert desk.view.last("status") == "Opening a.nrrd in FSLeyes."


def test_the_file_is_opened_at_the_pixel_that_is_probed(desk: Any) -> None:
    desk.show_on_disk(size=(5, 4, 3))
    desk.app.probe.show_index(ItkIndex((4, 0, 2)))

    assert opened(desk) == ["--voxelLoc", "4", "0", "2", "/data/a.nrrd"]


def test_edits_that_the_file_does_not_hold_are_named(desk: Any) -> None:
    desk.modify(size=(5, 4, 3))

    assert opened(desk)[-1] == "/data/a.nrrd"
    assert desk.view.last("status") == "Opening a.nrrd in FSLeyes as it was saved, without the edits."


def test_what_is_in_no_file_is_not_opened(desk: Any) -> None:
    assert desk.app.later.beside.elsewhere.problem == "Open an image first."
    desk.show()

    assert opened(desk) == []
    assert desk.view.last("status") == "This image is in no file: save it first."


def test_a_series_is_not_opened(desk: Any) -> None:
    desk.show_on_disk(format="GDCMImageIO", data_files=(Path("/data/1.dcm"),))

    assert desk.app.later.beside.elsewhere.problem == "A series is many files: save it as one first."
