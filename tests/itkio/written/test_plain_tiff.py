"""TIFF of 32-bit integers where the installed ITK writes none; SimpleITK and tifffile are the judges."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
import tifffile

from itk_inspector.core.export import installed_itk
from itk_inspector.core.export.preflight import ExportRequest, check
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.space import Space
from itk_inspector.itkio import from_memory
from itk_inspector.itkio.formats import tiff


@pytest.fixture(autouse=True)
def itk_6(monkeypatch: pytest.MonkeyPatch) -> None:
    """What itk 6.0b2 answers, whatever is installed."""
    monkeypatch.setattr(tiff, "reads_wide_integers", lambda: False)
    monkeypatch.setattr(installed_itk, "_release", lambda: "6.0b2")


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("dtype", ["uint32", "int32"])
@pytest.mark.parametrize("shape", [(4, 5), (3, 4, 5)])
def test_the_pixels_and_their_size_are_kept(
    save: Any, tmp_path: Path, shape: tuple[int, ...], dtype: str, compress: bool
) -> None:
    pixels = (np.arange(np.prod(shape)).reshape(shape) * 70_001 - 1000 * (dtype == "int32")).astype(dtype)
    geometry = replace(Geometry.identity(shape[::-1]), spacing=(0.1, 0.25, 1.0)[: len(shape)])
    info = replace(from_memory.document(pixels, geometry=geometry).info, space=Space("mm"))

    foretold = [finding.text for finding in check(info, ExportRequest(tmp_path / "a.tif"))]
    done = save(pixels, info, tmp_path / "a.tif", compress=compress, allow_loss=True)

    image = sitk.ReadImage(str(tmp_path / "a.tif"))
    assert np.array_equal(sitk.GetArrayFromImage(image), pixels)
    assert sitk.GetArrayFromImage(image).dtype == dtype
    assert np.allclose(image.GetSpacing()[:2], (0.1, 0.25), rtol=1e-5)
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert (int(file.pages[0].compression) != 1) is compress
    assert done.notes == (f"ITK 6.0b2 cannot read {dtype} in TIFF files; other programs do.",)
    assert set(done.notes) <= set(foretold)
    assert done.verified_by.startswith("tifffile ")


def test_other_types_are_written_by_itk(save: Any, tmp_path: Path) -> None:
    pixels = np.arange(20, dtype=np.int16).reshape(4, 5)
    info = from_memory.document(pixels, geometry=Geometry.identity((5, 4))).info

    done = save(pixels, info, tmp_path / "a.tif", allow_loss=True)

    assert done.notes == ()
    assert done.verified_by.startswith("ITK")
    assert not [f for f in check(info, ExportRequest(tmp_path / "a.tif")) if "cannot read" in f.text]


def test_an_ome_file_says_so_too(tmp_path: Path) -> None:
    info = from_memory.document(np.zeros((4, 5), np.uint32), geometry=Geometry.identity((5, 4))).info

    found = [finding.text for finding in check(info, ExportRequest(tmp_path / "a.ome.tif"))]

    assert "ITK 6.0b2 cannot read uint32 in TIFF files; other programs do." in found


def test_what_is_known_of_the_installed_itk_is_so(monkeypatch: pytest.MonkeyPatch, reads_wide_integers: bool) -> None:
    monkeypatch.undo()

    assert installed_itk.is_known_to_misread_wide() is not reads_wide_integers
