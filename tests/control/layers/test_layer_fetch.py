"""Going through slices fetches those of the other images at the place, too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.layer_look import PLAIN_LOOK, LayerLook
from itk_inspector.core.geometry.geometry import Geometry

SIZE = (5, 4, 7)
SLICE = 5 * 4
SAME = Geometry.identity(SIZE)
BELOW = replace(SAME, origin=(0.0, 0.0, -1.0))
THICK = replace(SAME, spacing=(1.0, 1.0, 2.0))
OBLIQUE = replace(SAME, direction=((1.0, 0.0, 0.0), (0.0, 0.8, -0.6), (0.0, 0.6, 0.8)))
UPRIGHT = replace(SAME, direction=((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 1.0, 0.0)))
"""A slice of it is no slice of the file."""


def stepped(desk: Any, geometry: Geometry, look: LayerLook = PLAIN_LOOK) -> Any:
    """Lay an image over another one, go from slice 3 to 4 of that one, and return the bytes of the former."""
    desk.show("a.nrrd", SIZE)
    under = desk.app.images.current
    over = OpenImage(desk.document("b.nrrd", SIZE, geometry=geometry))
    with desk.app.images.changing():
        desk.app.images.lay(over, under, look)

    desk.app.view.step_slice(1)

    assert under.plane.position[2] == 4
    return over.document.store


@pytest.mark.parametrize(
    ("geometry", "now", "following"),
    [(SAME, [4], [5]), (BELOW, [5], [6]), (THICK, [2], [3]), (OBLIQUE, [], []), (UPRIGHT, [], [])],
)
def test_slices_at_the_same_place_are_fetched(
    desk: Any, geometry: Geometry, now: list[int], following: list[int]
) -> None:
    store = stepped(desk, geometry)

    assert store.begun == [(place * SLICE, SLICE) for place in now]
    assert store.fetched == [(place * SLICE, SLICE) for place in following]


def test_a_hidden_image_is_not_fetched(desk: Any) -> None:
    store = stepped(desk, SAME, LayerLook(is_visible=False))

    assert (store.begun, store.fetched) == ([], [])


def test_a_file_that_was_cut_short_is_not_fetched(desk: Any) -> None:
    store = stepped(desk, SAME)
    store.is_cut = True

    desk.app.view.step_slice(1)

    assert store.begun == [(4 * SLICE, SLICE)]
