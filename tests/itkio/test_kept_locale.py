"""ITK's readers leave the locale of the process as it was, also where they fail."""

from __future__ import annotations

import locale
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.errors import OpenError, UsageError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.header import read_requested
from itk_inspector.itkio.interop import itk_pipeline
from itk_inspector.itkio.reader import read_settled

SUFFIXES = [".vtk", ".mha", ".nrrd", ".nii", ".mnc", ".gipl", ".mrc", ".h5", ".tif", ".hdr", ".pic"]


def written(path: Path) -> Path:
    pixels = np.arange(60, dtype=np.uint8).reshape(3, 4, 5)
    sitk.WriteImage(sitk.GetImageFromArray(pixels), str(path))
    return path


@pytest.mark.parametrize("read_as", ["", "F"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_read(tmp_path: Path, users_locale: str, suffix: str, read_as: str) -> None:
    header = read_requested(OpenRequest(written(tmp_path / f"a{suffix}"), read_as))
    after_header = locale.setlocale(locale.LC_ALL)

    read_settled(header, np.zeros(header.nbytes, np.uint8))

    assert (after_header, locale.setlocale(locale.LC_ALL)) == (users_locale, users_locale)


def test_a_file_that_is_refused(tmp_path: Path, users_locale: str) -> None:
    path = written(tmp_path / "a.vtk")
    path.write_bytes(path.read_bytes().replace(b"DIMENSIONS", b"DIMINSIONS"))

    with pytest.raises(OpenError):
        read_settled(header := read_requested(OpenRequest(path)), np.zeros(header.nbytes, np.uint8))

    assert locale.setlocale(locale.LC_ALL) == users_locale


@pytest.mark.parametrize("is_there", [True, False])
def test_a_pipeline_that_reads_one(tmp_path: Path, users_locale: str, is_there: bool) -> None:
    import itk

    path = written(tmp_path / "a.vtk")
    reader = itk.ImageFileReader[itk.Image[itk.UC, 3]].New(FileName=str(path))
    if not is_there:
        path.unlink()
        with pytest.raises(UsageError):
            itk_pipeline.up_to_date(reader)
    else:
        image, _ = itk_pipeline.up_to_date(reader)
        assert itk.size(image)[0] == 5

    assert locale.setlocale(locale.LC_ALL) == users_locale
