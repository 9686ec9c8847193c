"""Arrays that NumPy saved are shown as they are stored, or refused in one sentence."""

from __future__ import annotations

import io
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio import raw_check
from itk_inspector.itkio.engine.header_record import Header, RawPlace
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.raw import numpy_file
from itk_inspector.itkio.reader import read_into

Make = Callable[..., npt.NDArray[Any]]

DTYPES = [
    *("bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"),
    *("float16", "float32", "float64", "complex64", "complex128"),
]


def saved(path: Path, array: npt.NDArray[Any]) -> Path:
    with path.open("wb") as file:
        np.save(file, array)
    return path


def headed(path: Path, header: str, data: bytes = b"", version: tuple[int, int] = (1, 0)) -> Path:
    """Write a header of our own making."""
    text = header.encode("latin-1") + b"\n"
    length = struct.pack("<H" if version == (1, 0) else "<I", len(text))
    path.write_bytes(b"\x93NUMPY" + bytes(version) + length + text + data)
    return path


def mapped(header: Header) -> npt.NDArray[Any]:
    assert header.place is not None
    memory = np.memmap(header.place.path, np.uint8, "r", header.place.offset, (header.nbytes,))
    return memory.view(header.info.dtype).reshape(header.info.shape)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(5, 6), (4, 5, 6), (3, 4, 5, 6)])
def test_plain_arrays_are_mapped_where_they_lie(
    tmp_path: Path, some_pixels: Make, dtype: str, shape: tuple[int, ...]
) -> None:
    array = some_pixels(dtype, shape)

    header = read_header(saved(tmp_path / "a.npy", array))

    info = header.info
    assert header.place is not None
    assert raw_check.matches_reader(header, header.place)
    assert (info.format, info.mapping, info.dtype, info.shape) == ("NumPy", "file", dtype, shape)
    assert info.geometry == Geometry.identity(shape[::-1])
    assert info.pixel_type == ("complex" if dtype.startswith("complex") else "scalar")
    assert info.stamp is not None
    assert mapped(header).tobytes() == array.tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("kind", ["Fortran", "swapped", "both"])
def test_other_orders_are_decoded_and_said(
    tmp_path: Path, decode: Callable[..., Any], some_pixels: Make, dtype: str, kind: str
) -> None:
    array = some_pixels(dtype, (4, 5, 6))
    swapped = kind != "Fortran"
    stored = np.asarray(array, dtype=array.dtype.newbyteorder(">" if swapped else "="))
    path = saved(tmp_path / "a.npy", stored if kind == "swapped" else np.asfortranarray(stored))

    found = decode(path)

    one_byte = array.itemsize == 1
    assert np.array_equal(found.pixels, array)
    assert found.pixels.dtype.isnative
    assert (found.header.place is None) == (kind != "swapped" or not one_byte)
    assert any("Fortran order" in note for note in found.info.notes) == (kind != "swapped")
    assert any("stored big-endian" in note for note in found.info.notes) == (swapped and not one_byte)


def test_a_large_array_in_fortran_order_is_copied_block_by_block(
    tmp_path: Path, decode: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numpy_file, "_BLOCK", 1000)
    array = np.arange(7 * 11 * 13, dtype=np.int32).reshape(7, 11, 13)

    assert np.array_equal(decode(saved(tmp_path / "a.npy", np.asfortranarray(array))).pixels, array)


def test_a_name_of_any_kind_will_do(tmp_path: Path) -> None:
    array = np.arange(6, dtype=np.int16).reshape(2, 3)

    for name in ("a.dat", "a.png", "a.nii", "a", "A.NPY"):
        assert read_header(saved(tmp_path / name, array)).info.format == "NumPy"


def test_one_axis_becomes_a_row(tmp_path: Path, decode: Callable[..., Any]) -> None:
    found = decode(saved(tmp_path / "a.npy", np.array([1, 2, 3], dtype=np.uint8)))

    assert found.info.geometry.size == (3, 1)
    assert found.info.mapping == "file"
    assert found.pixels.tolist() == [[1, 2, 3]]


@pytest.mark.parametrize("order", ["C", "F"])
def test_more_than_four_axes_show_their_first_block(tmp_path: Path, decode: Callable[..., Any], order: Any) -> None:
    array = np.arange(2 * 3 * 2 * 2 * 4 * 5, dtype=np.uint16).reshape(2, 3, 2, 2, 4, 5)

    found = decode(saved(tmp_path / "a.npy", np.asarray(array, order=order)))

    assert found.info.geometry.size == (5, 4, 2, 2)
    assert np.array_equal(found.pixels, array[0, 0])
    assert any("6-D: the first 4-D block of 6" in note for note in found.info.notes)
    if order == "C":
        assert raw_check.matches_reader(found.header, found.header.place)
        assert np.array_equal(mapped(found.header), array[0, 0])


@pytest.mark.parametrize(
    ("shape", "said"),
    [((6, 7, 3), True), ((6, 7, 4), True), ((6, 7, 5), False), ((7, 3), False), ((2, 6, 7, 3), True)],
)
def test_an_axis_is_never_taken_for_colours(tmp_path: Path, shape: tuple[int, ...], said: bool) -> None:
    info = read_header(saved(tmp_path / "a.npy", np.zeros(shape, dtype=np.uint8))).info

    assert info.components == 1
    assert info.geometry.size == shape[::-1]
    assert any("taken as x, not as colour components" in note for note in info.notes) == said


def test_an_axis_of_one_pixel_in_fortran_order_lies_as_in_c_order(tmp_path: Path) -> None:
    head = "{'descr': '<i2', 'fortran_order': True, 'shape': (1, 4), }"

    info = read_header(headed(tmp_path / "a.npy", head + " " * (117 - len(head)), bytes(8))).info

    assert (info.mapping, info.notes) == ("file", ())


def test_data_are_mapped_at_any_byte(tmp_path: Path) -> None:
    head = "{'descr': '<i4', 'fortran_order': False, 'shape': (1, 2), }"
    path = headed(tmp_path / "a.npy", head + " " * (118 - len(head)), struct.pack("<ii", 7, -9))

    header = read_header(path)

    assert header.place is not None
    assert header.place.offset % 4
    assert header.info.mapping == "file"
    assert raw_check.matches_reader(header, header.place)
    assert mapped(header).tolist() == [[7, -9]]


def test_version_two_is_read(tmp_path: Path, decode: Callable[..., Any]) -> None:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.arange(4.0).reshape(2, 2), version=(2, 0))
    (tmp_path / "a.npy").write_bytes(file.getvalue())

    assert decode(tmp_path / "a.npy").pixels.tolist() == [[0, 1], [2, 3]]


def test_a_header_of_python_2_is_read(tmp_path: Path, decode: Callable[..., Any]) -> None:
    path = headed(tmp_path / "a.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (1L, 2L), }", b"\1\2")

    assert decode(path).pixels.tolist() == [[1, 2]]


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.array([[1, "a"]], dtype=object), "holds Python objects"),
        (np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]), "holds records"),
        (np.array([["ab", "c"]]), "holds str64 values"),
        (np.array([[b"ab"]]), "holds bytes16 values"),
        (np.zeros((2, 2), dtype=np.longdouble), "holds .*long.*|holds float128 values"),
        (np.zeros((2, 2), dtype="M8[s]"), r"holds datetime64\[s\] values"),
        (np.float64(3.0), "holds a single number"),
        (np.zeros((0, 4)), "holds no pixels: its shape is 0 × 4"),
        (np.zeros((2, 0, 4)), "holds no pixels: its shape is 2 × 0 × 4"),
    ],
)
def test_what_is_no_image_is_refused_in_one_sentence(tmp_path: Path, array: Any, said: str) -> None:
    path = tmp_path / "a.npy"
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=True)

    with pytest.raises(OpenError, match=rf"^a\.npy ({said})"):
        read_header(path)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("{'descr': '<i2', 'fortran_order': False, 'shape': (-1, 4), }", "impossible shape"),
        ("{'descr': '<i2', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "impossible shape"),
        ("{'descr': '<i2', 'fortran_order': False, 'shape': (0, 0x" + "f" * 8000 + "), }", "impossible shape"),
        ("{'descr': '<i2', 'fortran_order': False, 'shape': (20, 30), }", r"truncated: 72 of 1,272 bytes are there"),
        ("{'descr': '<i2', 'fortran_order': False, 'shape': (1.5, 2), }", "header of a.npy cannot be read"),
        ("{'descr': '<i2', 'fortran_order': 3, 'shape': (2, 2), }", "header of a.npy cannot be read"),
        ("{'descr': 'nonsense', 'fortran_order': False, 'shape': (2, 2), }", "header of a.npy cannot be read"),
        ("{'descr': '<i2'", "header of a.npy cannot be read"),
        ("(" * 5000, "header of a.npy cannot be read"),
        (" " * 20000, "header of a.npy cannot be read"),
        ("__import__('os').getpid()", "header of a.npy cannot be read"),
    ],
)
def test_a_damaged_header_is_refused_in_one_sentence(tmp_path: Path, header: str, said: str) -> None:
    with pytest.raises(OpenError, match=said) as caught:
        read_header(headed(tmp_path / "a.npy", header))

    assert len(caught.value.message) < 120


def test_a_version_for_records_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OpenError, match=r"version 3\.0"):
        read_header(headed(tmp_path / "a.npy", "{}", version=(3, 0)))


@pytest.mark.parametrize("left", [6, 9, 40, 127])
def test_a_file_cut_inside_its_header(tmp_path: Path, left: int) -> None:
    path = saved(tmp_path / "a.npy", np.zeros((4, 4)))
    path.write_bytes(path.read_bytes()[:left])

    with pytest.raises(OpenError, match=r"header of a\.npy cannot be read"):
        read_header(path)


def test_one_missing_byte_is_told_with_both_figures(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.npy", np.zeros((4, 4)))
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(OpenError, match=r"a\.npy is truncated: 255 of 256 bytes are there"):
        read_header(path)


@pytest.mark.parametrize("target", ["UC", "US", "SS", "UI", "SI", "ULL", "F", "D"])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
def test_a_conversion_is_itks_own(tmp_path: Path, decode: Callable[..., Any], dtype: str, target: str) -> None:
    """The same values in a MetaImage, read by ITK as the same type."""
    array = np.array([[0, 1, 2.75], [100.5, 127, 99]]).astype(dtype)
    if np.dtype(dtype).kind == "i":
        array[0, 0] = -3
    if np.dtype(dtype) in (np.int16, np.int32, np.uint16):
        array[1, 1] = 1000
    element = {
        "uint8": "UCHAR", "int16": "SHORT", "uint16": "USHORT", "int32": "INT", "float32": "FLOAT", "float64": "DOUBLE"
    }[dtype]  # fmt: skip
    head = f"ObjectType = Image\nNDims = 2\nDimSize = 3 2\nElementType = MET_{element}\nElementDataFile = LOCAL\n"
    (tmp_path / "a.mha").write_bytes(head.encode() + array.tobytes())

    ours, itks = decode(saved(tmp_path / "a.npy", array), target), decode(tmp_path / "a.mha", target)

    assert ours.pixels.dtype == itks.pixels.dtype
    assert np.array_equal(ours.pixels, itks.pixels)
    assert ours.info.mapping == ("file" if ours.info.dtype == dtype else "scratch")
    assert any("Read as" in note for note in ours.info.notes) == (ours.info.dtype != dtype)


def test_complex_numbers_are_not_read_as_real_ones(tmp_path: Path) -> None:
    with pytest.raises(OpenError, match="complex"):
        read_header(saved(tmp_path / "a.npy", np.zeros((2, 2), dtype=np.complex64)), "F")


def test_another_files_values_do_not_agree(tmp_path: Path) -> None:
    array = np.arange(40_000, dtype=np.int32).reshape(200, 200)
    header = read_header(saved(tmp_path / "a.npy", array))
    assert header.place is not None

    assert raw_check.matches_reader(header, header.place)
    for place in (0, 20_000, 39_999):
        other = array.copy()
        other.flat[place] = -1
        (tmp_path / "b.raw").write_bytes(other.tobytes())
        assert not raw_check.matches_reader(header, RawPlace(tmp_path / "b.raw", 0))


def test_a_giant_array_costs_no_more_than_a_small_one(tmp_path: Path) -> None:
    """50 GB of holes: nothing of them is read but a few pages."""
    head = "{'descr': '<i2', 'fortran_order': False, 'shape': (5000, 2500, 2000), }"
    path = headed(tmp_path / "a.npy", head + " " * (117 - len(head)))
    with path.open("r+b") as file:
        file.truncate(128 + 50_000_000_000)
    began = time.perf_counter()

    header = read_header(path)

    assert header.place is not None
    assert raw_check.matches_reader(header, header.place)
    assert time.perf_counter() - began < 1.0


def test_reading_into_memory_equals_the_mapping(tmp_path: Path, some_pixels: Make) -> None:
    array = some_pixels("float32", (4, 5))
    header = read_header(saved(tmp_path / "a.npy", array))
    memory = np.zeros(header.nbytes, dtype=np.uint8)

    assert read_into(header, memory) == 0
    assert memory.tobytes() == array.tobytes()
