"""Parts and converted values in files: what another reader finds is what the rule says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.conversion import NARROWEST, Conversion, ConversionKind
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.itkio import writer

Make = Callable[..., Any]
SIZE = (34, 29, 4)


def read(path: Path) -> Any:
    return sitk.ReadImage(str(path))


def write(folder: Path, pixels: Any, info: Any, name: str, **asked: Any) -> tuple[str, ...]:
    staging = folder / "staging"
    staging.mkdir()
    done = writer.write(pixels, info, ExportRequest(folder / name, **asked), staging)
    done.path.rename(folder / name)
    return done.notes


def test_labels_of_64_bits_fit_a_format_that_has_8(tmp_path: Path, info_for: Make) -> None:
    pixels = np.arange(34 * 29 * 4, dtype=np.int64).reshape(SIZE[::-1]) % 200
    about = info_for(pixels, Geometry.identity(SIZE))

    write(tmp_path, pixels, about, "a.nii.gz", conversion=NARROWEST)

    found = sitk.GetArrayFromImage(read(tmp_path / "a.nii.gz"))
    assert found.dtype == np.uint8
    assert np.array_equal(found, pixels)


def test_a_slice_of_a_volume_is_a_flat_image_in_its_place(tmp_path: Path, info_for: Make, some_pixels: Make) -> None:
    geometry = replace(Geometry.identity(SIZE), origin=(1.0, 2.0, 3.0), spacing=(0.5, 0.7, 9.0))
    pixels = some_pixels("int16", geometry.shape)

    crop = Region((2, 5, 6), (1, 10, 20))
    write(tmp_path, pixels, info_for(pixels, geometry), "a.mha", crop=crop, squeeze=True)

    found = read(tmp_path / "a.mha")
    assert np.array_equal(sitk.GetArrayFromImage(found), pixels[2, 5:15, 6:26])
    assert found.GetOrigin() == pytest.approx((1.0 + 6 * 0.5, 2.0 + 5 * 0.7))
    assert found.GetSpacing() == pytest.approx((0.5, 0.7))


def test_one_component_as_shown_in_8_bit(tmp_path: Path, info_for: Make) -> None:
    pixels = np.random.default_rng(3).normal(100.0, 50.0, (*SIZE[:2][::-1], 3)).astype(np.float32)
    about = info_for(pixels, Geometry.identity(SIZE[:2]))

    conversion = Conversion(ConversionKind.WINDOW, low=20.0, high=180.0)
    write(tmp_path, pixels, about, "a.png", component=2, conversion=conversion)

    found = sitk.GetArrayFromImage(read(tmp_path / "a.png"))
    wanted = np.floor(np.clip((pixels[..., 2].astype(float) - 20.0) * 255.0 / 160.0, 0.0, 255.0) + 0.5)
    assert np.array_equal(found, wanted)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 40_000.0])
def test_a_float_that_no_int16_holds_is_named_by_its_index(tmp_path: Path, info_for: Make, bad: float) -> None:
    geometry = replace(Geometry.identity(SIZE), start_index=(10, 0, -3))
    pixels = np.zeros(geometry.shape, dtype=np.float32)
    pixels[3, 7, 9] = bad

    with pytest.raises(ExportError, match=r"1 value .* at \(19, 7, 0\); nothing was written"):
        write(
            tmp_path,
            pixels,
            info_for(pixels, geometry),
            "a.nrrd",
            crop=Region((1, 2, 3), (3, 20, 30)),
            conversion=Conversion(ConversionKind.ROUND, "int16"),
        )

    assert not (tmp_path / "a.nrrd").exists()


def test_what_was_rounded_is_told(tmp_path: Path, info_for: Make) -> None:
    pixels = np.array([[0.5, 1.5, 2.0, -0.5]] * 3, dtype=np.float32)

    notes = write(
        tmp_path,
        pixels,
        info_for(pixels, Geometry.identity((4, 3))),
        "a.mha",
        conversion=Conversion(ConversionKind.ROUND, "int16"),
    )

    assert notes == ("9 of 12 values were rounded.",)
    assert sitk.GetArrayFromImage(read(tmp_path / "a.mha"))[0].tolist() == [0, 2, 2, 0]


@pytest.mark.parametrize("name", ["a.nrrd", "a.mha", "a.h5", "a.png"])
def test_a_compression_level_is_heeded(tmp_path: Path, info_for: Make, name: str) -> None:
    size = (300, 200) if name.endswith("png") else (300, 200, 3)
    pixels = np.random.default_rng(1).integers(0, 4, size[::-1], dtype=np.uint8)
    sizes = []
    for level in (1, 9):
        folder = tmp_path / str(level)
        folder.mkdir()
        write(folder, pixels, info_for(pixels, Geometry.identity(size)), name, level=level)
        sizes.append((folder / name).stat().st_size)

    assert sizes[1] < sizes[0] < pixels.nbytes
