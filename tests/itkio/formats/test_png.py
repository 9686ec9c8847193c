"""PNG: numbers as they are stored, and what the file says beside them."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.errors import OpenError
from opened_files import opened

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def written(folder: Path, pixels: npt.NDArray[np.uint16], depth: int, colour: int, *extra: bytes) -> Path:
    """Write rows of channels."""
    height, width = pixels.shape[0], pixels.shape[1] // _CHANNELS[colour]
    bits = (pixels[..., None] >> np.arange(depth)[::-1]) & 1
    rows = [b"\0" + np.packbits(row.astype(np.uint8).ravel()).tobytes() for row in bits]
    path = folder / "a.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">2I5B", width, height, depth, colour, 0, 0, 0))
        + b"".join(extra)
        + chunk(b"IDAT", zlib.compress(b"".join(rows)))
        + chunk(b"IEND", b"")
    )
    return path


def numbers(depth: int, count: int, seed: int = 1) -> npt.NDArray[np.uint16]:
    return np.random.default_rng(seed).integers(0, 2**depth, (4, count)).astype(np.uint16)


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("colour", [0, 2, 4, 6])
@pytest.mark.parametrize("significant", [1, 5, 7])
def test_significant_bits_shift_nothing(tmp_path: Path, depth: int, colour: int, significant: int) -> None:
    pixels = numbers(depth, 3 * _CHANNELS[colour])
    bits = chunk(b"sBIT", bytes([significant] * _CHANNELS[colour]))

    info, values = opened(written(tmp_path, pixels, depth, colour, bits))

    assert values.tolist() == pixels.ravel().tolist()
    assert f"as sBIT calls {significant} of {depth} bits significant; shown as stored." in info.notes[0]


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_few_bits_are_told_to_be_scaled(tmp_path: Path, depth: int) -> None:
    pixels = numbers(depth, 8)

    info, values = opened(written(tmp_path, pixels, depth, 0, chunk(b"sBIT", b"\1")))

    assert values.tolist() == (pixels.ravel() * (255 // (2**depth - 1))).tolist()
    assert info.notes[0] == f"The file stores {depth}-bit numbers; ITK scales them to 0–255."


def test_all_bits_significant_is_no_news(tmp_path: Path) -> None:
    info, _ = opened(written(tmp_path, numbers(16, 4), 16, 0, chunk(b"sBIT", b"\x10")))

    assert info.notes == ()


def test_a_pixels_size_is_told(tmp_path: Path) -> None:
    info, _ = opened(written(tmp_path, numbers(8, 4), 8, 0, chunk(b"pHYs", struct.pack(">2IB", 4000, 2000, 1))))

    assert info.notes == ("The file states 0.25 × 0.5 mm a pixel (pHYs); ITK takes a spacing of 1.",)


@pytest.mark.parametrize("data", [(2835, 2835, 1), (3780, 3780, 1), (2, 1, 0), (0, 0, 1)])
def test_the_resolution_of_a_screen_is_no_size(tmp_path: Path, data: tuple[int, int, int]) -> None:
    info, _ = opened(written(tmp_path, numbers(8, 4), 8, 0, chunk(b"pHYs", struct.pack(">2IB", *data))))

    assert info.notes == ()


def test_other_frames_and_a_transparent_colour_are_told(tmp_path: Path) -> None:
    extra = (chunk(b"acTL", struct.pack(">2I", 7, 0)), chunk(b"tRNS", struct.pack(">H", 3)))

    info, _ = opened(written(tmp_path, numbers(8, 4), 8, 0, *extra))

    assert info.notes == (
        "The file names a transparent colour; ITK makes it a component of opacity.",
        "Animated PNG of 7 frames; only its still image is shown.",
    )


def test_an_orientation_is_told(tmp_path: Path) -> None:
    exif = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 8, 0, 0)

    info, _ = opened(written(tmp_path, numbers(8, 4), 8, 0, chunk(b"eXIf", exif)))

    assert info.notes == (
        "Exif orientation: other programs show this image turned clockwise by 270°; here it is as stored.",
    )


def test_damage_is_said_where_a_checksum_proves_it(tmp_path: Path) -> None:
    path = written(tmp_path, numbers(8, 64), 8, 0)
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)

    with pytest.raises(OpenError, match=r"cannot be read: it is damaged: the checksum of its IDAT chunk is wrong\."):
        opened(path)


def test_a_short_file_is_called_truncated(tmp_path: Path) -> None:
    path = written(tmp_path, numbers(8, 64), 8, 0)
    path.write_bytes(path.read_bytes()[:-40])

    with pytest.raises(OpenError, match=r"it is truncated: its last chunk \(IEND\) is missing"):
        opened(path)
