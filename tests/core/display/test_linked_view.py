"""What an image takes over from the one that was on screen before it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.linked_view import (
    LinkedPart,
    are_in_one_space,
    by_index,
    linked_settings,
    linked_view,
)
from itk_inspector.core.display.same_view import View
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.viewport import ALL_FITTED, Viewport, Viewports
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.space import Space

IDENTITY = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
BEFORE = Geometry((40, 30, 20), (0, 0, 0), (0.0, 0.0, 0.0), (1.0, 1.0, 2.0), IDENTITY)
HALF = Geometry((80, 60, 80), (0, 0, 0), (0.0, 0.0, 0.0), (0.5, 0.5, 0.5), IDENTITY)
XY, XZ = (0, 1), (0, 2)
PART_SETS = st.frozensets(st.sampled_from(list(LinkedPart)))


def seen(centre: tuple[float, float] = (10.0, 12.0), scale: float = 4.0, position: int = 5) -> View:
    return View(Plane(*XY, (3, 4, position)), Viewports(((XY, Viewport(centre, scale)),)))


def own(scale: float = 7.0) -> View:
    zoomed = Viewports(((XY, Viewport((33.0, 22.0), scale)), (XZ, Viewport((11.0, 9.0), 2.0))))
    return View(Plane(*XZ, (1, 2, 9)), zoomed)


def test_each_part_is_taken_by_physical_point() -> None:
    every = linked_view(BEFORE, seen(), HALF, own(), frozenset(LinkedPart))

    assert (every.plane.horizontal, every.plane.vertical) == XY
    assert every.plane.position[2] == 20  # 5 · 2 mm
    assert every.viewports.of(every.plane) == Viewport((20.0, 24.0), 2.0)  # half a millimetre a pixel


@pytest.mark.parametrize(
    ("part", "viewport"),
    [(LinkedPart.PAN, Viewport((20.0, 24.0), 7.0)), (LinkedPart.ZOOM, Viewport((33.0, 22.0), 2.0))],
)
def test_pan_and_zoom_are_parts_of_their_own(part: LinkedPart, viewport: Viewport) -> None:
    taken = linked_view(BEFORE, seen(), HALF, own(), {part})

    assert dict(taken.viewports.zoomed)[XY] == viewport
    assert taken.plane == own().plane


def test_pan_alone_leaves_an_image_whole() -> None:
    whole = View(Plane(*XY, (0, 0, 0)))

    assert linked_view(BEFORE, seen(), HALF, whole, {LinkedPart.PAN}).viewports.are_fitted
    zoomed = linked_view(BEFORE, seen(), HALF, whole, {LinkedPart.ZOOM}).viewports
    assert zoomed.zoomed == ((XY, Viewport((39.5, 29.5), 2.0)),)  # around its own middle


def test_both_are_fitted_where_that_is_the_same() -> None:
    fitted = replace(seen(), viewports=ALL_FITTED)

    assert linked_view(BEFORE, fitted, BEFORE, own(), {LinkedPart.PAN, LinkedPart.ZOOM}).viewports.are_fitted
    assert linked_view(BEFORE, fitted, BEFORE, own(), {LinkedPart.PAN}).viewports == own().viewports


def test_three_planes_come_with_the_plane_where_there_are_three() -> None:
    three, flat = replace(seen(), is_quad=True), replace(HALF, size=(80, 60, 1))

    assert linked_view(BEFORE, three, HALF, own(), {LinkedPart.PLANE}).is_quad
    assert not linked_view(BEFORE, three, HALF, own(), {LinkedPart.SLICE}).is_quad
    assert not linked_view(BEFORE, three, flat, own(), {LinkedPart.PLANE}).is_quad


@given(PART_SETS)
def test_what_is_not_linked_stays(parts: frozenset[LinkedPart]) -> None:
    taken, mine = linked_view(BEFORE, seen(), HALF, own(), parts), own()

    if LinkedPart.PLANE not in parts:
        assert (taken.plane.horizontal, taken.plane.vertical) == XZ
    if LinkedPart.SLICE not in parts:
        assert taken.plane.position == mine.plane.position
    if not parts & {LinkedPart.PAN, LinkedPart.ZOOM}:
        assert taken.viewports == mine.viewports
    assert dict(taken.viewports.zoomed)[XZ] == dict(mine.viewports.zoomed)[XZ]  # nobody has seen that plane


@given(st.integers(0, 19), st.floats(-50, 50), st.floats(0.1, 50))
def test_by_index_equal_numbers_stay(position: int, centre: float, scale: float) -> None:
    view = seen((centre, centre), scale, position)
    taken = linked_view(by_index(BEFORE), view, by_index(HALF), own(), frozenset(LinkedPart))

    assert taken.plane.position == (3, 4, position)
    assert taken.viewports.of(taken.plane) == Viewport((centre, centre), scale)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Space("mm", is_patient=True), Space("mm", is_by_convention=True), True),
        (Space("mm"), Space(""), True),
        (Space("mm"), Space("µm"), False),
        (Space("mm", is_patient=True), Space("mm"), False),
    ],
)
def test_units_and_axes_make_a_space(one: Space, other: Space, expected: bool) -> None:
    assert are_in_one_space(one, other) is are_in_one_space(other, one) is expected


def test_contrast_is_levels_and_colours() -> None:
    of = DisplaySettings(Levels(-5, 9), colour_map="viridis", is_inverted=True, scale=Scale.LOG)
    mine = DisplaySettings(Levels(0, 1), ComponentChoice(ComponentMode.COMPONENT, 2), is_automatic=True)
    taken = linked_settings(of, mine)

    assert (taken.levels, taken.colour_map, taken.is_inverted, taken.scale) == (of.levels, "viridis", True, Scale.LOG)
    assert taken.component == mine.component
    assert not taken.is_automatic
    assert linked_settings(taken, mine) == taken
    assert linked_settings(mine, mine) is mine


def test_labels_and_colours_keep_their_own() -> None:
    grey = DisplaySettings(Levels(0, 1))
    labels = DisplaySettings(Levels(0, 9), colour_map=LABELS)
    colours = DisplaySettings(Levels(0, 255), ComponentChoice(ComponentMode.COLOUR))

    assert linked_settings(labels, grey) is grey
    assert linked_settings(grey, labels) is labels
    assert linked_settings(colours, grey) is grey
