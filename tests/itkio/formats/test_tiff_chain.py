"""TIFF directories: wholly there, no circle, and what is stored is said."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
import tifffile

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.formats.tiff_chain import check_chain
from itk_inspector.itkio.header import read_header


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    path = tmp_path / "stack.tif"
    tifffile.imwrite(path, np.arange(5 * 20 * 30, dtype=np.uint16).reshape(5, 20, 30), photometric="minisblack")
    with tifffile.TiffWriter(path) as out:
        for page in np.arange(5 * 20 * 30, dtype=np.uint16).reshape(5, 20, 30):
            out.write(page, contiguous=False)
    return path


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
def test_whole_files_pass(tmp_path: Path, order: str, big: bool) -> None:
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path, byteorder=order, bigtiff=big) as out:
        for _ in range(3):
            out.write(np.zeros((4, 5), np.uint8), contiguous=False)

    check_chain(path)
    assert read_header(path).info.geometry.size == (5, 4, 3)


@pytest.mark.parametrize("part", [0.3, 0.5, 0.7, 0.95])
def test_a_file_cut_short_is_refused(stack: Path, part: float) -> None:
    data = stack.read_bytes()
    stack.write_bytes(data[: int(len(data) * part)])

    with pytest.raises(OpenError, match="truncated"):
        read_header(stack)


def test_a_circle_of_pages_is_refused_and_not_followed_for_ever(tmp_path: Path) -> None:
    entries = [(256, 3, 1, 4), (257, 3, 1, 4), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 200), (279, 4, 1, 16)]
    block = struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        block += struct.pack("<HHII", tag, kind, count, value)
    path = tmp_path / "circle.tif"
    path.write_bytes(b"II*\0" + struct.pack("<I", 8) + block + struct.pack("<I", 8) + bytes(300))

    with pytest.raises(OpenError, match="circle"):
        read_header(path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("libtiff__palette-1c-8b.tiff", "8-bit palette"),
        ("libtiff__palette-1c-4b.tiff", "4-bit palette"),
        ("itk5__RGBTestImageCCITTFax4.tif", "1-bit"),
    ],
)
def test_conversions_are_said(shared_data: Path, name: str, said: str) -> None:
    notes = read_header(shared_data / "images" / "tif" / name).info.notes

    assert any(said in note for note in notes)


def test_plain_images_need_no_note(stack: Path) -> None:
    assert read_header(stack).info.notes == ()


def test_what_is_no_tiff_is_left_to_others(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(b"not a tiff at all")

    check_chain(tmp_path / "a.tif")


def test_tags_beyond_the_end_are_missed(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    sitk.WriteImage(sitk.GetImageFromArray(np.zeros((20, 30), np.uint8)), str(path), useCompression=False)
    data = path.read_bytes()
    path.write_bytes(data[:-4])

    with pytest.raises(OpenError, match="truncated"):
        check_chain(path)
