"""Enhanced DICOM files: placed as their functional groups say, and parted where these are no one volume."""

from __future__ import annotations

import contextlib
import math
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import RLELossless

from dicom_files import AXIAL, CORONAL, oblique, write_enhanced, write_slice
from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.dicom.folder_scan import scan
from itk_inspector.itkio.header import read_header, read_requested
from itk_inspector.itkio.reader import read_settled
from itk_inspector.itkio.second import pydicom_reader
from itk_inspector.itkio.second.dicom_data_set import read_data_set
from itk_inspector.itkio.second.second_reader import SecondReaderError


def info_of(path: Path) -> ImageInfo:
    return read_header(path).info


def at(*heights: float) -> list[tuple[float, ...]]:
    return [(-4.0, 5.0, z) for z in heights]


@pytest.mark.parametrize("how", [{}, {"implicit": True}, {"undefined_lengths": True}], ids=str)
def test_regular_frames_are_placed_without_a_word(tmp_path: Path, how: dict[str, Any]) -> None:
    info = info_of(write_enhanced(tmp_path / "a.dcm", at(0, 3, 6, 9), **how))

    assert info.geometry.spacing == pytest.approx((0.6, 0.8, 3.0))
    assert info.geometry.origin == pytest.approx((-4, 5, 0))
    assert info.notes == ()
    assert info.is_patient_space
    assert info.unit == "mm, LPS"


@pytest.mark.parametrize(
    ("heights", "spacing", "told"),
    [
        ((0, 2, 9, 11), 11 / 3, "not evenly spaced: 2 mm to 7 mm"),
        ((0, 3, 6, 12), 4.0, "1 slice is missing between slice 2 and slice 3"),
        ((0, 6, 3, 9), 3.0, "with its frames in the file’s order, not in that of their positions"),
        ((0, 3, 0, 3), 3.0, "2 images at every position as one stack"),
        ((0, 3, 3, 0), 3.0, "2 images at every position as one stack"),
    ],
)
@pytest.mark.parametrize("how", [{}, {"implicit": True, "undefined_lengths": True}], ids=str)
def test_irregular_frames_are_told(
    tmp_path: Path, heights: tuple[float, ...], spacing: float, told: str, how: dict[str, Any]
) -> None:
    info = info_of(write_enhanced(tmp_path / "a.dcm", at(*heights), **how))

    assert info.geometry.spacing[:2] == pytest.approx((0.6, 0.8))
    assert info.geometry.spacing[2] == pytest.approx(spacing)
    assert info.geometry.origin == pytest.approx((-4, 5, heights[0]))
    assert any(told in note for note in info.notes), info.notes
    assert not any("states no orientation" in note for note in info.notes)


def test_descending_frames_point_downwards(tmp_path: Path) -> None:
    info = info_of(write_enhanced(tmp_path / "a.dcm", at(9, 6, 3, 0)))

    assert info.geometry.spacing == pytest.approx((0.6, 0.8, 3.0))
    assert info.geometry.origin == pytest.approx((-4, 5, 9))
    assert np.array(info.geometry.direction)[:, 2].tolist() == pytest.approx([0, 0, -1])


def test_oblique_frames(tmp_path: Path) -> None:
    across = (0.0, -math.sin(math.radians(30)), math.cos(math.radians(30)))
    positions = [tuple(3.0 * n * c for c in across) for n in (0, 1, 5)]
    info = info_of(write_enhanced(tmp_path / "a.dcm", positions, (oblique(30),)))

    assert info.geometry.spacing == pytest.approx((0.6, 0.8, 7.5))
    assert np.array(info.geometry.direction)[:, 2].tolist() == pytest.approx(list(across))
    assert np.array(info.geometry.direction)[:, 1].tolist() == pytest.approx(list(oblique(30)[3:]))


def opened(path: Path, part: int = 0) -> tuple[ImageInfo, Any]:
    header = read_requested(OpenRequest(path, part=part))
    memory = np.zeros(header.nbytes, np.uint8)
    header, _ = read_settled(header, memory)
    return header.info, memory.view(header.info.dtype).reshape(header.info.shape)


def test_frames_that_are_not_sorted_in_space_are_shown_sorted(tmp_path: Path) -> None:
    info, pixels = opened(write_enhanced(tmp_path / "a.dcm", at(0, 6, 3, 9)))

    assert pixels[:, 0, 0].tolist() == [0, 40, 20, 60]
    assert info.geometry.origin == pytest.approx((-4, 5, 0))
    assert np.array(info.geometry.direction)[:, 2].tolist() == pytest.approx([0, 0, 1])


@pytest.mark.parametrize(("part", "size", "origin", "first"), [(0, 2, (-4, 5, 0), [0, 20]), (1, 1, (-4, 5, 6), [40])])
def test_frames_of_several_orientations_are_parts(
    tmp_path: Path, part: int, size: int, origin: tuple[float, ...], first: list[int]
) -> None:
    info, pixels = opened(write_enhanced(tmp_path / "a.dcm", at(0, 3, 6), (AXIAL, AXIAL, CORONAL)), part)

    assert info.parts == ("Orientation 1, 2 frames", "Orientation 2, 1 frame")
    assert (info.part, info.geometry.size[2]) == (part, size)
    assert info.geometry.origin == pytest.approx(origin)
    assert np.array(info.geometry.direction)[:, 1].tolist() == pytest.approx(list((AXIAL, CORONAL)[part][3:]))
    assert pixels[:, 0, 0].tolist() == first
    assert any("2 orientations as one stack" in note for note in info.notes)


def test_every_frame_is_rescaled_by_its_own_numbers(tmp_path: Path) -> None:
    path = write_enhanced(tmp_path / "a.dcm", at(0, 3, 6), slopes=(1, 2.5, 10))

    info, pixels = opened(path)

    stored = pydicom.dcmread(path).pixel_array
    np.testing.assert_array_equal(pixels, stored * np.array([1, 2.5, 10])[:, None, None])
    assert info.dtype == "float64"
    assert "Rescaled frame by frame: slopes 1 to 10, intercepts 0." in info.notes
    assert any("the rescale of the first frame for all" in note for note in info.notes)
    assert [one and one.slope for one in info.rescale] == [None, 2.5, 10]


def test_a_slope_that_all_frames_share_is_left_to_itk(tmp_path: Path) -> None:
    info, pixels = opened(write_enhanced(tmp_path / "a.dcm", at(0, 3), slopes=(2, 2)))

    assert pixels[1, 0, 1] == 42
    assert info.notes == ("Rescaled by ITK: value = stored × 2 + 0.",)


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("part", [0, 1])
def test_segments_are_parts(tmp_path: Path, part: int, compressed: bool) -> None:
    path = write_enhanced(tmp_path / "a.dcm", at(0, 2, 4, 2, 4), segments=(1, 1, 1, 2, 2))
    whole = pydicom.dcmread(path)
    whole.SegmentSequence = [Dataset(), Dataset()]
    for number, (item, label) in enumerate(zip(whole.SegmentSequence, ("liver", "kidney"), strict=True), 1):
        item.SegmentNumber, item.SegmentLabel = number, label
    if compressed:
        whole.compress(RLELossless)
    whole.save_as(path, enforce_file_format=True)

    info, pixels = opened(path, part)

    assert info.parts == ("Segment 1: liver, 3 frames", "Segment 2: kidney, 2 frames")
    assert info.geometry.spacing == pytest.approx((0.6, 0.8, 2.0))
    assert info.geometry.origin == pytest.approx((-4, 5, (0, 2)[part]))
    np.testing.assert_array_equal(pixels, whole.pixel_array[[[0, 1, 2], [3, 4]][part]])
    assert any("2 segments as one stack" in note for note in info.notes)


@pytest.mark.parametrize("compressed", [False, True])
def test_compressed_frames_are_rescaled_too(tmp_path: Path, compressed: bool) -> None:
    path = write_enhanced(tmp_path / "a.dcm", at(0, 6, 3), slopes=(2, 2.5, 10))
    whole = pydicom.dcmread(path)
    if compressed:
        whole.compress(RLELossless)
        whole.save_as(path, enforce_file_format=True)

    _, pixels = opened(path)

    wanted = whole.pixel_array * np.array([2, 2.5, 10])[:, None, None]
    np.testing.assert_array_equal(pixels, wanted[[0, 2, 1]])


def test_times_at_the_same_places_are_parts_named_by_their_index(tmp_path: Path) -> None:
    path = write_enhanced(tmp_path / "a.dcm", at(0, 0, 3, 3))
    whole = pydicom.dcmread(path)
    for frame, time in zip(whole.PerFrameFunctionalGroupsSequence, (1, 2, 1, 2), strict=True):
        content = Dataset()
        content.TemporalPositionIndex = time
        frame.FrameContentSequence = [content]
    whole.save_as(path, enforce_file_format=True)

    info, pixels = opened(path, 1)

    assert info.parts == ("Time 1, 2 frames", "Time 2, 2 frames")
    assert pixels[:, 0, 0].tolist() == [20, 60]
    assert info.geometry.spacing == pytest.approx((0.6, 0.8, 3.0))


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        (
            [(1, 1, 1), (2, 1, 2), (3, 2, 1), (4, 2, 2)],
            ("Temporal Position Index 1, 2 frames", "Temporal Position Index 2, 2 frames"),
        ),
        (
            [(1, 1, 1), (2, 1, 1), (3, 2, 1), (4, 2, 1)],
            ("Image 1 at every position, 2 frames", "Image 2 at every position, 2 frames"),
        ),
    ],
)
def test_parts_are_named_by_the_index_that_tells_them_apart(
    tmp_path: Path, values: list[tuple[int, ...]], parts: tuple[str, ...]
) -> None:
    path = write_enhanced(tmp_path / "a.dcm", at(0, 0, 3, 3))
    whole = pydicom.dcmread(path)
    whole.DimensionIndexSequence = [Dataset() for _ in range(3)]
    for one, pointer in zip(whole.DimensionIndexSequence, (0x00200013, 0x00209057, 0x00209128), strict=True):
        one.DimensionIndexPointer = pointer
    for frame, value in zip(whole.PerFrameFunctionalGroupsSequence, values, strict=True):
        content = Dataset()
        content.DimensionIndexValues = list(value)
        frame.FrameContentSequence = [content]
    whole.save_as(path, enforce_file_format=True)

    assert info_of(path).parts == parts


def test_very_many_orientations_are_told_and_not_parted(tmp_path: Path) -> None:
    turns = [oblique(angle) for angle in range(100)]
    info = info_of(write_enhanced(tmp_path / "a.dcm", at(*range(100)), turns))

    assert info.parts == ()
    assert "The frames have 100 orientations; that of the first is shown." in info.notes


def test_names_of_parts_show_no_control_characters(tmp_path: Path) -> None:
    path = write_enhanced(tmp_path / "a.dcm", at(0, 2, 2), segments=(1, 1, 2))
    whole = pydicom.dcmread(path)
    whole.SegmentSequence = [Dataset(), Dataset()]
    for number, item in enumerate(whole.SegmentSequence, 1):
        item.SegmentNumber, item.SegmentLabel = number, "li\u202ever"
    whole.SpecificCharacterSet = "ISO_IR 192"
    whole.save_as(path, enforce_file_format=True)

    first, _ = info_of(path).parts

    assert "\u202e" not in first
    assert first.startswith("Segment 1: li")


def test_two_dimensions_together_tell_frames_apart(tmp_path: Path) -> None:
    path = write_enhanced(tmp_path / "a.dcm", at(*[z for z in (0, 3) for _ in range(4)]))
    whole = pydicom.dcmread(path)
    for count, frame in enumerate(whole.PerFrameFunctionalGroupsSequence):
        content, echo = Dataset(), Dataset()
        content.TemporalPositionIndex = 1 + count % 2
        echo.EffectiveEchoTime = (10.0, 30.0)[count // 2 % 2]
        frame.FrameContentSequence, frame.MREchoSequence = [content], [echo]
    whole.save_as(path, enforce_file_format=True)

    info, pixels = opened(path, 3)

    assert info.parts[3] == "Time 2, Echo time 30 ms, 2 frames"
    assert pixels[:, 0, 0].tolist() == [60, 140]


def test_frames_at_one_place_are_no_parts(tmp_path: Path) -> None:
    info, _ = opened(write_enhanced(tmp_path / "a.dcm", at(3, 3, 3)))

    assert info.parts == ()
    assert info.geometry.size == (5, 4, 3)
    assert "All 3 frames lie at one position: the third axis is not one of space." in info.notes


def test_a_part_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = write_enhanced(tmp_path / "a.dcm", at(0, 2, 2), segments=(1, 1, 2))

    with pytest.raises(OpenError, match="holds 2 images, numbered from 0; none is 2"):
        read_requested(OpenRequest(path, part=2))


def test_one_enhanced_frame(tmp_path: Path) -> None:
    info = info_of(write_enhanced(tmp_path / "a.dcm", at(7)))

    assert info.geometry.spacing[:2] == pytest.approx((0.6, 0.8))
    assert info.geometry.origin == pytest.approx((-4, 5, 7))
    assert info.notes == ()


def test_a_file_without_any_orientation_is_told(tmp_path: Path) -> None:
    info = info_of(write_slice(tmp_path / "a.dcm", np.zeros((4, 5), np.int16), None, uid="1"))

    assert "The file states no orientation in the patient." in info.notes
    assert not info.is_patient_space


def test_an_upright_enhanced_file_is_named_axial_in_a_folder(tmp_path: Path) -> None:
    write_enhanced(tmp_path / "a.dcm", [(0.0, 0.0, 0.0), (0.0, 0.0, 2.0)])

    assert scan(tmp_path).series[0].orientation == "axial"


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "spacing", "told"),
    [
        ("dcm_emr_uneven.dcm", (0.8, 0.8, 11 / 3), "not evenly spaced"),
        ("dcm_emr_slopes.dcm", (0.8, 0.8, 2.0), "Rescaled frame by frame"),
        ("dcm_emr_nobetween.dcm", (0.8, 0.8, 3.0), ""),
        ("dcm_seg_two_segments.dcm", (0.8, 0.8, 2.0), "2 segments"),
        ("dcm_nm_negative.dcm", (4.41806, 4.41806, 4.41806), ""),
    ],
)
def test_the_real_cases(shared_data: Path, name: str, spacing: tuple[float, ...], told: str) -> None:
    info = info_of(shared_data / "cases" / name)

    assert info.geometry.spacing == pytest.approx(spacing)
    assert bool(info.notes) is bool(told)
    assert not told or any(told in note for note in info.notes)
    assert info.is_patient_space


@pytest.mark.parametrize("seed", range(150))
def test_damaged_elements_end_in_an_error_of_their_own(tmp_path: Path, seed: int) -> None:
    path = write_enhanced(tmp_path / "a.dcm", at(0, 3), undefined_lengths=seed % 2 == 0, implicit=seed % 3 == 0)
    rng, data = np.random.default_rng(seed), bytearray(path.read_bytes())
    for _ in range(rng.integers(1, 8)):
        data[rng.integers(128, len(data))] = rng.integers(256)
    path.write_bytes(bytes(data[: rng.integers(200, len(data))]) if seed % 4 == 0 else bytes(data))

    with contextlib.suppress(OpenError, SecondReaderError):
        reader = pydicom_reader.open_file(OpenRequest(path))
        if reader is not None:  # the mark itself may be damaged
            list(reader.pieces())


def test_very_deep_sequences_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    deep = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    path.write_bytes(bytes(128) + b"DICM" + deep * 5000)

    with pytest.raises(SecondReaderError):
        read_data_set(path)
