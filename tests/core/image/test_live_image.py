"""What became of an image in memory."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.live_image import MemoryChange, MemoryState

BEFORE = MemoryState(("here", 1), Geometry.identity((4, 3)), 7)
WIDER = replace(BEFORE.geometry, spacing=(2.0, 1.0))


@pytest.mark.parametrize(
    ("now", "change"),
    [
        (BEFORE, MemoryChange.NONE),
        (replace(BEFORE, time=8), MemoryChange.PIXELS),
        (replace(BEFORE, time=8, geometry=WIDER), MemoryChange.GEOMETRY),
        (replace(BEFORE, time=8, place=("there", 1), geometry=WIDER), MemoryChange.MOVED),
        (replace(BEFORE, place=("there", 1)), MemoryChange.MOVED),
    ],
)
def test_the_most_that_changed_is_told(now: MemoryState, change: MemoryChange) -> None:
    assert BEFORE.change_to(now) is change


def test_a_geometry_that_is_not_finite_is_not_new_each_time() -> None:
    odd = replace(BEFORE, geometry=replace(BEFORE.geometry, origin=(math.nan, 0.0)))

    assert odd.change_to(replace(odd, time=8)) is MemoryChange.PIXELS
