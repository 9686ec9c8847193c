"""An image that was edited is known again, and no other one is taken for it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.edited_image import EditedImage
from itk_inspector.core.image.open_request import OpenRequest

GEOMETRY = replace(Geometry.identity((5, 4, 3)), start_index=(2, -1, 0))
INFO = ImageInfo(
    Path("/data/a.nrrd"),
    "NrrdImageIO",
    "scalar",
    "short",
    1,
    "int16",
    GEOMETRY,
    stamp=FileStamp(7, 8, 900, 12345),
    part=2,
    read_as="SS",
)
SERIES = replace(
    INFO,
    path=Path("/data/series"),
    format="GDCMImageIO",
    stamp=None,
    data_files=(Path("/data/series/1.dcm"), Path("/data/series/2.dcm")),
    data_stamps=(FileStamp(7, 9, 10, 11), FileStamp(7, 10, 12, 13)),
    part=0,
    read_as="",
)


@pytest.mark.parametrize("info", [INFO, SERIES])
def test_it_is_read_again_as_it_was_written(info: ImageInfo) -> None:
    edited = EditedImage.of(info)
    text = edited.written("1.2")
    assert EditedImage.read(text) == edited
    assert json.loads(text)["program"] == "1.2"
    assert b"\n" not in text
    assert edited.why_not(info) == ""


def test_it_is_opened_as_it_was() -> None:
    assert EditedImage.of(INFO).request == OpenRequest(INFO.path, "SS", part=2)
    assert EditedImage.of(SERIES).request == OpenRequest(SERIES.path, files=SERIES.data_files)


def test_a_path_that_is_no_text_survives() -> None:
    info = replace(INFO, path=Path(os.fsdecode(b"/data/\xff.nrrd")))
    assert EditedImage.read(EditedImage.of(info).written("1")).request.path == info.path


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (replace(INFO, stamp=FileStamp(7, 8, 900, 12346)), "a.nrrd was changed after it was edited."),
        (replace(INFO, stamp=FileStamp(7, 8, 901, 12345)), "a.nrrd was changed after it was edited."),
        (replace(INFO, stamp=None), "a.nrrd was changed after it was edited."),
        (replace(INFO, data_files=(Path("/b"),), data_stamps=(FileStamp(1, 2, 3, 4),)), "changed after it was edited"),
        (replace(INFO, dtype="int32"), "another size or pixel type"),
        (replace(INFO, geometry=replace(GEOMETRY, size=(5, 4, 2))), "another size or pixel type"),
        (replace(INFO, geometry=replace(GEOMETRY, start_index=(0, 0, 0))), "another size or pixel type"),
        (replace(INFO, components=3), "another size or pixel type"),
    ],
)
def test_another_image_is_refused(other: ImageInfo, said: str) -> None:
    assert said in EditedImage.of(INFO).why_not(other)


def test_the_number_of_the_file_does_not_count_for_it_changes_with_the_system() -> None:
    assert EditedImage.of(INFO).why_not(replace(INFO, stamp=FileStamp(1, 2, 900, 12345))) == ""


def test_what_was_saved_over_it_is_known_by_its_own_stamp() -> None:
    edited = EditedImage.saved(INFO, FileStamp(7, 9, 800, 5))
    again = replace(INFO, part=0, stamp=FileStamp(1, 2, 800, 5), geometry=replace(GEOMETRY, start_index=(0, 0, 0)))
    assert EditedImage.read(edited.written("1")) == edited
    assert edited.why_not(again) == ""
    assert "changed" in edited.why_not(INFO)
    assert "another size" in edited.why_not(replace(again, dtype="int32"))


def test_files_on_the_disk_tell_before_anything_is_read(tmp_path: Path) -> None:
    paths = [tmp_path / "1.dcm", tmp_path / "2.dcm"]
    for path in paths:
        path.write_text("x")
    stamps = tuple(map(FileStamp.of, paths))
    single = EditedImage.of(replace(INFO, path=paths[0], stamp=stamps[0]))
    series = EditedImage.of(replace(SERIES, path=tmp_path, data_files=tuple(paths), data_stamps=stamps))
    assert (single.why_gone(), series.why_gone()) == ("", "")
    paths[1].write_text("xy")
    assert (single.why_gone(), series.why_gone()) == ("", "2.dcm was changed after it was edited.")
    for path in paths:
        path.unlink()
    assert single.why_gone() == series.why_gone() == "1.dcm is not there any more."
    paths[0].symlink_to(paths[0])
    assert single.why_gone() == "1.dcm cannot be reached."


def changed(**fields: Any) -> bytes:
    return json.dumps(json.loads(EditedImage.of(INFO).written("1")) | fields).encode()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b"{}",
        changed(version=2),
        changed(format="other"),
        changed(path=3),
        changed(path="a.nrrd"),
        changed(path="/a\0b"),
        changed(files=["1.dcm"]),
        changed(files="/1.dcm"),
        changed(files=None),
        changed(part=-1),
        changed(part=True),
        changed(part=1.0),
        changed(size=[5.0]),
        changed(size={"0": 1}),
        changed(dtype=None),
        changed(stamps=["1"]),
    ],
)
def test_anything_else_is_refused(text: bytes) -> None:
    with pytest.raises(EditError):
        EditedImage.read(text)
