"""The second opinion beside what else is asked of a file: another type, a link to it, the unit that it states."""

from __future__ import annotations

from pathlib import Path

import nibabel
import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
import tifffile

from itk_inspector.core.errors import OpenError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.header import read_requested
from itk_inspector.itkio.reader import read_settled
from itk_inspector.itkio.refusals import itk_sentence

COLOURS = (np.arange(6 * 8 * 3).reshape(6, 8, 3) * 5 % 251).astype(np.uint8)
GREY = (COLOURS @ np.array([0.2125, 0.7154, 0.0721])).astype(np.uint8)


def shown(path: Path, read_as: str = "") -> tuple[tuple[str, ...], np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    header = read_requested(OpenRequest(path, read_as))
    memory = np.empty(header.nbytes, np.uint8)
    header, _ = read_settled(header, memory)
    return header.info.notes, memory.view(header.info.dtype).reshape(header.info.shape)


@pytest.mark.parametrize("suffix", [".mha", ".nrrd", ".nii", ".nii.gz", ".vtk", ".tif", ".bmp", ".hdr"])
@pytest.mark.parametrize("read_as", ["UC", "F"])
def test_colours_are_read_as_one_number_as_itk_reads_them(tmp_path: Path, suffix: str, read_as: str) -> None:
    path = tmp_path / f"a{suffix}"
    sitk.WriteImage(sitk.GetImageFromArray(COLOURS, isVector=True), str(path))

    notes, values = shown(path, read_as)

    assert np.abs(values.astype(float) - GREY).max() <= 1
    assert len(notes) == 1
    assert notes[0].startswith("Read as ")


@pytest.mark.parametrize("suffix", [".mha", ".nrrd", ".nii", ".nii.gz", ".vtk"])
def test_vectors_are_read_as_one_number_without_a_false_word(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    vectors = np.random.default_rng(1).normal(size=(6, 8, 3)).astype(np.float32)
    sitk.WriteImage(sitk.GetImageFromArray(vectors, isVector=True), str(path))

    notes, values = shown(path, "F")

    assert values.shape == (6, 8)
    assert [note for note in notes if "second reader" in note or "wrongly" in note] == []


def test_colours_that_the_second_reader_decodes_become_one_number_too(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    planes = np.moveaxis(COLOURS, 2, 0)
    alpha = np.full((1, 6, 8), 9, np.uint8)
    tifffile.imwrite(
        path, np.concatenate([planes, alpha]), photometric="rgb", planarconfig="separate", extrasamples=[2]
    )
    with pytest.raises(OpenError, match="4 components a pixel here; read it in its stored type"):
        shown(path, "UC")

    tifffile.imwrite(path, COLOURS.astype(np.float64), photometric="rgb")
    notes, values = shown(path, "F")

    assert np.allclose(values, COLOURS @ np.array([0.2125, 0.7154, 0.0721]), rtol=1e-6)
    assert "Read as float32 (F); stored as 3 × float64 (rgb)." in notes


@pytest.mark.parametrize("suffix", [".mha", ".nrrd", ".nii.gz"])
def test_a_link_to_a_file_is_read_as_the_file(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "real").mkdir()
    path, link = tmp_path / "real" / f"a{suffix}", tmp_path / f"b{suffix}"
    sitk.WriteImage(sitk.GetImageFromArray(COLOURS[..., 0]), str(path))
    link.symlink_to(path)

    notes, values = shown(link)

    assert (notes, values.tolist()) == ((), COLOURS[..., 0].tolist())


def test_a_unit_for_each_axis_is_a_statement(tmp_path: Path) -> None:
    path = tmp_path / "a.nrrd"
    head = 'NRRD0004\ntype: uchar\ndimension: 2\nsizes: 4 3\nspacings: 2 3\nunits: "mm" "mm"\nencoding: raw\n\n'
    path.write_bytes(head.encode() + bytes(12))

    assert read_requested(OpenRequest(path)).info.space.unit == "mm"


@pytest.mark.parametrize(("unit", "stated"), [("INCH", "mm"), ("CENTIMETER", "mm"), ("NONE", "")])
def test_the_unit_of_a_resolution_is_stated(tmp_path: Path, unit: str, stated: str) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, COLOURS[..., 0], resolution=(300, 300), resolutionunit=unit)

    assert read_requested(OpenRequest(path)).info.space.unit == stated


def test_sizes_that_itk_does_not_read_are_told(tmp_path: Path) -> None:
    stack = np.zeros((3, 6, 8), np.uint8)
    tifffile.imwrite(
        tmp_path / "ij.tif",
        stack,
        imagej=True,
        resolution=(2, 2),
        metadata={"axes": "ZYX", "unit": "um", "spacing": 3.0},
    )
    sizes = {"PhysicalSizeX": 0.1, "PhysicalSizeY": 0.1, "PhysicalSizeZ": 0.5}
    tifffile.imwrite(tmp_path / "a.ome.tif", stack, metadata={"axes": "ZYX", **sizes})

    imagej, ome = (read_requested(OpenRequest(tmp_path / name)).info.notes for name in ("ij.tif", "a.ome.tif"))

    assert "ImageJ states a pixel of 0.5 × 0.5 × 3 µm, which is not used: the spacing is ITK’s." in imagej
    assert "OME states a pixel of 0.1 × 0.1 × 0.5 µm, which is not used: the spacing is ITK’s." in ome


def test_folders_are_left_out_of_what_itk_says() -> None:
    said = 'itk::ERROR: MINCImageIO(0x55d0c0): Could not open file "/home/someone/a b.mnc".'

    assert "/home" not in itk_sentence(said)


@pytest.mark.parametrize(
    "said",
    [
        "/a/itkNrrdImageIO.cxx:935:\nITK ERROR: NrrdImageIO(0x55ba): Read: Error reading /home/a.nrrd",
        "/a/itkNrrdImageIO.cxx:943: in 'unknown':\nITK ERROR NrrdImageIO(9421): Read: Error reading /home/a.nrrd",
    ],
    ids=["itk 5", "itk 6"],
)
def test_neither_class_nor_address_is_in_what_itk_says(said: str) -> None:
    assert itk_sentence(said) == "Error reading a.nrrd"


def test_nifti_colours_stay_right_beside_the_other_type(tmp_path: Path) -> None:
    path = tmp_path / "a.nii"
    kind = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])
    pixels = np.ascontiguousarray(COLOURS).view(kind)[..., 0].T[..., None]
    nibabel.save(nibabel.Nifti1Image(pixels, np.eye(4)), path)

    _, values = shown(path)

    assert np.array_equal(values.reshape(6, 8, 3), COLOURS)


@pytest.mark.parametrize("suffix", [".h5", ".mnc"])
def test_hdf5_that_was_cut_says_how_much_is_there(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    volume = np.arange(40 * 30 * 20, dtype=np.int16).reshape(40, 30, 20)
    sitk.WriteImage(sitk.GetImageFromArray(volume), str(tmp_path / "a.h5"))
    if suffix == ".mnc":
        itk = pytest.importorskip("itk")
        itk.imwrite(itk.image_from_array(volume), str(path))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])

    with pytest.raises(OpenError, match=rf"^a{suffix} cannot be read: it is truncated: [\d,]+ of {len(data):,} bytes"):
        shown(path)


@pytest.mark.parametrize("read_as", ["D", "F", "UC"])
def test_what_itk_reads_wrongly_is_not_converted_in_silence(tmp_path: Path, read_as: str) -> None:
    path = tmp_path / "a.vtk"
    head = "# vtk DataFile Version 3.0\nx\nASCII\nDATASET STRUCTURED_POINTS\nDIMENSIONS 4 1 1\n"
    head += "SPACING 1 1 1\nORIGIN 0 0 0\n"
    path.write_text(f"{head}POINT_DATA 4\nSCALARS a float 1\nLOOKUP_TABLE default\n1.5 nan 3 4\n")

    notes, values = shown(path, read_as)

    assert values.reshape(-1)[[0, 2, 3]].tolist() == [1 if read_as == "UC" else 1.5, 3, 4]
    assert any("reads this file wrongly" in note for note in notes)
    if read_as == "D":
        assert np.isnan(values.reshape(-1)[1])


def test_nan_of_compressed_nifti_is_not_converted_to_0(tmp_path: Path) -> None:
    path = tmp_path / "a.nii.gz"
    pixels = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    pixels[1, 1, 1] = np.nan
    nibabel.save(nibabel.Nifti1Image(pixels, np.eye(4)), path)

    notes, values = shown(path, "D")

    assert np.array_equal(values, pixels.T, equal_nan=True)
    assert any("reads this file wrongly" in note for note in notes)
