"""The table of formats."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.export.format_rules import Writer
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.export.write_formats import NUMPY_FORMAT, WRITE_FORMATS, format_for, suffix_of

SUFFIXES = [(suffix, row) for row in WRITE_FORMATS for suffix in row.suffixes]


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.nii.gz", ".nii.gz"),
        ("a.nii", ".nii"),
        ("A.NII.GZ", ".nii.gz"),
        ("scan.v2.nrrd", ".nrrd"),
        ("a.gipl.gz", ".gipl.gz"),
        ("a.tar.gz", ".gz"),
        ("a.MHA", ".mha"),
        ("noending", ""),
        (".nrrd", ""),
        (".nii.gz", ".gz"),
        ("a.", ""),
        ("é ü.png", ".png"),
    ],
)
def test_the_suffix_that_decides(name: str, suffix: str) -> None:
    assert suffix_of(Path("/folder.mha") / name) == suffix


@pytest.mark.parametrize(("suffix", "row"), SUFFIXES)
def test_every_suffix_finds_its_row(suffix: str, row: WriteFormat) -> None:
    assert format_for(Path(f"image{suffix.upper()}")) is row


@pytest.mark.parametrize("name", ["a.xyz", "a", "a.nii.bz2", ".nrrd"])
def test_an_unknown_suffix_finds_none(name: str) -> None:
    assert format_for(Path(name)) is None


def test_no_suffix_belongs_to_two_formats() -> None:
    assert [s for s, n in Counter(suffix for suffix, _ in SUFFIXES).items() if n > 1] == []


def test_no_name_belongs_to_two_formats() -> None:
    assert [s for s, n in Counter(row.name for row in WRITE_FORMATS).items() if n > 1] == []


@pytest.mark.parametrize(("suffix", "row"), SUFFIXES)
def test_suffixes_are_lower_case_with_a_dot(suffix: str, row: WriteFormat) -> None:
    assert suffix == suffix.lower()
    assert suffix.startswith(".")


@pytest.mark.parametrize("row", WRITE_FORMATS)
def test_types_are_numpy_names(row: WriteFormat) -> None:
    assert [np.dtype(name).name for name in (*row.scalars, *row.vectors)] == [*row.scalars, *row.vectors]


@pytest.mark.parametrize("dtype", ["int8", "int64", "bool", "float16"])
def test_no_itk_format_takes_what_itk_does_not_wrap(dtype: str) -> None:
    taken = [row.name for row in WRITE_FORMATS if dtype in row.scalars + row.vectors and row.writer is Writer.ITK]

    assert taken == []


def test_the_numpy_row_is_found_by_its_suffix() -> None:
    assert format_for(Path("a.npy")) is NUMPY_FORMAT
