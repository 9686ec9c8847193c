"""What MetaImage's reader makes up of damaged compressed pixels is never shown."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.reader import read_into

PIXELS = (np.random.default_rng(3).normal(0, 300, (6, 50, 40)).astype(np.int16) // 8).astype(np.int16)
PACKED = zlib.compress(PIXELS.tobytes())


def meta_image(path: Path, packed: bytes, *fields: str, size: int | None = -1, data: str = "LOCAL") -> Path:
    """Write a compressed MetaImage; its header says the size of the data by default, another one, or none."""
    length = len(packed) if size == -1 else size
    lines = ["ObjectType = Image", "NDims = 3", "BinaryData = True", "CompressedData = True"]
    lines += [f"CompressedDataSize = {length}"] if length is not None else []
    lines += ["DimSize = 40 50 6", *fields, "ElementType = MET_SHORT", f"ElementDataFile = {data}", ""]
    head = "\n".join(lines).encode()
    if data == "LOCAL":
        path.write_bytes(head + packed)
    else:
        path.write_bytes(head)
        (path.parent / data).write_bytes(packed)
    return path


def pixels_of(path: Path, read_as: str = "") -> np.ndarray:
    header = read_header(path, read_as)
    memory = np.full(header.nbytes, 0xAB, dtype=np.uint8)
    read_into(header, memory)
    return memory.view(header.info.dtype).reshape(header.info.shape)


def is_right_or_refused(path: Path) -> bool:
    try:
        return bool(np.array_equal(pixels_of(path), PIXELS))
    except OpenError as e:
        return path.name in e.message


def swapped() -> bytes:
    return zlib.compress(PIXELS.byteswap().tobytes())


HEALTHY: dict[str, Callable[[Path], Path]] = {
    "zlib": lambda folder: meta_image(folder / "a.mha", PACKED),
    "stored": lambda folder: meta_image(folder / "a.mha", zlib.compress(PIXELS.tobytes(), 0)),
    "gzip": lambda folder: meta_image(folder / "a.mha", gzip.compress(PIXELS.tobytes())),
    "detached": lambda folder: meta_image(folder / "a.mhd", PACKED, data="a.zraw"),
    "more behind": lambda folder: meta_image(folder / "a.mha", PACKED + b"more", size=len(PACKED)),
    "the other byte order": lambda folder: meta_image(folder / "a.mha", swapped(), "BinaryDataByteOrderMSB = True"),
    "a rate of its own": lambda folder: meta_image(folder / "a.mha", PACKED, "CompressionLevel = 2"),
}


@pytest.mark.parametrize("made", HEALTHY.values(), ids=HEALTHY.keys())
def test_healthy_files_are_read(tmp_path: Path, made: Callable[[Path], Path]) -> None:
    path = made(tmp_path)

    np.testing.assert_array_equal(pixels_of(path), PIXELS)
    np.testing.assert_array_equal(pixels_of(path, "F"), PIXELS.astype(np.float32))


@pytest.mark.parametrize("read_as", ["", "F"])
@pytest.mark.parametrize("at", [1, 2, 20, 100, len(PACKED) // 3, len(PACKED) // 2, len(PACKED) - 3, len(PACKED) - 1])
def test_one_wrong_byte_is_told(tmp_path: Path, at: int, read_as: str) -> None:
    broken = bytearray(PACKED)
    broken[at] ^= 0x10
    path = meta_image(tmp_path / "a.mha", bytes(broken))

    with pytest.raises(OpenError, match=r"a\.mha is (damaged|truncated)"):
        pixels_of(path, read_as)


@pytest.mark.parametrize("flip", range(60))
def test_whatever_is_wrong_the_pixels_are_right_or_refused(tmp_path: Path, flip: int) -> None:
    rng = np.random.default_rng(flip)
    broken = bytearray(PACKED)
    broken[rng.integers(len(broken))] ^= 1 << int(rng.integers(8))
    path = meta_image(tmp_path / "a.mhd", bytes(broken), data="a.zraw")

    assert is_right_or_refused(path)


def test_a_stream_of_fewer_pixels_says_how_many(tmp_path: Path) -> None:
    path = meta_image(tmp_path / "a.mha", zlib.compress(PIXELS[:3].tobytes()))

    with pytest.raises(OpenError, match="truncated: its compressed pixels give 12,000 of 24,000 bytes"):
        pixels_of(path)


def test_a_stream_that_was_cut_is_refused(tmp_path: Path) -> None:
    path = meta_image(tmp_path / "a.mha", PACKED[: len(PACKED) // 2])

    with pytest.raises(OpenError, match=r"truncated|cannot be read"):
        pixels_of(path)


def test_a_stream_without_its_checksum_is_refused(tmp_path: Path) -> None:
    path = meta_image(tmp_path / "a.mha", PACKED[:-4])

    with pytest.raises(OpenError, match="checksum"):
        pixels_of(path)


@pytest.mark.parametrize("size", [None, 0, 5, 10**9])
def test_a_wrong_length_of_the_stream_gives_right_pixels_or_a_refusal(tmp_path: Path, size: int | None) -> None:
    path = meta_image(tmp_path / "a.mha", PACKED, size=size)

    assert is_right_or_refused(path)


def test_a_stream_of_far_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = meta_image(tmp_path / "a.mha", zlib.compress(PIXELS.tobytes() + bytes(1 << 28)))

    assert is_right_or_refused(path)


@pytest.mark.data
@pytest.mark.parametrize(
    "name",
    ["mha_z_short.mha", "mha_z_nosize.mha", "security/damaged-zlib-586.mha", "security/damaged-zlib-zeros-178.mha"],
)
def test_the_real_cases_are_refused(shared_data: Path, name: str) -> None:
    with pytest.raises(OpenError, match=Path(name).name):
        pixels_of(shared_data / "cases" / name)
