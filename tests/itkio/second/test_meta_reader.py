"""MetaImage pixels that MetaIO leaves out or makes up are shown as they are stored."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.errors import OpenError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.second import meta_reader
from opened_files import opened

_NAMES = {"u1": "UCHAR", "i1": "CHAR", "i2": "SHORT", "u2": "USHORT", "i4": "INT", "u4": "UINT", "f4": "FLOAT"}
_NAMES |= {"f8": "DOUBLE", "i8": "LONG_LONG", "u8": "ULONG_LONG"}


def written(folder: Path, kind: str, data: bytes, more: str, size: str = "4 5 6", suffix: str = ".mha") -> Path:
    path = folder / f"a{suffix}"
    head = (
        f"ObjectType = Image\nNDims = {len(size.split())}\n{more}DimSize = {size}\nElementType = MET_{_NAMES[kind]}\n"
    )
    head += f"ElementDataFile = {'LOCAL' if suffix == '.mha' else 'a.zraw'}\n"
    path.write_bytes(head.encode() + (data if suffix == ".mha" else b""))
    if suffix != ".mha":
        (folder / "a.zraw").write_bytes(data)
    return path


@pytest.mark.parametrize("kind", list(_NAMES))
@pytest.mark.parametrize("is_big", [False, True])
@pytest.mark.parametrize("suffix", [".mha", ".mhd"])
@pytest.mark.parametrize("pack", [zlib.compress, gzip.compress])
def test_packed_pixels_without_a_length_are_read(
    tmp_path: Path, kind: str, is_big: bool, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    array = np.arange(120).astype(kind)
    data = array.astype(array.dtype.newbyteorder(">" if is_big else "<")).tobytes()
    more = f"BinaryData = True\nBinaryDataByteOrderMSB = {is_big}\nCompressedData = True\n"

    info, values = opened(written(tmp_path, kind, pack(data), more, suffix=suffix))

    assert values.tolist() == array.tolist()
    assert all("shown as stored" in note for note in info.notes)


@pytest.mark.parametrize("spoil", [lambda data: data[:-3], lambda data: data[:20] + b"\xff\xff" + data[22:]])
def test_packed_pixels_that_are_not_whole_stay_refused(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    data = zlib.compress(np.arange(120, dtype="<i2").tobytes())
    more = "BinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = True\n"

    with pytest.raises(OpenError, match=r"a\.mha is (damaged|truncated)"):
        opened(written(tmp_path, "i2", spoil(data), more))


@pytest.mark.parametrize("end", ["", "\n", " \n"])
@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("f4", "1.5 -2000 0.125 4 5 6.75", [1.5, -2000, 0.125, 4, 5, 6.75]),
        ("f8", "nan 1 -inf 1e-310 2 1e300", [np.nan, 1, -np.inf, 1e-310, 2, 1e300]),
        ("i2", "1 -2 3 -32768 32767 0", [1, -2, 3, -32768, 32767, 0]),
        ("u8", "18446744073709551615 1 9007199254740993 0 5 6", [2**64 - 1, 1, 2**53 + 1, 0, 5, 6]),
        ("i8", "-9223372036854775807 1 9007199254740993 0 5 6", [-(2**63) + 1, 1, 2**53 + 1, 0, 5, 6]),
        ("u1", "0 255 1 2 3 4", [0, 255, 1, 2, 3, 4]),
    ],
)
def test_digits_are_read_whatever_ends_them(
    tmp_path: Path, kind: str, text: str, expected: list[float], end: str
) -> None:
    path = written(tmp_path, kind, (text + end).encode(), "BinaryData = False\n", size="3 2")

    _, values = opened(path)

    np.testing.assert_array_equal(values, np.array(expected, dtype=kind))


def test_too_few_digits_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OpenError):
        opened(written(tmp_path, "f4", b"1 2 3", "BinaryData = False\n", size="3 2"))


@pytest.mark.parametrize(
    "more",
    [
        "ElementSpacing = 0.5 2 3\nOffset = 1 2 3\n",
        "ElementSpacing = -0.5 2 3\nPosition = 1 2 3\n",
        "TransformMatrix = 0 1 0 0 0 1 1 0 0\nElementSpacing = 1 2 3\n",
        "Orientation = 0.6 0.8 0 -0.8 0.6 0 0 0 1\nElementSize = 1 2 3\n",
        "",
    ],
)
def test_healthy_files_get_no_note(tmp_path: Path, more: str) -> None:
    data = np.arange(120, dtype=">i2").tobytes()

    info, values = opened(written(tmp_path, "i2", data, f"BinaryData = True\nBinaryDataByteOrderMSB = True\n{more}"))

    assert info.notes == ()
    assert values.tolist() == list(range(120))


def test_a_rescale_that_itk_does_not_apply_is_told(tmp_path: Path) -> None:
    more = "BinaryData = True\nElementToIntensityFunctionSlope = 2\nElementToIntensityFunctionOffset = -5\n"

    info, values = opened(written(tmp_path, "u1", bytes(range(120)), more))

    assert info.notes == (
        "The file states a rescale to intensities (slope 2, offset -5), which ITK does not apply; shown as stored.",
    )
    assert values.tolist() == list(range(120))


def test_a_name_that_begins_with_list_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "in" / "list").mkdir(parents=True)
    (tmp_path / "secret.raw").write_bytes(bytes(240))
    head = "ObjectType = Image\nNDims = 3\nBinaryData = True\nDimSize = 4 5 6\nElementType = MET_SHORT\n"
    (tmp_path / "in" / "a.mhd").write_text(head + "ElementDataFile = list/../../secret.raw\n")

    with pytest.raises(OpenError, match="outside its own folder"):
        opened(tmp_path / "in" / "a.mhd")


@pytest.mark.parametrize(
    "lines",
    [
        "elementdatafile = LOCAL\nElementDataFile = b.raw\n",
        "ElementDataFileX = LOCAL\nElementDataFile = b.raw\n",
        "dimsize = 2 3\nElementDataFile = LOCAL\n",
        "ElementType = MET_SHORT\nElementDataFile = LOCAL\n",
    ],
)
def test_nobody_has_an_opinion_on_a_header_that_can_be_read_in_two_ways(tmp_path: Path, lines: str) -> None:
    path = tmp_path / "a.mha"
    path.write_bytes(f"NDims = 2\nDimSize = 3 2\nElementType = MET_UCHAR\n{lines}".encode() + bytes(60))

    assert meta_reader.open_file(OpenRequest(path)) is None
