"""Extensions in capitals are no obstacle, and leave nothing behind."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.errors import OpenError, OutsideError
from itk_inspector.itkio import raw_check
from itk_inspector.itkio.header import read_header

VOLUME = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
SUFFIXES = [
    ".mha",
    ".mhd",
    ".nrrd",
    ".nhdr",
    ".nii",
    ".nii.gz",
    ".hdr",
    ".img",
    ".gipl",
    ".gipl.gz",
    ".mnc",
    ".vtk",
    ".mrc",
]


@pytest.fixture
def links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def renamed(folder: Path, suffix: str, change: Callable[[str], str]) -> Path:
    """Write a volume, and change the case of the extensions of all its files but the raw data that a header names."""
    sitk.WriteImage(sitk.GetImageFromArray(VOLUME), str(folder / f"a{'.hdr' if suffix == '.img' else suffix}"))
    for path in list(folder.glob("a.*")):
        if path.suffix not in (".raw", ".zraw"):
            path.rename(path.with_name("a" + change(path.name[1:])))
    return folder / f"a{change(suffix)}"


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("change", [str.upper, str.title])
def test_the_case_of_the_extension_does_not_matter(
    tmp_path: Path, links: Path, decode: Callable[..., Any], suffix: str, change: Callable[[str], str]
) -> None:
    path = renamed(tmp_path, suffix, change)

    found = decode(path)

    assert found.info.path == path
    assert np.array_equal(found.pixels.reshape(VOLUME.shape), VOLUME)
    if found.header.place is not None:
        assert raw_check.matches_reader(found.header, found.header.place)
        assert found.header.place.path.parent == tmp_path
    assert np.array_equal(decode(path, "F").pixels.reshape(VOLUME.shape), VOLUME)
    assert found.info.metadata == read_header(path).info.metadata
    del found
    gc.collect()
    assert list(links.iterdir()) == []


@pytest.mark.parametrize("suffix", [".MHA", ".MHD", ".NHDR", ".NII", ".IMG"])
def test_raw_data_are_mapped_all_the_same(tmp_path: Path, suffix: str) -> None:
    assert read_header(renamed(tmp_path, suffix.lower(), str.upper)).info.mapping == "file"


@pytest.mark.parametrize(
    ("suffix", "colours"), [(".jpg", True), (".png", True), (".bmp", True), (".jp2", False), (".tif", True)]
)
def test_pictures_in_capitals(
    tmp_path: Path, links: Path, decode: Callable[..., Any], suffix: str, colours: bool
) -> None:
    pixels = np.arange(30 * 20 * (3 if colours else 1), dtype=np.uint16).reshape(20, 30, -1).astype(np.uint8)
    lower = tmp_path / f"a{suffix}"
    sitk.WriteImage(sitk.GetImageFromArray(pixels if colours else pixels[..., 0], isVector=colours), str(lower))
    (tmp_path / f"b{suffix.upper()}").write_bytes(lower.read_bytes())

    found = decode(tmp_path / f"b{suffix.upper()}").pixels

    assert np.array_equal(found, decode(lower).pixels)


@pytest.mark.parametrize("name", ["a.MHA", "a.NII", "a.Nii.Gz", "a.GIPL", "a.JP2", "a.TXT"])
def test_what_is_no_image_is_refused_and_leaves_no_link(tmp_path: Path, links: Path, name: str) -> None:
    (tmp_path / name).write_text("no image\n" * 100)

    with pytest.raises(OpenError, match=f"a{name[1:]}"):
        read_header(tmp_path / name)

    gc.collect()
    assert list(links.iterdir()) == []


def test_a_header_in_capitals_may_not_reach_outside_either(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "data.raw").write_bytes(bytes(4))
    path = tmp_path / "inside/a.MHD"
    path.write_text("NDims = 2\nDimSize = 2 2\nElementType = MET_UCHAR\nElementDataFile = ../data.raw\n")

    with pytest.raises(OutsideError):
        read_header(path)


def test_a_short_file_in_capitals_is_told(tmp_path: Path) -> None:
    path = renamed(tmp_path, ".gipl", str.upper)
    path.write_bytes(path.read_bytes()[:-10])

    assert read_header(path).info.notes[0].startswith("truncated: 366 of 376 bytes")
