"""Bitmaps that ITK does not read, or gives other colours, are shown as they are stored."""

from __future__ import annotations

import struct
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.errors import OpenError
from opened_files import opened

_WIDTH, _HEIGHT = 13, 5
_PALETTE = np.random.default_rng(5).integers(0, 256, (256, 3)).astype(np.uint8)
"""Red, green, blue."""


def written(
    folder: Path,
    data: bytes,
    bits: int,
    *,
    info: int = 40,
    packing: int = 0,
    masks: tuple[int, ...] = (),
    height: int = _HEIGHT,
) -> Path:
    colours = _PALETTE[: 1 << bits] if bits <= 8 else _PALETTE[:0]
    if info == 12:
        head = struct.pack("<I4H", 12, _WIDTH, height, 1, bits)
        palette = colours[:, ::-1].tobytes()
    else:
        head = struct.pack("<I2i2H2I2i2I", info, _WIDTH, height, 1, bits, packing, len(data), 2835, 2835, 0, 0)
        head += struct.pack(f"<{len(masks)}I", *masks)
        head = head.ljust(info, b"\0")
        palette = b"".join(bytes([*reversed(colour.tolist()), 0]) for colour in colours)
    start = 14 + len(head) + len(palette)
    path = folder / "a.bmp"
    path.write_bytes(b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + head + palette + data)
    return path


def padded(rows: list[bytes]) -> bytes:
    """Return rows from the lowest to the topmost, each of whole words."""
    return b"".join(row.ljust(-(-len(row) // 4) * 4, b"\0") for row in reversed(rows))


def numbers(most: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(3).integers(0, most, (_HEIGHT, _WIDTH))


def packed(values: npt.NDArray[np.int64], bits: int) -> list[bytes]:
    spread = (values[..., None] >> np.arange(bits)[::-1]) & 1
    return [np.packbits(row.astype(np.uint8).ravel()).tobytes() for row in spread]


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
@pytest.mark.parametrize("info", [12, 40, 108, 124])
def test_palettes_of_every_depth(tmp_path: Path, bits: int, info: int) -> None:
    values = numbers(1 << bits)

    info_shown, shown = opened(written(tmp_path, padded(packed(values, bits)), bits, info=info))

    assert shown.tolist() == _PALETTE[values].ravel().tolist()
    assert info_shown.notes[0] == f"The file stores {bits}-bit palette numbers; shown with the palette applied."
    assert any(f"ITK {version('itk')} " in note for note in info_shown.notes) == ((bits, info) != (8, 40))


def test_rows_may_begin_at_the_top(tmp_path: Path) -> None:
    values = numbers(16)

    _, shown = opened(written(tmp_path, padded(packed(values, 4)[::-1]), 4, height=-_HEIGHT))

    assert shown.tolist() == _PALETTE[values].ravel().tolist()


@pytest.mark.parametrize(
    ("packing", "masks", "shifts"),
    [(0, (), (10, 5, 0)), (3, (0xF800, 0x07E0, 0x001F), (11, 5, 0)), (3, (0x000F, 0x00F0, 0x0F00), (0, 4, 8))],
)
def test_16_bits_are_scaled(tmp_path: Path, packing: int, masks: tuple[int, ...], shifts: tuple[int, ...]) -> None:
    words = numbers(1 << 16)
    fields = masks or (0x7C00, 0x03E0, 0x001F)

    info, shown = opened(
        written(tmp_path, padded([row.astype("<u2").tobytes() for row in words]), 16, packing=packing, masks=masks)
    )

    expected = [((words & mask) >> s) * 255 // (mask >> s) for mask, s in zip(fields, shifts, strict=True)]
    assert shown.tolist() == np.stack(expected, axis=-1).ravel().tolist()
    assert info.notes[0] == "The file stores 16-bit colours; shown scaled to 8 bits a component."


@pytest.mark.parametrize(
    ("masks", "components"), [((0xFF, 0xFF00, 0xFF0000), 3), ((0xFF, 0xFF00, 0xFF0000, 0xFF000000), 4)]
)
def test_32_bits_have_the_order_that_the_file_says(tmp_path: Path, masks: tuple[int, ...], components: int) -> None:
    words = numbers(1 << 32)
    rows = [row.astype("<u4").tobytes() for row in words]

    info, shown = opened(written(tmp_path, padded(rows), 32, packing=3 if components == 3 else 6, masks=masks))

    assert info.components == components
    assert shown.reshape(-1, components).tolist() == [
        list(row.tobytes()[4 * i : 4 * i + components]) for row in words.astype("<u4") for i in range(_WIDTH)
    ]


@pytest.mark.parametrize("info", [12, 40])
def test_24_bits_get_no_note(tmp_path: Path, info: int) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (_HEIGHT, _WIDTH, 3)).astype(np.uint8)

    info_shown, shown = opened(written(tmp_path, padded([row[:, ::-1].tobytes() for row in pixels]), 24, info=info))

    assert info_shown.notes == ()
    assert shown.tolist() == pixels.ravel().tolist()


def test_runs_of_4_bits(tmp_path: Path) -> None:
    data = bytes([13, 0x12, 0, 0, 0, 5, 0x34, 0x56, 0x70, 0, 8, 0x99, 0, 0, 0, 2, 3, 1, 10, 0xAB, 0, 1])
    rows = np.zeros((5, 13), np.int64)
    rows[0] = [1, 2] * 6 + [1]
    rows[1] = [3, 4, 5, 6, 7, *[9] * 8]
    rows[3, 3:] = [10, 11] * 5

    _, shown = opened(written(tmp_path, data, 4, packing=2))

    assert shown.tolist() == _PALETTE[rows[::-1]].ravel().tolist()


@pytest.mark.parametrize(
    ("bits", "packing", "said"),
    [(4, 4, "its pixels are a JPEG file of their own"), (16, 9, "packed in the way 9"), (16, 3, "which of its bits")],
)
def test_other_kinds_are_refused_by_name(tmp_path: Path, bits: int, packing: int, said: str) -> None:
    masks = (0, 0, 0)

    with pytest.raises(OpenError, match=said):
        opened(written(tmp_path, bytes(200), bits, packing=packing, masks=masks))


def test_a_short_bitmap_of_os2_has_the_right_colours(tmp_path: Path) -> None:
    values = numbers(256)
    path = written(tmp_path, padded(packed(values, 8)), 8, info=12)
    path.write_bytes(path.read_bytes()[:-16])

    info, shown = opened(path)

    assert info.is_truncated
    assert "truncated: " in info.notes[0]
    assert shown.reshape(_HEIGHT, _WIDTH, 3)[1:].tolist() == _PALETTE[values][1:].tolist()


def test_a_short_bitmap_that_itk_does_not_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, padded(packed(numbers(16), 4)), 4)
    path.write_bytes(path.read_bytes()[:-16])

    with pytest.raises(OpenError, match=r"a\.bmp cannot be read: 24 of 40 bytes of pixels are there"):
        opened(path)


def test_runs_that_end_early_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OpenError):
        opened(written(tmp_path, bytes([13, 0x12, 0, 0]), 4, packing=2))
