"""JPEG: what a file says that ITK does not heed, and why ITK reads some kinds not at all."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.formats.jpeg import FACTS
from opened_files import opened


def written(folder: Path, *segments: tuple[int, bytes], components: int = 3) -> Path:
    """Write a picture, with segments behind its start."""
    path = folder / "a.jpg"
    pixels = np.random.default_rng(0).integers(0, 255, (16, 24, components)).astype(np.uint8)
    sitk.WriteImage(sitk.GetImageFromArray(pixels, isVector=True), str(path))
    data = path.read_bytes()
    more = b"".join(b"\xff" + bytes([kind]) + struct.pack(">H", len(text) + 2) + text for kind, text in segments)
    path.write_bytes(data[:2] + more + data[2:])
    return path


def exif(orientation: int, order: str = "<") -> tuple[int, bytes]:
    mark = b"II" if order == "<" else b"MM"
    entries = struct.pack(f"{order}HHHIHH", 2, 0x0100, 3, 1, 24, 0) + struct.pack(
        f"{order}HHIHH", 0x0112, 3, 1, orientation, 0
    )
    return 0xE1, b"Exif\0\0" + mark + struct.pack(f"{order}HI", 42, 8) + entries + bytes(4)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("orientation", "said"),
    [(2, "mirrored;"), (3, "turned by 180°"), (6, "turned clockwise by 90°"), (8, "turned clockwise by 270°")],
)
def test_an_orientation_is_told(tmp_path: Path, orientation: int, said: str, order: str) -> None:
    info, values = opened(written(tmp_path, exif(orientation, order)))

    assert f"Exif orientation: other programs show this image {said}" in info.notes[0]
    assert values.tolist() == opened(written(tmp_path))[1].tolist()


@pytest.mark.parametrize(
    "segment",
    [
        exif(1),
        exif(0),
        exif(77),
        (0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff"),
        (0xE1, b"http://ns.adobe.com/xap"),
        (0xE1, b""),
    ],
)
def test_an_upright_image_gets_no_note(tmp_path: Path, segment: tuple[int, bytes]) -> None:
    assert opened(written(tmp_path, segment))[0].notes == ()


@pytest.mark.parametrize(
    ("marker", "precision", "said"),
    [
        (0xC1, 12, "JPEG of 12 bits is not supported"),
        (0xC3, 8, "lossless JPEG is not"),
        (0xF7, 8, "JPEG-LS is not supported"),
    ],
)
def test_other_kinds_are_refused_by_name(tmp_path: Path, marker: int, precision: int, said: str) -> None:
    path = written(tmp_path)
    data = bytearray(path.read_bytes())
    at = data.index(b"\xff\xc2")
    data[at + 1], data[at + 4] = marker, precision
    path.write_bytes(data)

    with pytest.raises(OpenError, match=rf"^a\.jpg cannot be read: .*{said}"):
        opened(path)


def test_other_bits_are_refused_where_itk_reads_the_header(tmp_path: Path) -> None:
    path = written(tmp_path)
    FACTS.correct(path, None)
    data = bytearray(path.read_bytes())
    data[data.index(b"\xff\xc2") + 4] = 12
    path.write_bytes(data)

    with pytest.raises(OpenError, match=r"^a\.jpg cannot be read: JPEG of 12 bits is not supported by ITK\.$"):
        FACTS.correct(path, None)


def test_four_inks_are_told(tmp_path: Path) -> None:
    path = written(tmp_path)
    data = bytearray(path.read_bytes())
    at = data.index(b"\xff\xc2")
    frame = bytes([8]) + struct.pack(">2H", 16, 24) + bytes([4]) + b"".join(bytes([i, 0x11, 0]) for i in range(1, 5))
    length = struct.unpack_from(">H", data, at + 2)[0]
    path.write_bytes(bytes(data[: at + 2]) + struct.pack(">H", len(frame) + 2) + frame + bytes(data[at + 2 + length :]))

    assert FACTS.notes(path, None) == [
        "The file stores CMYK, taken for inverted although the file does not say so; "
        "ITK converts it to red, green and blue."
    ]
