"""Letters of the patient's directions, against nibabel and SimpleITK."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import nibabel
import numpy as np
import pytest
import SimpleITK
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.geometry.anatomy import EdgeLetters, edge_letters, letters_towards, oblique_angle, oblique_note
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane

FLAT = Geometry.identity((4, 5, 6))
SIGNED_PERMUTATIONS = [
    np.eye(3)[list(order)] * signs
    for order in itertools.permutations(range(3))
    for signs in itertools.product((1.0, -1.0), repeat=3)
]


def turned(matrix: np.ndarray, dimension: int = 3) -> Geometry:
    whole = np.eye(dimension)
    whole[:3, :3] = matrix
    plain = Geometry.identity(tuple(range(4, 4 + dimension)))
    return replace(plain, direction=tuple(tuple(float(v) for v in row) for row in whole))


def rotation(axis: int, degrees: float) -> np.ndarray:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    made = np.eye(3)
    first, second = [k for k in range(3) if k != axis]
    made[first, first] = made[second, second] = c
    made[first, second], made[second, first] = -s, s
    return made


def towards(geometry: Geometry) -> str:
    return "".join(letters_towards(tuple(row[axis] for row in geometry.direction))[0] for axis in range(3))


def test_identity_is_lps() -> None:
    assert towards(FLAT) == "LPS"


@pytest.mark.parametrize("matrix", SIGNED_PERMUTATIONS)
def test_straight_axes_agree_with_simpleitk(matrix: np.ndarray) -> None:
    oracle = SimpleITK.DICOMOrientImageFilter.GetOrientationFromDirectionCosines(matrix.ravel().tolist())

    assert towards(turned(matrix)) == oracle


@given(
    matrix=st.sampled_from(SIGNED_PERMUTATIONS),
    angles=st.tuples(*[st.floats(-24, 24)] * 3),
)
def test_oblique_axes_agree_with_nibabel(matrix: np.ndarray, angles: tuple[float, float, float]) -> None:
    direction = rotation(0, angles[0]) @ rotation(1, angles[1]) @ rotation(2, angles[2]) @ matrix
    affine = np.eye(4)
    affine[:3, :3] = np.diag([-1, -1, 1]) @ direction

    assert towards(turned(direction)) == "".join(nibabel.aff2axcodes(affine))


@pytest.mark.parametrize(
    ("degrees", "letters"), [(0, "L"), (1, "L"), (19.8, "L"), (20.1, "LP"), (44, "LP"), (46, "PL"), (-30, "LA")]
)
def test_second_letter_from_twenty_degrees_on(degrees: float, letters: str) -> None:
    column = tuple(rotation(2, degrees)[:, 0].tolist())

    assert letters_towards(column) == letters


def test_equal_components_keep_the_order_of_the_axes() -> None:
    assert letters_towards((-math.sqrt(0.5), math.sqrt(0.5), 0.0)) == "RP"


@pytest.mark.parametrize(
    ("axes", "letters"),
    [
        ((0, 1), EdgeLetters("R", "L", "A", "P")),
        ((0, 2), EdgeLetters("R", "L", "I", "S")),
        ((1, 2), EdgeLetters("A", "P", "I", "S")),
        ((1, 0), EdgeLetters("A", "P", "R", "L")),
    ],
)
def test_edges_of_the_planes(axes: tuple[int, int], letters: EdgeLetters) -> None:
    assert edge_letters(Plane(*axes, (0, 0, 0)), FLAT) == letters


def test_flipped_axis_swaps_its_edges() -> None:
    found = edge_letters(Plane(0, 1, (0, 0, 0)), turned(np.diag([-1.0, 1.0, 1.0])))

    assert (found.left, found.right) == ("L", "R")


def test_time_has_no_letters() -> None:
    found = edge_letters(Plane(0, 3, (0, 0, 0, 0)), turned(np.eye(3), dimension=4))

    assert found == EdgeLetters("R", "L", "", "")


@pytest.mark.parametrize("degrees", [0.0, 0.05, 3.0, 15.0, 45.0])
def test_angle_is_that_of_the_rotation(degrees: float) -> None:
    assert oblique_angle(turned(rotation(0, degrees))) == pytest.approx(degrees, abs=1e-5)


def test_angle_is_to_the_nearest_axis() -> None:
    assert oblique_angle(turned(rotation(2, 80))) == pytest.approx(10)


def test_angle_ignores_the_time_axis_and_the_order() -> None:
    assert oblique_angle(turned(SIGNED_PERMUTATIONS[13], dimension=4)) == 0


def test_note_has_one_decimal() -> None:
    assert oblique_note(turned(rotation(1, 12.34))) == "Oblique by 12.3°: planes are named by the nearest patient axes."


def test_straight_axes_need_no_note() -> None:
    assert oblique_note(turned(rotation(1, 0.09))) == ""
