"""Files that are short: opened where what is there can be shown, and never without a word."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import numpy.typing as npt
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.formats import reader_notes, truncation
from itk_inspector.itkio.header import read_header

Decode = Callable[..., Any]
VOLUME = np.random.default_rng(5).integers(1, 255, size=(20, 30, 40), dtype=np.uint8)
COLOURS = np.random.default_rng(6).integers(1, 255, size=(20, 30, 3), dtype=np.uint8)


def written(path: Path, array: npt.NDArray[Any] = VOLUME, **how: Any) -> Path:
    sitk.WriteImage(sitk.GetImageFromArray(array, isVector=array.shape[-1] == 3), str(path), **how)
    return path


def cut(path: Path, part: float) -> tuple[int, int]:
    """Cut a file short; return how much is there, and how much there was."""
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    return int(len(whole) * part), len(whole)


@pytest.mark.parametrize("suffix", [".nii", ".vtk", ".mrc", ".gipl"])
@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32])
@pytest.mark.parametrize("part", [0.3, 0.999])
def test_what_is_there_is_shown_and_the_rest_is_zero(
    tmp_path: Path, decode: Decode, suffix: str, dtype: Any, part: float
) -> None:
    array = VOLUME.astype(dtype)
    path = written(tmp_path / f"a{suffix}", array)
    assert not read_header(path).info.is_truncated
    present, needed = cut(path, part)

    found = decode(path)

    lost = -(-(needed - present) // array.itemsize)  # a pixel that is half there is lost too
    assert found.info.is_truncated
    assert found.header.place is None
    assert found.info.notes[0] == (
        f"truncated: {present:,} of {needed:,} bytes are there; the rest is drawn as ITK fills it (zeros)."
    )
    assert np.array_equal(found.pixels.reshape(-1)[:-lost], array.reshape(-1)[:-lost])
    assert not found.pixels.reshape(-1)[-lost + 1 :].any()


@pytest.mark.parametrize("part", [0.2, 0.6, 0.99])
def test_the_rows_of_a_bmp_that_are_there_are_shown(tmp_path: Path, decode: Decode, part: float) -> None:
    """A BMP file begins with the lowest row; ITK alone gives none of them."""
    path = written(tmp_path / "a.bmp", COLOURS)
    present, needed = cut(path, part)

    found = decode(path)

    rows = (present - 54) // 92  # 30 × 3 bytes, to a multiple of 4
    note = f"truncated: {present:,} of {needed:,} bytes are there; the rest is filled up with zeros."
    assert found.info.notes[0] == note
    assert np.array_equal(found.pixels[-rows:], COLOURS[-rows:])
    assert not found.pixels[: -rows - 1].any()


def test_a_short_bmp_as_another_type(tmp_path: Path, decode: Decode) -> None:
    path = written(tmp_path / "a.bmp", COLOURS)
    whole = decode(path, "F").pixels
    cut(path, 0.6)

    found = decode(path, "F").pixels

    assert np.array_equal(found[-8:], whole[-8:])
    assert not found[:5].any()


@pytest.mark.parametrize("suffix", [".vtk", ".mrc", ".gipl"])
def test_a_conversion_out_of_memory_that_itk_does_not_clear_is_refused(
    tmp_path: Path, decode: Decode, suffix: str
) -> None:
    path = written(tmp_path / f"a{suffix}")
    cut(path, 0.5)

    with pytest.raises(OpenError, match="truncated; read it in its stored type"):
        decode(path, "F")


def test_a_short_nifti_as_another_type(tmp_path: Path, decode: Decode) -> None:
    path = written(tmp_path / "a.nii")
    present, _ = cut(path, 0.5)

    found = decode(path, "F").pixels.reshape(-1)

    assert np.array_equal(found[: present - 352], VOLUME.reshape(-1)[: present - 352])
    assert not found[present - 352 :].any()


@pytest.mark.parametrize("name", ["a.hdr", "a.img"])
def test_the_second_file_of_a_pair_may_be_short(tmp_path: Path, decode: Decode, name: str) -> None:
    written(tmp_path / "a.hdr")
    assert not read_header(tmp_path / name).info.notes
    present, needed = cut(tmp_path / "a.img", 0.5)

    found = decode(tmp_path / name)

    assert f"{present:,} of {needed:,} bytes" in found.info.notes[0]
    assert found.header.place is None
    assert np.array_equal(found.pixels.reshape(-1)[:present], VOLUME.reshape(-1)[:present])
    assert not found.pixels.reshape(-1)[present:].any()


def test_one_missing_byte_of_a_nifti_file(tmp_path: Path, decode: Decode) -> None:
    path = tmp_path / "whole.nii"
    nibabel.save(nibabel.Nifti1Image(np.arange(1, 25, dtype=np.int16).reshape(4, 3, 2), np.eye(4)), path)
    assert decode(path).pixels[1, 2, 3] == 24
    path.write_bytes(path.read_bytes()[:-2])

    found = decode(path)

    assert "398 of 400 bytes" in found.info.notes[0]
    assert (found.pixels[1, 2, 2], found.pixels[1, 2, 3]) == (18, 0)


def test_an_extended_header_of_mrc_counts(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mrc")
    data = bytearray(path.read_bytes())
    struct.pack_into("<i", data, 92, 512)
    path.write_bytes(bytes(data[:1024]) + bytes(512) + bytes(data[1024:]))
    assert not read_header(path).info.is_truncated

    path.write_bytes(path.read_bytes()[:-100])

    assert "25,436 of 25,536 bytes" in read_header(path).info.notes[0]


@pytest.mark.parametrize("shape", [(100, 150), (100, 150, 3)])
def test_a_jpeg_that_ends_early_is_told_before_and_after_reading(
    tmp_path: Path, decode: Decode, shape: tuple[int, ...]
) -> None:
    pixels = np.random.default_rng(9).integers(0, 255, size=shape, dtype=np.uint8)
    path = written(tmp_path / "a.jpg", pixels)
    whole = decode(path)
    assert whole.info.notes == ()
    cut(path, 0.6)

    found = decode(path)
    after = reader_notes.with_reader_notes(whole.info, "Premature end of JPEG file\n")

    assert found.info.notes == (truncation.JPEG_NOTE,)
    assert (after.notes, after.is_truncated) == ((truncation.JPEG_NOTE,), True)
    assert reader_notes.with_reader_notes(found.info, "Premature end of JPEG file\n") == found.info


@pytest.mark.data
def test_no_whole_jpeg_of_others_is_taken_for_short(shared_data: Path) -> None:
    found = [*shared_data.glob("images/*/*.jpg"), *shared_data.glob("images/*/*.jpeg")]

    assert found
    assert [path.name for path in found if read_header(path).info.is_truncated] == []


def test_damaged_jpeg_data_stay_refused(tmp_path: Path) -> None:
    info = read_header(written(tmp_path / "a.jpg", COLOURS)).info

    with pytest.raises(OpenError, match="damaged JPEG data"):
        reader_notes.with_reader_notes(info, "Corrupt JPEG data: bad Huffman code\n")


@pytest.mark.parametrize("suffix", [".nii.gz", ".gipl.gz"])
def test_a_short_compressed_file_is_refused_with_both_figures(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path / f"a{suffix}", useCompression=True)
    length = len(gzip.decompress(path.read_bytes()))
    cut(path, 0.5)

    with pytest.raises(OpenError, match=rf"^a\{suffix} is truncated: [\d,]+ of {length:,} bytes are there\.$"):
        read_header(path)


@pytest.mark.parametrize("suffix", [".mha", ".mhd", ".nrrd", ".nhdr"])
@pytest.mark.parametrize("read_as", ["", "F"])
def test_what_itk_refuses_is_refused_with_both_figures(
    tmp_path: Path, decode: Decode, suffix: str, read_as: str
) -> None:
    path = written(tmp_path / f"a{suffix}", useCompression=False)
    data = path if suffix in (".mha", ".nrrd") else tmp_path / "a.raw"
    present, needed = cut(data, 0.5)

    with pytest.raises(OpenError, match=f"^{path.name} is truncated: {present:,} of {needed:,} bytes are there"):
        decode(path, read_as)


def test_short_text_pixels_are_refused(tmp_path: Path) -> None:
    head = "# vtk DataFile Version 3.0\nx\nASCII\nDATASET STRUCTURED_POINTS\nDIMENSIONS 10 10 1\nSPACING 1 1 1\n"
    head += "ORIGIN 0 0 0\nPOINT_DATA 100\nSCALARS s short 1\nLOOKUP_TABLE default\n"
    (tmp_path / "a.vtk").write_text(head.replace("10 10 1", "100 100 1").replace("100\nS", "10000\nS") + "1 2 3\n")

    with pytest.raises(OpenError, match="of at least 20,164 bytes"):
        read_header(tmp_path / "a.vtk")


@pytest.mark.parametrize("suffix", [".nii", ".vtk", ".mrc", ".gipl"])
def test_a_file_without_a_single_pixel_is_refused(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path / f"a{suffix}")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - VOLUME.nbytes])

    with pytest.raises(OpenError, match=rf"truncated: [\d,]+ of {len(whole):,} bytes"):
        read_header(path)


@pytest.mark.data
def test_a_lying_header_is_refused_before_anything_is_reserved(shared_data: Path) -> None:
    with pytest.raises(OpenError, match=r"lying\.vtk is truncated: [\d,]+ of [\d,]+ bytes"):
        read_header(shared_data / "crashers/lying.vtk")


@pytest.mark.parametrize(("depth", "is_refused"), [(600, True), (5, False)])
def test_a_lie_is_a_giant_claim_with_next_to_nothing_behind_it(tmp_path: Path, depth: int, is_refused: bool) -> None:
    """1 MB of 600 MB is refused, 1 MB of 5 MB is opened."""
    path = tmp_path / "a.nii"
    image = nibabel.Nifti1Image(np.zeros((1000, 1000, 1), dtype=np.uint8), np.eye(4))
    nibabel.save(image, path)
    data = bytearray(path.read_bytes())
    struct.pack_into("<8h", data, 40, 3, 1000, 1000, depth, 1, 1, 1, 1)
    path.write_bytes(data)

    if is_refused:
        with pytest.raises(OpenError, match=r"truncated: 1,000,352 of 600,000,352 bytes"):
            read_header(path)
    else:
        assert read_header(path).info.is_truncated


@pytest.mark.parametrize("name", ["a.nii", "a.img"])
def test_a_short_nifti_of_the_other_byte_order_is_refused(tmp_path: Path, name: str) -> None:
    """ITK would show its bytes unturned."""
    kind = nibabel.Nifti1Image if name == "a.nii" else nibabel.Nifti1Pair
    header = kind.header_class(endianness=">")
    nibabel.save(kind(VOLUME.astype(">i2"), np.eye(4), header), tmp_path / name)
    assert not read_header(tmp_path / name).info.is_truncated
    cut(tmp_path / name, 0.5)

    with pytest.raises(OpenError, match="is truncated"):
        read_header(tmp_path / name)


def test_rescaled_zeros_are_not_called_zeros(tmp_path: Path, decode: Decode) -> None:
    image = nibabel.Nifti1Image(VOLUME.astype(np.int16), np.eye(4))
    image.header.set_slope_inter(2.0, 5.0)
    nibabel.save(image, tmp_path / "a.nii")
    cut(tmp_path / "a.nii", 0.5)

    found = decode(tmp_path / "a.nii")

    assert found.info.notes[0].endswith("the rest is drawn as ITK fills it (stored zeros).")
    assert found.pixels.reshape(-1)[-1] == 5.0


@pytest.mark.parametrize("name", ["mrc/mrcfile__EMD-3197.map", "bmp/itk5__smallRGBA.bmp"])
@pytest.mark.data
def test_real_files_cut_short(shared_data: Path, tmp_path: Path, decode: Decode, name: str) -> None:
    whole = decode(shared_data / "images" / name)
    short = tmp_path / Path(name).name
    short.write_bytes((shared_data / "images" / name).read_bytes())
    present, needed = cut(short, 0.6)

    found = decode(short)

    assert f"truncated: {present:,} of {needed:,} bytes" in found.info.notes[0]
    kept = (found.pixels == whole.pixels).mean()
    assert 0.5 < kept < 1.0


def os2_bitmap(path: Path, pixels: np.ndarray, colours: int = 256) -> Path:
    """Write a bitmap with the short header of OS/2 and a grey palette."""
    height, width = pixels.shape
    start = 26 + 3 * colours
    head = (
        b"BM" + struct.pack("<IHHI", start + pixels.size, 0, 0, start) + struct.pack("<IHHHH", 12, width, height, 1, 8)
    )
    palette = b"".join(bytes([n, n, n]) for n in range(colours))
    path.write_bytes(head + palette + pixels[::-1].tobytes())
    return path


@pytest.mark.parametrize("length", [582, 790, 794])
def test_an_os2_bitmap_without_pixels_is_refused(tmp_path: Path, decode: Decode, length: int) -> None:
    path = os2_bitmap(tmp_path / "a.bmp", np.arange(256, dtype=np.uint8).reshape(16, 16))
    path.write_bytes(path.read_bytes()[:length])

    with pytest.raises(OpenError, match=rf"a.bmp is truncated: {length} of 1,050 bytes"):
        decode(path)


def test_an_os2_bitmap_that_ends_early_is_told(tmp_path: Path, decode: Decode) -> None:
    path = os2_bitmap(tmp_path / "a.bmp", np.arange(256, dtype=np.uint8).reshape(16, 16))
    path.write_bytes(path.read_bytes()[:-100])

    got = decode(path)

    assert got.info.is_truncated
    assert "truncated: 950 of 1,050 bytes" in got.info.notes[0]


def test_a_whole_os2_bitmap_is_not_accused(tmp_path: Path, decode: Decode) -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)

    got = decode(os2_bitmap(tmp_path / "a.bmp", pixels))

    assert not got.info.is_truncated


def test_a_run_length_coded_bitmap_that_ends_early_is_refused(tmp_path: Path) -> None:
    rows = b"".join(b"\x10" + bytes([n]) + b"\0\0" for n in range(16)) + b"\0\1"
    start = 54 + 1024
    head = b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start)
    head += struct.pack("<IiiHHIIiiII", 40, 16, 16, 1, 8, 1, len(rows), 2835, 2835, 256, 0)
    palette = b"".join(bytes([n, n, n, 0]) for n in range(256))
    path = tmp_path / "a.bmp"
    path.write_bytes(head + palette + rows)
    assert not read_header(path).info.is_truncated

    path.write_bytes((head + palette + rows)[:-20])

    with pytest.raises(OpenError, match="truncated"):
        read_header(path)
