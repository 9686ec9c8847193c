"""Facts that one file has from another: GDCM, asked for every file, is the judge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.uid import JPEG2000Lossless, RLELossless

from dicom_files import AXIAL, CORONAL, oblique, turn_big_endian, write_series, write_slice
from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.dicom import dicom_header
from itk_inspector.itkio.dicom.slice_kinds import SliceFacts, SliceKinds, common_keys
from itk_inspector.itkio.formats import dicom_keys


def facts_of(paths: list[Path], **options: Any) -> list[SliceFacts]:
    kinds = SliceKinds(keys=True, **options)
    found = [kinds.look(path) for path in paths]
    return [one for one in found if one is not None]


def compared(one: SliceFacts) -> tuple[Any, ...]:
    return one.header, one.dtype, one.rescale, one.stamp


def assert_as_gdcm_says(paths: list[Path]) -> list[SliceFacts]:
    found, judged = facts_of(paths), facts_of(paths, trusts=False)
    assert all(one.is_by_gdcm for one in judged)
    assert [compared(one) for one in found] == [compared(one) for one in judged]
    everything = [set(dicom_keys.as_itk_has_it(dicom_header.opened(path)).items()) for path in paths]
    assert set(common_keys(found).items()) == set.intersection(*everything)
    return found


@pytest.mark.parametrize("orientation", [AXIAL, CORONAL, oblique(33)])
def test_of_a_usual_series_gdcm_reads_one_file(tmp_path: Path, orientation: tuple[float, ...]) -> None:
    paths = write_series(tmp_path, (0, 2.5, -4, 1e-3), orientation, RescaleSlope="1", RescaleIntercept="-1024")

    found = assert_as_gdcm_says(paths)

    assert [one.is_by_gdcm for one in found] == [True, False, False, False]


def test_what_differs_makes_gdcm_read_again(tmp_path: Path) -> None:
    paths = [
        write_slice(tmp_path / f"{n}", np.zeros((2, 2), np.int16), (0, 0, n), uid="1", RescaleSlope=slope)
        for n, slope in enumerate(("1", "0.5", "1", "0.5", "2"))
    ]

    found = assert_as_gdcm_says(paths)

    assert [one.is_by_gdcm for one in found] == [True, True, False, False, True]


def scaled(folder: Path, *scales: tuple[str, str], **keys: Any) -> list[Path]:
    """Write slices with a slope and an intercept each."""
    paths = []
    for n, (slope, intercept) in enumerate(scales):
        path = write_slice(
            folder / f"{n}", np.full((2, 2), n, np.int16), (0, 0, n), uid="1", RescaleSlope="1", RescaleIntercept="0",
            **keys,
        )  # fmt: skip
        made = pydicom.dcmread(path)
        made["RescaleSlope"]._value, made["RescaleIntercept"]._value = slope, intercept
        made.save_as(path)
        paths.append(path)
    return paths


@pytest.mark.parametrize("scale", ["2.25", "-1e-3", "3"])
def test_of_slices_with_slopes_of_their_own_gdcm_reads_one(tmp_path: Path, scale: str) -> None:
    paths = scaled(tmp_path, ("1.5", "0"), ("1.25", "-3"), ("1.5", "0"), (scale, "0.5"), ("1.5", "0.0"))

    found = assert_as_gdcm_says(paths)

    assert [one.is_by_gdcm for one in found] == [True, False, False, False, False]
    assert [one.rescale.slope for one in found if one.rescale] == [1.5, 1.25, 1.5, float(scale), 1.5]
    assert [one.stored.scale for one in found if one.stored] == [
        (one.rescale.slope, one.rescale.intercept) for one in found if one.rescale
    ]


@pytest.mark.parametrize(
    "odd",
    [
        ("2", "0"), ("1", "0"), ("1", "-1024"), ("0", "0.5"), ("0.0", "0.25"), ("", "0.5"), ("1.5", ""), ("x", "0.5"),
        ("1.5\\2.5", "0"), ("1,5", "0"), ("1.5e", "0"), ("1.5.5", "0"), (" 1.5 ", " 0.5 "), ("+1.5", "-.5"),
        ("1.5", "1."), ("1.5E2", "1e+1"), ("1e999", "0.5"), ("nan", "0.5"), ("inf", "0.5"), ("1_0.5", "0.5"),
        ("1.5", "0x1"), ("1.2345678901234567890123", "0.5"), ("1e-320", "0.5"), ("3000000000", "0"), ("1.5d3", "0.5"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 1])
def test_odd_slopes_are_what_gdcm_says(tmp_path: Path, odd: tuple[str, str], place: int) -> None:
    scales = [("1.5", "0.5"), ("2.5", "0"), ("1.5", "0.5")]
    scales[place] = odd

    assert_as_gdcm_says(scaled(tmp_path, *scales))


CT, MR, PET, DOSE, CAPTURE = (f"1.2.840.10008.5.1.4.1.1.{number}" for number in ("2", "4", "128", "481.2", "7"))


@pytest.mark.parametrize(
    "keys",
    [
        *({"SOPClassUID": kind} for kind in (CT, MR, PET, DOSE, CAPTURE)),
        {"SOPClassUID": DOSE, "DoseGridScaling": "0.25"},
        {"PhotometricInterpretation": "MONOCHROME1"},
        {"BitsStored": 12, "HighBit": 15},
        {"PixelRepresentation": 0},
        {"SOPClassUID": PET, "Modality": "PT", "Units": "BQML"},
    ],
)
def test_slopes_of_other_kinds_of_objects_are_what_gdcm_says(tmp_path: Path, keys: dict[str, Any]) -> None:
    paths = scaled(tmp_path, ("1.5", "0"), ("1.25", "-3.5"), ("1", "0"), ("0.5", "1"), ("1.5", "0"), **keys)
    if kind := keys.get("SOPClassUID"):
        for path in paths:
            made = pydicom.dcmread(path)
            made.file_meta.MediaStorageSOPClassUID = kind
            made.save_as(path)

    assert_as_gdcm_says(paths)


def test_slopes_that_another_element_overrules(tmp_path: Path) -> None:
    """Of MR GDCM takes the real-world value mapping first, where there is one."""
    paths = scaled(tmp_path, ("1.5", "0"), ("1.25", "-3.5"), ("2.5", "0"))
    for number, path in enumerate(paths):
        made = pydicom.dcmread(path)
        item = pydicom.Dataset()
        item.LUTLabel = "US"
        item.RealWorldValueFirstValueMapped, item.RealWorldValueLastValueMapped = 0, 100
        item.RealWorldValueIntercept, item.RealWorldValueSlope = 0.5, 3.5
        units = pydicom.Dataset()
        units.CodeValue, units.CodingSchemeDesignator, units.CodeMeaning = "1", "UCUM", f"no units {number // 2}"
        item.MeasurementUnitsCodeSequence = [units]
        made.RealWorldValueMappingSequence = [item]
        made.save_as(path)

    assert_as_gdcm_says(paths)


@pytest.mark.parametrize("text", ["", "x", "1\\2", "1\\2\\3\\4", "nan\\0\\0", "1e999\\0\\0", "1 2\\3\\4", " 1\\ 2\\3 "])
@pytest.mark.parametrize("place", [0, 1])
def test_odd_positions_are_what_gdcm_says(tmp_path: Path, text: str, place: int) -> None:
    paths = write_series(tmp_path, (0, 1, 2))
    made = pydicom.dcmread(paths[place])
    made["ImagePositionPatient"]._value = text
    made.save_as(paths[place])

    assert_as_gdcm_says(paths)


@pytest.mark.parametrize("text", ["", "-3", "+4", "1.5", "x", "99999999999"])
def test_odd_numbers_are_what_gdcm_says(tmp_path: Path, text: str) -> None:
    paths = write_series(tmp_path, (0, 1, 2))
    made = pydicom.dcmread(paths[1])
    made["InstanceNumber"]._value = text
    made.save_as(paths[1])

    assert_as_gdcm_says(paths)


@pytest.mark.parametrize("syntax", [RLELossless, "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"])
def test_other_transfer_syntaxes(tmp_path: Path, syntax: str) -> None:
    paths = write_series(tmp_path, (0, 1, 2), shape=(8, 8))
    for path in paths:
        made = pydicom.dcmread(path)
        if syntax == RLELossless:
            made.compress(RLELossless)
            made.save_as(path)
        elif syntax == "1.2.840.10008.1.2.2":
            turn_big_endian(path)
        else:
            made.file_meta.TransferSyntaxUID = syntax
            made.save_as(path, enforce_file_format=True)

    found = assert_as_gdcm_says(paths)

    assert sum(one.is_by_gdcm for one in found) == (3 if syntax == "1.2.840.10008.1.2.2" else 1)


def test_keys_that_some_slices_have_otherwise_are_not_common(tmp_path: Path) -> None:
    paths = [
        write_slice(
            tmp_path / f"{n}", np.zeros((2, 2), np.int16), (0, 0, n), uid="1", instance=n, AcquisitionTime="101010",
            WindowCenter=str(40 + n // 2), SmallestImagePixelValue=n % 2 * 32, EchoTime=str(n),
        )
        for n in range(4)
    ]  # fmt: skip

    found = assert_as_gdcm_says(paths)

    common = common_keys(found)
    assert common["0008|0032"] == "101010"
    assert not {"0028|1050", "0028|0106", "0020|0013", "0018|0081"} & common.keys()


@pytest.mark.data
def test_real_files_and_real_series(shared_data: Path) -> None:
    folders = [shared_data / "images" / "dcm", *(shared_data / "images" / "dicom_dir").iterdir()]
    for folder in folders:
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and dicom_header.opened(path) is not None]
        assert paths
        assert_as_gdcm_says(paths)


def test_a_file_of_several_frames_stands_for_no_other(tmp_path: Path) -> None:
    pixels = np.zeros((3, 4, 5), np.int16)
    kind = "1.2.840.10008.5.1.4.1.1.7.3"
    paths = [write_slice(tmp_path / f"{n}", pixels, (0, 0, n), uid="1", SOPClassUID=kind) for n in range(2)]

    assert [one.is_by_gdcm for one in facts_of(paths)] == [True, True]


def test_a_short_file_is_not_taken_for_one_of_its_kind(tmp_path: Path) -> None:
    paths = write_series(tmp_path, (0, 1))
    paths[1].write_bytes(paths[1].read_bytes()[:-4])

    with pytest.raises(OpenError, match="truncated"):
        facts_of(paths)


def test_where_pixels_lie_is_each_files_own(tmp_path: Path) -> None:
    paths = write_series(tmp_path, (0, -123.456))

    first, second = facts_of(paths)

    assert first.stored is not None
    assert second.stored is not None
    assert first.stored.offset != second.stored.offset
    assert replace(first.stored, offset=0) == replace(second.stored, offset=0)


def test_files_that_are_no_images(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"no image" * 100)
    (tmp_path / "b").write_bytes(b"")
    kinds = SliceKinds(keys=False)

    assert kinds.look(tmp_path / "a") is None
    assert kinds.look(tmp_path / "b") is None
    with pytest.raises(OpenError, match="No such file"):
        kinds.look(tmp_path / "c")


def test_many_kinds_are_not_all_remembered(tmp_path: Path) -> None:
    paths = [
        write_slice(tmp_path / f"{n}", np.zeros((2, 2), np.int16), (0, 0, n), uid="1", EchoTime=str(n % 70))
        for n in range(71)
    ]

    assert all(one.is_by_gdcm for one in facts_of(paths))


def test_compressed_slices_are_not_read_by_their_place(tmp_path: Path, shared_data: Path) -> None:
    path = shared_data / "images" / "dcm" / "pydicom__JPEG2000.dcm"
    assert pydicom.dcmread(path).file_meta.TransferSyntaxUID != JPEG2000Lossless

    (found,) = facts_of([path])

    assert found.stored is None
