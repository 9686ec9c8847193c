"""sform against qform: what is told, and that the distance is right."""

from __future__ import annotations

from pathlib import Path

import nibabel
import numpy as np
import pytest

from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.nifti_forms import distance, forms


def save(path: Path, qform: np.ndarray | None, sform: np.ndarray | None) -> nibabel.Nifti1Image:
    image = nibabel.Nifti1Image(np.zeros((5, 6, 7), np.int16), None)
    image.set_qform(qform, code=1 if qform is not None else 0)
    image.set_sform(sform, code=1 if sform is not None else 0)
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


@pytest.mark.parametrize("angle", [0.0, 0.7, 3.0])
def test_matrices_are_nibabels(tmp_path: Path, angle: float) -> None:
    flipped = placed((1, 2, 3), angle) @ np.diag([1.0, 1.0, -1.0, 1.0])
    image = save(tmp_path / "a.nii", flipped, placed((9, 9, 9)))

    found = forms((tmp_path / "a.nii").read_bytes())

    assert found is not None
    np.testing.assert_allclose(found[0], image.header.get_qform()[:3], atol=1e-5)
    np.testing.assert_allclose(found[1], image.header.get_sform()[:3], atol=1e-6)


def test_distance_is_that_of_the_farthest_corner() -> None:
    left, right = np.eye(4)[:3], np.eye(4)[:3].copy()
    right[0, 0] = 1.5

    assert distance(left, right, (11, 1, 1)) == pytest.approx(5.0)
