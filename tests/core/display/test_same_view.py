"""The same place and the same zoom on the lattice of another image."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directions import SIGNED_PERMUTATIONS, rotation
from itk_inspector.core.display.same_view import View, cover_alike, parallel_axes, place_in, same_view, share_lattice
from itk_inspector.core.display.viewport import ALL_FITTED, Viewport, Viewports
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex
from itk_inspector.core.geometry.planes import Plane

ANGLES = st.tuples(*(st.integers(-180, 180),) * 3)
PLANES = list(itertools.permutations(range(3), 2))


@st.composite
def volumes(draw: st.DrawFn) -> Geometry:
    def three(values: st.SearchStrategy[float]) -> tuple[float, ...]:
        return draw(st.tuples(values, values, values))

    direction = draw(st.sampled_from(SIGNED_PERMUTATIONS)) if draw(st.booleans()) else rotation(draw(ANGLES))
    return Geometry(
        size=tuple(draw(st.lists(st.integers(1, 60), min_size=3, max_size=3))),
        start_index=tuple(draw(st.lists(st.integers(-9, 9), min_size=3, max_size=3))),
        origin=three(st.floats(-200, 200)),
        spacing=three(st.floats(0.1, 9)),
        direction=tuple(tuple(float(v) for v in row) for row in direction),
    )


@st.composite
def views(draw: st.DrawFn, geometry: Geometry, *, is_quad: bool = False) -> View:
    axes = draw(st.sampled_from(PLANES))
    position = tuple(
        draw(st.integers(start, start + count - 1))
        for start, count in zip(geometry.start_index, geometry.size, strict=True)
    )
    centre = draw(st.floats(-20, 80)), draw(st.floats(-20, 80))
    return View(Plane(*axes, position), Viewports(((axes, Viewport(centre, draw(st.floats(0.1, 40)))),)), is_quad)


def point(geometry: Geometry, where: ContinuousIndex) -> np.ndarray:
    """By the formula of ITK's guide, in plain NumPy."""
    scaled = np.asarray(geometry.spacing) * np.asarray(where.components)
    return np.asarray(geometry.origin) + np.asarray(geometry.direction) @ scaled


@given(st.data(), volumes(), volumes())
def test_the_same_point_lies_in_the_middle_on_the_nearest_slice(
    data: st.DataObject, one: Geometry, other: Geometry
) -> None:
    view = data.draw(views(one))
    axes = view.plane.horizontal, view.plane.vertical

    seen = same_view(one, view, other, Plane.first(other))

    wanted = point(one, view.plane.continuous(*view.viewports.of(view.plane).centre))
    found = np.asarray(
        place_in(
            one, other, view.plane.continuous(*view.viewports.of(view.plane).centre), Plane.first(other)
        ).components
    )
    assert np.allclose(point(other, ContinuousIndex(tuple(found))), wanted, atol=1e-6)
    shown = seen.viewports.of(seen.plane)
    assert shown.centre == (found[seen.plane.horizontal], found[seen.plane.vertical])
    (hidden,) = seen.plane.hidden_axes
    first, last = other.start_index[hidden], other.start_index[hidden] + other.size[hidden] - 1
    nearest = min(range(first, last + 1), key=lambda k: abs(k - found[hidden]))
    assert abs(seen.plane.position[hidden] - found[hidden]) <= abs(nearest - found[hidden]) + 1e-6
    per_mm = view.viewports.of(view.plane).scale / one.spacing[axes[0]]
    assert shown.scale / other.spacing[seen.plane.horizontal] == pytest.approx(per_mm)


@given(st.data(), volumes(), volumes())
def test_axes_are_the_most_parallel_ones(data: st.DataObject, one: Geometry, other: Geometry) -> None:
    axes = data.draw(st.sampled_from(PLANES))
    cosines = np.abs(np.asarray(one.direction).T @ np.asarray(other.direction))

    a, b = parallel_axes(one, other, axes)

    best = max(cosines[axes[0], p] + cosines[axes[1], q] for p, q in PLANES)
    assert cosines[axes[0], a] + cosines[axes[1], b] == pytest.approx(best)


@given(st.data(), volumes(), st.tuples(*(st.integers(1, 60),) * 3), st.tuples(*(st.integers(-9, 9),) * 3))
def test_on_one_lattice_nothing_moves(
    data: st.DataObject, one: Geometry, size: tuple[int, ...], start: tuple[int, ...]
) -> None:
    view = data.draw(views(one, is_quad=data.draw(st.booleans())))
    other = replace(one, size=size, start_index=start)

    seen = same_view(one, view, other, Plane.first(other))

    assert (seen.viewports, seen.is_quad) == (view.viewports, view.is_quad)
    assert (seen.plane.horizontal, seen.plane.vertical) == (view.plane.horizontal, view.plane.vertical)
    clipped = np.clip(view.plane.position, start, np.add(start, size) - 1)
    assert seen.plane.position == tuple(clipped)


@given(st.data(), volumes(), volumes())
def test_three_planes_meet_at_the_pixel_that_is_nearest_to_where_they_met(
    data: st.DataObject, one: Geometry, other: Geometry
) -> None:
    view = data.draw(views(one, is_quad=True))
    wanted = point(one, ContinuousIndex(tuple(map(float, view.plane.position))))

    seen = same_view(one, view, other, Plane.first(other))

    found = np.linalg.solve(np.asarray(other.direction) * np.asarray(other.spacing), wanted - other.origin)
    inside = np.clip(found, other.start_index, np.add(other.start_index, other.size) - 1)
    if not share_lattice(one, other):
        assert np.all(np.abs(np.asarray(seen.plane.position) - inside) <= 0.5 + 1e-6)


def test_a_fitted_plane_has_its_own_middle_there_and_stays_fitted() -> None:
    one = Geometry.identity((11, 21, 31))
    other = replace(Geometry.identity((5, 10, 15)), spacing=(2.0, 2.0, 2.0))

    seen = same_view(one, View(Plane(0, 2, (0, 20, 0))), other, Plane.first(other))

    assert (seen.plane, seen.viewports) == (Plane(0, 2, (3, 9, 8)), ALL_FITTED)  # half a step: rounded upwards


def test_an_image_of_fewer_axes_is_shown_where_its_axes_lie() -> None:
    volume, picture = Geometry.identity((9, 9, 9)), Geometry.identity((9, 9))
    view = View(Plane(1, 0, (2, 3, 4)), Viewports((((1, 0), Viewport((2.5, 7.0), 3.0)),)))

    seen = same_view(volume, view, picture, Plane.first(picture))

    assert seen.plane == Plane(1, 0, (7, 3))
    assert seen.viewports == view.viewports


def test_an_image_of_more_axes_stays_at_its_own_time() -> None:
    volume, series = Geometry.identity((9, 9, 9)), Geometry.identity((9, 9, 9, 5))
    view = View(Plane(0, 1, (2, 3, 4)), Viewports((((0, 1), Viewport((2.0, 7.0), 3.0)),)))

    seen = same_view(volume, view, series, Plane(0, 1, (0, 0, 0, 3)))

    assert seen.plane == Plane(0, 1, (2, 7, 4, 3))
    assert same_view(series, seen, volume, view.plane).plane.position[2] == 4


def half(geometry: Geometry) -> Geometry:
    """The same box in pixels twice as wide."""
    scale = np.asarray(geometry.spacing) * np.asarray(geometry.start_index)
    corner = np.asarray(geometry.origin) + np.asarray(geometry.direction) @ (scale + np.asarray(geometry.spacing) / 2)
    return Geometry(
        geometry.size,
        (0, 0, 0),
        tuple(map(float, corner)),
        tuple(2 * step for step in geometry.spacing),
        geometry.direction,
    )


@given(volumes())
def test_pixels_twice_as_wide_cover_the_same_box(coarse: Geometry) -> None:
    fine = replace(coarse, size=tuple(2 * n for n in coarse.size), start_index=tuple(2 * s for s in coarse.start_index))
    wide = half(fine)
    wide = replace(wide, size=coarse.size)

    assert cover_alike(fine, wide, Plane.first(wide))
    assert cover_alike(wide, fine, Plane.first(fine))
    assert not cover_alike(fine, replace(wide, size=(wide.size[0] + 1, *wide.size[1:])), Plane.first(wide))


@given(st.sampled_from(SIGNED_PERMUTATIONS), st.integers(1, 359))
def test_another_way_of_the_axes_covers_the_same_box_and_a_turn_about_its_diagonal_does_not(
    way: np.ndarray, degrees: int
) -> None:
    cube = Geometry.identity((5, 5, 5))
    middle = np.full(3, 2.0)

    def turned(matrix: np.ndarray) -> Geometry:
        rows = tuple(tuple(float(v) for v in row) for row in matrix)
        return replace(cube, direction=rows, origin=tuple(map(float, middle - matrix @ middle)))

    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    cross = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
    about = c * np.eye(3) + s * cross + (1 - c) / 3  # Rodrigues' rotation formula
    assert cover_alike(cube, turned(way), Plane.first(cube))
    assert cover_alike(cube, turned(about), Plane.first(cube)) == (degrees % 120 == 0)
