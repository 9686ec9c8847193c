"""A DICOM series is the volume that was on screen; pydicom, SimpleITK and plain arithmetic are the judges."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.errors import ExportError, UsageError
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.preflight import ExportRequest, Severity, check
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space
from itk_inspector.itkio import from_memory
from itk_inspector.itkio.draft import Draft
from itk_inspector.itkio.written import dicom_series
from itk_inspector.storage.folder_in_place import put_folder_in_place
from itk_inspector.worker.child import save_image

PLAIN = DicomOptions()


def turned(a: float, b: float, *, flips: bool = False) -> Any:
    about_z = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    return about_x @ about_z @ np.diag([1.0, 1.0, -1.0 if flips else 1.0])


def placed(size: tuple[int, ...], direction: Any = None, start: tuple[int, ...] = (3, -2, 7)) -> Geometry:
    matrix = np.eye(3) if direction is None else direction
    rows = tuple(tuple(float(v) for v in row) for row in matrix)
    return Geometry(size, start, (10.5, -200.25, 33.125), (0.5, 0.75, 2.5), rows)


def described(pixels: Any, geometry: Geometry) -> ImageInfo:
    return replace(from_memory.document(pixels, geometry=geometry).info, space=Space("mm", is_patient=True))


def files(folder: Path) -> list[Any]:
    return [pydicom.dcmread(path) for path in sorted(folder.iterdir())]


def read(folder: Path) -> Any:
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    return reader.Execute()


@pytest.mark.parametrize("flips", [False, True])
@pytest.mark.parametrize("angles", [(0.0, 0.0), (0.3, -0.7), (np.pi / 2, np.pi / 2)])
def test_every_voxel_is_where_it_was(save: Any, tmp_path: Path, angles: tuple[float, float], flips: bool) -> None:
    pixels = np.arange(60, dtype=np.int16).reshape(3, 4, 5) - 7
    geometry = placed((5, 4, 3), turned(*angles, flips=flips))

    save(pixels, described(pixels, geometry), tmp_path / "s", dicom=PLAIN, allow_loss=flips)

    for k, one in enumerate(files(tmp_path / "s")):
        assert one.InstanceNumber == k + 1
        assert np.array_equal(one.pixel_array, pixels[k])
        along, down = np.array(one.ImageOrientationPatient[:3]), np.array(one.ImageOrientationPatient[3:])
        for x, y in ((0, 0), (4, 3)):
            place = (
                np.array(one.ImagePositionPatient) + x * one.PixelSpacing[1] * along + y * one.PixelSpacing[0] * down
            )
            start = geometry.start_index
            wanted = geometry.point_of(ItkIndex.of(start[0] + x, start[1] + y, start[2] + k)).components
            assert np.allclose(place.astype(float), wanted, atol=1e-8)
    image = read(tmp_path / "s")
    assert np.allclose(image.GetSpacing(), (0.5, 0.75, 2.5))
    assert np.array_equal(sitk.GetArrayFromImage(image), pixels[::-1] if flips else pixels)


@pytest.mark.parametrize(
    "dtype", ["uint8", "int8", "uint16", "int16", "int32", "uint32", "int64", "float32", "float64"]
)
def test_values_come_back_exactly(save: Any, tmp_path: Path, dtype: str) -> None:
    pixels = (np.arange(60).reshape(3, 4, 5) * 2).astype(dtype)
    if dtype in ("int32", "uint32", "int64"):
        pixels = pixels * 1000 + 70_000
    if dtype in ("float32", "float64"):
        pixels = (pixels * 0.125 - 3).astype(dtype)

    save(pixels, described(pixels, placed((5, 4, 3))), tmp_path / "s", dicom=PLAIN)

    back = [
        one.pixel_array * float(one.get("RescaleSlope", 1)) + float(one.get("RescaleIntercept", 0))
        for one in files(tmp_path / "s")
    ]
    assert np.array_equal(np.array(back), pixels)
    assert np.array_equal(sitk.GetArrayFromImage(read(tmp_path / "s")), pixels)


@pytest.mark.parametrize("value", [np.pi, np.nan, np.inf])
def test_values_that_would_change_are_refused(save: Any, tmp_path: Path, value: float) -> None:
    pixels = np.linspace(0, 1, 60).reshape(3, 4, 5)
    pixels[1, 2, 3] = value

    with pytest.raises(ExportError, match="No numbers of 16 bits"):
        save(pixels, described(pixels, placed((5, 4, 3))), tmp_path / "s", dicom=PLAIN)
    assert list(tmp_path.iterdir()) == []


def test_colours(save: Any, tmp_path: Path) -> None:
    pixels = np.arange(180, dtype=np.uint8).reshape(3, 4, 5, 3)

    save(pixels, described(pixels, placed((5, 4, 3))), tmp_path / "s", dicom=PLAIN)

    assert [one.PhotometricInterpretation for one in files(tmp_path / "s")] == ["RGB"] * 3
    assert np.array_equal(sitk.GetArrayFromImage(read(tmp_path / "s")), pixels)


def test_an_odd_number_of_bytes(save: Any, tmp_path: Path) -> None:
    pixels = np.arange(15, dtype=np.uint8).reshape(3, 5)

    save(pixels, from_memory.document(pixels).info, tmp_path / "a.dcm", dicom=PLAIN)

    assert np.array_equal(pydicom.dcmread(tmp_path / "a.dcm").pixel_array, pixels)


def test_a_part_lies_where_it_was(save: Any, tmp_path: Path) -> None:
    pixels = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
    geometry = placed((5, 4, 3), turned(0.3, 0.2))

    save(pixels, described(pixels, geometry), tmp_path / "s", dicom=PLAIN, crop=Region((1, 1, 2), (2, 3, 3)))

    first = files(tmp_path / "s")[0]
    assert np.array_equal(first.pixel_array, pixels[1, 1:, 2:])
    assert np.allclose(first.ImagePositionPatient, geometry.point_of(ItkIndex.of(5, -1, 8)).components, atol=1e-8)


def test_a_2d_image_is_one_file_or_a_folder_of_one(save: Any, tmp_path: Path) -> None:
    pixels = np.arange(20, dtype=np.uint16).reshape(4, 5)
    geometry = Geometry((5, 4), (0, 0), (1.0, 2.0), (0.5, 0.75), ((0.6, -0.8), (0.8, 0.6)))

    done = save(pixels, from_memory.document(pixels, geometry=geometry).info, tmp_path / "a.dcm", dicom=PLAIN)
    save(pixels, from_memory.document(pixels, geometry=geometry).info, tmp_path / "s", dicom=PLAIN)

    assert done.bytes == (tmp_path / "a.dcm").stat().st_size
    for path in (tmp_path / "a.dcm", tmp_path / "s/0001.dcm"):
        one = pydicom.dcmread(path)
        assert np.array_equal(one.pixel_array, pixels)
        assert list(one.ImageOrientationPatient) == [0.6, 0.8, 0, -0.8, 0.6, 0]
        assert "SliceThickness" not in one


def test_lengths_are_written_in_mm(save: Any, tmp_path: Path) -> None:
    pixels = np.zeros((3, 4, 5), dtype=np.uint8)
    info = replace(described(pixels, placed((5, 4, 3))), space=Space("cm"))

    save(pixels, info, tmp_path / "s", dicom=PLAIN)

    assert list(files(tmp_path / "s")[0].PixelSpacing) == [7.5, 5.0]


def test_more_slices_than_are_flushed_at_once(save: Any, tmp_path: Path) -> None:
    pixels = np.arange(150 * 4, dtype=np.uint16).reshape(150, 2, 2)

    done = save(pixels, described(pixels, placed((2, 2, 150))), tmp_path / "s", dicom=PLAIN)

    found = files(tmp_path / "s")
    assert len({one.SOPInstanceUID for one in found}) == 150
    assert len({(one.SeriesInstanceUID, one.StudyInstanceUID, one.FrameOfReferenceUID) for one in found}) == 1
    assert np.array_equal(np.array([one.pixel_array for one in found]), pixels)
    assert done.bytes == sum(path.stat().st_size for path in (tmp_path / "s").iterdir())


def test_progress_is_told(tmp_path: Path) -> None:
    pixels = np.zeros((150, 2, 2), dtype=np.uint8)
    told: list[float] = []
    request = ExportRequest(tmp_path / "s", dicom=PLAIN)
    assert request.row is not None
    info = replace(described(pixels, placed((2, 2, 150), start=(0, 0, 0))), path=tmp_path / "s")
    dicom_series.write(Draft(pixels, info, info, request, request.row, lambda paths: nullcontext(), told.append))

    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 2


@pytest.mark.parametrize(
    ("shape", "geometry", "why"),
    [
        ((2, 3, 4, 5), None, "holds one volume, not 2 times"),
        ((3, 4, 5), ((1.0, 0.0, 0.2), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)), "at right angles"),
        ((2, 1, 65_536), None, "at most 65,535 rows and columns"),
        ((3, 4, 5, 2), "components", "components"),
    ],
)
def test_what_dicom_cannot_hold_is_refused(tmp_path: Path, shape: Any, geometry: Any, why: str) -> None:
    pixels = np.zeros(shape, np.uint8)
    axes = 3 if geometry == "components" else len(shape)
    where = Geometry.identity(shape[:axes][::-1])
    if isinstance(geometry, tuple):
        where = replace(where, direction=geometry)
    info = from_memory.document(pixels, geometry=where).info

    found = check(info, ExportRequest(tmp_path / "s", dicom=PLAIN))

    assert any(f.severity is Severity.REFUSED and why in f.text for f in found), found


def test_of_one_time_a_volume_is_written(save: Any, tmp_path: Path) -> None:
    pixels = np.arange(120, dtype=np.uint8).reshape(2, 3, 4, 5)

    save(
        pixels,
        from_memory.document(pixels).info,
        tmp_path / "s",
        dicom=PLAIN,
        allow_loss=True,
        crop=Region((1, 0, 0, 0), (1, 3, 4, 5)),
    )

    assert np.array_equal(np.array([one.pixel_array for one in files(tmp_path / "s")]), pixels[1])


def test_several_slices_are_no_single_image(tmp_path: Path) -> None:
    info = from_memory.document(np.zeros((3, 4, 5), np.uint8)).info

    found = check(info, ExportRequest(tmp_path / "a.dcm", dicom=PLAIN))

    assert any("holds one slice, not 3" in f.text for f in found)


def test_bad_options_are_refused(tmp_path: Path) -> None:
    info = from_memory.document(np.zeros((3, 4, 5), np.uint8)).info

    found = check(info, ExportRequest(tmp_path / "s", dicom=DicomOptions("a" * 65)))

    assert found[0].severity is Severity.REFUSED


# Where it goes


def test_a_folder_with_something_in_it_is_left_alone(save: Any, tmp_path: Path) -> None:
    pixels = np.zeros((3, 4, 5), np.uint8)
    (tmp_path / "s").mkdir()
    (tmp_path / "s/precious").write_bytes(b"1")

    with pytest.raises(ExportError, match="s exists"):
        save(pixels, described(pixels, placed((5, 4, 3))), tmp_path / "s", dicom=PLAIN, overwrite=True)
    assert [path.name for path in (tmp_path / "s").iterdir()] == ["precious"]


def test_an_empty_folder_is_filled(save: Any, tmp_path: Path) -> None:
    pixels = np.zeros((3, 4, 5), np.uint8)
    (tmp_path / "s").mkdir()

    save(pixels, described(pixels, placed((5, 4, 3))), tmp_path / "s", dicom=PLAIN)

    assert len(list((tmp_path / "s").iterdir())) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_a_file_of_the_name_is_left_alone(save: Any, tmp_path: Path) -> None:
    pixels = np.zeros((3, 4, 5), np.uint8)
    (tmp_path / "s").write_bytes(b"1")

    with pytest.raises(ExportError, match="s exists"):
        save(pixels, described(pixels, placed((5, 4, 3))), tmp_path / "s", dicom=PLAIN, overwrite=True)
    assert (tmp_path / "s").read_bytes() == b"1"


def test_what_appears_meanwhile_is_left_alone(save: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.zeros((3, 4, 5), np.uint8)

    def late(staged: Path, target: Path) -> None:
        target.mkdir()
        (target / "other").write_bytes(b"1")
        put_folder_in_place(staged, target)

    monkeypatch.setattr(save_image, "put_folder_in_place", late)

    with pytest.raises(ExportError, match="it was left as it is"):
        save(pixels, described(pixels, placed((5, 4, 3))), tmp_path / "s", dicom=PLAIN)
    assert [path.name for path in (tmp_path / "s").iterdir()] == ["other"]
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_a_folder_that_is_not_there(save: Any, tmp_path: Path) -> None:
    pixels = np.zeros((3, 4, 5), np.uint8)

    with pytest.raises(UsageError, match="does not exist"):
        save(pixels, described(pixels, placed((5, 4, 3))), tmp_path / "gone" / "s", dicom=PLAIN)


def test_a_disk_that_is_full_in_the_middle(save: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.zeros((9, 4, 5), np.uint8)
    real = Path.open

    def full(path: Path, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if (path.name, mode) == ("0005.dcm", "xb"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", full)

    with pytest.raises(ExportError, match=r"disk of .* is full"):
        save(pixels, described(pixels, placed((5, 4, 9))), tmp_path / "s", dicom=PLAIN)
    assert list(tmp_path.iterdir()) == []


def harmed(keyword: str, value: Any) -> Callable[[Any], None]:
    return lambda one: setattr(one, keyword, value)


@pytest.mark.parametrize(
    "harm",
    [
        harmed("PixelData", bytes(40)),
        harmed("ImagePositionPatient", [1, 2, 3]),
        harmed("ImageOrientationPatient", [0, 1, 0, 1, 0, 0]),
        harmed("PixelSpacing", [0.5, 0.75]),
        harmed("InstanceNumber", 7),
        harmed("SeriesInstanceUID", "1.2.3"),
        harmed("RescaleIntercept", "1"),
        harmed("PhotometricInterpretation", "MONOCHROME1"),
        harmed("Rows", 2),
    ],
)
def test_a_slice_that_is_not_what_it_is_to_be_is_refused(
    save: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Any], None]
) -> None:
    pixels = np.arange(1, 61, dtype=np.int16).reshape(3, 4, 5)
    real = dicom_series.one_slice

    def wrong(common: Any, stored: Any, places: Any, number: int) -> Any:
        one = real(common, stored, places, number)
        if number == 2:
            harm(one)
        return one

    monkeypatch.setattr(dicom_series, "one_slice", wrong)

    with pytest.raises(ExportError, match=r"nothing was kept|cannot|could not"):
        save(pixels, described(pixels, placed((5, 4, 3))), tmp_path / "s", dicom=PLAIN)
    assert list(tmp_path.iterdir()) == []
