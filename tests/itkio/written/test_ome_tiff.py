"""OME-TIFF: every plane at its place, and the size of a pixel; tifffile, SimpleITK and the XML are the judges."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
import tifffile

from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.installed_itk import itk_name
from itk_inspector.core.export.preflight import ExportRequest, Severity, check
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.space import Space
from itk_inspector.itkio import from_memory
from itk_inspector.itkio.written import ome_tiff

TYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"]


def placed(size: tuple[int, ...], spacing: tuple[float, ...]) -> Geometry:
    return replace(Geometry.identity(size), spacing=spacing)


def ome(path: Path) -> dict[str, str]:
    with tifffile.TiffFile(path) as file:
        assert file.is_ome
        assert file.ome_metadata is not None
        return dict(
            next(e for e in ElementTree.fromstring(file.ome_metadata).iter() if e.tag.endswith("Pixels")).items()
        )


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("dtype", TYPES)
def test_a_volume(save: Any, tmp_path: Path, dtype: str, compress: bool, reads_wide_integers: bool) -> None:
    pixels = np.arange(60).reshape(3, 4, 5).astype(dtype)
    info = replace(from_memory.document(pixels, geometry=placed((5, 4, 3), (0.1, 0.2, 2.5))).info, space=Space("mm"))

    done = save(pixels, info, tmp_path / "a.ome.tif", compress=compress)

    with tifffile.TiffFile(tmp_path / "a.ome.tif") as file:
        assert file.series[0].axes == "ZYX"
        assert np.array_equal(file.asarray(), pixels)
        assert file.asarray().dtype == dtype
    said = ome(tmp_path / "a.ome.tif")
    assert [float(said[f"PhysicalSize{axis}"]) for axis in "XYZ"] == [0.1, 0.2, 2.5]
    assert [said[f"PhysicalSize{axis}Unit"] for axis in "XYZ"] == ["mm"] * 3
    if dtype != "float64":
        back = sitk.ReadImage(str(tmp_path / "a.ome.tif"))
        assert np.array_equal(sitk.GetArrayFromImage(back), pixels)
        assert np.allclose(back.GetSpacing()[:2], (0.1, 0.2), rtol=1e-5)
    reads = {"float64": False, "uint32": reads_wide_integers, "int32": reads_wide_integers}
    by_itself = "tifffile, which wrote it: ITK reads no 64-bit TIFF"
    assert done.notes == ()
    if reads.get(dtype, True):
        assert done.verified_by == "ITK"
    elif dtype == "float64":
        assert done.verified_by == by_itself
    else:
        assert done.verified_by == f"tifffile, which wrote it: {itk_name()} cannot read {dtype} in TIFF files"


def test_times_and_channels_have_axes_of_their_own(save: Any, tmp_path: Path) -> None:
    pixels = np.arange(2 * 3 * 4 * 5 * 2, dtype=np.uint16).reshape(2, 3, 4, 5, 2)
    info = from_memory.document(pixels, geometry=Geometry.identity((5, 4, 3, 2))).info

    save(pixels, info, tmp_path / "a.ome.tif", level=9)

    with tifffile.TiffFile(tmp_path / "a.ome.tif") as file:
        series = file.series[0]
        assert series.axes == "TCZYX"
        assert np.array_equal(series.asarray(), np.moveaxis(pixels, -1, 1))


@pytest.mark.parametrize("channels", [3, 4])
def test_colours_are_samples(save: Any, tmp_path: Path, channels: int) -> None:
    pixels = np.arange(4 * 5 * channels, dtype=np.uint8).reshape(4, 5, channels)
    info = from_memory.document(pixels, geometry=Geometry.identity((5, 4))).info
    assert info.is_colour

    save(pixels, info, tmp_path / "a.ome.tif")

    with tifffile.TiffFile(tmp_path / "a.ome.tif") as file:
        assert file.series[0].axes == "YXS"
        assert file.pages[0].photometric == tifffile.PHOTOMETRIC.RGB  # type: ignore[union-attr]
        assert np.array_equal(file.asarray(), pixels)


def test_lengths_are_converted_to_the_unit_that_is_stated(save: Any, tmp_path: Path) -> None:
    pixels = np.zeros((4, 5), dtype=np.uint8)
    info = replace(from_memory.document(pixels, geometry=placed((5, 4), (0.5, 250.0))).info, space=Space("µm"))

    save(pixels, info, tmp_path / "a.ome.tif")

    said = ome(tmp_path / "a.ome.tif")
    assert (float(said["PhysicalSizeX"]), float(said["PhysicalSizeY"])) == (0.0005, 0.25)


def test_what_is_not_kept_is_said_before() -> None:
    turned = ((0.0, 1.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))
    geometry = Geometry((5, 4, 3, 2), (0,) * 4, (1.0, 0, 0, 0), (1.0, 1.0, 1.0, 2.0), turned)
    info = from_memory.document(np.zeros((2, 3, 4, 5), np.float64), geometry=geometry).info

    found = {f.text: f.severity for f in check(info, ExportRequest(Path("a.ome.tif")))}

    assert found["OME-TIFF does not keep the origin and direction."] is Severity.LOSS
    assert found["OME-TIFF does not keep the time step, whose unit is not known."] is Severity.LOSS
    assert found["ITK reads no 64-bit TIFF; other programs do."] is Severity.NOTE


@pytest.mark.parametrize("dtype", ["int64", "uint64", "complex64"])
def test_types_that_are_not_held_are_refused(dtype: str) -> None:
    info = from_memory.document(np.zeros((4, 5), dtype)).info

    assert Severity.REFUSED in [f.severity for f in check(info, ExportRequest(Path("a.ome.tif")))]


@pytest.mark.parametrize("harm", ["pixels", "axes", "spacing", "no description"])
def test_a_file_that_is_not_what_it_is_to_be_is_refused(
    save: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    pixels = np.arange(24, dtype=np.uint16).reshape(2, 3, 4)
    real = tifffile.imwrite

    def wrong(file: Any, pages: Any, **options: Any) -> Any:
        said = dict(options.pop("metadata"))
        match harm:
            case "pixels":
                pages = pages ^ (pages == 23)
            case "axes":
                said["axes"] = "TYX"
            case "spacing":
                said["PhysicalSizeZ"] = 1.5
            case _:
                options["ome"] = False
        return real(file, pages, metadata=said, **options)

    monkeypatch.setattr(ome_tiff.tifffile, "imwrite", wrong)

    with pytest.raises(ExportError, match="nothing was kept"):
        save(pixels, from_memory.document(pixels).info, tmp_path / "a.ome.tif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("dtype", "channels"), [("uint16", 1), ("float64", 1), ("uint8", 3), ("int16", 2)])
def test_one_other_bit_in_the_last_plane_is_noticed(
    save: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dtype: str, channels: int
) -> None:
    pixels = np.zeros((3, 40, 50, channels) if channels > 1 else (3, 40, 50), dtype=dtype)
    real = tifffile.imwrite

    def wrong(file: Any, pages: Any, **options: Any) -> Any:
        planes = np.array(list(pages)).reshape(options["shape"])
        planes.reshape(-1).view(np.uint8)[-1] ^= 1
        return real(file, planes, **options)

    monkeypatch.setattr(ome_tiff.tifffile, "imwrite", wrong)

    info = from_memory.document(pixels, geometry=Geometry.identity((50, 40, 3))).info

    with pytest.raises(ExportError, match="nothing was kept"):
        save(pixels, info, tmp_path / "a.ome.tif")


@pytest.mark.parametrize(
    ("dtype", "channels", "most"),
    [("int16", 1, 1.1), ("int16", 2, 1.1), ("uint8", 3, 1.1), ("float64", 1, 0.6), ("float64", 2, 0.6)],
    ids=lambda value: str(value),
)
@pytest.mark.parametrize("crop", [None, Region((0, 1, 1), (8, 398, 598))])
def test_no_more_is_allocated_than_what_is_read_back(
    save: Any, tmp_path: Path, dtype: str, channels: int, most: float, crop: Region | None
) -> None:
    shape = (8, 400, 600, channels) if channels > 1 else (8, 400, 600)
    pixels = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
    info = from_memory.document(pixels, geometry=Geometry.identity((600, 400, 8))).info
    save(pixels[:1, :2, :2], from_memory.document(pixels[:1, :2, :2]).info, tmp_path / "first.ome.tif")  # loads

    tracemalloc.start()
    try:
        save(pixels, info, tmp_path / "a.ome.tif", compress=False, crop=crop, allow_loss=True)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < most * pixels.nbytes + 4_000_000  # beside the text of a TIFF


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_part_has_the_pixels_of_its_place(save: Any, tmp_path: Path, channels: int) -> None:
    """Read by tifffile page by page; one component of several, too."""
    shape = (4, 6, 7, channels) if channels > 1 else (4, 6, 7)
    pixels = np.random.default_rng(channels).integers(0, 255, shape).astype(np.uint8)
    info = from_memory.document(pixels, geometry=Geometry.identity((7, 6, 4))).info
    part = pixels[1:3, 2:5, 3:7]

    save(pixels, info, tmp_path / "a.ome.tif", crop=Region((1, 2, 3), (2, 3, 4)), allow_loss=True)

    written = tifffile.imread(tmp_path / "a.ome.tif")
    assert np.array_equal(written, part if channels != 2 else np.moveaxis(part, -1, 0))
    if channels > 1:
        save(pixels, info, tmp_path / "b.ome.tif", crop=Region((1, 2, 3), (2, 3, 4)), component=1, allow_loss=True)
        assert (tifffile.imread(tmp_path / "b.ome.tif") == part[..., 1]).all()
