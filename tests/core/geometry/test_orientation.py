"""How patients stand upright, against nibabel's and plain arithmetic with the direction matrix."""

from __future__ import annotations

import itertools
from dataclasses import replace

import nibabel
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directions import SIGNED_PERMUTATIONS, rotation
from itk_inspector.core.geometry.anatomy import EdgeLetters
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.orientation import (
    ARRAY_ORDER,
    anatomical_name,
    nearest_patient_axes,
    patient_orientation,
)
from itk_inspector.core.geometry.planes import Plane

IDENTITY = Geometry.identity((4, 5, 6))


def turned(matrix: np.ndarray, dimension: int = 3) -> Geometry:
    whole = np.eye(dimension)
    whole[:3, :3] = matrix
    plain = Geometry.identity(tuple(range(4, 4 + dimension)))
    return replace(plain, direction=tuple(tuple(float(v) for v in row) for row in whole))


DIRECTIONS = st.builds(
    lambda matrix, degrees: rotation(degrees) @ matrix,
    st.sampled_from(SIGNED_PERMUTATIONS),
    st.tuples(*[st.floats(-24, 24)] * 3),
)


def test_an_axial_volume_stands_upright_but_for_its_slices() -> None:
    found = patient_orientation(IDENTITY)

    assert found.axes(3) == ((0, 1), (0, 2), (1, 2))
    assert [found.flips(plane) for plane in found.orthogonal(Plane(0, 1, (0, 0, 0)))] == [
        (False, False),
        (False, True),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("axes", "letters"),
    [
        ((0, 1), EdgeLetters("R", "L", "A", "P")),
        ((0, 2), EdgeLetters("R", "L", "S", "I")),
        ((1, 2), EdgeLetters("A", "P", "S", "I")),
        ((2, 1), EdgeLetters("S", "I", "A", "P")),
    ],
)
@pytest.mark.parametrize("signs", list(itertools.product((1.0, -1.0), repeat=3)))
def test_edges_of_a_straight_volume_whichever_way_its_axes_run(
    signs: tuple[float, ...], axes: tuple[int, int], letters: EdgeLetters
) -> None:
    geometry = turned(np.diag(signs))

    assert patient_orientation(geometry).letters(Plane(*axes, (0, 0, 0)), geometry) == letters


@given(DIRECTIONS)
def test_each_plane_is_shown_as_radiology_does(direction: np.ndarray) -> None:
    geometry = turned(direction)
    orientation = patient_orientation(geometry)
    shown = {}
    for plane in orientation.orthogonal(Plane(0, 1, (0, 0, 0))):
        right, down = orientation.signs(plane)
        # where one goes in LPS from the middle of the screen to the right, and downwards
        steps = direction[:, plane.horizontal] * right, direction[:, plane.vertical] * down
        shown[anatomical_name(plane, geometry)] = tuple(int(np.argmax(np.abs(step))) for step in steps)
        towards = {"axial": (0, 1, 1, 1), "coronal": (0, 1, 2, -1), "sagittal": (1, 1, 2, -1)}
        across, sign_across, below, sign_below = towards[anatomical_name(plane, geometry)]
        assert steps[0][across] * sign_across > 0
        assert steps[1][below] * sign_below > 0

    assert shown == {"axial": (0, 1), "coronal": (0, 2), "sagittal": (1, 2)}


@given(DIRECTIONS)
def test_nearest_axes_are_those_of_nibabel(direction: np.ndarray) -> None:
    affine = np.eye(4)
    affine[:3, :3] = np.diag([-1.0, -1.0, 1.0]) @ direction

    oracle = nibabel.io_orientation(affine)

    assert nearest_patient_axes(turned(direction)) == tuple(int(axis) for axis in oracle[:, 0])


@given(DIRECTIONS)
def test_a_flip_is_where_nibabel_would_turn_the_array_round(direction: np.ndarray) -> None:
    geometry = turned(direction)
    affine = np.eye(4)
    affine[:3, :3] = np.diag([-1.0, -1.0, 1.0]) @ direction
    # nibabel's codes in RAS: an array in the order L, P, I is what the screen shows in x and y, and in z
    wanted = nibabel.orientations.axcodes2ornt(("L", "P", "I"))

    change = nibabel.orientations.ornt_transform(nibabel.io_orientation(affine), wanted)

    assert patient_orientation(geometry).flipped == tuple(bool(sign < 0) for sign in change[:, 1])


@given(st.tuples(*[st.floats(-1, 1)] * 9))
def test_each_patient_axis_is_named_once_whatever_the_matrix(numbers: tuple[float, ...]) -> None:
    assert sorted(nearest_patient_axes(turned(np.reshape(numbers, (3, 3))))) == [0, 1, 2]


@given(st.floats(0, 360), st.sampled_from([(0, 1), (0, 2), (1, 2)]))
def test_a_plane_is_never_seen_from_behind(degrees: float, axes: tuple[int, int]) -> None:
    """Right × down leads away from the viewer: to the head, to the back, to the right."""
    turn = {(0, 1): (0.0, 0.0, degrees), (0, 2): (0.0, degrees, 0.0), (1, 2): (degrees, 0.0, 0.0)}[axes]
    direction = rotation(turn)
    orientation = patient_orientation(turned(direction))
    plane = orientation.laid(Plane(*axes, (0, 0, 0)))
    right, down = orientation.signs(plane)

    away = np.cross(direction[:, plane.horizontal] * right, direction[:, plane.vertical] * down)

    hidden = ({0, 1, 2} - set(axes)).pop()
    assert away[hidden] == pytest.approx({2: 1.0, 1: 1.0, 0: -1.0}[hidden], abs=1e-9)


def test_flat_images_have_no_place_in_a_patient() -> None:
    flat = Geometry.identity((4, 5))

    assert patient_orientation(flat) == ARRAY_ORDER
    assert anatomical_name(Plane(0, 1, (0, 0)), flat) == ""


def test_time_is_never_turned_round() -> None:
    geometry = turned(np.diag([-1.0, 1.0, 1.0]), dimension=4)
    orientation, plane = patient_orientation(geometry), Plane(3, 0, (0, 0, 0, 0))

    assert orientation.flips(plane) == (False, True)
    assert orientation.laid(plane) == plane
    assert anatomical_name(plane, geometry) == ""


@pytest.mark.parametrize(("dimension", "planes"), [(1, 0), (2, 1), (3, 3), (5, 3)])
def test_array_order_leaves_all_as_it_is(dimension: int, planes: int) -> None:
    plane = Plane(0, min(1, dimension - 1), (0,) * dimension)

    assert ARRAY_ORDER.axes(dimension) == ((0, 1), (0, 2), (1, 2))[:planes]
    assert ARRAY_ORDER.signs(plane) == (1, 1)


def test_planes_lie_through_one_position() -> None:
    planes = patient_orientation(turned(np.eye(3)[[1, 0, 2]])).orthogonal(Plane(0, 1, (3, 4, 5)))

    assert planes == (Plane(1, 0, (3, 4, 5)), Plane(0, 2, (3, 4, 5)), Plane(1, 2, (3, 4, 5)))


def test_a_plane_is_laid_with_the_axis_that_runs_across_first() -> None:
    sideways = patient_orientation(turned(np.eye(3)[[1, 0, 2]]))

    assert sideways.laid(Plane(0, 1, (3, 4, 5))) == Plane(1, 0, (3, 4, 5))
    assert sideways.laid(Plane(1, 0, (3, 4, 5))) == Plane(1, 0, (3, 4, 5))
    assert ARRAY_ORDER.laid(Plane(1, 0, (3, 4, 5))) == Plane(0, 1, (3, 4, 5))


def test_cosines_may_be_numpys() -> None:
    mirrored = ((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
    plain = replace(Geometry.identity((4, 5, 6)), direction=mirrored)
    numpys = replace(plain, direction=tuple(tuple(np.float64(cosine) for cosine in row) for row in mirrored))

    patient_orientation.cache_clear()
    assert patient_orientation(numpys).flipped == (True, False, False)
    patient_orientation.cache_clear()
    assert patient_orientation(plain).flipped == (True, False, False)
