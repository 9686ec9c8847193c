"""Series as volumes; itk.ImageSeriesReader and SimpleITK are the judges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, RLELossless

from dicom_files import AXIAL, CORONAL, SAGITTAL, oblique, turn_big_endian, with_blank, write_series, write_slice
from itk_inspector.core.errors import OpenError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.itkio.dicom import dicom_header, series_header, series_reader
from itk_inspector.itkio.dicom.folder_scan import scan
from itk_inspector.itkio.dicom.series_header import read_series_header, widest
from itk_inspector.itkio.dicom.series_reader import read_series_settled
from itk_inspector.itkio.dicom.stored_pixels import StoredSlice
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.writer import write


@pytest.fixture(autouse=True)
def quiet_oracle() -> Any:
    sitk.ProcessObject.SetGlobalWarningDisplay(False)
    yield
    sitk.ProcessObject.SetGlobalWarningDisplay(True)


def volume(folder: Path, files: Any, read_as: str = "") -> tuple[ImageInfo, npt.NDArray[Any], int]:
    series = read_series_header(folder, files, read_as)
    memory = np.full(series.info.bytes, 0xA5, np.uint8)
    info, copies = read_series_settled(series, memory)
    return info, memory.view(info.dtype).reshape(info.shape), copies


def assert_as_judges(info: ImageInfo, pixels: npt.NDArray[Any]) -> None:
    import itk

    names = [str(path) for path in info.data_files]
    other = sitk.ReadImage(names)
    np.testing.assert_array_equal(pixels, sitk.GetArrayFromImage(other))
    np.testing.assert_allclose(info.geometry.spacing, other.GetSpacing(), rtol=1e-14)
    np.testing.assert_allclose(info.geometry.origin, other.GetOrigin(), rtol=1e-14)
    np.testing.assert_allclose(np.ravel(info.geometry.direction), other.GetDirection(), atol=1e-14)
    reader = itk.ImageSeriesReader[itk.Image[itk.D, 3]].New(FileNames=names)
    reader.Update()
    own = reader.GetOutput()
    np.testing.assert_array_equal(pixels, itk.array_view_from_image(own))
    np.testing.assert_allclose(info.geometry.spacing, tuple(own.GetSpacing()), rtol=1e-14)
    np.testing.assert_allclose(info.geometry.direction, itk.array_from_matrix(own.GetDirection()), atol=1e-14)


@pytest.mark.data
def test_real_oblique_series(shared_data: Path) -> None:
    folder = shared_data / "images" / "dicom_dir" / "itk5__DicomSeries"
    (series,) = scan(folder).series

    info, pixels, copies = volume(folder, series.files)

    assert series.problems == ()
    assert copies == 0
    assert info.itk_type == "Image[SS,3]"
    assert_as_judges(info, pixels)


@pytest.mark.parametrize("orientation", [AXIAL, CORONAL, SAGITTAL, oblique(33)])
@pytest.mark.parametrize("distances", [(0, 2, 4, 6), (6, 4, 2, 0), (2, 6, 0, 4)])
def test_any_orientation_in_any_order_of_files(
    tmp_path: Path, orientation: tuple[float, ...], distances: tuple[float, ...]
) -> None:
    files = write_series(tmp_path, distances, orientation)

    info, pixels, copies = volume(tmp_path, files)

    assert copies == 0
    assert info.path == tmp_path
    assert info.notes == ()
    assert pixels[:, 0, 0].tolist() == [100 * n for n in np.argsort(distances)]
    assert_as_judges(info, pixels)


@pytest.mark.parametrize(
    ("distances", "told"),
    [((0, 1, 2, 4, 5), "missing"), ((0, 1, 1, 2), "position of another"), ((0, 1, 2.3), "evenly")],
)
def test_irregular_series_have_the_mean_spacing_and_say_so(
    tmp_path: Path, distances: tuple[float, ...], told: str
) -> None:
    info, pixels, _ = volume(tmp_path, write_series(tmp_path, distances))

    assert told in info.notes[0]
    assert_as_judges(info, pixels)


def test_slices_without_a_position_follow_their_numbers(tmp_path: Path) -> None:
    files = write_series(tmp_path, (0, 1, 2))
    for number, path in zip((3, 1, 2), files, strict=True):
        read = pydicom.dcmread(path)
        del read.ImagePositionPatient, read.ImageOrientationPatient
        read.InstanceNumber = number
        read.save_as(path)

    info, pixels, _ = volume(tmp_path, files)

    assert pixels[:, 0, 0].tolist() == [100, 200, 0]
    assert info.geometry.spacing[2] == 1.0
    assert_as_judges(info, pixels)


def test_localizers_of_a_folder_can_each_be_read(tmp_path: Path) -> None:
    for number, direction in enumerate((AXIAL, CORONAL)):
        write_series(tmp_path, (0, 3), direction, names=(f"{number}a", f"{number}b"))

    for series in scan(tmp_path).series:
        info, pixels, _ = volume(tmp_path, series.files)
        assert_as_judges(info, pixels)


def test_rescale_that_differs_from_slice_to_slice(tmp_path: Path) -> None:
    write_series(tmp_path, (0,), names=("a",))
    write_series(tmp_path, (2,), names=("b",), value=500, RescaleSlope="0.5", RescaleIntercept="1")
    files = [tmp_path / "a", tmp_path / "b"]

    info, pixels, copies = volume(tmp_path, files)

    assert info.dtype == "float64"
    assert info.component_type == "double"
    assert copies == 1
    assert pixels[0, 0, :3].tolist() == [0, 1, 2]
    assert pixels[1, 0, :3].tolist() == [251.0, 251.5, 252.0]
    assert "Rescaled by ITK, slice by slice: slopes 0.5 to 1, intercepts 0 to 1." in info.notes
    assert "ITK gives float64 and int16 slices; all are shown as float64." in info.notes
    assert info.rescale[0] is None
    assert info.rescale[1] is not None
    assert info.rescale[1].stored(251.5, "float64") == 501


def test_one_rescale_for_all_is_said_once(tmp_path: Path) -> None:
    files = write_series(tmp_path, (0, 2), RescaleSlope="1", RescaleIntercept="-1024")

    info, pixels, copies = volume(tmp_path, files)

    assert copies == 0
    assert pixels[0, 0, 0] == -1024
    assert len(info.rescale) == 1
    assert info.notes == ("Rescaled by ITK: value = stored × 1 − 1024.",)


def test_read_as_another_type(tmp_path: Path) -> None:
    info, pixels, _ = volume(tmp_path, write_series(tmp_path, (2, 0)), "F")

    assert info.dtype == "float32"
    assert info.itk_type == "Image[F,3]"
    assert pixels[:, 0, 0].tolist() == [100.0, 0.0]


def test_keys_are_those_that_all_slices_share(tmp_path: Path) -> None:
    info, _, _ = volume(tmp_path, write_series(tmp_path, (0, 2)))

    assert info.metadata["0020|000e"] == "1.2.3.4.1"
    assert "0020|0032" not in info.metadata
    assert "0008|0018" not in info.metadata


def test_sizes_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    files = write_series(tmp_path, (0,)) + write_series(tmp_path, (2,), shape=(6, 7), names=("z",))

    with pytest.raises(OpenError, match="do not have one size"):
        read_series_header(tmp_path, files)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    files = write_series(tmp_path, (0, 2))
    files[1].unlink()

    with pytest.raises(OpenError, match="does not exist"):
        read_series_header(tmp_path, files)


def test_a_file_that_changed_after_its_header_was_read(tmp_path: Path) -> None:
    files = write_series(tmp_path, (0, 2))
    series = read_series_header(tmp_path, files)
    write_series(tmp_path, (2,), shape=(6, 7), names=(files[1].name,))

    with pytest.raises(OpenError, match="has changed"):
        read_series_settled(series, np.zeros(series.info.bytes, np.uint8))


@pytest.mark.parametrize(
    ("dtypes", "found"),
    [
        (("int16", "int16"), "int16"),
        (("int16", "uint16"), "int32"),
        (("uint8", "int16"), "int16"),
        (("int32", "uint32"), "int64"),
        (("int32", "float64"), "float64"),
        (("int16", "float32"), "float32"),
    ],
)
def test_widest_type_is_exact(dtypes: tuple[str, ...], found: str) -> None:
    assert widest(dtypes, "head") == found


@pytest.mark.parametrize("dtypes", [("int64", "uint64"), ("int64", "float64"), ("uint64", "float32")])
def test_no_exact_type_is_refused(dtypes: tuple[str, ...]) -> None:
    with pytest.raises(OpenError, match="No pixel type holds all slices of head exactly"):
        widest(dtypes, "head")


def test_colour_series(tmp_path: Path) -> None:
    colours = np.random.default_rng(5).integers(0, 256, (3, 4, 5, 3), dtype=np.uint8)
    for count, pixels in enumerate(colours):
        path = write_slice(tmp_path / f"{count}", pixels[..., 0], (0, 0, 2.0 * count), uid="1", instance=count)
        made = pydicom.dcmread(path)
        made.SamplesPerPixel, made.PhotometricInterpretation, made.PlanarConfiguration = 3, "RGB", 0
        made.PixelData = pixels.tobytes()
        made.save_as(path)
    (series,) = scan(tmp_path).series

    info, pixels, copies = volume(tmp_path, series.files)

    assert (info.dtype, info.components, info.itk_type, copies) == ("uint8", 3, "Image[RGBPixel[UC],3]", 0)
    np.testing.assert_array_equal(pixels, colours)
    np.testing.assert_array_equal(
        pixels, sitk.GetArrayFromImage(sitk.ReadImage([str(path) for path in info.data_files]))
    )


def test_compressed_series(tmp_path: Path) -> None:
    files = write_series(tmp_path, (0, 2, 4), shape=(8, 8))
    for path in files[1:]:
        made = pydicom.dcmread(path)
        made.compress(RLELossless)
        made.save_as(path)

    info, pixels, _ = volume(tmp_path, files)

    assert pixels[:, 0, 0].tolist() == [0, 100, 200]
    assert_as_judges(info, pixels)


def test_a_truncated_slice_is_told(tmp_path: Path) -> None:
    files = write_series(tmp_path, (0, 2), shape=(64, 64))
    files[1].write_bytes(files[1].read_bytes()[:-4000])

    with pytest.raises(OpenError, match=files[1].name):
        volume(tmp_path, files)


def test_the_keys_that_all_slices_share_have_names(tmp_path: Path) -> None:
    info, _, _ = volume(tmp_path, write_series(tmp_path, (0, 2, 4)))

    assert info.metadata_names["0028|0010"] == "Rows"
    assert info.metadata_names.keys() <= info.metadata.keys()


@pytest.mark.parametrize("between", [-3, -20, 3])
@pytest.mark.parametrize("orientation", [AXIAL, SAGITTAL, oblique(25)])
def test_each_slice_lies_where_it_says_whatever_is_between(
    tmp_path: Path, between: float, orientation: tuple[float, ...]
) -> None:
    files = write_series(tmp_path, (0, 3, 6, 9), orientation, SOPClassUID=CTImageStorage, SpacingBetweenSlices=between)

    info, pixels, _ = volume(tmp_path, files)

    for number, path in enumerate(info.data_files):
        point = info.geometry.point_of(ItkIndex((0, 0, number))).components
        one = pydicom.dcmread(path)
        np.testing.assert_allclose(point, np.array(one.ImagePositionPatient, dtype=float), atol=1e-9)
        np.testing.assert_array_equal(pixels[number], one.pixel_array)
    other = sitk.ReadImage([str(path) for path in info.data_files])
    np.testing.assert_allclose(np.ravel(info.geometry.direction), other.GetDirection(), atol=1e-14)
    assert any("z axis reversed" in note for note in info.notes) is (between < 0)


def test_a_saved_copy_of_a_series_is_not_mirrored(tmp_path: Path) -> None:
    files = write_series(tmp_path / "in", (0, 3, 6), SOPClassUID=CTImageStorage, SpacingBetweenSlices=-3)
    info, pixels, _ = volume(tmp_path / "in", files)

    write(pixels, info, ExportRequest(tmp_path / "a.nrrd"), tmp_path)

    copy = sitk.ReadImage(str(tmp_path / "a.nrrd"))
    for number, path in enumerate(info.data_files):
        point = copy.TransformIndexToPhysicalPoint((0, 0, number))
        np.testing.assert_allclose(point, np.array(pydicom.dcmread(path).ImagePositionPatient, dtype=float), atol=1e-9)


def test_a_series_of_a_kind_that_itk_does_not_know_keeps_its_spacing(tmp_path: Path) -> None:
    files = write_series(tmp_path, (0, 3, 6), SOPClassUID="1.2.3.99", SpacingBetweenSlices=3)
    for path in files:  # without a preamble GDCM goes by the modality
        whole = pydicom.dcmread(path)
        whole.preamble, whole.file_meta = None, FileMetaDataset()
        whole.save_as(path, implicit_vr=True, little_endian=True)

    info, _, _ = volume(tmp_path, files)

    assert info.geometry.spacing == pytest.approx((0.6, 0.8, 3))
    assert scan(tmp_path).series[0].spacing == pytest.approx((0.6, 0.8, 3))


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"])
def test_a_short_slice_is_refused_before_itk_reads_it(tmp_path: Path, syntax: str) -> None:
    files = write_series(tmp_path, (0, 3, 6))
    for path in files:
        whole = pydicom.dcmread(path)
        whole.file_meta.TransferSyntaxUID = syntax
        whole.save_as(path, enforce_file_format=True)
    assert volume(tmp_path, files)[0].notes == ()
    files[1].write_bytes(files[1].read_bytes()[:-6])

    with pytest.raises(OpenError, match=f"{files[1].name} is truncated: 34 of 40 bytes are there."):
        read_series_header(tmp_path, files)


@pytest.mark.parametrize("read_as", ["", "D"])
def test_a_series_of_big_endian_numbers_is_mended(tmp_path: Path, read_as: str) -> None:
    stored = (np.arange(3 * 20, dtype=np.uint32) * 70_001).reshape(3, 4, 5)
    files = [
        turn_big_endian(write_slice(tmp_path / f"{n}.dcm", stored[n], (0, 0, 2 * n), uid="1", instance=n + 1))
        for n in range(3)
    ]
    series = read_series_header(tmp_path, files, read_as)
    memory = np.zeros(series.info.bytes, np.uint8)

    info, _ = read_series_settled(series, memory)

    np.testing.assert_array_equal(memory.view(info.dtype).reshape(info.shape), stored)
    assert len([note for note in info.notes if "reads this file wrongly" in note]) == 1


def decodes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the name of each file that ITK decodes."""
    seen: list[str] = []
    read = series_reader.read_into

    def counted(header: Header, memory: npt.NDArray[np.uint8]) -> int:
        seen.append(header.info.path.name)
        return read(header, memory)

    monkeypatch.setattr(series_reader, "read_into", counted)
    return seen


def test_of_uncompressed_slices_itk_decodes_three_to_compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = write_series(tmp_path, tuple(range(12)), RescaleSlope="1", RescaleIntercept="-1024")
    seen = decodes(monkeypatch)

    info, pixels, copies = volume(tmp_path, files)

    assert seen == [files[at].name for at in (5, 0, 11)]
    assert copies == 0
    assert_as_judges(info, pixels)


@pytest.mark.parametrize("name", ["int16", "uint16", "uint8"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_slices_with_slopes_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_packed: bool
) -> None:
    pixels = np.random.default_rng(6).integers(0, 250, (12, 8, 9)).astype(name)
    files = [
        write_slice(
            tmp_path / f"{n:02}", one, (0, 0, n), uid="1", RescaleSlope=f"{1.37 + n / 7:.6g}",
            RescaleIntercept=f"{n * 0.3:.4g}",
        )
        for n, one in enumerate(pixels)
    ]  # fmt: skip
    for path in files if is_packed else ():
        made = pydicom.dcmread(path)
        made.compress(RLELossless)
        made.save_as(path)
    seen = decodes(monkeypatch)

    info, found, _ = volume(tmp_path, files)

    assert info.dtype == "float64"
    assert is_packed or seen == [files[at].name for at in (5, 0, 11)]
    assert_as_judges(info, found)
    by_pydicom = [
        one * made.RescaleSlope + made.RescaleIntercept
        for one, made in zip(pixels, map(pydicom.dcmread, files), strict=True)
    ]
    np.testing.assert_allclose(found, by_pydicom, rtol=1e-15)


def test_whole_slopes_among_others(tmp_path: Path) -> None:
    """GDCM gives whole numbers of such slices."""
    scales = (("1.5", "0"), ("2", "0"), ("1", "-7"), ("0.25", "0.5"), ("1", "0"), ("3", "0.5"), ("1.5", "0"))
    files = [
        write_slice(
            tmp_path / f"{n:02}", np.arange(n, n + 20, dtype=np.int16).reshape(4, 5), (0, 0, n), uid="1",
            RescaleSlope=slope, RescaleIntercept=intercept,
        )
        for n, (slope, intercept) in enumerate(scales)
    ]  # fmt: skip

    info, found, _ = volume(tmp_path, files)

    assert info.dtype == "float64"
    assert_as_judges(info, found)
    wanted = [np.arange(n, n + 20) * float(slope) + float(added) for n, (slope, added) in enumerate(scales)]
    np.testing.assert_array_equal(found.reshape(7, 20), wanted)


def test_where_itk_reads_otherwise_it_reads_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = write_series(tmp_path, tuple(range(12)))
    seen = decodes(monkeypatch)

    def wrong(path: Path, stamp: FileStamp, place: StoredSlice, values: npt.NDArray[Any]) -> bool:
        values[...] = 7
        return True

    monkeypatch.setattr(series_reader, "read_stored", wrong)

    info, pixels, _ = volume(tmp_path, files)

    assert set(seen) == {path.name for path in files}
    assert_as_judges(info, pixels)


def test_each_form_of_stored_pixels_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {"BitsStored": 12, "HighBit": 11, "RescaleSlope": "1"}
    files = [
        *write_series(tmp_path / "a", tuple(range(9)), RescaleIntercept="0", **keys),
        *write_series(tmp_path / "b", (9, 10), uid="1.2.3.4.2", RescaleIntercept="7", **keys),
        *write_series(tmp_path / "c", (11, 12), uid="1.2.3.4.3", RescaleIntercept="0", **keys),
    ]
    seen = decodes(monkeypatch)

    info, pixels, _ = volume(tmp_path, files)

    assert seen == [files[at].name for at in (6, 0, 12, 9)]
    assert_as_judges(info, pixels)


def test_a_slice_with_odd_numbers_is_read_by_itk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [
        write_slice(
            tmp_path / f"{n:02}", np.full((4, 5), 5000 if n == 7 else n, np.uint16), (0, 0, n), uid="1", instance=n,
            BitsStored=12, HighBit=11,
        )
        for n in range(12)
    ]  # fmt: skip
    seen = decodes(monkeypatch)

    info, pixels, _ = volume(tmp_path, files)

    assert seen == ["05", "00", "11", "07"]
    assert_as_judges(info, pixels)


def test_where_a_slice_is_no_longer_as_its_kind_said_gdcm_is_asked_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_series(tmp_path, tuple(range(5)))
    monkeypatch.setattr(series_header, "_agrees", lambda one: False)

    series = read_series_header(tmp_path, files)

    assert all(one.is_by_gdcm for one in series.slices)


def test_a_slice_is_told_of_when_it_is_in_place(tmp_path: Path) -> None:
    files = write_series(tmp_path, tuple(range(9)))
    series = read_series_header(tmp_path, files)
    memory = np.zeros(series.info.bytes, np.uint8)
    found: list[tuple[int, list[int]]] = []

    def first(number: int, seconds: float) -> None:
        assert seconds > 0
        found.append((number, memory.view(np.int16).reshape(9, -1)[number, :2].tolist()))

    read_series_settled(series, memory, first=first)

    assert found == [(4, [400, 401])]


def test_uncompressed_slices_are_put_into_place_by_whoever_owns_it(tmp_path: Path) -> None:
    files = write_series(tmp_path, tuple(range(9)))
    series = read_series_header(tmp_path, files)
    memory = np.zeros(series.info.bytes, np.uint8)
    put: list[int] = []

    def store(offset: int, values: npt.NDArray[np.uint8]) -> None:
        put.append(offset)
        memory[offset : offset + values.size] = values

    read_series_settled(series, memory, store=store)

    assert sorted(put) == [40 * n for n in range(9)]
    np.testing.assert_array_equal(memory.view(np.int16).reshape(9, -1)[:, 0], np.arange(0, 900, 100))


def pack(path: Path) -> None:
    made = pydicom.dcmread(path)
    made.compress(RLELossless)
    made.save_as(path)


def test_of_compressed_slices_of_a_kind_itk_reads_one_header_besides_the_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_series(tmp_path, tuple(range(12)), shape=(8, 8))
    for path in files:
        pack(path)
    series = read_series_header(tmp_path, files)
    memory = np.zeros(series.info.bytes, np.uint8)
    seen: list[str] = []
    opened = dicom_header.opened
    monkeypatch.setattr(dicom_header, "opened", lambda path: seen.append(path.name) or opened(path))

    read_series_settled(series, memory)

    assert set(seen) == {files[at].name for at in (0, 5, 11)}
    np.testing.assert_array_equal(memory.view(np.int16).reshape(12, -1)[:, 0], np.arange(0, 1200, 100))


@pytest.mark.parametrize("way", ["gone", "other"])
def test_a_compressed_slice_that_changed_on_the_way_is_told(tmp_path: Path, way: str) -> None:
    files = write_series(tmp_path, tuple(range(12)), shape=(8, 8))
    for path in files:
        pack(path)
    series = read_series_header(tmp_path, files)
    if way == "gone":
        files[7].unlink()
    else:
        write_series(tmp_path, (7,), shape=(30, 30), names=(files[7].name,))
        pack(files[7])

    with pytest.raises(OpenError, match=f"{files[7].name} has changed"):
        read_series_settled(series, np.zeros(series.info.bytes, np.uint8))


@pytest.mark.parametrize("number", [0, 2, 3])
@pytest.mark.parametrize("name", ["RescaleSlope", "RescaleIntercept"])
def test_a_blank_rescale_is_refused(tmp_path: Path, name: str, number: int) -> None:
    """GDCM takes what its memory holds for it."""
    odd = "31.415926"
    files = []
    for z in range(5):
        keys = {"RescaleSlope": "0.5", "RescaleIntercept": "1", **({name: odd} if z == number else {})}
        path = write_slice(tmp_path / f"{z}.dcm", np.full((4, 5), z, np.uint16), (0, 0, z), uid="1", **keys)
        files.append(with_blank(path, odd) if z == number else path)

    with pytest.raises(OpenError, match=f"{number}.dcm cannot be read: its rescale .* is blank"):
        volume(tmp_path, files)
