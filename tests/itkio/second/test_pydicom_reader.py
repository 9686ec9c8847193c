"""What DICOM files state beside their pixels: placed, told, or refused by what they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    MPEG4HP41,
    UID,
    ComprehensiveSRStorage,
    CTImageStorage,
    DigitalXRayImageStorageForPresentation,
    MultiFrameGrayscaleByteSecondaryCaptureImageStorage,
    NuclearMedicineImageStorage,
    ParametricMapStorage,
    RTDoseStorage,
    RTStructureSetStorage,
    SecondaryCaptureImageStorage,
    TwelveLeadECGWaveformStorage,
    UltrasoundImageStorage,
    UltrasoundMultiFrameImageStorage,
)

from dicom_files import AXIAL, CORONAL, SAGITTAL, oblique, turn_big_endian, with_blank, write_slice
from itk_inspector.core.display.named_windows import file_windows
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.reader import read_settled
from itk_inspector.itkio.second import pydicom_reader

UP = (0.0, 0.0, 1.0)
UNKNOWN_KIND = UID("1.2.826.0.1.3680043.8.498.1")
"""A class of objects that no table knows."""

GREY = np.arange(48, dtype=np.int16).reshape(6, 8)


def info_of(path: Path) -> ImageInfo:
    return read_header(path).info


def settled(path: Path) -> tuple[ImageInfo, Any]:
    header = read_header(path)
    memory = np.zeros(header.nbytes, np.uint8)
    header, _ = read_settled(header, memory)
    return header.info, memory.view(header.info.dtype).reshape(header.info.shape)


def changed(path: Path, change: Callable[[Dataset], None]) -> Path:
    whole = pydicom.dcmread(path)
    change(whole)
    whole.save_as(path, enforce_file_format=True)
    return path


def item(**keys: Any) -> Dataset:
    made = Dataset()
    for name, value in keys.items():
        setattr(made, name, value)
    return made


def across(info: ImageInfo) -> list[float]:
    return np.array(info.geometry.direction)[:, 2].tolist()


@pytest.mark.parametrize("between", [-2, -20, 2, None])
@pytest.mark.parametrize("orientation", [AXIAL, SAGITTAL, CORONAL, oblique(30)])
def test_the_third_axis_is_row_by_column(tmp_path: Path, between: float | None, orientation: tuple[float, ...]) -> None:
    keys = {} if between is None else {"SpacingBetweenSlices": between}
    path = write_slice(tmp_path / "a", GREY, (1, 2, 3), orientation, uid="1", SOPClassUID=CTImageStorage, **keys)

    info = info_of(path)

    assert across(info) == pytest.approx(np.cross(orientation[:3], orientation[3:]).tolist())
    assert info.geometry.origin == pytest.approx((1, 2, 3))
    assert info.geometry.spacing[:2] == pytest.approx((0.6, 0.8))
    assert bool(info.notes) is (between is not None and between < 0)
    assert not info.notes or "with its z axis reversed; shown as stored (pydicom" in info.notes[0]


@pytest.mark.parametrize("sop_class", [UNKNOWN_KIND, SecondaryCaptureImageStorage, RTDoseStorage])
def test_the_pixel_spacing_of_any_kind_of_object_holds(tmp_path: Path, sop_class: str) -> None:
    info = info_of(write_slice(tmp_path / "a", GREY, (1, 2, 3), oblique(20), uid="1", SOPClassUID=sop_class))

    assert info.geometry.spacing[:2] == pytest.approx((0.6, 0.8))
    assert info.geometry.origin == pytest.approx((1, 2, 3))
    assert np.array(info.geometry.direction)[:, 1].tolist() == pytest.approx(list(oblique(20)[3:]))


def without_spacing(whole: Dataset) -> None:
    del whole.PixelSpacing


def test_calibrated_and_detector_spacing_are_both_told(tmp_path: Path) -> None:
    path = write_slice(
        tmp_path / "a", GREY, None, uid="1", spacing=(0.15, 0.15), ImagerPixelSpacing=[0.2, 0.2],
        SOPClassUID=DigitalXRayImageStorageForPresentation,
    )  # fmt: skip

    info = info_of(path)

    assert info.geometry.spacing[:2] == (0.15, 0.15)
    assert (
        "0.15 × 0.15 mm is the calibrated pixel spacing; at the detector it is 0.2 × 0.2 mm (ImagerPixelSpacing)."
        in info.notes
    )


def test_the_spacing_at_the_detector_is_told(tmp_path: Path) -> None:
    path = write_slice(
        tmp_path / "a", GREY, None, uid="1", ImagerPixelSpacing=[0.3, 0.2],
        SOPClassUID=DigitalXRayImageStorageForPresentation,
    )  # fmt: skip

    info = info_of(changed(path, without_spacing))

    assert info.geometry.spacing[:2] == (0.2, 0.3)
    assert "The pixel spacing is that at the detector, not corrected for magnification." in info.notes


def test_a_missing_spacing_is_told_as_made_up(tmp_path: Path) -> None:
    path = write_slice(tmp_path / "a", GREY, None, uid="1", SOPClassUID=SecondaryCaptureImageStorage)

    info = info_of(changed(path, without_spacing))

    assert info.geometry.spacing == (1, 1, 1)
    assert "The file states no pixel spacing; the one shown is made up." in info.notes


def regions(*deltas: tuple[float, float], units: int = 3) -> list[Dataset]:
    return [
        item(
            RegionSpatialFormat=1, PhysicalUnitsXDirection=units, PhysicalUnitsYDirection=units, PhysicalDeltaX=x,
            PhysicalDeltaY=y, RegionLocationMinX0=0, RegionLocationMinY0=0, RegionLocationMaxX1=7,
            RegionLocationMaxY1=5, RegionDataType=1, RegionFlags=0,
        )
        for x, y in deltas
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("found", "spacing", "told"),
    [
        (regions((0.02, 0.03)), (0.2, 0.3), "The pixel spacing of 0.2 × 0.3 mm is that of the ultrasound regions"),
        (regions((0.02, 0.03), (0.02, -0.03)), (0.2, 0.3), "The pixel spacing of 0.2 × 0.3 mm"),
        (regions((0.02, 0.03), (0.05, 0.05)), (1, 1), "2 sizes (0.2 × 0.3 mm, 0.5 × 0.5 mm); none is used."),
        (regions((0.02, 0.03), units=4), (1, 1), "The file states no pixel spacing; the one shown is made up."),
    ],
)
def test_ultrasound_regions(tmp_path: Path, found: list[Dataset], spacing: tuple[float, ...], told: str) -> None:
    path = write_slice(
        tmp_path / "a", GREY.astype(np.uint8), None, uid="1", SOPClassUID=UltrasoundImageStorage, Modality="US",
        SequenceOfUltrasoundRegions=found,
    )  # fmt: skip

    info = info_of(changed(path, without_spacing))

    assert info.geometry.spacing[:2] == pytest.approx(spacing)
    assert any(told in note for note in info.notes), info.notes


STACK = np.arange(4 * 48, dtype=np.uint32).reshape(4, 6, 8)


@pytest.mark.parametrize(
    ("offsets", "orientation", "points", "told"),
    [
        ([0, 2, 4, 6], AXIAL, [(1, 2, 3), (1, 2, 9)], ""),
        ([0, -2, -4, -6], AXIAL, [(1, 2, 3), (1, 2, -3)], ""),
        ([3, 5, 7, 9], AXIAL, [(1, 2, 3), (1, 2, 9)], ""),
        ([3, 5, 7, 9], (1, 0, 0, 0, -1, 0), [(1, 2, 3), (1, 2, 9)], ""),
        ([0, 2, 4, 6], CORONAL, [(1, 2, 3), (1, 8, 3)], ""),
        ([0, 2, 5, 9], AXIAL, [(1, 2, 3), (1, 2, 12)], "not evenly spaced"),
        ([0, 4, 2, 6], AXIAL, [(1, 2, 3), (1, 2, 9)], "with its frames in the file’s order"),
    ],
)
def test_planes_of_a_dose_lie_at_their_offsets(
    tmp_path: Path, offsets: list[float], orientation: tuple[float, ...], points: list[tuple[float, ...]], told: str
) -> None:
    path = write_slice(
        tmp_path / "a", STACK, (1, 2, 3), orientation, uid="1", SOPClassUID=RTDoseStorage, Modality="RTDOSE",
        DoseGridScaling="1.5e-4", DoseUnits="GY", GridFrameOffsetVector=offsets, FrameIncrementPointer=0x3004000C,
    )  # fmt: skip

    info, pixels = settled(path)

    shown = [info.geometry.point_of(ItkIndex((0, 0, z))).components for z in (0, 3)]
    np.testing.assert_allclose(shown, points, atol=1e-9)
    np.testing.assert_array_equal(pixels, STACK[np.argsort(offsets) if told.startswith("with") else slice(None)])
    assert "Dose = value × 0.00015 Gy (DoseGridScaling); the numbers shown are the stored ones." in info.notes
    assert not told or any(told in note for note in info.notes), info.notes


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"FrameIncrementPointer": 0x00181063, "FrameTime": "33.3"}, "The third axis is time, 33.3 ms a frame;"),
        ({"FrameIncrementPointer": 0x00181065, "FrameTimeVector": [0, 1, 1, 1]}, "The third axis is time; its"),
        ({}, "The file states no distance between its frames; the one shown is made up."),
    ],
)
def test_a_third_axis_that_is_not_space_is_told(tmp_path: Path, keys: dict[str, Any], told: str) -> None:
    path = write_slice(
        tmp_path / "a", STACK.astype(np.uint8), None, uid="1", SOPClassUID=UltrasoundMultiFrameImageStorage, **keys
    )

    assert any(note.startswith(told) for note in info_of(path).notes), info_of(path).notes


def nuclear(path: Path, pointers: list[int], between: float | None = None) -> Path:
    detector = item(ImagePositionPatient=[-280, -280, 100], ImageOrientationPatient=list(AXIAL))
    return write_slice(
        path, STACK.astype(np.uint16), None, uid="1", spacing=(4.4, 4.4), SOPClassUID=NuclearMedicineImageStorage,
        Modality="NM", FrameIncrementPointer=pointers, DetectorInformationSequence=[detector], NumberOfSlices=4,
        **({} if between is None else {"SpacingBetweenSlices": between}),
    )  # fmt: skip


@pytest.mark.parametrize("between", [-4.4, 4.4])
def test_the_sign_between_slices_holds_in_nuclear_medicine(tmp_path: Path, between: float) -> None:
    info = info_of(nuclear(tmp_path / "a", [0x00540080], between))

    assert across(info) == [0, 0, np.sign(between)]
    assert info.geometry.origin == (-280, -280, 100)
    assert info.notes == ()
    assert info.is_patient_space


def test_frames_of_detectors_are_told(tmp_path: Path) -> None:
    told = "The third axis is not one of space: its frames follow energy window, detector."

    assert told in info_of(nuclear(tmp_path / "a", [0x00540010, 0x00540020])).notes


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("bits", [12, 16])
def test_the_formula_of_an_inverted_image_holds(tmp_path: Path, signed: bool, bits: int) -> None:
    if signed and bits == 12:
        pytest.skip("GDCM refuses it")
    stored = np.array([[0, 1], [800, 2047]], np.int16 if signed else np.uint16)
    path = write_slice(
        tmp_path / "a", stored, (0, 0, 0), uid="1", PhotometricInterpretation="MONOCHROME1", RescaleSlope="2",
        RescaleIntercept="-100", BitsStored=bits, HighBit=bits - 1,
    )  # fmt: skip

    info, pixels = settled(path)

    ends = -1 if signed else 2**bits - 1
    assert pixels.ravel().tolist() == [2 * (ends - n) - 100 for n in stored.ravel().tolist()]
    assert f"MONOCHROME1, inverted by ITK: value = 2 × ({ends} − stored) − 100." in info.notes


@pytest.mark.parametrize(("keyword", "kind"), [("FloatPixelData", np.float32), ("DoubleFloatPixelData", np.float64)])
def test_floating_point_pixels_are_read(tmp_path: Path, keyword: str, kind: type) -> None:
    values = np.linspace(-1, 47.5, 96).astype(kind).reshape(2, 6, 8)
    path = write_slice(tmp_path / "a", values.view(np.uint32), (1, 2, 3), uid="1", SOPClassUID=ParametricMapStorage)

    def change(whole: Dataset) -> None:
        for name in ("PixelData", "BitsStored", "HighBit", "PixelRepresentation"):
            delattr(whole, name)
        whole.Columns, whole.NumberOfFrames, whole.BitsAllocated = 8, 2, 8 * values.itemsize
        setattr(whole, keyword, values.tobytes())

    info, pixels = settled(changed(path, change))

    np.testing.assert_array_equal(pixels, values)
    assert info.dtype == values.dtype.name
    assert info.geometry.spacing[:2] == pytest.approx((0.6, 0.8))
    assert any("does not read this file; shown as stored (pydicom" in note for note in info.notes)


def bare(sop_class: str) -> Callable[[Dataset], None]:
    def change(whole: Dataset) -> None:
        for name in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"):
            delattr(whole, name)
        whole.SOPClassUID = whole.file_meta.MediaStorageSOPClassUID = sop_class

    return change


@pytest.mark.parametrize(
    ("sop_class", "kind"),
    [
        (RTStructureSetStorage, " (RT Structure Set)"),
        (ComprehensiveSRStorage, " (Comprehensive SR)"),
        (TwelveLeadECGWaveformStorage, " (12-lead ECG Waveform)"),
        (UNKNOWN_KIND, ""),
    ],
)
def test_dicom_without_pixels_is_refused_by_its_kind(tmp_path: Path, sop_class: str, kind: str) -> None:
    path = changed(write_slice(tmp_path / "a.dcm", GREY, None, uid="1"), bare(sop_class))

    with pytest.raises(OpenError) as caught:
        read_header(path)

    assert caught.value.message == f"a.dcm cannot be read: it is DICOM without pixels{kind}."


def test_a_directory_is_refused_with_the_way_to_open_it(tmp_path: Path) -> None:
    def change(whole: Dataset) -> None:
        bare("1.2.840.10008.1.3.10")(whole)
        del whole.SOPClassUID, whole.SOPInstanceUID

    path = changed(write_slice(tmp_path / "DICOMDIR", GREY, None, uid="1"), change)

    with pytest.raises(OpenError) as caught:
        read_header(path)

    assert caught.value.message == "DICOMDIR cannot be read: it is a DICOM directory, a list of other files."
    assert caught.value.advice == "Open its folder."


@pytest.mark.parametrize("lost", [1, 50, 96])
def test_short_uncompressed_pixels_are_refused_before_itk_reads_them(tmp_path: Path, lost: int) -> None:
    path = write_slice(tmp_path / "a.dcm", GREY, (0, 0, 0), uid="1")
    path.write_bytes(path.read_bytes()[:-lost])

    with pytest.raises(OpenError, match=rf"a.dcm is truncated: {96 - lost} of 96 bytes are there."):
        read_header(path)


def test_an_element_shorter_than_the_pixels_is_refused(tmp_path: Path) -> None:
    path = changed(write_slice(tmp_path / "a.dcm", GREY, (0, 0, 0), uid="1"), lambda whole: setattr(whole, "Rows", 7))

    with pytest.raises(OpenError, match=r"a.dcm is truncated: 96 of 112 bytes are there."):
        read_header(path)


def test_a_file_that_ends_before_its_pixels_is_told(tmp_path: Path) -> None:
    path = write_slice(tmp_path / "a.dcm", GREY, (0, 0, 0), uid="1")
    path.write_bytes(path.read_bytes()[:400])

    with pytest.raises(OpenError, match=r"a.dcm cannot be read: it ends inside an element."):
        read_header(path)


def test_big_endian_numbers_of_32_bits_are_mended(tmp_path: Path) -> None:
    values = (np.arange(48, dtype=np.uint32) * 70_001).reshape(6, 8)
    path = turn_big_endian(write_slice(tmp_path / "a.dcm", values, (0, 0, 0), uid="1"))

    info, pixels = settled(path)

    np.testing.assert_array_equal(pixels[0], values)
    assert any("of 48 values looked at wrong; shown as stored" in note for note in info.notes)


@pytest.mark.parametrize(
    ("bits", "signed", "slope", "intercept"),
    [(12, False, "1", "-1024"), (16, False, "2", "0"), (16, True, "1", "100000"), (8, False, "-1", "0"),
     (8, False, "1.0000001", "0"), (12, True, "-2", "7"), (32, False, "1", "-1"), (16, False, "70000", "0"),
     (8, False, "1", "-128"), (16, True, "0.1", "3")],
)  # fmt: skip
def test_rescaled_values_raise_no_false_word(
    tmp_path: Path, bits: int, signed: bool, slope: str, intercept: str
) -> None:
    size = {12: 16}.get(bits, bits)
    stored = np.random.default_rng(5).integers(0, 2 ** (bits - signed), (40, 50)).astype(f"u{size // 8}")
    path = write_slice(
        tmp_path / "a", stored.view(f"i{size // 8}") if signed else stored, (0, 0, 0), uid="1", RescaleSlope=slope,
        RescaleIntercept=intercept, BitsStored=bits, HighBit=bits - 1,
    )  # fmt: skip

    info, pixels = settled(path)

    assert all(note.startswith("Rescaled by ITK") for note in info.notes)
    np.testing.assert_allclose(pixels[0], stored * float(slope) + float(intercept), rtol=1e-12)


@pytest.mark.parametrize("shape", [(300, 40, 50), (2, 400, 500), (1, 700, 801)])
@pytest.mark.parametrize("planes", [1, 3, -3], ids=["grey", "colour", "planar"])
def test_large_images_are_looked_at_in_pieces(tmp_path: Path, shape: tuple[int, ...], planes: int) -> None:
    values = np.random.default_rng(1).integers(0, 255, (*shape, abs(planes))).astype(np.uint8)
    path = write_slice(
        tmp_path / "a", values[..., 0], None, uid="1", SOPClassUID=MultiFrameGrayscaleByteSecondaryCaptureImageStorage
    )

    def change(whole: Dataset) -> None:
        whole.SamplesPerPixel, whole.PhotometricInterpretation = 3, "RGB"
        whole.PlanarConfiguration = int(planes < 0)
        whole.PixelData = (np.moveaxis(values, -1, 1) if planes < 0 else values).tobytes()

    info, pixels = settled(changed(path, change) if planes != 1 else path)
    reader = pydicom_reader.open_file(OpenRequest(path))
    pieces = list(reader.pieces())

    np.testing.assert_array_equal(pixels.ravel(), values.ravel())
    assert [note for note in info.notes if "reads this file wrongly" in note] == []
    assert 10_000 < sum(piece.values.size for piece in pieces) < 120_000
    assert all(np.array_equal(values.ravel()[p.start : p.start + p.values.size], p.values) for p in pieces)
    assert pieces[0].start == 0
    assert pieces[-1].start + pieces[-1].values.size == values.size


def lut(**keys: Any) -> dict[str, Any]:
    table = item(LUTDescriptor=[2, 0, 16], ModalityLUTType="HU", LUTData=b"\0\0\1\0")
    table["LUTDescriptor"].VR, table["LUTData"].VR = "US", "OW"
    return {"ModalityLUTSequence": [table], **keys}


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (lut(), "The numbers shown are the stored ones: the file’s modality look-up table to HU is not applied."),
        ({"ImageType": ["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"]}, "A mosaic: its slices lie side by side"),
        ({"TotalPixelMatrixColumns": 5000, "TotalPixelMatrixRows": 400}, "tiles of one picture of 5,000 × 400 pixels"),
    ],
)
def test_what_else_is_told(tmp_path: Path, keys: dict[str, Any], told: str) -> None:
    path = write_slice(tmp_path / "a", STACK.astype(np.uint16), (0, 0, 0), uid="1", **keys)

    assert any(told in note for note in info_of(path).notes), info_of(path).notes


def test_windows_for_the_values_of_a_table_are_not_used_for_stored_numbers(tmp_path: Path) -> None:
    window = {"WindowCenter": "40", "WindowWidth": "400"}
    plain = write_slice(tmp_path / "a", STACK.astype(np.uint16), (0, 0, 0), uid="1", **window)
    table = write_slice(tmp_path / "b", STACK.astype(np.uint16), (0, 0, 0), uid="1", **lut(**window))

    assert len(file_windows(info_of(plain))) == 1
    assert file_windows(info_of(table)) == ()


@pytest.mark.parametrize(("slope", "intercept"), [("31.415926", "7"), ("31.415926", "27.182818"), ("31.415926", "")])
def test_a_rescale_that_is_blank_is_none(tmp_path: Path, slope: str, intercept: str) -> None:
    """GDCM takes what its memory holds for it: other values each time."""
    stored = np.random.default_rng(5).integers(0, 2**12, (40, 50)).astype(np.uint16)
    path = write_slice(tmp_path / "a", stored, (0, 0, 0), uid="1", RescaleSlope=slope, RescaleIntercept=intercept)
    with_blank(path, slope)
    if len(intercept) > 1:
        with_blank(path, intercept)

    info, pixels = settled(path)

    np.testing.assert_array_equal(pixels[0], stored + (7.0 if intercept == "7" else 0.0))
    assert any("wrongly" in note for note in info.notes), info.notes


@pytest.mark.parametrize("text", ["nan", "inf", "abc", "-", "1e400"])
@pytest.mark.parametrize(("keyword", "name"), [("RescaleSlope", "slope"), ("RescaleIntercept", "intercept")])
def test_a_rescale_that_is_no_number_is_told(tmp_path: Path, keyword: str, name: str, text: str) -> None:
    numbers = {"RescaleSlope": "1", "RescaleIntercept": "0"} | {keyword: "31.415926"}
    path = write_slice(tmp_path / "a", GREY.astype(np.uint8), (0, 0, 0), uid="1", **numbers)
    path.write_bytes(path.read_bytes().replace(b"31.415926", text.encode().ljust(9)))

    assert f"The file’s rescale {name}, “{text}”, is no number." in info_of(path).notes


def test_the_distance_across_a_single_slice_is_not_questioned(tmp_path: Path) -> None:
    path = write_slice(
        tmp_path / "a", GREY.astype(np.uint8), (0, 0, 0), uid="1", SOPClassUID=UltrasoundImageStorage,
        SpacingBetweenSlices=2,
    )  # fmt: skip

    assert info_of(path).notes == ()


@pytest.mark.parametrize("syntax", [MPEG4HP41, UID("1.2.840.10008.1.2.1.98")])
def test_codings_that_itk_does_not_know_are_refused_by_name(tmp_path: Path, syntax: UID) -> None:
    def change(whole: Dataset) -> None:
        whole.file_meta.TransferSyntaxUID = syntax
        whole.PixelData = encapsulate([GREY.tobytes()])
        whole["PixelData"].VR, whole["PixelData"].is_undefined_length = "OB", True

    path = changed(write_slice(tmp_path / "a.dcm", GREY, (0, 0, 0), uid="1"), change)

    with pytest.raises(OpenError, match=rf"its pixels are stored as {syntax.name}, which ITK does not decode"):
        read_header(path)


def test_numbers_of_64_bits_are_read(tmp_path: Path) -> None:
    values = np.array([[0, 2**63 + 1], [2**53 + 1, 7]], np.uint64)

    info, pixels = settled(write_slice(tmp_path / "a", values, (0, 0, 0), uid="1"))

    np.testing.assert_array_equal(pixels[0], values)
    assert info.dtype == "uint64"


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"PixelAspectRatio": [1, 2]}, "The file states no pixel spacing, only the ratio 1 : 2 of height to width;"),
        ({"PixelAspectRatio": [1, 1]}, "The file states no pixel spacing; the one shown is made up."),
        ({"PixelSpacing": [0, 0]}, "The pixel spacing that the file states is not valid."),
    ],
)
def test_no_spacing_at_all_is_told_as_what_it_is(tmp_path: Path, keys: dict[str, Any], told: str) -> None:
    path = write_slice(tmp_path / "a", GREY, None, uid="1", SOPClassUID=SecondaryCaptureImageStorage)

    def change(whole: Dataset) -> None:
        del whole.PixelSpacing
        for name, value in keys.items():
            setattr(whole, name, value)

    assert any(note.startswith(told) for note in info_of(changed(path, change)).notes)


@pytest.mark.parametrize(
    ("old", "new"), [(b"(\0\x03\1US\2\0\1\0", b"(\0\x03\1US\2\0\7\0"), (b"DS\4\x001024", b"DS\4\x001\xff24")]
)
def test_of_what_the_standard_does_not_know_nothing_is_called_wrong(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = write_slice(tmp_path / "a", GREY, (0, 0, 0), uid="1", RescaleIntercept="1024", RescaleSlope="1")
    data = path.read_bytes()
    assert data.count(old) == 1
    path.write_bytes(data.replace(old, new))

    info, _ = settled(path)

    assert [note for note in info.notes if "wrongly" in note] == []


def test_a_text_called_dicom_is_not_called_a_large_one(tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(b"hello\nno matter")

    with pytest.raises(OpenError, match=r"^a\.dcm is not an image that ITK can read\.$"):
        read_header(path)
