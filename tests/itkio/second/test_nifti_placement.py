"""sform against qform: what is told, and that the distance is right."""

from __future__ import annotations

import gzip
import math
import struct
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest

from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.reader import read_into
from itk_inspector.itkio.second.nifti_placement import distance


def save(path: Path, qform: np.ndarray | None, sform: np.ndarray | None, unit: str = "mm") -> nibabel.Nifti1Image:
    image = nibabel.Nifti1Image(np.zeros((5, 6, 7), np.int16), None)
    image.set_qform(qform, code=1 if qform is not None else 0)
    image.set_sform(sform, code=1 if sform is not None else 0)
    image.header.set_xyzt_units(unit)
    image.header.set_zooms((2.0, 2.0, 2.0))
    nibabel.save(image, path)
    return image


def placed(offset: tuple[float, float, float], angle: float = 0.0) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    affine = np.eye(4)
    affine[:2, :2] = [[c, -s], [s, c]]
    affine[:3, :3] *= 2.0
    affine[:3, 3] = offset
    return affine


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_two_placements_are_told_with_their_distance(tmp_path: Path, name: str) -> None:
    save(tmp_path / name, placed((0, 0, 0)), placed((30, 40, 0)))

    notes = read_header(tmp_path / name).info.notes

    assert [n for n in notes if "up to 50 mm apart" in n]


@pytest.mark.parametrize("angle", [0.0, 0.3, -2.0])
def test_equal_placements_need_no_word(tmp_path: Path, angle: float) -> None:
    save(tmp_path / "a.nii", placed((1, 2, 3), angle), placed((1, 2, 3), angle))

    assert not [n for n in read_header(tmp_path / "a.nii").info.notes if "apart" in n]


def test_a_single_placement_needs_no_word(tmp_path: Path) -> None:
    save(tmp_path / "a.nii", None, placed((1, 2, 3)))

    assert read_header(tmp_path / "a.nii").info.notes == ()


UNITS = [("meter", "5e+04 mm", 1e3), ("mm", "50 mm", 1.0), ("micron", "0.05 mm", 1e-3), ("unknown", "50", 1.0)]


@pytest.mark.parametrize(("unit", "said", "to_mm"), UNITS)
@pytest.mark.parametrize("taken", ["sform", "qform"])
def test_distances_are_in_the_unit_that_itk_gives(
    tmp_path: Path, unit: str, said: str, to_mm: float, taken: str
) -> None:
    near, far = placed((0, 0, 0)), placed((30, 40, 0))
    image = save(tmp_path / "a.nii", far, near, unit)
    if taken == "qform":
        image.set_sform(near, code=1)
        image.set_qform(far, code=2)
        nibabel.save(image, tmp_path / "a.nii")

    info = read_header(tmp_path / "a.nii").info

    moved = -30 * to_mm if np.isclose(info.geometry.origin[0], -30 * to_mm) else 0.0
    itks = "qform" if moved else "sform"
    assert f"The header’s sform and qform place the image up to {said} apart; ITK took the {itks}." in info.notes


@pytest.mark.parametrize(("unit", "to_mm"), [("meter", 1e3), ("mm", 1.0), ("micron", 1e-3), ("unknown", 1.0)])
def test_a_spacing_that_the_sform_denies_is_told_with_its_distance(tmp_path: Path, unit: str, to_mm: float) -> None:
    """As VINCI writes them: columns of length 1, another spacing in pixdim."""
    save(tmp_path / "a.nii", None, np.diag([1.0, 2.0, 2.0, 1.0]), unit)

    info = read_header(tmp_path / "a.nii").info

    apart = f"{4 * 1.0 * to_mm:.3g}{'' if unit == 'unknown' else ' mm'}"
    said = f"The header’s pixdim and sform place the image up to {apart} apart; ITK took the pixdim."
    assert info.notes == (said,)
    assert info.geometry.spacing[0] == pytest.approx(2.0 * to_mm)


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_no_placement_is_told(tmp_path: Path, name: str) -> None:
    path = rewritten(tmp_path / "b.nii", "<hh", 252, 0, 0)
    data = path.read_bytes()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)

    assert read_header(tmp_path / name).info.notes == (
        "The header states no placement: qform_code and sform_code are 0.",
    )


def test_distance_is_that_of_the_farthest_corner() -> None:
    left, right = np.eye(4)[:3], np.eye(4)[:3].copy()
    right[0, 0] = 1.5

    assert distance(left, right, (11, 1, 1)) == pytest.approx(5.0)


SHEARED = np.array([[2.0, 0.3, 0.0, 10.0], [0.0, 2.0, 0.1, 20.0], [0.0, 0.0, 3.0, 30.0], [0.0, 0.0, 0.0, 1.0]])


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz", "a.img"])
@pytest.mark.parametrize("shape", [(5, 6, 7), (5, 6, 7, 2)])
def test_a_sheared_placement_opens_with_the_distance_it_was_moved(
    tmp_path: Path, name: str, shape: tuple[int, ...]
) -> None:
    kind = nibabel.Nifti1Pair if name == "a.img" else nibabel.Nifti1Image
    image = kind(np.arange(np.prod(shape), dtype=np.int16).reshape(shape), SHEARED)
    image.header.set_xyzt_units("mm")
    nibabel.save(image, tmp_path / name)
    theirs = nibabel.load(tmp_path / name).affine
    assert np.allclose(theirs, SHEARED, atol=1e-6)

    header = read_header(tmp_path / name)

    geometry, memory = header.info.geometry, np.zeros(header.nbytes, np.uint8)
    direction = np.asarray(geometry.direction)[:3, :3]
    corners = np.array([[x, y, z] for x in (0, 4) for y in (0, 5) for z in (0, 6)], dtype=float)
    ours = corners * geometry.spacing[:3] @ direction.T + geometry.origin[:3]
    expected = (corners @ theirs[:3, :3].T + theirs[:3, 3]) * [-1, -1, 1]
    moved = np.linalg.norm(ours - expected, axis=1).max()
    assert np.allclose(direction @ direction.T, np.eye(3), atol=1e-6)
    assert moved > 0.5
    note = next(n for n in header.info.notes if "is sheared" in n)
    assert f"moves a corner by up to {moved:.3g} mm" in note
    read_into(header, memory)
    assert np.array_equal(memory.view(np.int16).reshape(header.info.shape), np.asarray(image.dataobj).T)


def test_a_sheared_plane_is_told(tmp_path: Path) -> None:
    nibabel.save(nibabel.Nifti1Image(np.zeros((5, 6), np.int16), SHEARED), tmp_path / "a.nii")

    info = read_header(tmp_path / "a.nii").info

    assert info.geometry.dimension == 2
    assert any("is sheared" in n for n in info.notes)


def test_a_sheared_volume_read_as_another_type(tmp_path: Path) -> None:
    values = np.arange(210, dtype=np.int16).reshape(5, 6, 7)
    nibabel.save(nibabel.Nifti1Image(values, SHEARED), tmp_path / "a.nii")
    header = read_header(tmp_path / "a.nii", "F")
    memory = np.zeros(header.nbytes, np.uint8)

    read_into(header, memory)

    assert np.array_equal(memory.view(np.float32).reshape(7, 6, 5), values.T)


def rewritten(path: Path, form: str, offset: int, *values: float) -> Path:
    nibabel.save(nibabel.Nifti1Image(np.zeros((5, 6, 7), np.int16), np.diag([2.0, 2.0, 2.0, 1.0])), path)
    data = bytearray(path.read_bytes())
    struct.pack_into(form, data, offset, *values)
    path.write_bytes(data)
    return path


SINGULAR = [[2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0], [0] * 12, [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0]]


@pytest.mark.parametrize("matrix", SINGULAR)
def test_a_placement_without_a_volume_is_told_and_not_used(tmp_path: Path, matrix: list[float]) -> None:
    path = rewritten(tmp_path / "a.nii", "<12f", 280, *matrix)

    info = read_header(path).info

    assert any(note.startswith("The header’s sform is singular") for note in info.notes)
    assert info.geometry.spacing == (2.0, 2.0, 2.0)
    assert not info.space.is_patient


@pytest.mark.parametrize("matrix", SINGULAR)
def test_a_qform_stands_in_for_a_singular_sform(tmp_path: Path, matrix: list[float]) -> None:
    save(tmp_path / "a.nii", placed((1, 2, 3), 0.3), placed((1, 2, 3), 0.3))
    data = bytearray((tmp_path / "a.nii").read_bytes())
    struct.pack_into("<12f", data, 280, *matrix)
    (tmp_path / "a.nii").write_bytes(data)

    info = read_header(tmp_path / "a.nii").info

    assert any(note.startswith("The header’s sform is singular") for note in info.notes)
    np.testing.assert_allclose(info.geometry.origin, (-1, -2, 3), atol=1e-6)
    np.testing.assert_allclose(info.geometry.direction[0][:2], (-np.cos(0.3), np.sin(0.3)), atol=1e-6)


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("has_qform", [False, True])
def test_a_placement_that_is_no_number_is_told_and_not_used(tmp_path: Path, value: float, *, has_qform: bool) -> None:
    path = rewritten(tmp_path / "a.nii", "<f", 280, value)
    if has_qform:
        data = bytearray(path.read_bytes())
        struct.pack_into("<h", data, 252, 1)
        struct.pack_into("<3f", data, 268, 1.0, 2.0, 3.0)
        path.write_bytes(data)

    info = read_header(path).info

    assert any(note.startswith("The header’s sform holds NaN or infinity") for note in info.notes)
    assert not any("states no placement" in note for note in info.notes)
    assert info.geometry.origin == ((-1.0, -2.0, 3.0) if has_qform else (0.0, 0.0, 0.0))
    assert info.space.is_patient is has_qform


@pytest.mark.parametrize(("value", "said"), [(0.0, "0"), (math.nan, "nan"), (math.inf, "inf")])
@pytest.mark.parametrize("axis", [1, 2, 3])
def test_a_spacing_without_meaning_is_told(tmp_path: Path, value: float, said: str, axis: int) -> None:
    info = read_header(rewritten(tmp_path / "a.nii", "<f", 76 + 4 * axis, value)).info

    assert info.geometry.spacing[axis - 1] == 1.0
    assert f"pixdim[{axis}] is {said}: ITK took a spacing of 1." in info.notes


def test_a_whole_spacing_is_not_told(tmp_path: Path) -> None:
    assert read_header(rewritten(tmp_path / "a.nii", "<f", 80, 2.0)).info.notes == ()


def test_a_cell_size_of_zero_is_told(tmp_path: Path) -> None:
    sitk = pytest.importorskip("SimpleITK")
    sitk.WriteImage(sitk.Image(5, 6, 7, sitk.sitkInt16), str(tmp_path / "a.mrc"))
    assert read_header(tmp_path / "a.mrc").info.notes == ()
    data = bytearray((tmp_path / "a.mrc").read_bytes())
    struct.pack_into("<2f", data, 40, 0.0, 0.0)
    (tmp_path / "a.mrc").write_bytes(data)

    info = read_header(tmp_path / "a.mrc").info

    assert info.geometry.spacing == (1.0, 1.0, 1.0)
    assert info.notes == ("The header gives no cell size in x, y: a spacing of 1 is taken.",)


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz", "a.hdr", "a.img", "a.img.gz"])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("shape", [(5, 6, 7), (5, 6), (5, 6, 7, 2)])
def test_nifti_2_is_read_by_nibabel(
    tmp_path: Path, decode: Callable[..., Any], name: str, order: str, shape: tuple[int, ...]
) -> None:
    kind = nibabel.Nifti2Image if ".nii" in name else nibabel.Nifti2Pair
    values = np.arange(np.prod(shape), dtype=f"{order}i2").reshape(shape)
    image = kind(values, placed((1, 2, 3), 0.3), kind.header_class(endianness=order))
    image.header.set_xyzt_units("mm", "msec")
    image.header["pixdim"][4] = 2000
    nibabel.save(image, tmp_path / name)

    found = decode(tmp_path / name)

    assert np.array_equal(found.pixels, values.T)
    told = f"ITK {version('itk')} does not read this file; shown as stored (nibabel "
    assert [note[: len(told)] for note in found.info.notes if not note.startswith("4-D")] == [told]
    geometry = found.info.geometry
    expected = np.diag([-1, -1, 1]) @ image.affine[:3]
    matrix = np.array(geometry.direction) * geometry.spacing
    axes = min(len(shape), 3)
    np.testing.assert_allclose(matrix[:axes, :axes], expected[:axes, :axes], atol=1e-6)
    np.testing.assert_allclose(geometry.origin[:axes], expected[:axes, 3], atol=1e-6)
    assert geometry.spacing[3:] == ((2.0,) if len(shape) == 4 else ())
    assert found.info.metadata["magic"] == ("n+2" if ".nii" in name else "ni2")


def test_nifti_2_still_cannot_be_read_by_itk(tmp_path: Path) -> None:
    """When this fails, a newer itk reads it, and the refusal has had its day."""
    nibabel.save(nibabel.Nifti2Image(np.zeros((5, 6, 7), np.int16), np.eye(4)), tmp_path / "a.nii")

    assert engine.image_io().CreateImageIO(str(tmp_path / "a.nii"), 0) is None


@pytest.mark.parametrize("handed", [0.0, 0.3, 7.0, math.nan, -2.0])
def test_a_handedness_that_is_neither_one_is_taken_by_its_sign(tmp_path: Path, handed: float) -> None:
    save(tmp_path / "a.nii", placed((1, 2, 3), 0.3), None)
    data = bytearray((tmp_path / "a.nii").read_bytes())
    struct.pack_into("<f", data, 76, handed)
    (tmp_path / "a.nii").write_bytes(data)

    assert read_header(tmp_path / "a.nii").info.notes == ()


@pytest.mark.parametrize("step", [1e-310, 1e-200, 1e200, -0.0, math.nan])
def test_nifti_2_with_an_absurd_spacing_is_read(tmp_path: Path, step: float) -> None:
    image = nibabel.Nifti2Image(np.zeros((5, 6, 7), np.int16), np.eye(4))
    nibabel.save(image, tmp_path / "a.nii")
    data = bytearray((tmp_path / "a.nii").read_bytes())
    struct.pack_into("<3d", data, 112, step, step, step)
    struct.pack_into("<2i", data, 344, 0, 0)
    (tmp_path / "a.nii").write_bytes(data)

    assert read_header(tmp_path / "a.nii").info.geometry.spacing == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e38])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_numbers_over_which_itk_never_ends_are_kept_from_it(tmp_path: Path, value: float, name: str) -> None:
    data = rewritten(tmp_path / "b.nii", "<4f", 280, 0.0, 0.0, 0.0, value).read_bytes()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)

    info = read_header(tmp_path / name).info

    assert info.geometry.spacing == (2.0, 2.0, 2.0)
    assert any(note.startswith("The header’s sform holds ") for note in info.notes)
