"""Pixels that are read without GDCM; GDCM is the judge, to the last bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dicom_files import write_slice
from itk_inspector.itkio.dicom import dicom_header
from itk_inspector.itkio.dicom.slice_kinds import SliceFacts, SliceKinds
from itk_inspector.itkio.dicom.stored_pixels import read_stored
from itk_inspector.itkio.reader import fill

TYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32"]


def facts(path: Path) -> SliceFacts:
    found = SliceKinds(keys=True).look(path)
    assert found is not None
    return found


def by_gdcm(one: SliceFacts) -> Any:
    io = dicom_header.opened(one.header.path)
    values = np.zeros(one.header.size[::-1], one.dtype)
    fill(io, one.header.size, values.reshape(-1).view(np.uint8))
    return values.reshape(-1)


def assert_as_gdcm_reads(path: Path) -> None:
    one = facts(path)
    assert one.stored is not None
    values = np.full(one.header.size[0] * one.header.size[1], 99, one.dtype)

    assert read_stored(path, one.stamp, one.stored, values)

    np.testing.assert_array_equal(values, by_gdcm(one))


def ends(name: str, bits: int) -> Any:
    """Return a slice with all ends of the numbers that so many bits hold."""
    dtype = np.dtype(name)
    low, top = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if dtype.kind == "i" else (0, (1 << bits) - 1)
    return np.array([[low, low + 1, 0], [1, top - 1, top], [top // 2, top // 3, low // 2]], dtype=dtype)


@pytest.mark.parametrize(
    ("name", "unused"), [*((name, 0) for name in TYPES), ("uint16", 4), ("int16", 4), ("int16", 1)]
)
@pytest.mark.parametrize("intercept", [None, 0, -1024, 1024, 1, -1, 100_000, -40_000])
def test_values_are_gdcms(tmp_path: Path, name: str, intercept: int | None, unused: int) -> None:
    bits = 8 * np.dtype(name).itemsize - unused
    keys = {"BitsStored": bits, "HighBit": bits - 1}
    if intercept is not None:
        keys |= {"RescaleSlope": "1", "RescaleIntercept": str(intercept)}
    path = write_slice(tmp_path / "a", ends(name, bits), (0, 0, 0), uid="1", **keys)

    if facts(path).stored is None:
        assert np.dtype(facts(path).dtype).kind == "f"  # no whole numbers hold them
    else:
        assert_as_gdcm_reads(path)


@pytest.mark.parametrize(
    "keys",
    [
        {"RescaleSlope": "2", "RescaleIntercept": "0"},
        {"PhotometricInterpretation": "MONOCHROME1"},
        {"BitsStored": 12, "HighBit": 15},
    ],
)
def test_what_is_no_copy_no_sum_and_no_double_is_left_to_gdcm(tmp_path: Path, keys: dict[str, Any]) -> None:
    path = write_slice(tmp_path / "a", np.zeros((3, 3), np.uint16), (0, 0, 0), uid="1", **keys)
    found = SliceKinds(keys=True).look(path)

    assert found is None or found.stored is None


@pytest.mark.parametrize(
    ("name", "unused"), [*((name, 0) for name in TYPES), ("uint16", 4), ("int16", 4), ("int16", 1)]
)
@pytest.mark.parametrize(
    ("slope", "intercept"),
    [
        ("1", "0.5"), ("0.1", "0"), ("1.0009765625", "-1024.3"), ("-0.3", "0"), ("-2.5", "7.25"), ("3", "0.1"),
        ("1e-7", "1e3"), ("123456.789", "-0.001"), (".333333333333333", "+1.5"), ("4.5E-2", "1."), ("1e-60", "1e-60"),
        ("2147483648", "0"), ("1", "3000000000"),
    ],
)  # fmt: skip
def test_rescaled_values_are_gdcms_to_the_last_bit(
    tmp_path: Path, name: str, unused: int, slope: str, intercept: str
) -> None:
    bits = 8 * np.dtype(name).itemsize - unused
    values = np.concatenate([ends(name, bits).reshape(-1), np.random.default_rng(2).integers(0, 100, 91).astype(name)])
    path = write_slice(
        tmp_path / "a", values.reshape(10, 10), (0, 0, 0), uid="1", BitsStored=bits, HighBit=bits - 1,
        RescaleSlope=slope, RescaleIntercept=intercept,
    )  # fmt: skip
    one = facts(path)
    assert one.dtype == "float64"
    assert one.stored is not None
    found = np.zeros(100)

    assert read_stored(path, one.stamp, one.stored, found)

    assert found.tobytes() == by_gdcm(one).tobytes()  # −0.0 and 0.0 too


def test_large_slices_are_rescaled_to_their_end(tmp_path: Path) -> None:
    pixels = np.arange(300 * 301, dtype=np.uint32).astype(np.uint16).reshape(300, 301)
    keys = {"RescaleSlope": "0.7", "RescaleIntercept": "-3"}

    assert_as_gdcm_reads(write_slice(tmp_path / "a", pixels, (0, 0, 0), uid="1", **keys))


@pytest.mark.parametrize(("name", "bits"), [("uint32", 28), ("int32", 12)])
def test_unused_bits_of_which_gdcm_makes_other_numbers_are_left_to_it(tmp_path: Path, name: str, bits: int) -> None:
    path = write_slice(tmp_path / "a", ends(name, bits), (0, 0, 0), uid="1", BitsStored=bits, HighBit=bits - 1)

    assert facts(path).stored is None


@pytest.mark.parametrize(("name", "odd"), [("uint16", 4096), ("int16", 2048), ("int16", -2049)])
@pytest.mark.parametrize("slope", ["1", "0.5"])
def test_numbers_that_the_header_does_not_allow_are_left_to_gdcm(
    tmp_path: Path, name: str, odd: int, slope: str
) -> None:
    pixels = np.zeros((3, 3), name)
    pixels[1, 1] = odd
    keys = {"BitsStored": 12, "HighBit": 11, "RescaleSlope": slope, "RescaleIntercept": "0"}
    path = write_slice(tmp_path / "a", pixels, (0, 0, 0), uid="1", **keys)
    one = facts(path)
    assert one.stored is not None

    assert not read_stored(path, one.stamp, one.stored, np.zeros(9, one.dtype))


def test_a_file_that_has_changed_is_not_read(tmp_path: Path) -> None:
    path = write_slice(tmp_path / "a", np.zeros((3, 3), np.int16), (0, 0, 0), uid="1")
    one = facts(path)
    assert one.stored is not None
    path.write_bytes(path.read_bytes() + b"\0\0")

    assert not read_stored(path, one.stamp, one.stored, np.zeros(9, np.int16))


def test_an_odd_number_of_bytes(tmp_path: Path) -> None:
    assert_as_gdcm_reads(write_slice(tmp_path / "a", ends("uint8", 8), (0, 0, 0), uid="1"))
