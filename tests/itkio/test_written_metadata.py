"""Metadata that is not kept is said, and none makes a file unreadable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.export.kept_metadata import not_holdable, not_kept
from itk_inspector.core.export.preflight import ExportRequest, check
from itk_inspector.core.export.write_formats import WRITE_FORMATS
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio import writer
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.header import read_header

Make = Callable[..., Any]
SUFFIXES = [row.suffixes[0] for row in WRITE_FORMATS if row.keeps_metadata and not row.holds_segments]
PIXELS = np.arange(20, dtype=np.uint8).reshape(4, 5)


def request(suffix: str) -> ExportRequest:
    return ExportRequest(Path(f"a{suffix}"))


def written(info_for: Make, folder: Path, suffix: str, metadata: dict[str, str]) -> writer.Written:
    engine.preload_rest()
    info = info_for(PIXELS, Geometry.identity((5, 4)), metadata=metadata)
    return writer.write(PIXELS, info, ExportRequest(folder / f"a{suffix}"), folder)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_plain_entries_are_kept_without_a_word(info_for: Make, tmp_path: Path, suffix: str) -> None:
    done = written(info_for, tmp_path, suffix, {"0010|0010": "Doe^Jane", "scanner": "a b c", "Modality2": "MR"})

    assert done.notes == ()
    assert sitk.ReadImage(str(done.path)).GetMetaData("scanner") == "a b c"


ODD = [
    ("ElementDataFile", "x.raw"),
    ("ID", "7"),
    ("DimSize", "9 9"),
    ("Comment", "hello"),
    ("Offset", "1 2"),
    ("k" * 300, "long key"),
    ("value", "v" * 40_000),
    ("a=b", "equals"),
    ("a:b", "colon"),
    ("lines", "one\ntwo"),
    ("empty", ""),
    ("data file", "x.raw"),
    ("sizes", "9 9"),
    ("name", "Müller 中"),
    ("blanks", "  around  "),
    ("#comment", "hash"),
    ("a: b", "colon and blank"),
    ("a:=b", "the sign between key and value"),
    ("ends:", "with a colon"),
    ("a/b", "slash"),
    (".", "dot"),
    ("..", "dots"),
    ("two words", "blank"),
    ("\u043a\u043b\u044e\u0447", "Cyrillic key"),
    ("cut", "one\0two"),
    ("tab", "one\ttwo"),
    ("blank", "   "),
]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(("key", "value"), ODD, ids=[key[:12] for key, _ in ODD])
def test_an_odd_entry_is_kept_or_named_and_the_image_is_right(
    info_for: Make, tmp_path: Path, suffix: str, key: str, value: str
) -> None:
    done = written(info_for, tmp_path, suffix, {"scanner": "abc", key: value})

    image = sitk.ReadImage(str(done.path))
    assert np.array_equal(sitk.GetArrayFromImage(image), PIXELS)
    kept = image.HasMetaDataKey(key) and image.GetMetaData(key).strip() == value.strip()
    kept = kept or f"\n{key} = {value}\n".encode() in done.path.read_bytes()  # SimpleITK reads through MetaIO, too
    assert kept or any("not kept" in note and key[:40] in note for note in done.notes)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(("key", "value"), ODD, ids=[key[:12] for key, _ in ODD])
def test_what_is_not_kept_is_said_before_and_nothing_else_is(
    info_for: Make, tmp_path: Path, suffix: str, key: str, value: str
) -> None:
    metadata = {"scanner": "abc", key: value}
    row = next(row for row in WRITE_FORMATS if suffix in row.suffixes)
    said = not_holdable(metadata, row)

    done = written(info_for, tmp_path, suffix, metadata)

    assert bool(said) is any("not kept" in note for note in done.notes), (said, done.notes)
    found = [f.text for f in check(info_for(PIXELS, Geometry.identity((5, 4)), metadata=metadata), request(suffix))]
    assert [text for text in found if "metadata" in text] == ([said] if said else [])
    assert read_header(done.path).info.metadata["scanner"] == "abc"


NAMES = {
    "Latin": "Müller^Jürgen",
    "Cyrillic": "Иванов^Пётр",
    "CJK": "山田^太郎=やまだ^たろう",  # Japanese, not a typing error
    "emoji": "🙂 👩‍👩‍👧",
    "Arabic": "محمد^علي",
    "Hebrew": "כהן^דוד",
    "Greek": "Παπαδόπουλος^Γιώργος",  # as above
    "Thai": "สมชาย",
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("script", NAMES)
def test_names_in_every_script_survive(info_for: Make, tmp_path: Path, suffix: str, script: str) -> None:
    name = NAMES[script]

    done = written(info_for, tmp_path, suffix, {"0010|0010": name, "after": "x"})

    assert done.notes == ()
    assert name.encode() in done.path.read_bytes() or suffix == ".h5"
    back = read_header(done.path).info.metadata
    assert (back["0010|0010"], back["after"]) == (name, "x")


def test_bytes_that_are_no_text_are_named(info_for: Make, tmp_path: Path) -> None:
    done = written(info_for, tmp_path, ".nrrd", {"name": "a\udcffb"})

    assert done.notes == ("1 metadata entry was not kept: name.",)


def test_the_sentence_before_counts() -> None:
    row = next(row for row in WRITE_FORMATS if ".nrrd" in row.suffixes)

    assert not_holdable({"a": "1", "ITK_x": "", "Modality": "MET_MOD_UNKNOWN"}, row) == ""
    assert not_holdable({"a": "", "b": "2"}, row) == "1 metadata entry is not kept by NRRD: a."
    assert not_holdable(dict.fromkeys("abcde", ""), row) == "5 of 5 metadata entries are not kept by NRRD: a, b, c, …."
    assert not_holdable({"": "x"}, row) == "1 metadata entry is not kept by NRRD: (no name)."


def test_the_sentence_counts() -> None:
    assert not_kept({"a": "1", "b": "2", "ITK_x": "3"}, {"a": "1", "b": "2"}) == ""
    assert not_kept({"a": "1", "b": "2"}, {"a": "1"}) == "1 metadata entry was not kept: b."
    assert not_kept(dict.fromkeys("abcde", "1"), {}) == "5 of 5 metadata entries were not kept: a, b, c, …."
