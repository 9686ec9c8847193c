"""Files are written whole, read back, compared, and put in place in one step, or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from data_folders import SHARED
from itk_inspector.core.errors import ExportError, UsageError
from itk_inspector.core.export import preflight
from itk_inspector.core.export.format_rules import Writer
from itk_inspector.core.export.preflight import ExportRequest, Severity, check
from itk_inspector.core.export.write_formats import WRITE_FORMATS, format_for
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.itkio import header, writer
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.formats import known_formats
from itk_inspector.itkio.second.text_header import meta_fields
from itk_inspector.worker.child import save_image
from itk_inspector.worker.parent.save_under_way import SaveUnderWay
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.tasks.export import ExportReply
from itk_inspector.worker.wire.pixel_source import PixelSource

Make = Callable[..., Any]

DTYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")
DTYPES += ("float16", "float32", "float64", "complex64", "complex128", "bool")
SIZES = {2: (34, 29), 3: (34, 29, 4), 4: (17, 15, 4, 2)}  # JPEG 2000 cannot read its own smaller images
ITK_ROWS = [row for row in WRITE_FORMATS if row.writer is Writer.ITK]
SUFFIXES = [suffix for row in ITK_ROWS for suffix in row.suffixes]
LOSSES = SHARED / "format_losses.json"
MEASURED = json.loads(LOSSES.read_text())["formats"] if LOSSES.is_file() else {}


def write(folder: Path, pixels: npt.NDArray[Any], info: ImageInfo, name: str, **options: Any) -> ExportReply:
    """Write as the child does, through the gate."""
    under_way = SaveUnderWay(1, info, ExportRequest(folder / name, **options), Limits())
    try:
        task = under_way.begin(PixelSource(pixels.nbytes))
        return save_image.put(save_image.prepare(pixels, task), task)
    finally:
        under_way.close()


def refused(info: ImageInfo, target: Path) -> bool:
    return any(f.severity is Severity.REFUSED for f in check(info, ExportRequest(target)))


def said_to_be_lost(info: ImageInfo, target: Path) -> set[str]:
    losses = " ".join(f.text for f in check(info, ExportRequest(target)) if f.severity is Severity.LOSS)
    return {word for word in ("origin", "spacing", "direction") if word in losses}


def really_lost(wanted: Geometry, found: Geometry) -> set[str]:
    return {
        word
        for word in ("origin", "spacing", "direction")
        if not np.allclose(getattr(wanted, word), getattr(found, word), rtol=3e-6, atol=3e-6)
    }


@pytest.mark.parametrize("dimension", [2, 3, 4])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_may_be_written_comes_back_and_what_is_lost_was_said(
    tmp_path: Path,
    decode: Make,
    some_pixels: Make,
    oblique: Make,
    info_for: Make,
    suffix: str,
    dimension: int,
) -> None:
    """All pixel types and component counts that the row accepts, right-handed and left-handed."""
    row = format_for(tmp_path / f"a{suffix}")
    assert row is not None
    wrong: list[object] = []
    written = 0
    for dtype, channels, left_handed in product(DTYPES, (1, 2, 3, 4, 5), (False, True)):
        geometry = oblique(SIZES[dimension], left_handed=left_handed)
        pixels = some_pixels(dtype, (*geometry.shape, *((channels,) if channels > 1 else ())))
        if suffix == ".seg.nrrd":  # a segment for each value: ITK takes seconds to read thousands of them
            pixels = np.resize(pixels.reshape(-1)[[*range(40), -1]], pixels.shape)
        info = info_for(pixels, geometry)
        target = tmp_path / f"{dtype}-{channels}-{left_handed}{suffix}"
        if refused(info, target):
            continue
        done = write(tmp_path, pixels, info, target.name, allow_loss=True)
        written += 1
        found = decode(target)
        stored = pixels.view({8: "float32", 16: "float64"}[pixels.itemsize]) if info.is_complex else pixels
        same = np.array_equal(found.pixels.reshape(-1).view(stored.dtype), stored.reshape(-1))
        lost = really_lost(geometry, found.info.geometry)
        if not done.verified or same == row.changes_values or lost != said_to_be_lost(info, target):
            wrong.append((dtype, channels, left_handed, same, lost))
        if done.bytes != target.stat().st_size and not row.companion:
            wrong.append((dtype, done.bytes))

    assert not wrong
    assert bool(written) == (dimension in row.dimensions)
    assert not list(tmp_path.glob(".unfinished*"))


@pytest.mark.data
@pytest.mark.skipif(not MEASURED, reason="the test before writes and reads what was measured with other versions too")
@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix in MEASURED] or ["none"])
def test_findings_agree_with_the_measured_table(tmp_path: Path, oblique: Make, suffix: str) -> None:
    """37,008 writes measured what ITK keeps; nothing that it loses may go unsaid here."""
    table = MEASURED[suffix]
    short = {"UC": "uint8", "US": "uint16", "SS": "int16", "UI": "uint32", "SI": "int32", "ULL": "uint64"}
    short |= {"F": "float32", "D": "float64"}
    kinds = {name: (dtype, 1, "scalar") for name, dtype in short.items()}
    kinds |= {"RGB_UC": ("uint8", 3, "rgb"), "RGBA_UC": ("uint8", 4, "rgba")}
    for name, count in product(("UC", "US", "SS", "F", "D"), (2, 3, 4, 5)):
        kinds[f"VectorImage_{name}{count}"] = (short[name], count, "vector")
    target = tmp_path / f"a{suffix}"
    unsaid: list[object] = []
    compared = 0
    for dimension, (name, (dtype, components, pixel_type)) in product((2, 3, 4), kinds.items()):
        measured = table[f"{dimension}D"].get(name)
        if measured is None:
            continue
        compared += 1
        info = ImageInfo(
            Path("m.nrrd"), "m", pixel_type, "", components, dtype, oblique(SIZES[dimension], left_handed=True)
        )
        if refused(info, target):
            continue
        if measured["status"] not in ("lossless", "lossy"):
            unsaid.append((dimension, name, measured["status"]))
            continue
        lost = measured.get("lost", [])
        words = {w for w in ("origin", "spacing", "direction") for text in lost if text.startswith(f"{w} lost")}
        if any("rot4" in text for text in lost):
            words.discard("direction")  # a direction that mixes space and time: another test
        if words != said_to_be_lost(info, target):
            unsaid.append((dimension, name, lost))
        texts = " ".join(f.text for f in check(info, ExportRequest(target)))
        if any("NaN" in text for text in lost) and "NaN" not in texts:
            unsaid.append((dimension, name, "NaN"))
        pixels_lost = any(text.startswith(("pixels", "dimension", "dtype")) for text in lost)
        if pixels_lost and not measured.get("file_keeps_pixels") and "changes pixel values" not in texts:
            unsaid.append((dimension, name, lost))

    assert compared > 60
    assert not unsaid


@pytest.mark.parametrize(
    "suffix", [".nrrd", ".nhdr", ".mha", ".mhd", ".nii", ".nii.gz", ".h5", ".vtk", ".mnc", ".tif", ".mrc", ".gipl"]
)
@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_simpleitk_reads_what_we_wrote(
    tmp_path: Path, some_pixels: Make, oblique: Make, info_for: Make, suffix: str, dtype: str
) -> None:
    sitk = pytest.importorskip("SimpleITK")
    geometry = oblique(SIZES[3])
    pixels = some_pixels(dtype, geometry.shape)
    info = info_for(pixels, geometry)
    target = tmp_path / f"a{suffix}"

    write(tmp_path, pixels, info, target.name, allow_loss=True)

    image = sitk.ReadImage(str(target))
    assert np.array_equal(sitk.GetArrayFromImage(image), pixels)
    theirs = replace(
        geometry,
        origin=image.GetOrigin(),
        spacing=image.GetSpacing(),
        direction=tuple(map(tuple, np.reshape(image.GetDirection(), (3, 3)).tolist())),
    )
    if suffix == ".mnc":  # SimpleITK gives RAS for LPS: tests/itkio/formats/test_minc.py
        theirs = theirs.turned_about_z()
    assert really_lost(geometry, theirs) == said_to_be_lost(info, target)


@pytest.mark.parametrize("suffix", [".png", ".jp2", ".bmp", ".tif"])
def test_simpleitk_reads_the_colours_that_we_wrote(
    tmp_path: Path, some_pixels: Make, oblique: Make, info_for: Make, suffix: str
) -> None:
    sitk = pytest.importorskip("SimpleITK")
    geometry = oblique(SIZES[2])
    pixels = some_pixels("uint8", (*geometry.shape, 3))

    write(tmp_path, pixels, info_for(pixels, geometry), f"a{suffix}", allow_loss=True)

    assert np.array_equal(sitk.GetArrayFromImage(sitk.ReadImage(str(tmp_path / f"a{suffix}"))), pixels)


@pytest.mark.parametrize("suffix", [".nii", ".nii.gz"])
def test_nibabel_finds_our_nifti_in_the_same_place(
    tmp_path: Path, some_pixels: Make, oblique: Make, info_for: Make, suffix: str
) -> None:
    nibabel = pytest.importorskip("nibabel")
    geometry = oblique(SIZES[3])
    pixels = some_pixels("int16", geometry.shape)

    write(tmp_path, pixels, info_for(pixels, geometry), f"a{suffix}")

    theirs = nibabel.load(tmp_path / f"a{suffix}")
    assert np.array_equal(np.asarray(theirs.dataobj).T, pixels)
    ours = np.diag([-1, -1, 1]) @ (np.asarray(geometry.direction) * geometry.spacing)
    assert np.allclose(theirs.affine[:3, :3], ours, atol=1e-6)
    assert np.allclose(theirs.affine[:3, 3], np.array([-1, -1, 1]) * geometry.origin, atol=1e-6)


def test_tifffile_reads_our_pages(tmp_path: Path, some_pixels: Make, info_for: Make) -> None:
    tifffile = pytest.importorskip("tifffile")
    pixels = some_pixels("uint16", (4, 29, 34))
    info = info_for(pixels, Geometry.identity((34, 29, 4)))

    write(tmp_path, pixels, info, "a.tif", compress=False)

    assert np.array_equal(tifffile.imread(tmp_path / "a.tif"), pixels)


@pytest.mark.parametrize("slices", [1, 3])
def test_pydicom_finds_our_slices_in_the_same_place(
    tmp_path: Path, some_pixels: Make, oblique: Make, info_for: Make, slices: int
) -> None:
    """GDCM leaves position and orientation of a single slice out until it has begun to read a file."""
    pydicom = pytest.importorskip("pydicom")
    geometry = oblique((34, 29, slices))
    pixels = some_pixels("uint16", geometry.shape)

    write(tmp_path, pixels, info_for(pixels, geometry), "a.dcm")

    dataset = pydicom.dcmread(tmp_path / "a.dcm")
    assert np.array_equal(dataset.pixel_array.reshape(pixels.shape), pixels)
    if slices == 1:
        assert [float(v) for v in dataset.ImagePositionPatient] == pytest.approx(geometry.origin)


def test_numpy_reads_our_npy(tmp_path: Path, some_pixels: Make, oblique: Make, info_for: Make) -> None:
    for dtype in DTYPES:
        pixels = some_pixels(dtype, (3, 4, 5))
        done = write(tmp_path, pixels, info_for(pixels, oblique((5, 4, 3))), f"{dtype}.npy", allow_loss=True)

        back = np.load(tmp_path / f"{dtype}.npy", allow_pickle=False)
        assert back.dtype == pixels.dtype
        assert np.array_equal(back, pixels)
        assert done.bytes == (tmp_path / f"{dtype}.npy").stat().st_size


@pytest.mark.parametrize(
    ("suffix", "size", "axes"),
    [
        (".nii", (7, 6, 1), 3),
        (".nii", (7, 6, 5, 1), 3),
        (".nii.gz", (7, 6, 5, 1), 3),
        (".nii", (7, 6, 1, 1), 3),
        (".nii", (1, 6), 2),
        (".gipl", (7, 6, 5, 1), 3),
        (".tif", (7, 6, 1), 2),
        (".vtk", (7, 6, 1), 2),
        (".nrrd", (7, 6, 1), 3),
        (".nrrd", (1, 1, 1, 1), 4),
        (".mha", (1, 6), 2),
        (".dcm", (7, 6, 1), 3),
        (".png", (1, 1), 2),
    ],
)
def test_axes_of_size_one_come_back_or_their_loss_can_be_agreed_to(
    tmp_path: Path,
    decode: Make,
    some_pixels: Make,
    info_for: Make,
    suffix: str,
    size: tuple[int, ...],
    axes: int,
) -> None:
    geometry = Geometry.identity(size)
    pixels = some_pixels("uint8", geometry.shape)
    info = info_for(pixels, geometry)
    losses = [f for f in check(info, ExportRequest(tmp_path / f"a{suffix}")) if f.severity is Severity.LOSS]

    write(tmp_path, pixels, info, f"a{suffix}", allow_loss=bool(losses))

    found = decode(tmp_path / f"a{suffix}")
    assert found.info.geometry.size == size[:axes]
    assert found.pixels.tobytes() == pixels.tobytes()
    assert any("size 1" in f.text for f in losses) == (axes < len(size))


@pytest.mark.parametrize(
    ("suffix", "size", "text"),
    [(".dcm", (34, 29, 4), "left-handed"), (".nii", (7, 6, 5, 4), "mixes space and time")],
)
def test_a_direction_that_gets_lost_is_said_and_can_be_agreed_to(
    tmp_path: Path, some_pixels: Make, info_for: Make, suffix: str, size: tuple[int, ...], text: str
) -> None:
    plain = np.eye(len(size))
    if suffix == ".dcm":
        plain[2, 2] = -1
    else:
        plain[2:, 2:] = [[0.6, -0.8], [0.8, 0.6]]
    geometry = replace(Geometry.identity(size), direction=tuple(map(tuple, plain.tolist())))
    pixels = some_pixels("uint8", geometry.shape)
    info = info_for(pixels, geometry)

    with pytest.raises(ExportError, match=text):
        write(tmp_path, pixels, info, f"a{suffix}")
    assert not list(tmp_path.iterdir())

    assert write(tmp_path, pixels, info, f"a{suffix}", allow_loss=True).verified


def test_a_start_index_is_folded_into_the_origin(
    tmp_path: Path, decode: Make, some_pixels: Make, oblique: Make, info_for: Make
) -> None:
    geometry = oblique((6, 5, 4), start=-3)
    pixels = some_pixels("int16", geometry.shape)

    write(tmp_path, pixels, info_for(pixels, geometry), "a.nrrd")

    found = decode(tmp_path / "a.nrrd")
    first = geometry.point_of(_index(geometry.start_index)).components
    assert found.info.geometry.start_index == (0, 0, 0)
    assert np.allclose(found.info.geometry.origin, first)
    assert np.array_equal(found.pixels, pixels)


def _index(components: tuple[int, ...]) -> Any:
    from itk_inspector.core.geometry.indexing import ItkIndex

    return ItkIndex(components)


def test_a_crop_lies_where_it_lay(
    tmp_path: Path, decode: Make, some_pixels: Make, oblique: Make, info_for: Make
) -> None:
    sitk = pytest.importorskip("SimpleITK")
    geometry = oblique((9, 8, 7))
    pixels = some_pixels("int16", geometry.shape)

    write(tmp_path, pixels, info_for(pixels, geometry), "a.nrrd", crop=Region((1, 2, 3), (4, 5, 6)))

    assert np.array_equal(decode(tmp_path / "a.nrrd").pixels, pixels[1:5, 2:7, 3:9])
    image = sitk.GetImageFromArray(pixels)
    image.SetOrigin(geometry.origin)
    image.SetSpacing(geometry.spacing)
    image.SetDirection(np.ravel(geometry.direction).tolist())
    expected = sitk.RegionOfInterest(image, (6, 5, 4), (3, 2, 1))
    assert np.allclose(decode(tmp_path / "a.nrrd").info.geometry.origin, expected.GetOrigin())


@pytest.mark.parametrize(
    ("stored", "kind", "written"),
    [
        ([0.0, 1.0, 2.0], "uint8", [0, 1, 2]),
        ([-5.0, 300.0, 0.5, 1.5, np.nan, np.inf, -np.inf], "uint8", [0, 255, 1, 2, 0, 255, 0]),
        ([2.0**63, -(2.0**63), 2.0**70], "int64", [2**63 - 1, -(2**63), 2**63 - 1]),
        ([2.0**64, -1.0, 2.0**63], "uint64", [2**64 - 1, 0, 2**63]),
        ([-0.5, -1.5, 0.49999999999999994], "int16", [0, -1, 0]),
        ([1e300, 0.1], "float32", [np.inf, np.float32(0.1)]),
    ],
)
def test_conversion_rounds_as_itk_and_stays_within_the_type(
    tmp_path: Path, info_for: Make, stored: list[float], kind: str, written: list[float]
) -> None:
    pixels = np.array([stored, stored], dtype=np.float64)
    info = info_for(pixels, Geometry.identity((len(stored), 2)))

    write(tmp_path, pixels, info, "a.npy", dtype=kind, allow_loss=True)

    back = np.load(tmp_path / "a.npy")
    assert back.dtype == kind
    assert back[1].tolist() == np.array(written, dtype=kind).tolist()


def test_conversion_of_integers_never_wraps(tmp_path: Path, info_for: Make) -> None:
    pixels = np.array([[0, 2**64 - 1], [2**53 + 1, 7]], dtype=np.uint64)
    info = info_for(pixels, Geometry.identity((2, 2)))

    write(tmp_path, pixels, info, "a.npy", dtype="int64", allow_loss=True)

    assert np.load(tmp_path / "a.npy").tolist() == [[0, 2**63 - 1], [2**53 + 1, 7]]


def test_a_conversion_that_changes_values_needs_a_yes(tmp_path: Path, info_for: Make) -> None:
    pixels = np.array([[1, 300], [-1, 255]], dtype=np.int16)
    info = info_for(pixels, Geometry.identity((2, 2)))

    with pytest.raises(ExportError, match="2 of 4 values would change as uint8"):
        write(tmp_path, pixels, info, "a.nrrd", dtype="uint8")

    assert not list(tmp_path.iterdir())


def test_a_conversion_that_keeps_every_value_needs_none(tmp_path: Path, decode: Make, info_for: Make) -> None:
    pixels = np.array([[1, 254], [0, 255]], dtype=np.float32)

    write(tmp_path, pixels, info_for(pixels, Geometry.identity((2, 2))), "a.nrrd", dtype="uint8")

    assert decode(tmp_path / "a.nrrd").pixels.dtype == np.uint8


def test_real_pixels_become_complex_only_where_they_stay_so(tmp_path: Path, info_for: Make) -> None:
    pixels = np.array([[1, 2], [3, 4]], dtype=np.float32)
    info = info_for(pixels, Geometry.identity((2, 2)))

    write(tmp_path, pixels, info, "a.npy", dtype="complex64", allow_loss=True)
    with pytest.raises(ExportError, match="cannot hold real pixels as complex ones"):
        write(tmp_path, pixels, info, "a.nrrd", dtype="complex64", allow_loss=True)

    assert np.array_equal(np.load(tmp_path / "a.npy"), pixels.astype(np.complex64))
    assert not (tmp_path / "a.nrrd").exists()


def test_complex_pixels_lose_no_imaginary_part(tmp_path: Path, some_pixels: Make, info_for: Make) -> None:
    pixels = some_pixels("complex64", (3, 4))
    info = info_for(pixels, Geometry.identity((4, 3)))

    with pytest.raises(ExportError, match="imaginary"):
        write(tmp_path, pixels, info, "a.nrrd", dtype="float32", allow_loss=True)


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_nan_in_nifti_is_really_in_the_file(tmp_path: Path, info_for: Make, name: str) -> None:
    nibabel = pytest.importorskip("nibabel")
    pixels = np.array([[[1, np.nan], [np.inf, 4]]], dtype=np.float32)

    write(tmp_path, pixels, info_for(pixels, Geometry.identity((2, 2, 1))), name)

    stored = np.asarray(nibabel.load(tmp_path / name).dataobj).T
    assert np.array_equal(stored.reshape(pixels.shape), pixels, equal_nan=True)


@pytest.mark.parametrize("suffix", [".nrrd", ".mha", ".h5"])
def test_metadata_is_kept_or_left_out_as_asked(tmp_path: Path, decode: Make, info_for: Make, suffix: str) -> None:
    pixels = np.zeros((2, 2), dtype=np.uint8)
    keys = {"Colour": "red", "0010|0010": "Doe^John", "empty": "", "two lines": "a\nb"}
    info = info_for(pixels, Geometry.identity((2, 2)), metadata=keys)

    write(tmp_path, pixels, info, f"with{suffix}")
    write(tmp_path, pixels, info, f"without{suffix}", metadata=False)

    kept = decode(tmp_path / f"with{suffix}").info.metadata
    assert kept["Colour"] == "red"
    assert kept["0010|0010"] == "Doe^John"
    assert b"Doe" not in (tmp_path / f"without{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", [s for row in ITK_ROWS for s in row.suffixes])
def test_compression_is_a_choice_where_the_table_says_so(tmp_path: Path, info_for: Make, suffix: str) -> None:
    row = format_for(tmp_path / f"a{suffix}")
    assert row is not None
    shape = (20, 300) if 2 in row.dimensions else (4, 20, 300)
    pixels = np.zeros((*shape, *(() if row.scalars else (3,))), dtype=np.uint8)
    info = info_for(pixels, Geometry.identity(shape[::-1]))

    small = write(tmp_path, pixels, info, f"a{suffix}", compress=True, allow_loss=True).bytes
    large = write(tmp_path, pixels, info, f"b{suffix}", compress=False, allow_loss=True).bytes

    # DICOM's identifiers are new, and not of one length, in each file
    assert (large - small > pixels.nbytes // 2) == row.compresses


@pytest.mark.parametrize(("suffix", "second"), [(".mhd", ".raw"), (".nhdr", ".raw")])
def test_two_files_are_put_in_place_and_name_each_other(
    tmp_path: Path, decode: Make, some_pixels: Make, info_for: Make, suffix: str, second: str
) -> None:
    pixels = some_pixels("int16", (3, 4, 5))

    write(tmp_path, pixels, info_for(pixels, Geometry.identity((5, 4, 3))), f"a{suffix}")

    assert {path.name for path in tmp_path.iterdir()} == {f"a{suffix}", f"a{second}"}
    assert np.array_equal(decode(tmp_path / f"a{suffix}").pixels, pixels)
    assert (tmp_path / f"a{second}").read_bytes() == pixels.tobytes()


def test_the_mode_of_a_replaced_file_is_kept(tmp_path: Path, info_for: Make) -> None:
    pixels = np.zeros((2, 2), dtype=np.uint8)
    (tmp_path / "a.nrrd").write_text("old")
    (tmp_path / "a.nrrd").chmod(0o640)

    write(tmp_path, pixels, info_for(pixels, Geometry.identity((2, 2))), "a.nrrd", overwrite=True)

    assert (tmp_path / "a.nrrd").stat().st_mode & 0o777 == 0o640


# What must never happen to a file that is there already.


@pytest.fixture
def precious(tmp_path: Path) -> Iterator[Path]:
    """A target that exists; its bytes, its time and its folder must be as they were afterwards."""
    target = tmp_path / "precious.png"
    target.write_bytes(b"the only copy")
    before = target.stat()
    yield target
    after = target.stat()
    assert target.read_bytes() == b"the only copy"
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert {path.name for path in tmp_path.iterdir()} == {target.name}


@pytest.mark.parametrize(
    ("dtype", "shape", "said"),
    [
        ("float32", (4, 5), "cannot hold float32"),
        ("int16", (4, 5), "cannot hold int16"),
        ("uint8", (3, 4, 5), "holds 2-D images"),
        ("uint8", (4, 5, 2), "holds 3 or 4 components"),
    ],
)
def test_a_refused_image_leaves_the_target_alone(
    precious: Path, info_for: Make, dtype: str, shape: tuple[int, ...], said: str
) -> None:
    pixels = np.zeros(shape, dtype=dtype)
    geometry = Geometry.identity(shape[::-1] if shape[-1] != 2 else (5, 4))

    with pytest.raises(ExportError, match=said):
        write(precious.parent, pixels, info_for(pixels, geometry), precious.name, overwrite=True, allow_loss=True)


def test_replacing_needs_a_yes(precious: Path, info_for: Make) -> None:
    pixels = np.zeros((4, 5), dtype=np.uint8)

    with pytest.raises(ExportError, match=r"precious\.png exists"):
        write(precious.parent, pixels, info_for(pixels, Geometry.identity((5, 4))), precious.name)


def test_a_loss_needs_a_yes(precious: Path, info_for: Make, oblique: Make) -> None:
    pixels = np.zeros((4, 5), dtype=np.uint8)

    with pytest.raises(ExportError, match="does not keep the origin"):
        write(precious.parent, pixels, info_for(pixels, oblique((5, 4))), precious.name, overwrite=True)


@pytest.mark.parametrize("suffix", [".mha", ".nrrd", ".npy"])
def test_a_byte_that_is_not_on_the_disk_is_noticed(
    tmp_path: Path, info_for: Make, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """Whichever way it is read back: in pieces, in one go, or by NumPy."""

    def damage(paths: tuple[Path, ...]) -> AbstractContextManager[None]:
        with paths[-1].open("r+b") as file:
            file.seek(-3, os.SEEK_END)
            file.write(b"\1")
        return nullcontext()

    monkeypatch.setattr(save_image, "flushed_meanwhile", damage)
    pixels = np.zeros((40, 50), dtype=np.uint8)

    with pytest.raises(ExportError, match="differ"):
        write(tmp_path, pixels, info_for(pixels, Geometry.identity((50, 40))), f"a{suffix}", compress=False)

    assert list(tmp_path.iterdir()) == []


def test_a_difference_on_reading_back_leaves_the_target_alone(
    precious: Path, info_for: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = writer.read_settled

    def damaged(header: Any, memory: npt.NDArray[np.uint8]) -> tuple[Any, int]:
        settled = read(header, memory)
        memory[3] ^= 1
        return settled

    monkeypatch.setattr(writer, "read_settled", damaged)
    pixels = np.zeros((4, 5), dtype=np.uint8)

    with pytest.raises(ExportError, match="1 values differ"):
        write(precious.parent, pixels, info_for(pixels, Geometry.identity((5, 4))), precious.name, overwrite=True)


def test_a_failing_step_into_place_leaves_the_target_alone(
    precious: Path, info_for: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "replace", fail)
    pixels = np.zeros((4, 5), dtype=np.uint8)

    with pytest.raises(ExportError, match=r"precious\.png could not be written") as caught:
        write(precious.parent, pixels, info_for(pixels, Geometry.identity((5, 4))), precious.name, overwrite=True)

    assert "Input/output error" in caught.value.detail


def test_the_source_is_never_overwritten_without_its_own_yes(precious: Path, info_for: Make) -> None:
    pixels = np.zeros((4, 5), dtype=np.uint8)
    info = info_for(pixels, Geometry.identity((5, 4)), path=str(precious), stamp=FileStamp.of(precious))

    with pytest.raises(ExportError, match="the file that was opened"):
        write(precious.parent, pixels, info, precious.name, overwrite=True, allow_loss=True)


def test_the_source_is_overwritten_with_its_own_yes(tmp_path: Path, decode: Make, info_for: Make) -> None:
    pixels = np.ones((4, 5), dtype=np.uint8)
    (tmp_path / "a.png").write_bytes(b"old")
    info = info_for(
        pixels, Geometry.identity((5, 4)), path=str(tmp_path / "a.png"), stamp=FileStamp.of(tmp_path / "a.png")
    )

    write(tmp_path, pixels, info, "a.png", overwrite_source=True)

    assert decode(tmp_path / "a.png").pixels.min() == 1


@pytest.fixture
def pair(tmp_path: Path) -> ImageInfo:
    """An image that was opened from a header and a file of pixels."""
    source, data = tmp_path / "a.mhd", tmp_path / "a.raw"
    source.write_text("header")
    data.write_bytes(b"pixels")
    stamps = {"stamp": FileStamp.of(source), "data_files": (data,), "data_stamps": (FileStamp.of(data),)}
    plain = ImageInfo(source, "MetaImageIO", "scalar", "unsigned_char", 1, "uint8", Geometry.identity((5, 4)))
    return replace(plain, **stamps)  # type: ignore[arg-type]  # of several types


@pytest.mark.parametrize("way", ["another name for it", "a link to it", "a name of its data file"])
def test_the_source_is_known_under_other_names(tmp_path: Path, pair: ImageInfo, way: str) -> None:
    target = tmp_path / "b.mhd"
    if way == "another name for it":
        target.hardlink_to(pair.path)
    elif way == "a link to it":
        target.symlink_to(pair.path)
    else:
        target.hardlink_to(tmp_path / "a.raw")

    with pytest.raises(ExportError, match="that was opened"):
        write(tmp_path, np.zeros((4, 5), dtype=np.uint8), pair, target.name, overwrite=True)

    assert pair.path.read_text() == "header"
    assert (tmp_path / "a.raw").read_bytes() == b"pixels"


def test_the_sources_data_file_is_left_alone_by_a_header_of_its_name(tmp_path: Path, pair: ImageInfo) -> None:
    """a.nhdr is free; a.raw is not."""
    write(tmp_path, np.ones((4, 5), dtype=np.uint8), pair, "a.nhdr")

    assert (tmp_path / "a.raw").read_bytes() == b"pixels"
    (data,) = (path for path in tmp_path.iterdir() if path.name not in ("a.mhd", "a.raw", "a.nhdr"))
    assert data.read_bytes() == bytes([1] * 20)
    assert f"data file: {data.name}" in (tmp_path / "a.nhdr").read_text()


def test_another_images_data_file_is_left_alone(tmp_path: Path, decode: Make, info_for: Make) -> None:
    (tmp_path / "b.raw").write_bytes(b"precious")
    pixels = np.full((4, 5), 7, dtype=np.uint8)

    write(tmp_path, pixels, info_for(pixels, Geometry.identity((5, 4))), "b.mhd")

    assert (tmp_path / "b.raw").read_bytes() == b"precious"
    assert decode(tmp_path / "b.mhd").pixels.tolist() == pixels.tolist()


@pytest.mark.parametrize("suffix", [".mhd", ".nhdr"])
def test_a_pair_that_is_replaced_leaves_one_file_of_pixels(
    tmp_path: Path, decode: Make, info_for: Make, suffix: str
) -> None:
    for value in (1, 2, 3):
        pixels = np.full((4, 5), value, dtype=np.uint8)
        write(tmp_path, pixels, info_for(pixels, Geometry.identity((5, 4))), f"a{suffix}", overwrite=True)

        assert decode(tmp_path / f"a{suffix}").pixels.tolist() == pixels.tolist()
        assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("other", ["b.mhd", "a.nhdr"])
def test_pixels_that_another_header_names_are_kept(tmp_path: Path, decode: Make, info_for: Make, other: str) -> None:
    pixels = np.full((4, 5), 1, dtype=np.uint8)
    write(tmp_path, pixels, info_for(pixels, Geometry.identity((5, 4))), "a.mhd")
    head = (tmp_path / "a.mhd").read_text()
    if other == "a.nhdr":
        head = "NRRD0004\ntype: uint8\ndimension: 2\nsizes: 5 4\nencoding: raw\ndata file: a.raw\n"
    (tmp_path / other).write_text(head)

    write(tmp_path, pixels + 1, info_for(pixels, Geometry.identity((5, 4))), "a.mhd", overwrite=True)

    assert decode(tmp_path / other).pixels.tolist() == pixels.tolist()
    assert decode(tmp_path / "a.mhd").pixels.tolist() == (pixels + 1).tolist()


def test_a_nifti_pair_is_not_replaced(tmp_path: Path, decode: Make, info_for: Make) -> None:
    """Its second file has no name of its own: there is no single step from the old pair to the new one."""
    pixels = np.ones((4, 5), dtype=np.uint8)
    info = info_for(pixels, Geometry.identity((5, 4)))
    write(tmp_path, pixels, info, "a.hdr")

    with pytest.raises(ExportError, match="cannot be replaced in one step"):
        write(tmp_path, pixels + 1, info, "a.hdr", overwrite=True)

    assert decode(tmp_path / "a.hdr").pixels.tolist() == pixels.tolist()


@pytest.mark.parametrize("name", ["LIST.mhd", "LISTE.mhd", "list.nhdr", "pct%d.mhd", " lead.mhd", " lead.nhdr"])
def test_names_that_a_header_takes_for_something_else_are_refused(tmp_path: Path, info_for: Make, name: str) -> None:
    pixels = np.ones((4, 5), dtype=np.uint8)

    with pytest.raises(ExportError, match="Choose another name"):
        write(tmp_path, pixels, info_for(pixels, Geometry.identity((5, 4))), name)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["two words.mhd", "two words.nhdr", "a=b.mhd", "a: b.nhdr", "ü.mhd", "x" * 240 + ".mhd"]
)
def test_odd_names_are_read_again_or_refused(tmp_path: Path, decode: Make, info_for: Make, name: str) -> None:
    pixels = np.ones((4, 5), dtype=np.uint8)

    try:
        write(tmp_path, pixels, info_for(pixels, Geometry.identity((5, 4))), name)
    except ExportError:
        assert list(tmp_path.iterdir()) == []
    else:
        assert decode(tmp_path / name).pixels.tolist() == pixels.tolist()


ODD = ["~", "~x", "a~b", "a\\b", "\\a", "C:a", ":a", "a:b", "=a", "a=b", "#", "a;b", "a?b", "local", ".a", "-1", "1 2"]


@pytest.mark.parametrize("suffix", [".mhd", ".nhdr"])
@pytest.mark.parametrize("stem", ODD)
def test_itk_reads_an_odd_name_in_any_folder_or_it_is_refused_before(
    tmp_path: Path, info_for: Make, monkeypatch: pytest.MonkeyPatch, stem: str, suffix: str
) -> None:
    """Whoever opens it elsewhere has ITK alone, and stands in another folder."""
    import itk

    pixels, folder = np.arange(20, dtype=np.uint8).reshape(4, 5), tmp_path / "a"
    folder.mkdir()
    info, target = info_for(pixels, Geometry.identity((5, 4))), folder / f"{stem}{suffix}"
    monkeypatch.chdir(tmp_path)
    if not refused(info, target):
        write(folder, pixels, info, target.name)
        assert np.array_equal(itk.array_from_image(itk.imread(str(target))), pixels)


def test_that_itk_does_not_read_what_was_written_is_said(
    tmp_path: Path, info_for: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another reader bears out that the file is as it should be, it is kept."""
    pixels = np.arange(20, dtype=np.uint8).reshape(4, 5)
    monkeypatch.setattr(preflight, "_is_taken_otherwise", lambda name, row: False)

    done = write(tmp_path, pixels, info_for(pixels, Geometry.identity((5, 4))), "a\\b.mhd")

    assert not done.verified_by.startswith("ITK,")
    assert any(note.startswith("ITK ") and "does not read" in note for note in done.notes)


def test_the_yes_for_the_source_is_none_for_another_file(precious: Path, info_for: Make) -> None:
    pixels = np.zeros((4, 5), dtype=np.uint8)

    with pytest.raises(ExportError, match=r"precious\.png exists"):
        write(
            precious.parent,
            pixels,
            info_for(pixels, Geometry.identity((5, 4))),
            precious.name,
            overwrite_source=True,
        )


@pytest.mark.parametrize("suffix", [".MHA", ".Nrrd", ".NII.gz"])
def test_a_suffix_that_itk_could_not_read_again_is_refused(tmp_path: Path, info_for: Make, suffix: str) -> None:
    pixels = np.zeros((4, 5), dtype=np.uint8)

    with pytest.raises(ExportError, match="lower-case"):
        write(tmp_path, pixels, info_for(pixels, Geometry.identity((5, 4))), f"a{suffix}")


def test_a_folder_is_no_target(tmp_path: Path, info_for: Make) -> None:
    (tmp_path / "a.nrrd").mkdir()
    pixels = np.zeros((4, 5), dtype=np.uint8)

    with pytest.raises(UsageError, match="is a folder"):
        write(tmp_path, pixels, info_for(pixels, Geometry.identity((5, 4))), "a.nrrd", overwrite=True)


def test_a_missing_folder_is_said(tmp_path: Path, info_for: Make) -> None:
    pixels = np.zeros((4, 5), dtype=np.uint8)

    with pytest.raises(UsageError, match="gone does not exist"):
        write(tmp_path / "gone", pixels, info_for(pixels, Geometry.identity((5, 4))), "a.nrrd")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_leaves_the_target_alone(precious: Path, info_for: Make) -> None:
    pixels = np.zeros((4, 5), dtype=np.uint8)
    precious.parent.chmod(0o500)
    try:
        with pytest.raises(ExportError, match=r"precious\.png could not be written"):
            write(precious.parent, pixels, info_for(pixels, Geometry.identity((5, 4))), precious.name, overwrite=True)
    finally:
        precious.parent.chmod(0o700)


@pytest.mark.parametrize(
    "suffix", [".nrrd", ".mha", ".mhd", ".nii", ".nii.gz", ".gipl", ".tif", ".vtk", ".mrc", ".npy"]
)
def test_a_full_disk_leaves_the_target_alone(full_disk: Path, some_pixels: Make, info_for: Make, suffix: str) -> None:
    """Some of ITK's writers say nothing when the disk is full."""
    target = full_disk / f"a{suffix}"
    target.write_bytes(b"the only copy")
    pixels = some_pixels("int16", (40, 100, 100))

    with pytest.raises(ExportError, match=f"a{suffix} could not be written: the disk of .* is full"):
        write(
            full_disk,
            pixels,
            info_for(pixels, Geometry.identity((100, 100, 40))),
            target.name,
            overwrite=True,
            allow_loss=True,
        )

    assert target.read_bytes() == b"the only copy"
    assert {path.name for path in full_disk.iterdir()} == {target.name}


@pytest.mark.parametrize("suffix", [".png", ".bmp"])
def test_a_full_disk_and_a_flat_image(full_disk: Path, some_pixels: Make, info_for: Make, suffix: str) -> None:
    target = full_disk / f"a{suffix}"
    target.write_bytes(b"the only copy")
    pixels = some_pixels("uint8", (400, 300, 3))

    with pytest.raises(ExportError, match="is full"):
        write(full_disk, pixels, info_for(pixels, Geometry.identity((300, 400))), target.name, overwrite=True)

    assert target.read_bytes() == b"the only copy"
    assert {path.name for path in full_disk.iterdir()} == {target.name}


@pytest.mark.parametrize(
    ("suffix", "by"),
    [
        (".nrrd", r"ITK, and samples by ITK Inspector’s own reader"),
        (".nii.gz", r"ITK, and samples by nibabel .*"),
        (".tif", r"ITK, and samples by tifffile .*"),
        (".png", r"ITK"),
        (".npy", r"NumPy"),
    ],
)
def test_who_has_read_it_back_is_told(tmp_path: Path, info_for: Make, suffix: str, by: str) -> None:
    pixels = np.arange(34 * 29, dtype=np.uint16).reshape(29, 34)

    done = write(tmp_path, pixels, info_for(pixels, Geometry.identity((34, 29))), f"a{suffix}")

    assert re.fullmatch(by, done.verified_by)


def test_what_is_read_back_is_what_lies_there_when_all_is_written(
    tmp_path: Path, some_pixels: Make, info_for: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def finish(path: Path, _: Geometry) -> None:
        assert meta_fields(path)[0]["centerofrotation"] == "0 0 0"
        path.write_bytes(path.read_bytes().replace(b"CenterOfRotation = 0 0 0", b"CenterOfRotation = 1 0 0"))

    def read_header(path: Path) -> Header:
        seen.append(meta_fields(path)[0]["centerofrotation"])
        return header.read_header(path)

    monkeypatch.setattr(writer, "facts_of", lambda kind: replace(known_formats.facts_of(kind), finish=finish))
    monkeypatch.setattr(writer, "read_header", read_header)
    pixels = some_pixels("int16", (3, 4, 5))

    write(tmp_path, pixels, info_for(pixels, Geometry.identity((5, 4, 3))), "a.mha")

    assert seen == ["1 0 0"]
