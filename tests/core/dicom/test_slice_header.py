"""Directions of slices."""

from __future__ import annotations

import math

import numpy as np
import pytest

from itk_inspector.core.dicom.slice_header import direction_of


def test_the_third_column_is_the_cross_product() -> None:
    assert direction_of((0.0, 1.0, 0.0, 0.0, 0.0, -1.0)) == ((0.0, 0.0, -1.0), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0))
    turned = np.array(direction_of((0.8, 0.6, 0.0, -0.6, 0.8, 0.0)))

    assert np.allclose(turned.T @ turned, np.eye(3))
    assert np.linalg.det(turned) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "cosines",
    [(), (1.0, 0.0, 0.0), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), (2.0, 0.0, 0.0, 0.0, 1.0, 0.0), (math.nan,) * 6, (0.0,) * 6],
)
def test_what_is_no_direction_is_none(cosines: tuple[float, ...]) -> None:
    assert direction_of(cosines) is None
