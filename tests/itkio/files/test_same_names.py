"""Of files that share a name, the one that was asked for is read: header, pixels, and what is saved beside them."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import numpy.typing as npt
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.api import export, open_document
from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.header import read_header

SHAPE = (3, 4, 5)


def volume(number: int) -> npt.NDArray[np.int16]:
    return (np.arange(60, dtype=np.int16) + 1000 * number).reshape(SHAPE)


def save(path: Path, number: int) -> Path:
    """Write a volume whose spacing and values tell it from every other one."""
    affine = np.diag([1.0 + number, 1.0, 1.0, 1.0])
    kind = nibabel.Nifti1Image if ".nii" in path.name.lower() else nibabel.Nifti1Pair
    lower = path.with_name(path.name.lower())
    nibabel.save(kind(volume(number).T, affine), lower)
    lower.rename(path)
    return path


def is_number(found: Any, number: int) -> bool:
    same = np.array_equal(found.pixels.reshape(SHAPE), volume(number))
    return same and found.info.geometry.spacing[0] == 1.0 + number


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("a.nii.gz", "a.nii"),
        ("a.nii", "a.nii.gz"),
        ("a.nii.gz", "a.NII"),
        ("a.NII.GZ", "a.nii"),
        ("a.NII.GZ", "a.NII"),
        ("a.Nii.Gz", "a.nii.gz"),
        ("a.nii.gz", "a.img"),
        ("a.nii", "a.img"),
        ("a.img", "a.nii"),
        ("a.hdr", "a.nii"),
        ("a.hdr", "a.nii.gz"),
        ("a.img.gz", "a.nii"),
        ("a.hdr.gz", "a.img"),
        ("a.img.gz", "a.img"),
        ("a.hdr", "a.img.gz"),
        ("a.img", "a.hdr.gz"),
    ],
)
@pytest.mark.parametrize("read_as", ["", "F"])
def test_the_file_asked_for_is_read(
    tmp_path: Path, decode: Callable[..., Any], asked: str, other: str, read_as: str
) -> None:
    save(tmp_path / other, 2)
    path = save(tmp_path / asked, 1)

    assert is_number(decode(path, read_as), 1)
    assert read_header(path).info.path == path


@pytest.mark.parametrize(("asked", "other"), [("a.nii.gz", "a.nii"), ("a.img.gz", "a.img"), ("a.hdr", "a.nii")])
def test_a_confined_child_reads_it_too(tmp_path: Path, asked: str, other: str) -> None:
    path = save(tmp_path / asked, 1)
    save(tmp_path / other, 2)

    with open_document(path) as document:
        assert is_number(document, 1)


@pytest.mark.parametrize("suffix", [".gipl", ".mha", ".nrrd"])
def test_gzip_of_another_name_is_no_partner(tmp_path: Path, decode: Callable[..., Any], suffix: str) -> None:
    """Formats without partners, beside a packed file of the same name."""
    path = tmp_path / f"a{suffix}"
    sitk.WriteImage(sitk.GetImageFromArray(volume(2)), str(path))
    (tmp_path / f"a{suffix}.gz").write_bytes(gzip.compress(path.read_bytes()))
    sitk.WriteImage(sitk.GetImageFromArray(volume(1)), str(path))

    assert np.array_equal(decode(path).pixels.reshape(SHAPE), volume(1))
    if suffix == ".gipl":
        assert np.array_equal(decode(tmp_path / "a.gipl.gz").pixels.reshape(SHAPE), volume(2))


@pytest.mark.parametrize("suffix", [".mhd", ".nhdr"])
def test_a_header_names_its_data_itself(tmp_path: Path, decode: Callable[..., Any], suffix: str) -> None:
    for number, packs in ((2, True), (1, False)):
        folder = tmp_path / str(number)
        folder.mkdir()
        sitk.WriteImage(sitk.GetImageFromArray(volume(number)), str(folder / f"a{suffix}"), useCompression=packs)
    for file in (tmp_path / "2").iterdir():
        if file.suffix != suffix:
            file.rename(tmp_path / "1" / file.name)

    assert np.array_equal(decode(tmp_path / f"1/a{suffix}").pixels.reshape(SHAPE), volume(1))


@pytest.mark.parametrize("other", ["a.nii", "a.nii.gz"])
def test_a_header_without_its_pixels_takes_no_others(tmp_path: Path, other: str) -> None:
    path = save(tmp_path / "a.hdr", 1)
    (tmp_path / "a.img").unlink()
    save(tmp_path / other, 2)

    with pytest.raises(OpenError, match=r"a\.img"):
        read_header(path)


def test_pixels_without_their_header_take_no_other(tmp_path: Path) -> None:
    save(tmp_path / "a.hdr", 1).unlink()
    save(tmp_path / "a.nii", 2)

    with pytest.raises(OpenError, match=r"a\.hdr"):
        read_header(tmp_path / "a.img")


def test_without_a_temporary_folder_no_other_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "a.nii.gz", 1)
    save(tmp_path / "a.nii", 2)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))

    with pytest.raises(OpenError, match="needs a link to it in a folder for temporary files"):
        read_header(path)


@pytest.mark.parametrize("name", ["b.nii.gz", "b.nii"])
def test_a_copy_saved_beside_its_namesake_is_read_back_as_itself(tmp_path: Path, name: str) -> None:
    save(tmp_path / ("b.nii" if name == "b.nii.gz" else "b.nii.gz"), 2)

    with open_document(save(tmp_path / "a.nii.gz", 1)) as document:
        done = export(document, tmp_path / name)

    assert done.verified
    with open_document(tmp_path / name) as document:
        assert is_number(document, 1)
