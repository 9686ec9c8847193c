"""Metadata that is not kept is said, and none makes a file unreadable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.export.write_formats import WRITE_FORMATS
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio import writer
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.formats.written_metadata import not_kept

Make = Callable[..., Any]
SUFFIXES = [row.suffixes[0] for row in WRITE_FORMATS if row.keeps_metadata]
PIXELS = np.arange(20, dtype=np.uint8).reshape(4, 5)


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
    assert kept or any("not kept" in note and key[:40] in note for note in done.notes)


def test_the_sentence_counts() -> None:
    assert not_kept({"a": "1", "b": "2", "ITK_x": "3"}, {"a": "1", "b": "2"}) == ""
    assert not_kept({"a": "1", "b": "2"}, {"a": "1"}) == "1 metadata entry was not kept: b."
    assert not_kept(dict.fromkeys("abcde", "1"), {}) == "5 of 5 metadata entries were not kept: a, b, c, …."
