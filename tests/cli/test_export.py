"""What is exported, and as what, from the command line and from Python."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
import tifffile

import itk_inspector as ii
from itk_inspector.cli import main

PIXELS = (np.arange(120, dtype=np.float32).reshape(2, 3, 4, 5)) * 0.5


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    path = tmp_path / "volume.nrrd"
    ii.export(PIXELS[0], path)
    return path


@pytest.fixture
def colours(tmp_path: Path) -> Path:
    path = tmp_path / "colours.png"
    image = sitk.GetImageFromArray(np.arange(60, dtype=np.uint8).reshape(4, 5, 3), isVector=True)
    sitk.WriteImage(image, str(path))
    return path


def run(*words: object) -> int:
    return main.main(["export", *map(str, words)])


def values(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(sitk.GetArrayFromImage(sitk.ReadImage(str(path))))


def test_a_slice_as_a_2d_image(volume: Path, tmp_path: Path) -> None:
    assert run(volume, tmp_path / "a.png", "--slice", "z=1", "--squeeze", "--convert", "window:0:29.5", "--yes") == 0

    shown = np.floor(255 * PIXELS[0, 1].astype(np.float64) / 29.5 + 0.5)
    assert np.array_equal(values(tmp_path / "a.png"), shown)


def test_one_component(colours: Path, tmp_path: Path) -> None:
    assert run(colours, tmp_path / "a.nrrd", "--component", 2) == 0

    assert np.array_equal(values(tmp_path / "a.nrrd"), np.arange(60).reshape(4, 5, 3)[..., 2])


def test_compression_levels(volume: Path, tmp_path: Path) -> None:
    assert run(volume, tmp_path / "a.ome.tif", "--level", 9) == 0

    assert np.array_equal(tifffile.imread(tmp_path / "a.ome.tif"), PIXELS[0])


def test_a_dicom_series(volume: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--dicom", "--anonymise", "--description", "Test é", "--modality", "MR", "--series-number", 7, "--json")

    assert run(volume, tmp_path / "series", *words) == 0

    report = json.loads(capsys.readouterr().out)
    assert report["bytes"] == sum(path.stat().st_size for path in (tmp_path / "series").iterdir())
    assert any("slope 0.5" in note for note in report["notes"])
    one = pydicom.dcmread(tmp_path / "series/0002.dcm")
    assert (one.SeriesDescription, one.Modality, one.SeriesNumber) == ("Test é", "MR", 7)
    assert one.PatientIdentityRemoved == "YES"
    assert np.array_equal(one.pixel_array * 0.5, PIXELS[0, 1])
    assert main.main(["info", str(tmp_path / "series")]) == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--anonymise",), 2),
        (("--convert", "nonsense"), 2),
        (("--component", "3"), 3),
        (("--level", "12"), 3),
        (("--dicom", "--modality", "mr"), 3),
        (("--dicom", "--description", "a" * 65), 3),
    ],
)
def test_what_cannot_be_asked(volume: Path, tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    assert run(volume, tmp_path / "out.nrrd", *words) == code
    assert not (tmp_path / "out.nrrd").exists()


def test_the_same_from_python(volume: Path, colours: Path, tmp_path: Path) -> None:
    ii.export(volume, tmp_path / "a.nrrd", slices={"z": 1}, squeeze=True, convert="round:uint8")
    ii.export(colours, tmp_path / "b.nrrd", component=0, level=9)
    ii.export(volume, tmp_path / "s", dicom=ii.DicomOptions(description="d"))
    ii.export(volume, tmp_path / "c.dcm", slices={"z": 0}, dicom=True)

    assert np.array_equal(values(tmp_path / "a.nrrd"), np.rint(PIXELS[0, 1]))
    assert np.array_equal(values(tmp_path / "b.nrrd"), np.arange(60).reshape(4, 5, 3)[..., 0])
    assert pydicom.dcmread(tmp_path / "s/0001.dcm").SeriesDescription == "d"
    assert np.array_equal(pydicom.dcmread(tmp_path / "c.dcm").pixel_array * 0.5, PIXELS[0, 0])
