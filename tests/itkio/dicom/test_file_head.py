"""The elements before the pixels; pydicom is the judge of where they lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.uid import ImplicitVRLittleEndian, RLELossless

from dicom_files import turn_big_endian, write_enhanced, write_slice
from itk_inspector.itkio.dicom.file_head import INSTANCE, POSITION, begins_like_gdcms, first_bytes, read_head

PIXELS = np.arange(20, dtype=np.int16).reshape(4, 5)


def slice_at(path: Path, position: tuple[float, ...] = (1, 2, 3), **keys: Any) -> Path:
    return write_slice(path, PIXELS, position, uid="1.2.3", **keys)


def kind_of(path: Path) -> bytes:
    head = read_head(path)[1]
    assert head is not None
    return head.kind


def saved_as(path: Path, syntax: str) -> Path:
    made = pydicom.dcmread(path)
    made.file_meta.TransferSyntaxUID = syntax
    made.save_as(path, enforce_file_format=True)
    return path


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", ImplicitVRLittleEndian])
def test_the_pixels_lie_where_they_lie(tmp_path: Path, syntax: str) -> None:
    path = saved_as(slice_at(tmp_path / "a", instance=7), syntax)

    begin, head = read_head(path)

    assert begin[128:] == b"DICM"
    assert head is not None
    assert head.syntax == syntax
    assert head.pixels is not None
    start, length = head.pixels
    assert path.read_bytes()[start : start + length] == PIXELS.tobytes()
    assert head.own[POSITION].rstrip() == b"1\\2\\3"
    assert head.own[INSTANCE].strip() == b"7"


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", ImplicitVRLittleEndian])
def test_slices_that_differ_in_place_and_number_are_of_one_kind(tmp_path: Path, syntax: str) -> None:
    one = saved_as(slice_at(tmp_path / "a", AcquisitionTime="101010", WindowCenter="40"), syntax)
    other = saved_as(
        slice_at(tmp_path / "b", (1, 2, -33.25), instance=12, AcquisitionTime="1010", WindowCenter="1000"), syntax
    )

    assert kind_of(one) == kind_of(other)


@pytest.mark.parametrize(
    "keys",
    [
        {"RescaleIntercept": "1", "RescaleSlope": "1"},
        {"ImageOrientationPatient": [1, 0, 0, 0, 0, 1]},
        {"BitsStored": 12},
        {"PixelRepresentation": 0},
        {"PhotometricInterpretation": "MONOCHROME1"},
        {"SpacingBetweenSlices": "3"},
        {"PixelSpacing": [1, 1]},
        {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.2"},
        {"PatientName": "Roe"},
        {"EchoTime": "3"},
    ],
)
def test_whatever_may_decide_on_pixels_or_placement_makes_another_kind(tmp_path: Path, keys: dict[str, Any]) -> None:
    assert kind_of(slice_at(tmp_path / "a")) != kind_of(slice_at(tmp_path / "b", **keys))


def test_an_element_more_makes_another_kind(tmp_path: Path) -> None:
    assert kind_of(slice_at(tmp_path / "a")) != kind_of(slice_at(tmp_path / "b", SliceLocation="3"))


@pytest.mark.parametrize(("group", "is_same"), [(0x0019, True), (0x2005, False)])
def test_private_elements_make_no_other_kind_but_those_that_gdcm_may_rescale_by(
    tmp_path: Path, group: int, is_same: bool
) -> None:
    for name in ("a", "b"):
        made = pydicom.dcmread(slice_at(tmp_path / name))
        made.private_block(group, "MAKER", create=True).add_new(1, "LO", name * 4)
        made.save_as(tmp_path / name)

    assert (kind_of(tmp_path / "a") == kind_of(tmp_path / "b")) is is_same


def test_compressed_pixels_have_no_place(tmp_path: Path) -> None:
    made = pydicom.dcmread(slice_at(tmp_path / "a"))
    made.compress(RLELossless)
    made.save_as(tmp_path / "a")

    head = read_head(tmp_path / "a")[1]

    assert head is not None
    assert head.pixels is None


@pytest.mark.parametrize("cut", [1, 30])
@pytest.mark.parametrize("compresses", [False, True])
def test_a_file_that_breaks_off_has_no_head(tmp_path: Path, cut: int, compresses: bool) -> None:
    path = slice_at(tmp_path / "a")
    if compresses:
        made = pydicom.dcmread(path)
        made.compress(RLELossless)
        made.save_as(path)
    path.write_bytes(path.read_bytes()[:-cut])

    assert read_head(path)[1] is None


def test_every_length_of_a_file_is_survived(tmp_path: Path) -> None:
    whole = write_enhanced(tmp_path / "a", [(0, 0, 0), (0, 0, 1)], undefined_lengths=True).read_bytes()
    short = tmp_path / "b"
    for length in range(len(whole)):
        short.write_bytes(whole[:length])
        assert read_head(short)[1] is None


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize("undefined", [False, True])
def test_sequences_are_stepped_over(tmp_path: Path, implicit: bool, undefined: bool) -> None:
    path = write_enhanced(
        tmp_path / "a", [(0, 0, 0), (0, 0, 1)], implicit=implicit, undefined_lengths=undefined, slopes=(1, 2)
    )
    head = read_head(path)[1]

    assert head is not None
    assert head.pixels is not None
    start, length = head.pixels
    assert path.read_bytes()[start : start + length] == pydicom.dcmread(path).PixelData


def test_long_elements_before_the_pixels(tmp_path: Path) -> None:
    made = pydicom.dcmread(slice_at(tmp_path / "a"))
    made.private_block(0x0029, "MAKER", create=True).add_new(1, "OB", bytes(100_000))
    made.save_as(tmp_path / "a")

    assert read_head(tmp_path / "a")[1] is not None


def test_a_head_of_more_than_a_megabyte_is_left_alone(tmp_path: Path) -> None:
    made = pydicom.dcmread(slice_at(tmp_path / "a"))
    made.private_block(0x0029, "MAKER", create=True).add_new(1, "OB", bytes(1 << 21))
    made.save_as(tmp_path / "a")

    assert read_head(tmp_path / "a")[1] is None


def test_big_endian_files_have_no_head(tmp_path: Path) -> None:
    assert read_head(turn_big_endian(slice_at(tmp_path / "a")))[1] is None


@pytest.mark.parametrize("content", [b"", b"DICM", b"\0" * 128 + b"DICM", b"no image" * 100, b"\0" * 128 + b"DICM" * 9])
def test_what_is_no_dicom_has_no_head(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)

    begin, head = read_head(tmp_path / "a")

    assert begin == first_bytes(tmp_path / "a") == content[:132]
    assert head is None


@pytest.mark.parametrize(
    ("begin", "is_looked_into"),
    [
        (b"\0" * 128 + b"DICM", True),
        (b"DICM" + b"\0" * 128, True),
        (b"\x08\0" + b"\0" * 130, True),
        (b"\x02\0" + b"\0" * 130, True),
        (b"\x08\0" + b"\0" * 129, False),
        (b"\0\x08" + b"\0" * 130, False),
        (b"\x89PNG" + b"\0" * 128, False),
    ],
)
def test_gdcm_looks_into_files_that_begin_like_dicom(begin: bytes, is_looked_into: bool) -> None:
    assert begins_like_gdcms(begin) is is_looked_into
