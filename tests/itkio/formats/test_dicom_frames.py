"""Enhanced DICOM files: placed as their functional groups say, and told where these are odd."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dicom_files import AXIAL, CORONAL, oblique, write_enhanced, write_slice
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.itkio.dicom.folder_scan import scan
from itk_inspector.itkio.formats.dicom_elements import ElementsError, read_elements
from itk_inspector.itkio.header import read_header


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
        ((0, 6, 3, 9), 3.0, "do not follow each other in space: they are shown as the file has them, 3 mm apart"),
        ((0, 3, 0, 3), 3.0, "There are 2 images at every position"),
        ((0, 3, 3, 0), 3.0, "There are 2 images at every position"),
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


def test_frames_of_several_orientations_are_told(tmp_path: Path) -> None:
    info = info_of(write_enhanced(tmp_path / "a.dcm", at(0, 3, 6), (AXIAL, AXIAL, CORONAL)))

    assert "1 of 3 frames are turned against the first one; its orientation is shown." in info.notes


def test_slopes_of_the_frames_are_told(tmp_path: Path) -> None:
    info = info_of(write_enhanced(tmp_path / "a.dcm", at(0, 3, 6), slopes=(1, 2.5, 10)))

    assert any("rescaled by different numbers (slopes 1 to 10)" in note for note in info.notes)


def test_segments_are_told(tmp_path: Path) -> None:
    info = info_of(write_enhanced(tmp_path / "a.dcm", at(0, 2, 4, 2, 4), segments=(1, 1, 1, 2, 2)))

    assert "The frames belong to 2 segments (3, 2 frames); they are no one stack." in info.notes
    assert info.geometry.spacing == pytest.approx((0.6, 0.8, 2.0))


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
        ("dcm_emr_slopes.dcm", (0.8, 0.8, 2.0), "rescaled by different numbers"),
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

    try:
        read_elements(path)
    except ElementsError:
        return


def test_very_deep_sequences_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    deep = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    path.write_bytes(bytes(128) + b"DICM" + deep * 5000)

    with pytest.raises(ElementsError):
        read_elements(path)
