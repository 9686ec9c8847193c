"""What the brush covers, in its slice and in others, beside a search of every pixel."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing import brush_stamp
from itk_inspector.core.editing.brush import brush_offsets, line_between, stamp_indices
from itk_inspector.core.editing.brush_shape import BrushShape
from itk_inspector.core.editing.brush_stamp import stamp_of
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane

START = (4, -3, 10)
GEOMETRY = replace(Geometry.identity((7, 6, 5)), start_index=START, spacing=(1.0, 2.0, 0.5))
AXES = tuple(itertools.permutations(range(3), 2))
MIDDLE = (7, 0, 12)
planes = st.builds(
    lambda axes, at: Plane(*axes, tuple(s + p for s, p in zip(START, at, strict=True))),
    st.sampled_from(AXES),
    st.tuples(st.integers(0, 6), st.integers(0, 5), st.integers(0, 4)),
)


def is_covered(
    shape: BrushShape, radius: int, steps: tuple[float, float, float], slices: int, length: tuple[float, float, float]
) -> bool:
    """Tell of a pixel that is so many steps away, the last of them across the plane."""
    along, deep = [step * size for step, size in zip(steps[:2], length, strict=False)], steps[2]
    if shape is BrushShape.BALL:
        return sum(way**2 for way in (*along, deep * length[2])) <= (radius + 0.25) ** 2
    if abs(deep) > slices:
        return False
    if shape is BrushShape.SQUARE:
        return all(abs(way) <= radius + 0.25 for way in along)
    return sum(way**2 for way in along) <= (radius + 0.25) ** 2


@given(
    st.sampled_from(BrushShape),
    st.integers(0, 4),
    planes,
    st.integers(0, 2),
    st.booleans(),
    st.lists(st.tuples(st.integers(-4, 14), st.integers(-4, 14)), min_size=1, max_size=3),
)
def test_it_marks_what_a_search_of_every_pixel_finds(
    shape: BrushShape, radius: int, plane: Plane, slices: int, in_space: bool, spots: list[tuple[int, int]]
) -> None:
    across = next(axis for axis in range(3) if axis not in (plane.horizontal, plane.vertical))
    order = (plane.horizontal, plane.vertical, across)
    used = order if shape is BrushShape.BALL else order[:2]
    least = min(GEOMETRY.spacing[axis] for axis in used)
    length = tuple(GEOMETRY.spacing[axis] / least if in_space else 1.0 for axis in order)
    centres = [(START[plane.horizontal] + h, START[plane.vertical] + v) for h, v in spots]
    wanted = set()
    for offsets in itertools.product(*(range(size) for size in GEOMETRY.size)):
        at = [place + start for place, start in zip(offsets, START, strict=True)]
        for h, v in centres:
            steps = at[order[0]] - h, at[order[1]] - v, at[across] - plane.position[across]
            if is_covered(shape, radius, steps, slices, length):  # type: ignore[arg-type]
                wanted.add(int(np.ravel_multi_index(tuple(reversed(offsets)), GEOMETRY.shape)))

    stamp = stamp_of(shape, radius, plane, GEOMETRY, slices=slices, in_space=in_space)
    marks = stamp.marks(centres, plane, GEOMETRY)

    assert marks.tolist() == sorted(wanted)


@given(st.sampled_from([BrushShape.SQUARE, BrushShape.DISC]), st.integers(0, 5), planes)
def test_of_one_slice_it_is_the_brush_of_old(shape: BrushShape, radius: int, plane: Plane) -> None:
    way = list(line_between((2, 1), (9, 4)))

    marks = stamp_of(shape, radius, plane, GEOMETRY).marks(way, plane, GEOMETRY)

    assert np.array_equal(marks, stamp_indices(way, brush_offsets(shape, radius), plane, GEOMETRY))


@given(st.sampled_from(BrushShape), st.integers(0, 3), planes, st.integers(0, 9))
def test_its_count_is_that_of_the_middle_of_a_large_plane(
    shape: BrushShape, radius: int, plane: Plane, slices: int
) -> None:
    across = next(axis for axis in range(3) if axis not in (plane.horizontal, plane.vertical))
    size = [100, 100, 100]
    size[across] = GEOMETRY.size[across]
    geometry = replace(
        GEOMETRY, size=tuple(size), start_index=tuple(s if a == across else 0 for a, s in enumerate(START))
    )
    stamp = stamp_of(shape, radius, plane, geometry, slices=slices)
    marks = stamp.marks([(50, 50)], plane, geometry)
    deep = np.unravel_index(marks, geometry.shape)[2 - across]

    assert stamp.count(plane, geometry) == (marks.size, len(set(deep.tolist())))


@given(st.sampled_from(BrushShape), st.integers(0, 6), planes, st.booleans())
def test_its_outline_goes_around_its_pixels(shape: BrushShape, radius: int, plane: Plane, in_space: bool) -> None:
    stamp = stamp_of(shape, radius, plane, GEOMETRY, in_space=in_space)
    rows, columns = (np.flatnonzero(stamp.layers[0].any(axis=axis)) for axis in (1, 0))
    reach_down, reach_along = rows[-1] - stamp.layers[0].shape[0] // 2, columns[-1] - stamp.layers[0].shape[1] // 2
    footprint = stamp.footprint()

    assert footprint.follows
    assert footprint.bounds == (-reach_along - 0.5, reach_along + 0.5, -reach_down - 0.5, reach_down + 0.5)


@pytest.mark.parametrize(("shape", "radius"), [(BrushShape.BALL, 200), (BrushShape.SQUARE, 200)])
def test_a_brush_that_would_take_too_much_memory_is_refused(shape: BrushShape, radius: int) -> None:
    geometry = Geometry.identity((500, 500, 500))
    plane = Plane(0, 1, (250, 250, 250))

    with pytest.raises(EditError, match="pixels; the most are 2,097,152"):
        stamp_of(shape, radius, plane, geometry, slices=200)


def test_a_refused_brush_was_never_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(brush_stamp, "_read_only", made.append)

    with pytest.raises(EditError):
        stamp_of(BrushShape.BALL, 199, Plane(0, 1, (0, 0, 0)), Geometry.identity((9, 9, 9)))

    assert made == []


def test_in_a_flat_image_a_ball_is_a_disc() -> None:
    flat, plane = Geometry.identity((9, 9)), Plane(0, 1, (0, 0))
    ball, disc = (stamp_of(shape, 3, plane, flat, slices=4) for shape in (BrushShape.BALL, BrushShape.DISC))

    assert np.array_equal(ball.marks([(4, 4)], plane, flat), disc.marks([(4, 4)], plane, flat))
    assert ball.count(plane, flat) == (37, 1)


def test_what_does_not_lie_in_space_is_measured_in_pixels() -> None:
    geometry = replace(Geometry.identity((9, 9, 9, 9)), spacing=(1.0, 1.0, 1.0, 7.0))
    plane = Plane(0, 3, (4, 4, 4, 4))

    assert stamp_of(BrushShape.DISC, 3, plane, geometry, in_space=True).layers[0].shape == (7, 7)


def test_a_brush_is_made_once() -> None:
    plane = Plane(0, 1, MIDDLE)

    assert stamp_of(BrushShape.DISC, 3, plane, GEOMETRY) is stamp_of(BrushShape.DISC, 3, plane, GEOMETRY)
