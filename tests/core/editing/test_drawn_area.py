"""What lines, rectangles, ellipses and polygons cover, beside plain arithmetic with fractions."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing import drawn_area
from itk_inspector.core.editing.area_step import drawn
from itk_inspector.core.editing.drawn_area import Drawn
from itk_inspector.core.editing.paint_over import ALL_VALUES, PaintOver
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.editing.steps import StrokeStep
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.measure.kinds import ShapeKind

AXES = tuple(itertools.permutations(range(3), 2))
Spot = tuple[int, int]
START = (4, -3, 10)
GEOMETRY = replace(Geometry.identity((7, 6, 5)), start_index=START)


def index_of(plane: Plane, spot: Spot) -> ItkIndex:
    full = list(plane.position)
    full[plane.horizontal] = START[plane.horizontal] + spot[0]
    full[plane.vertical] = START[plane.vertical] + spot[1]
    return ItkIndex(tuple(full))


spots = st.tuples(st.integers(-4, 10), st.integers(-4, 10))
planes = st.builds(
    lambda axes, at: Plane(*axes, tuple(s + p for s, p in zip(START, at, strict=True))),
    st.sampled_from(AXES),
    st.tuples(st.integers(0, 6), st.integers(0, 5), st.integers(0, 4)),
)


# ------------------------------------------------------------------ plain arithmetic, on one plane


def in_rectangle(at: Spot, nodes: list[Spot]) -> bool:
    return all(min(a, b) <= p <= max(a, b) for p, a, b in zip(at, *nodes, strict=True))


def in_ellipse(at: Spot, nodes: list[Spot]) -> bool:
    total = Fraction(0)
    for p, a, b in zip(at, *nodes, strict=True):
        total += ((p - Fraction(a + b, 2)) / Fraction(abs(a - b) + 1, 2)) ** 2
    return total <= 1


def in_polygon(at: Spot, nodes: list[Spot]) -> bool:
    x, y = at
    crossings = 0
    for (x1, y1), (x2, y2) in itertools.pairwise([*nodes, nodes[0]]):
        if squared_distance(at, (x1, y1), (x2, y2)) == 0:
            return True
        if (y1 <= y) != (y2 <= y) and x1 + Fraction((y - y1) * (x2 - x1), y2 - y1) > x:
            crossings += 1
    return crossings % 2 == 1


def squared_distance(at: Spot, first: Spot, last: Spot) -> Fraction:
    (x, y), (x1, y1), (x2, y2) = at, first, last
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    t = Fraction((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1), length) if length else Fraction(0)
    t = min(max(t, Fraction(0)), Fraction(1))
    return (x - x1 - t * (x2 - x1)) ** 2 + (y - y1 - t * (y2 - y1)) ** 2


def on_line(first: Spot, last: Spot) -> set[Spot]:
    steps = max(abs(b - a) for a, b in zip(first, last, strict=True))
    made = set()
    for k in range(steps + 1):
        t = Fraction(k, steps) if steps else Fraction(0)
        x, y = ((a + t * (b - a) + Fraction(1, 2)) // 1 for a, b in zip(first, last, strict=True))
        made.add((int(x), int(y)))
    return made


def in_line(at: Spot, nodes: list[Spot], width: int) -> bool:
    return at in on_line(*nodes) or (width > 1 and 4 * squared_distance(at, *nodes) <= width**2)


INSIDE = {
    ShapeKind.RECTANGLE: in_rectangle,
    ShapeKind.ELLIPSE: in_ellipse,
    ShapeKind.POLYGON: in_polygon,
}


def covered(kind: ShapeKind, at: Spot, nodes: list[Spot], width: int) -> bool:
    if kind is ShapeKind.LINE:
        return in_line(at, nodes, width)
    inside = INSIDE[kind]
    if not inside(at, nodes) or not width:
        return inside(at, nodes)
    around = itertools.product(range(-width, width + 1), repeat=2)
    return any(abs(a) + abs(b) <= width and not inside((at[0] + a, at[1] + b), nodes) for a, b in around)


def wanted(made: Drawn, spots: list[Spot]) -> set[tuple[int, ...]]:
    """NumPy indices of all pixels of the image that are covered, each looked at by itself."""
    plane = made.plane
    across = next(axis for axis in range(3) if axis not in made.axes)
    found = set()
    for offsets in itertools.product(*(range(size) for size in GEOMETRY.size)):
        at = offsets[plane.horizontal], offsets[plane.vertical]
        depth = abs(offsets[across] + START[across] - plane.position[across])
        if depth <= made.slices and covered(made.kind, at, spots, made.width):
            found.add(tuple(reversed(offsets)))
    return found


def found(made: Drawn) -> set[tuple[int, ...]]:
    area = made.area()
    mask = np.zeros(GEOMETRY.shape, np.bool_)
    for piece, inside in area.pieces() if area is not None else ():
        assert not mask[piece.slices].any()
        mask[piece.slices] = True if inside is None else inside
    return {tuple(int(n) for n in place) for place in np.argwhere(mask)}


def made_of(kind: ShapeKind, spots: list[Spot], plane: Plane, slices: int, width: int) -> tuple[Drawn, list[Spot]]:
    spots = spots if kind is ShapeKind.POLYGON else spots[:2]
    nodes = tuple(index_of(plane, spot) for spot in spots)
    return Drawn(kind, nodes, plane, GEOMETRY, slices, width), spots


anything = given(
    st.sampled_from([ShapeKind.LINE, ShapeKind.RECTANGLE, ShapeKind.ELLIPSE, ShapeKind.POLYGON]),
    st.lists(spots, min_size=3, max_size=5),
    planes,
    st.integers(0, 2),
    st.integers(0, 4),
)


@anything
def test_it_covers_what_plain_arithmetic_says(
    kind: ShapeKind, spots: list[Spot], plane: Plane, slices: int, width: int
) -> None:
    made, spots = made_of(kind, spots, plane, slices, width)

    assert found(made) == wanted(made, spots)


@anything
def test_its_outline_and_count_are_those_of_what_it_covers(
    kind: ShapeKind, spots: list[Spot], plane: Plane, slices: int, width: int
) -> None:
    made, _ = made_of(kind, spots, plane, slices, width)
    footprint, count = made.footprint()
    pixels = found(made)
    flat = {tuple(reversed(place)) for place in pixels}
    on_plane = {
        (p[plane.horizontal] + START[plane.horizontal], p[plane.vertical] + START[plane.vertical]) for p in flat
    }
    length = sum(abs(x2 - x1) + abs(y2 - y1) for x1, y1, x2, y2 in footprint.edges.tolist())
    ways = ((1, 0), (-1, 0), (0, 1), (0, -1))

    assert count == len(pixels)
    assert length == sum((h + a, v + b) not in on_plane for h, v in on_plane for a, b in ways)
    assert footprint.plane == plane


@anything
def test_the_step_writes_exactly_that_and_takes_it_back(
    kind: ShapeKind, spots: list[Spot], plane: Plane, slices: int, width: int
) -> None:
    made, _ = made_of(kind, spots, plane, slices, width)
    area, pixels = made.area(), found(made)
    before = np.arange(np.prod(GEOMETRY.shape), dtype=np.int16).reshape(GEOMETRY.shape) % 5
    session = EditSession(before.copy(), GEOMETRY)
    over = PaintOver(frozenset({1, 2, 3}))
    for rule in (ALL_VALUES, over):
        expected = before.copy()
        for place in pixels:
            if rule.values is None or before[place] in rule.values:
                expected[place] = 77
        step = drawn(session, area, rule, session.checked("77"), "ellipse") if area is not None else None
        if step is None:
            assert np.array_equal(expected, before)
            continue
        session.apply(step)

        assert np.array_equal(session.view, expected)
        assert session.undo_label == f"ellipse {np.count_nonzero(expected == 77):,} pixels"
        session.undo()
        assert np.array_equal(session.view, before)
        assert np.array_equal(repeated(session, step), expected)


def repeated(session: EditSession, step: StrokeStep) -> npt.NDArray[Any]:
    """The pixels after the step was written down, read and done again."""
    other = EditSession(session.view.copy(), GEOMETRY)
    other.apply(step_from(step.record(), other.view))
    return other.view


def test_all_components_are_written() -> None:
    geometry = Geometry.identity((4, 3))
    session = EditSession(np.zeros((3, 4, 2), np.uint8), geometry, channels=2)
    area = Drawn(ShapeKind.ELLIPSE, (ItkIndex((0, 0)), ItkIndex((2, 2))), Plane(0, 1, (0, 0)), geometry).area()
    assert area is not None

    step = drawn(session, area, ALL_VALUES, session.checked("7 9"), "ellipse")
    assert step is not None
    session.apply(step)

    assert {tuple(each) for each in session.view.reshape(-1, 2).tolist()} == {(0, 0), (7, 9)}


def test_what_lies_beside_the_image_covers_nothing() -> None:
    plane = Plane(0, 1, START)
    made, _ = made_of(ShapeKind.RECTANGLE, [(-3, 0), (-1, 2)], plane, 0, 0)

    assert made.area() is None
    assert made.footprint()[1] == 0


def test_slices_are_those_along_the_first_axis_across_with_several() -> None:
    geometry = Geometry.identity((4, 3, 1, 6))
    nodes = (ItkIndex((0, 0, 0, 3)), ItkIndex((1, 1, 0, 3)))
    area = Drawn(ShapeKind.RECTANGLE, nodes, Plane(0, 1, (0, 0, 0, 3)), geometry, slices=1).area()

    assert area is not None
    assert (area.box.start, area.box.shape) == ((2, 0, 0, 0), (3, 1, 2, 2))


def test_a_flat_image_has_no_other_slices() -> None:
    geometry = Geometry.identity((4, 3))
    nodes = (ItkIndex((0, 0)), ItkIndex((1, 1)))
    area = Drawn(ShapeKind.RECTANGLE, nodes, Plane(0, 1, (0, 0)), geometry, slices=5).area()

    assert area is not None
    assert area.box.pixels == 4


@pytest.mark.parametrize("kind", [ShapeKind.LINE, ShapeKind.RECTANGLE, ShapeKind.ELLIPSE, ShapeKind.POLYGON])
def test_of_a_very_large_one_the_shape_itself_is_shown(kind: ShapeKind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_area, "MOST_SHOWN", 3)
    plane = Plane(0, 1, START)
    made, _ = made_of(kind, [(0, 0), (4, 5), (1, 4)], plane, 0, 1)
    footprint, count = made.footprint()
    left, right, top, bottom = footprint.bounds

    assert count is None
    assert (left, right) == pytest.approx((START[0], START[0] + 4), abs=0.51)
    assert (top, bottom) == pytest.approx((START[1], START[1] + 5), abs=0.51)


def test_a_long_thin_line_far_outside_costs_only_its_own_pixels() -> None:
    plane = Plane(0, 1, START)
    made = Drawn(ShapeKind.LINE, (index_of(plane, (-900_000, -1)), index_of(plane, (900_000, 4))), plane, GEOMETRY)
    area = made.area()

    assert area is not None
    assert area.box.pixels <= 7 * 6


def test_nodes_become_array_indices_once() -> None:
    plane = Plane(1, 2, START)
    made = Drawn(ShapeKind.RECTANGLE, (index_of(plane, (0, 0)),) * 2, plane, GEOMETRY)
    area = made.area()

    assert area is not None
    assert area.box.start == tuple(to_array(made.nodes[0], START))
