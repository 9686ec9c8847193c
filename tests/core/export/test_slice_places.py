"""Slices are placed by DICOM's formula (PS3.3, C.7.6.2.1.1)."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.export.slice_places import is_right_angled, slice_places
from itk_inspector.core.geometry.geometry import Geometry

angles = st.floats(-np.pi, np.pi)


def turned(a: float, b: float, c: float) -> Any:
    about_z = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(c), -np.sin(c)], [0, np.sin(c), np.cos(c)]])
    return about_z @ about_y @ about_x


def matrix_of(values: Any) -> Any:
    return tuple(tuple(float(v) for v in row) for row in values)


@given(
    angles, angles, angles, st.booleans(), st.tuples(*[st.floats(-500, 500)] * 3), st.tuples(*[st.integers(-9, 9)] * 3)
)
def test_every_pixel_lies_where_it_was(a: float, b: float, c: float, flips: bool, origin: Any, start: Any) -> None:
    direction = turned(a, b, c) * (np.array([1, 1, -1]) if flips else 1)
    spacing = np.array([0.5, 0.7, 2.5])
    geometry = Geometry((4, 3, 5), start, origin, tuple(spacing.tolist()), matrix_of(direction))

    places = slice_places(geometry)

    assert is_right_angled(geometry)
    assert len(places.positions) == 5
    along, down = np.array(places.orientation[:3]), np.array(places.orientation[3:])
    for k, position in enumerate(places):
        for x, y in ((0, 0), (3, 2), (1, 0), (0, 1)):
            by_dicom = np.array(position) + x * places.pixel_spacing[1] * along + y * places.pixel_spacing[0] * down
            by_itk = np.array(origin) + direction @ (spacing * np.add(start, (x, y, k)))
            assert np.allclose(by_dicom, by_itk, atol=1e-9)
    assert places.between == 2.5


def test_a_2d_image_is_a_slice_at_the_height_of_the_origin() -> None:
    geometry = Geometry((4, 3), (1, 0), (10.0, 20.0), (0.5, 0.7), ((0.6, -0.8), (0.8, 0.6)))

    places = slice_places(geometry)

    assert np.allclose(places.positions, [(10.3, 20.4, 0.0)])
    assert places.orientation == (0.6, 0.8, 0.0, -0.8, 0.6, 0.0)
    assert (places.pixel_spacing, places.between) == ((0.7, 0.5), 1.0)


def test_of_one_time_the_volume_counts() -> None:
    geometry = Geometry.identity((4, 3, 2, 1))

    assert slice_places(geometry).positions == ((0.0, 0.0, 0.0), (0.0, 0.0, 1.0))


def test_a_sheared_direction_is_not_at_right_angles() -> None:
    sheared = ((1.0, 0.0, 0.1), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))

    assert not is_right_angled(Geometry((2, 2, 2), (0,) * 3, (0.0,) * 3, (1.0,) * 3, sheared))
