"""Unit and axes of physical points are those that the file states, in every format."""

from __future__ import annotations

import struct
from pathlib import Path

import itk
import numpy as np
import pytest

from dicom_files import write_slice
from itk_inspector.core.header.space import Space, unit_of
from itk_inspector.itkio import from_memory
from itk_inspector.itkio.header import read_header

PIXELS = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
META = """ObjectType = Image
NDims = 3
BinaryData = True
BinaryDataByteOrderMSB = False
CompressedData = False
TransformMatrix = 1 0 0 0 1 0 0 0 1
Offset = 0 0 0
{}ElementSpacing = 1 2 3
DimSize = 5 4 3
ElementType = MET_SHORT
ElementDataFile = LOCAL
"""
NRRD = """NRRD0004
type: short
dimension: 3
{}
sizes: 5 4 3
space directions: (1,0,0) (0,2,0) (0,0,3)
endian: little
encoding: raw

"""


def written(path: Path, pixels: np.ndarray[tuple[int, ...], np.dtype[np.int16]] = PIXELS) -> Path:
    itk.imwrite(itk.image_from_array(pixels), str(path))
    return path


def space_of(path: Path) -> Space:
    return read_header(path).info.space


@pytest.mark.parametrize(
    ("lines", "space"),
    [
        ("", Space()),
        ("AnatomicalOrientation = ???\nDistanceUnits = ?\n", Space()),
        ("AnatomicalOrientation = RAI\n", Space("", is_patient=True)),
        ("AnatomicalOrientation = RAI\nDistanceUnits = um\n", Space("µm", is_patient=True)),
        ("DistanceUnits = mm\n", Space("mm")),
        ("AnatomicalOrientation = RAX\n", Space()),
        ("AnatomicalOrientation = RRI\n", Space()),
        ("AnatomicalOrientation = LPI\n", Space()),
    ],
)
def test_metaimage(tmp_path: Path, lines: str, space: Space) -> None:
    path = tmp_path / "a.mha"
    path.write_bytes(META.format(lines).encode() + PIXELS.tobytes())

    info = read_header(path).info

    assert info.space == space
    assert [note for note in info.notes if "contradicts" in note] == (
        ["AnatomicalOrientation = LPI contradicts TransformMatrix: left and right are not named."]
        if "LPI" in lines
        else []
    )


@pytest.mark.parametrize("suffix", [".mha", ".mhd", ".nrrd", ".nhdr"])
@pytest.mark.parametrize("turn", [((0, 0, -1), (1, 0, 0), (0, -1, 0)), ((0.8, -0.6, 0), (0.6, 0.8, 0), (0, 0, 1))])
def test_what_itk_writes_states_the_axes_and_no_unit(
    tmp_path: Path, suffix: str, turn: tuple[tuple[float, ...], ...]
) -> None:
    image = itk.image_from_array(PIXELS)
    image.SetDirection(itk.matrix_from_array(np.array(turn, dtype=np.float64)))
    path = tmp_path / f"a{suffix}"
    itk.imwrite(image, str(path))

    states_axes = b"AnatomicalOrientation = ???" not in path.read_bytes()  # itk 6.0b2 writes that
    assert space_of(path) == Space("", is_patient=states_axes)
    assert read_header(path).info.notes == ()


@pytest.mark.parametrize(
    ("lines", "space"),
    [
        ("space dimension: 3", Space()),
        ("space: left-posterior-superior", Space("", is_patient=True)),
        ("space: LPS", Space("", is_patient=True)),
        ("space: RAS", Space("", is_patient=True)),
        ("space: left-anterior-superior", Space("", is_patient=True)),
        ("space: 3D-right-handed", Space()),
        ("space: scanner-xyz", Space()),
        ('space: right-anterior-superior\nspace units: "mm" "mm" "mm"', Space("mm", is_patient=True)),
        ('space dimension: 3\nspace units: "microns" "microns" "microns"', Space("µm")),
        ('space dimension: 3\nspace units: "mm" "mm" "um"', Space()),
        ('space dimension: 3\nspace units: "furlong" "furlong" "furlong"', Space("furlong")),
    ],
)
def test_nrrd(tmp_path: Path, lines: str, space: Space) -> None:
    path = tmp_path / "a.nrrd"
    path.write_bytes(NRRD.format(lines).encode() + PIXELS.tobytes())

    assert space_of(path) == space


@pytest.mark.parametrize(("units", "unit"), [(0, ""), (1, "mm"), (2, "mm"), (3, "mm"), (8, ""), (10, "mm"), (11, "mm")])
@pytest.mark.parametrize(("qform", "sform"), [(0, 0), (1, 0), (0, 2), (1, 1)])
def test_nifti(tmp_path: Path, units: int, unit: str, qform: int, sform: int) -> None:
    path = written(tmp_path / "a.nii")
    head = bytearray(path.read_bytes())
    head[123] = units
    struct.pack_into("<hh", head, 252, qform, sform)
    path.write_bytes(head)

    assert space_of(path) == Space(unit, is_patient=bool(qform or sform))


def test_what_itk_writes_as_nifti_states_both(tmp_path: Path) -> None:
    for name in ("a.nii", "b.nii.gz", "c.hdr"):
        assert space_of(written(tmp_path / name)) == Space("mm", is_patient=True)


def test_analyze_states_no_axes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.hdr")
    head = bytearray(path.read_bytes())
    head[344:348] = bytes(4)
    head[56:60] = b"mm\0\0"
    path.write_bytes(head)

    assert space_of(path) == Space("mm")


def test_mrc_counts_in_angstrom_where_it_counts(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mrc")
    assert space_of(path) == Space("Å")

    head = bytearray(path.read_bytes())
    head[40:44] = bytes(4)
    path.write_bytes(head)
    assert space_of(path) == Space()


def test_minc_is_in_the_patient(tmp_path: Path) -> None:
    assert space_of(written(tmp_path / "a.mnc")) == Space("mm", is_patient=True)


@pytest.mark.parametrize("name", ["a.vtk", "a.h5", "a.gipl"])
def test_others_state_nothing(tmp_path: Path, name: str) -> None:
    assert space_of(written(tmp_path / name)) == Space()


def test_a_tiff_file_states_the_unit_of_its_resolution(tmp_path: Path) -> None:
    assert space_of(written(tmp_path / "a.tif")) == Space("mm")


def test_a_numpy_file_states_nothing(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", PIXELS)

    assert space_of(tmp_path / "a.npy") == Space()


def test_dicom_states_axes_and_unit_together(tmp_path: Path) -> None:
    placed = write_slice(tmp_path / "a.dcm", np.zeros((4, 5), np.int16), (0, 0, 0), uid="1")
    nowhere = write_slice(tmp_path / "b.dcm", np.zeros((4, 5), np.int16), None, uid="1")

    assert space_of(placed) == Space("mm", is_patient=True)
    assert not space_of(nowhere).has_letters


def test_an_image_in_memory_is_lps_by_convention_and_an_array_is_not() -> None:
    with from_memory.document(itk.image_from_array(PIXELS)) as image:
        assert image.info.unit == "LPS by convention, no unit stated"
    with from_memory.document(itk.image_from_array(PIXELS[0].copy())) as image:
        assert image.info.unit == "no unit stated"
    with from_memory.document(PIXELS) as array:
        assert array.info.space == Space()


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("mm", "mm"),
        ("Millimeters", "mm"),
        ('"um"', "µm"),
        ("microns", "µm"),
        ("metre", "m"),
        ("angstroms", "Å"),
        ("???", ""),
        ("pixel", ""),
        ("x" * 40, ""),
        ("a\nb", ""),
        ("inch", "inch"),
    ],
)
def test_units_are_written_in_one_way(word: str, unit: str) -> None:
    assert unit_of(word) == unit
