"""What tells an image from others, taken from its header."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.image_source import source_of
from itk_inspector.core.text.distinct_names import Source, distinct_labels


def info(path: str, **facts: Any) -> ImageInfo:
    given = {"format": "NrrdImageIO", **facts}
    return ImageInfo(Path(path), given.pop("format"), "scalar", "short", 1, "int16", Geometry.identity((3, 4)), **given)


def series(description: str, number: str, uid: str) -> ImageInfo:
    keys = {"0008|103e": description, "0020|0011": number, "0020|000e": uid}
    return info("/d/study", format="GDCMImageIO", data_files=(Path("/d/study/1.dcm"),), metadata=keys)


def labels(*infos: ImageInfo) -> tuple[str, ...]:
    return distinct_labels([source_of(each) for each in infos])


def test_a_file_is_told_by_its_folders_and_what_it_was_read_as() -> None:
    assert source_of(info("/d/a/ct.nrrd", read_as="UC")) == Source("ct.nrrd", ("/", "d", "a"), ("as UC",))
    assert labels(info("/d/ct.nrrd"), info("/d/ct.nrrd", read_as="F")) == ("ct.nrrd", "ct.nrrd (as F)")


def test_images_of_one_file_are_told_by_their_number() -> None:
    two = [info("/d/ct.nrrd", parts=("left", "right"), part=n) for n in (0, 1)]

    assert labels(*two) == ("ct.nrrd (1 of 2)", "ct.nrrd (2 of 2)")


def test_series_of_one_folder_are_told_by_description_number_or_uid() -> None:
    assert labels(series("T1 ", "2", "1.2"), series("T2\0", "3", "1.3")) == ("study (T1)", "study (T2)")
    assert labels(series("T1", "2", "1.2"), series("T1", "3", "1.3")) == ("study (series 2)", "study (series 3)")
    assert labels(series("T1", "", "1.2"), series("T1", "", "1.3")) == ("study (1.2)", "study (1.3)")


def test_what_is_in_memory_has_no_folder() -> None:
    assert source_of(info("array")) == Source("array", (), ("",))


def test_a_given_name_tells_all_and_shows_what_acts() -> None:
    assert source_of(info("/d/ct.nrrd"), "be\x1bfore") == Source("be\\x1bfore")
    assert source_of(info("/d\u202e/c\x07t.nrrd")) == Source("c\\x07t.nrrd", ("/", "d\\u202e"), ("",))
