"""Whether two images are of one place."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from itk_inspector.core.geometry.boxes import lie_together
from itk_inspector.core.geometry.geometry import Geometry

CUBE = Geometry.identity((10, 10, 10))
TURNED = ((0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


@pytest.mark.parametrize(
    ("other", "together"),
    [
        (CUBE, True),
        (replace(CUBE, size=(20, 20, 20), spacing=(0.5, 0.5, 0.5), origin=(-0.25, -0.25, -0.25)), True),
        (replace(CUBE, origin=(4.9, 0.0, 0.0)), True),
        (replace(CUBE, origin=(5.1, 0.0, 0.0)), False),
        (replace(CUBE, size=(10, 10, 5)), True),
        (replace(CUBE, size=(10, 10, 4)), False),
        (replace(CUBE, direction=TURNED, origin=(9.0, 0.0, 0.0)), True),
        (replace(CUBE, direction=TURNED), False),
        (replace(CUBE, start_index=(7, 0, 0), origin=(-7.0, 0.0, 0.0)), True),
        (Geometry.identity((10, 10)), False),
        (replace(CUBE, origin=(math.nan, 0.0, 0.0)), False),
    ],
)
def test_images_of_one_place_fill_half_of_each_other_s_box(other: Geometry, together: bool) -> None:
    assert lie_together(CUBE, other) is lie_together(other, CUBE) is together
