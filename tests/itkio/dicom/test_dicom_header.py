"""What ITK's GDCM says of single DICOM files; pydicom is the judge."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.datadict import dictionary_description, dictionary_has_tag

from dicom_files import oblique, write_series, write_slice
from itk_inspector.core.dicom.slice_header import SliceHeader
from itk_inspector.core.geometry.indexing import ArrayIndex
from itk_inspector.core.pixels.probe import probe
from itk_inspector.core.pixels.values import python_value
from itk_inspector.itkio.dicom import dicom_header
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.reader import read_into


def header_of(path: Path) -> SliceHeader:
    io = dicom_header.opened(path)
    assert io is not None
    found = dicom_header.slice_header(path, io)
    assert found is not None
    return found


def test_header_says_what_was_written(tmp_path: Path) -> None:
    pixels = np.zeros((4, 5), np.int16)
    path = write_slice(tmp_path / "a", pixels, (1.5, -2.0, 3.0), oblique(30), uid="1.2.9", instance=7)

    one = header_of(path)

    assert (one.uid, one.size, one.instance, one.number) == ("1.2.9", (5, 4, 1), 7, 3)
    assert (one.patient, one.description, one.modality) == ("Doe Jane", "T1 head", "MR")
    assert one.position == (1.5, -2.0, 3.0)
    assert one.spacing[:2] == (0.6, 0.8)
    assert one.direction is not None
    np.testing.assert_allclose(np.array(one.direction)[:, 1], oblique(30)[3:], atol=1e-9)


def test_names_are_decoded_by_their_character_set(tmp_path: Path) -> None:
    path = write_slice(
        tmp_path / "a",
        np.zeros((2, 2), np.int16),
        (0, 0, 0),
        uid="1",
        SpecificCharacterSet="ISO_IR 100",
        PatientName="Müller^Jörg",
    )

    assert header_of(path).patient == "Müller Jörg"


def test_a_file_that_does_not_say_where_it_lies(tmp_path: Path) -> None:
    one = header_of(write_slice(tmp_path / "a", np.zeros((2, 2), np.int16), None, uid="1"))

    assert one.position is None
    assert one.direction is None


def test_frames_are_the_third_size(tmp_path: Path) -> None:
    pixels = np.zeros((3, 4, 5), np.int16)

    one = header_of(write_slice(tmp_path / "a", pixels, (0, 0, 0), uid="1", SOPClassUID="1.2.840.10008.5.1.4.1.1.7.3"))

    assert one.size == (5, 4, 3)


@pytest.mark.parametrize("content", [b"", b"DICM", b"\0" * 128 + b"DICM", b"\0" * 500, b"no image" * 100])
def test_what_is_no_dicom_image_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.dcm").write_bytes(content)

    assert dicom_header.opened(tmp_path / "a.dcm") is None


@pytest.mark.data
def test_a_report_without_pixels_is_none(shared_data: Path) -> None:
    assert dicom_header.opened(shared_data / "images" / "dcm" / "pydicom__reportsi.dcm") is None


@pytest.mark.parametrize(
    ("slope", "intercept", "bits", "dtype"),
    [
        ("1", "-1024", 12, "int16"),
        ("2.5", "-7.25", 16, "float64"),
        ("0.1", "0", 16, "float64"),
        ("0.0123457", "3", 8, ""),
    ],
)
def test_stored_numbers_are_found_again(
    tmp_path: Path, decode: Callable[..., Any], slope: str, intercept: str, bits: int, dtype: str
) -> None:
    stored = np.random.default_rng(3).integers(0, 2**bits, (9, 8)).astype(np.uint8 if bits == 8 else np.uint16)
    path = write_slice(
        tmp_path / "a.dcm", stored, (0, 0, 0), uid="1", RescaleSlope=slope, RescaleIntercept=intercept,
        BitsStored=bits, HighBit=bits - 1,
    )  # fmt: skip
    got = decode(path)
    rescale = dicom_header.rescale_of(got.header.io)

    assert rescale is not None
    assert not dtype or got.info.dtype == dtype
    back = [rescale.stored(python_value(value), got.info.dtype) for value in got.pixels.ravel()]
    np.testing.assert_array_equal(back, pydicom.dcmread(path).pixel_array.ravel())


@pytest.mark.data
def test_stored_numbers_of_a_real_scan(shared_data: Path, decode: Callable[..., Any]) -> None:
    path = shared_data / "images" / "dcm" / "pydicom__CT_small.dcm"
    info = dicom_header.with_dicom_details(read_header(path)).info
    pixels = decode(path).pixels
    stored = pydicom.dcmread(path).pixel_array

    for row, column in [(0, 0), (64, 64), (127, 127)]:
        index = ArrayIndex((0, row, column))
        found = probe_at(index, info, pixels)
        assert info.stored_value(found) == stored[row, column]


def probe_at(index: ArrayIndex, info: Any, pixels: Any) -> Any:
    from itk_inspector.core.geometry.indexing import to_itk
    from itk_inspector.itkio.bridge import WrappedPixels

    pixels = pixels.copy()
    pixels.flags.writeable = False
    return probe(to_itk(index, info.geometry.start_index), info.geometry, pixels, WrappedPixels(pixels, info))


def test_the_stored_number_behind_an_inverted_value_is_found(tmp_path: Path) -> None:
    stored = np.array([[0, 1], [700, 65535]], np.uint16)
    path = write_slice(
        tmp_path / "a", stored, (0, 0, 0), uid="1", RescaleSlope="2", RescaleIntercept="5",
        PhotometricInterpretation="MONOCHROME1",
    )  # fmt: skip
    header = dicom_header.with_dicom_details(read_header(path))
    memory = np.zeros(header.nbytes, np.uint8)
    read_into(header, memory)
    values = memory.view(header.info.dtype).reshape(2, 2)

    rescale = dicom_header.rescale_of(dicom_header.opened(path))

    assert rescale is not None
    assert [rescale.stored(int(v), header.info.dtype) for v in values.ravel()] == stored.ravel().tolist()


def test_other_slices_of_the_series_are_noticed(tmp_path: Path) -> None:
    first, _ = write_series(tmp_path, (0, 2))

    assert dicom_header.with_dicom_details(read_header(first)).info.has_sibling_slices


def test_slices_of_other_series_are_no_siblings(tmp_path: Path) -> None:
    (first,) = write_series(tmp_path, (0,))
    write_series(tmp_path, (0, 2), uid="1.2.3.4.2")
    (tmp_path / "notes.txt").write_text("no image")

    assert not dicom_header.with_dicom_details(read_header(first)).info.has_sibling_slices


def test_looking_for_siblings_ends_in_time(tmp_path: Path) -> None:
    first, *_ = write_series(tmp_path, (0,))
    write_series(tmp_path, (0, 1), uid="1.2.3.4.2")
    write_series(tmp_path, (4,), names=("z",))

    assert not dicom_header.with_dicom_details(read_header(first), seconds=0.0).info.has_sibling_slices
    assert dicom_header.with_dicom_details(read_header(first), seconds=5.0).info.has_sibling_slices


def test_other_formats_are_left_alone(samples: Path) -> None:
    header = read_header(samples / "oblique-volume.nrrd")

    assert dicom_header.with_dicom_details(header) is header


@pytest.mark.data
def test_the_tags_have_the_names_of_the_standard(shared_data: Path) -> None:
    path = shared_data / "images/dcm/pydicom__CT_small.dcm"

    info = dicom_header.with_dicom_details(read_header(path)).info

    judge = {key: dictionary_description(tag) for key in info.metadata if dictionary_has_tag(tag := _tag(key))}
    plain = {key: _letters(name) for key, name in info.metadata_names.items()}
    assert len(judge) > 50
    assert {key for key, name in judge.items() if plain.get(key) != _letters(name)} == set()
    assert plain["0028|0010"] == "rows"


def _tag(key: str) -> int:
    return int(key.replace("|", ""), 16)


def _letters(name: str) -> str:
    """Dictionaries of different years write apostrophes and brackets in different ways."""
    return "".join(letter for letter in name.casefold() if letter.isascii() and letter.isalnum())


def test_a_tag_that_nobody_knows_has_no_name() -> None:
    assert dicom_header.names_of(["0028|0010", "0009|1234", "no tag"]) == {"0028|0010": "Rows"}


def test_other_formats_have_no_names(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((2, 2)))

    assert dicom_header.with_dicom_details(read_header(tmp_path / "a.npy")).info.metadata_names == {}


def test_odd_entries_beside_a_slice_do_it_no_harm(tmp_path: Path) -> None:
    first, _ = write_series(tmp_path, (0, 2), names=("a", "z"))
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    (tmp_path / os.fsdecode(b"note\xe9.dcm")).write_bytes(b"no image")
    os.mkfifo(tmp_path / "pipe")

    assert dicom_header.with_dicom_details(read_header(first), seconds=60.0).info.has_sibling_slices
