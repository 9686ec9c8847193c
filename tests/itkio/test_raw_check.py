"""Pixels are mapped where they lie, exactly, or not at all."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import nibabel
import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio import raw_check
from itk_inspector.itkio.engine.header_record import Header, RawPlace
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.reader import read_into

DTYPES = ["uint8", "int16", "uint16", "int32", "float32", "float64", "uint64", "int64"]


def volume(dtype: str, shape: tuple[int, ...] = (5, 6, 7)) -> np.ndarray:
    rng = np.random.default_rng(3)
    return rng.integers(0, 100, shape).astype(dtype)


def mapped(header: Header) -> np.ndarray:
    assert header.place is not None
    memory = np.memmap(header.place.path, np.uint8, "r", header.place.offset, (header.nbytes,))
    return memory.view(header.info.dtype).reshape(header.info.shape)


def write_mha(path: Path, array: np.ndarray, *, element: str, extra: str = "", data: str = "LOCAL") -> None:
    sizes = " ".join(str(n) for n in array.shape[::-1])
    head = f"ObjectType = Image\nNDims = {array.ndim}\nBinaryData = True\n{extra}DimSize = {sizes}\n"
    head += f"ElementType = {element}\nElementDataFile = {data}\n"
    path.write_bytes(head.encode() + (array.tobytes() if data == "LOCAL" else b""))


@pytest.mark.parametrize("dtype", DTYPES)
def test_attached_nrrd_is_mapped(tmp_path: Path, dtype: str) -> None:
    path = tmp_path / "a.nrrd"
    array = volume(dtype)
    sitk.WriteImage(sitk.GetImageFromArray(array), str(path), useCompression=False)

    header = read_header(path)

    assert header.place is not None
    assert header.place.offset == path.stat().st_size - array.nbytes
    assert raw_check.matches_reader(header, header.place)
    np.testing.assert_array_equal(mapped(header), array)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("suffix", [".nhdr", ".mhd"])
def test_detached_headers_are_mapped(tmp_path: Path, dtype: str, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    array = volume(dtype)
    sitk.WriteImage(sitk.GetImageFromArray(array), str(path), useCompression=False)

    header = read_header(path)

    assert header.place is not None
    assert header.info.mapping == "file"
    assert header.place.path == tmp_path / "a.raw"
    assert raw_check.matches_reader(header, header.place)
    np.testing.assert_array_equal(mapped(header), array)


@pytest.mark.parametrize("longer", range(8))
@pytest.mark.parametrize(
    ("dtype", "element"),
    [("uint8", "MET_UCHAR"), ("int16", "MET_SHORT"), ("float32", "MET_FLOAT"), ("float64", "MET_DOUBLE")],
)
def test_mha_is_mapped_however_long_its_header_is(tmp_path: Path, dtype: str, element: str, longer: int) -> None:
    array = volume(dtype)
    write_mha(tmp_path / "a.mha", array, element=element, extra=f"Comment = {'x' * longer}\n")

    header = read_header(tmp_path / "a.mha")

    assert header.place is not None
    assert header.info.mapping == "file"
    assert raw_check.matches_reader(header, header.place)
    np.testing.assert_array_equal(mapped(header), array)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "float64"])
def test_nifti_is_mapped(tmp_path: Path, dtype: str) -> None:
    array = volume(dtype)
    nibabel.save(nibabel.Nifti1Image(array.T, np.eye(4)), tmp_path / "a.nii")

    header = read_header(tmp_path / "a.nii")

    assert header.place is not None
    assert raw_check.matches_reader(header, header.place)
    np.testing.assert_array_equal(mapped(header), array)


def test_nan_of_a_mapped_nifti_is_shown_as_stored(tmp_path: Path) -> None:
    array = volume("float32")
    array[1, 2, 3], array[0, 0, 0] = np.nan, np.inf
    nibabel.save(nibabel.Nifti1Image(array.T, np.eye(4)), tmp_path / "a.nii")

    header = read_header(tmp_path / "a.nii")

    assert header.place is not None
    assert raw_check.matches_reader(header, header.place)
    np.testing.assert_array_equal(mapped(header), array)


@pytest.mark.parametrize(("slope", "intercept"), [(2.0, 0.0), (1.0, 5.0), (0.5, -1.0)])
def test_scaled_nifti_is_decoded(tmp_path: Path, slope: float, intercept: float) -> None:
    image = nibabel.Nifti1Image(volume("int16").T, np.eye(4))
    image.header.set_slope_inter(slope, intercept)
    nibabel.save(image, tmp_path / "a.nii")

    assert read_header(tmp_path / "a.nii").place is None


def test_foreign_byte_order_is_decoded(tmp_path: Path) -> None:
    image = nibabel.Nifti1Image(volume("int16").T, np.eye(4), nibabel.Nifti1Header(endianness=">"))
    nibabel.save(image, tmp_path / "a.nii")
    write_mha(tmp_path / "a.mha", volume("int16"), element="MET_SHORT", extra="BinaryDataByteOrderMSB = True\n")

    assert read_header(tmp_path / "a.nii").place is None
    assert read_header(tmp_path / "a.mha").place is None


@pytest.mark.parametrize("name", ["a.nrrd", "a.mha", "a.nii.gz"])
def test_compressed_files_are_decoded(tmp_path: Path, name: str) -> None:
    sitk.WriteImage(sitk.GetImageFromArray(volume("int16")), str(tmp_path / name), useCompression=True)

    assert read_header(tmp_path / name).place is None


def test_ascii_nrrd_is_decoded(tmp_path: Path) -> None:
    text = "NRRD0004\ntype: short\ndimension: 2\nsizes: 3 2\nencoding: ascii\n\n1 2 3\n4 5 6\n"
    (tmp_path / "a.nrrd").write_text(text)

    assert read_header(tmp_path / "a.nrrd").place is None


@pytest.mark.parametrize(
    ("shape", "runs"),
    [((6, 7), 1), ((5, 6, 7), 3), ((1, 6, 7), 1), ((3000, 300), 3)],
    ids=["slice", "volume", "one", "large"],
)
def test_each_run_of_rows_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: tuple[int, ...], runs: int
) -> None:
    path = tmp_path / "a.mha"
    write_mha(path, volume("int16", shape), element="MET_SHORT")
    header = read_header(path)
    seen = []
    agree = raw_check._rows_agree
    monkeypatch.setattr(raw_check, "_rows_agree", lambda *asked: seen.append(asked[-1]) or agree(*asked))
    assert header.place is not None

    assert raw_check.matches_reader(header, header.place)

    last = [n - 1 for n in shape[::-1]]
    assert len(seen) == runs
    assert seen[0][0] == [0] * len(shape)
    index, size = seen[-1]
    assert [first + count - 1 for first, count in zip(index, size, strict=True)] == last


def test_a_wrong_place_does_not_agree(tmp_path: Path) -> None:
    array = volume("int16")
    write_mha(tmp_path / "a.mha", array, element="MET_SHORT")
    header = read_header(tmp_path / "a.mha")
    assert header.place is not None

    assert not raw_check.matches_reader(header, RawPlace(header.place.path, header.place.offset - 2))


def test_a_wrong_place_of_a_format_that_cannot_stream_does_not_agree(tmp_path: Path) -> None:
    array = volume("int16")
    sitk.WriteImage(sitk.GetImageFromArray(array), str(tmp_path / "a.nhdr"), useCompression=False)
    header = read_header(tmp_path / "a.nhdr")
    (tmp_path / "b.raw").write_bytes(array[::-1].tobytes())

    assert not raw_check.matches_reader(header, RawPlace(tmp_path / "b.raw", 0))


def test_missing_data_file_is_named(tmp_path: Path) -> None:
    write_mha(tmp_path / "a.mhd", volume("int16"), element="MET_SHORT", data="gone.raw")

    with pytest.raises(OpenError, match=r"a\.mhd takes its pixels from gone\.raw, which is not there"):
        read_header(tmp_path / "a.mhd")


def test_short_data_file_is_not_mapped(tmp_path: Path) -> None:
    array = volume("int16")
    write_mha(tmp_path / "a.mhd", array, element="MET_SHORT", data="a.raw")
    (tmp_path / "a.raw").write_bytes(array.tobytes()[:-2])

    assert read_header(tmp_path / "a.mhd").place is None


def test_header_size_of_minus_one_counts_from_the_end(tmp_path: Path) -> None:
    array = volume("int16")
    write_mha(tmp_path / "a.mhd", array, element="MET_SHORT", data="a.raw", extra="HeaderSize = -1\n")
    (tmp_path / "a.raw").write_bytes(b"ABCD" + array.tobytes())

    header = read_header(tmp_path / "a.mhd")

    assert header.place == RawPlace(tmp_path / "a.raw", 4)
    assert raw_check.matches_reader(header, header.place)


def test_gzip_under_the_name_nii_is_no_place(tmp_path: Path) -> None:
    nibabel.save(nibabel.Nifti1Image(volume("int16").T, np.eye(4)), tmp_path / "a.nii")
    head = (tmp_path / "a.nii").read_bytes()
    assert struct.unpack_from("=i", head)[0] == 348
    (tmp_path / "b.nii.gz").write_bytes(gzip.compress(head))

    assert read_header(tmp_path / "b.nii.gz").place is None


def test_read_as_is_never_mapped(tmp_path: Path) -> None:
    write_mha(tmp_path / "a.mha", volume("int16"), element="MET_SHORT")

    assert read_header(tmp_path / "a.mha", "F").place is None


def nifti_at(path: Path, offset: float, data_at: int, *, dtype: str = "int16", pair: bool = False) -> Path:
    """Write a NIfTI file whose ``vox_offset`` says one thing and whose data begin, and fill the file, from another."""
    array = volume(dtype)
    nibabel.save((nibabel.Nifti1Pair if pair else nibabel.Nifti1Image)(array.T, np.eye(4)), path)
    head = bytearray((path.with_suffix(".hdr") if pair else path).read_bytes()[:352])
    struct.pack_into("<f", head, 108, offset)
    (path.with_suffix(".hdr") if pair else path).write_bytes(bytes(head))
    if pair:
        path.with_suffix(".img").write_bytes(bytes(data_at) + array.tobytes())
    else:
        path.write_bytes(bytes(head[:data_at]).ljust(data_at, b"\0") + array.tobytes())
    return path


@pytest.mark.parametrize("offset", [0.0, 4.0, 16.0, 344.0, 348.0, 350.0, 352.0, 353.0, 368.0, 1024.0, -352.0])
@pytest.mark.parametrize("data_at", [0, 16, 348, 350, 352, 368, 1024])
@pytest.mark.parametrize("pair", [False, True])
def test_a_large_nifti_that_is_trusted_by_its_length_is_what_itk_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offset: float, data_at: int, pair: bool
) -> None:
    """What does not stream and is too large to be read for comparison must fill its file from ``vox_offset``."""
    if not pair and data_at < 348:
        pytest.skip("the header itself is longer")
    monkeypatch.setattr(raw_check, "_FULL_READ_LIMIT", 0)
    path = nifti_at(tmp_path / ("a.hdr" if pair else "a.nii"), offset, data_at, pair=pair)
    try:
        header = read_header(path)
    except OpenError:
        return
    trusted = header.place is not None and raw_check.matches_reader(header, header.place)
    if trusted:
        memory = np.zeros(header.nbytes, np.uint8)
        read_into(header, memory)
        assert np.array_equal(mapped(header).reshape(-1).view(np.uint8), memory)
    begins = max(offset, 0 if pair else 348)
    if begins == data_at and offset >= 0:
        assert trusted == (begins % 2 == 0)
        assert not header.info.is_truncated


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("suffix", [".nii", ".hdr", ".nhdr"])
@pytest.mark.parametrize("shape", [(6, 7), (5, 6, 7), (2, 5, 6, 7), (5, 6, 1), (1, 6, 7)])
def test_large_files_that_do_not_stream_are_mapped_as_itk_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dtype: str, suffix: str, shape: tuple[int, ...]
) -> None:
    monkeypatch.setattr(raw_check, "_FULL_READ_LIMIT", 0)
    array = volume(dtype, shape)
    image = sitk.GetImageFromArray(array, isVector=False)
    sitk.WriteImage(image, str(tmp_path / f"a{suffix}"), useCompression=False)

    header = read_header(tmp_path / f"a{suffix}")

    assert header.place is not None
    assert raw_check.matches_reader(header, header.place)
    np.testing.assert_array_equal(mapped(header).reshape(-1), array.reshape(-1))


@pytest.mark.parametrize("suffix", [".nii", ".hdr", ".nrrd", ".nhdr"])
def test_a_large_file_that_is_longer_than_its_pixels_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(raw_check, "_FULL_READ_LIMIT", 0)
    sitk.WriteImage(sitk.GetImageFromArray(volume("uint8")), str(tmp_path / f"a{suffix}"), useCompression=False)
    data = tmp_path / {".hdr": "a.img", ".nhdr": "a.raw"}.get(suffix, f"a{suffix}")
    header = read_header(tmp_path / f"a{suffix}")
    assert header.place is not None
    assert raw_check.matches_reader(header, header.place)

    data.write_bytes(data.read_bytes() + b"\0")

    header = read_header(tmp_path / f"a{suffix}")
    assert header.place is not None
    assert not raw_check.matches_reader(header, header.place)
