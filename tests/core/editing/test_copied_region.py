"""Regions copied and pasted, against the same pixel by pixel, in every plane and flip."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing import copied_region
from itk_inspector.core.editing.copied_region import CopiedRegion, Piece, copied, pasted
from itk_inspector.core.editing.paint_over import ALL_VALUES, PaintOver
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure.area import Area, area_of
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import Shape

SIZE = (5, 3, 4)
START = (10, -1, 5)
GEOMETRY = replace(Geometry.identity(SIZE), start_index=START)
SIGNS = st.tuples(st.sampled_from([1, -1]), st.sampled_from([1, -1]))


def volume(channels: int = 1, dtype: str = "int16") -> npt.NDArray[Any]:
    shape = SIZE[::-1] if channels == 1 else (*SIZE[::-1], channels)
    return np.arange(1, int(np.prod(shape)) + 1).astype(dtype).reshape(shape)


def session(pixels: npt.NDArray[Any], channels: int = 1) -> EditSession:
    return EditSession(pixels.copy(), GEOMETRY, channels=channels)


@st.composite
def planes(draw: st.DrawFn) -> Plane:
    horizontal, vertical = draw(st.permutations([0, 1, 2]))[:2]
    return Plane(horizontal, vertical, tuple(s + draw(st.integers(0, n - 1)) for s, n in zip(START, SIZE, strict=True)))


def seen(pixels: npt.NDArray[Any], plane: Plane, signs: tuple[int, int]) -> dict[tuple[int, int], tuple[int, ...]]:
    """The NumPy index of every pixel on screen, by its column and row there."""
    places = {}
    for along, down in itertools.product(range(SIZE[plane.horizontal]), range(SIZE[plane.vertical])):
        index = [p - s for p, s in zip(plane.position, START, strict=True)]
        index[plane.horizontal] = along if signs[0] > 0 else SIZE[plane.horizontal] - 1 - along
        index[plane.vertical] = down if signs[1] > 0 else SIZE[plane.vertical] - 1 - down
        places[along, down] = tuple(reversed(index))
    return places


@given(planes(), SIGNS, planes(), SIGNS, st.integers(-6, 6), st.integers(-6, 6), st.sampled_from([1, 2]), st.data())
def test_a_pasted_region_looks_as_it_did(
    source: Plane,
    signs: tuple[int, int],
    target: Plane,
    others: tuple[int, int],
    right: int,
    down: int,
    channels: int,
    data: st.DataObject,
) -> None:
    pixels, before = volume(channels), -volume(channels)
    over = data.draw(st.sampled_from([ALL_VALUES, PaintOver(frozenset(range(-30, 0)))]))
    edited = session(before, channels)
    region = copied(session(pixels, channels).access, source, signs, channels)
    columns, rows = region.size
    # the upper left pixel on screen goes to this column and row on screen
    low = tuple(
        START[axis] + (at if sign > 0 else SIZE[axis] - at - count)
        for axis, sign, at, count in zip(
            (target.horizontal, target.vertical), others, (right, down), (columns, rows), strict=True
        )
    )

    step = pasted(edited, region.as_seen(others), target, (low[0], low[1]), over)

    after = before.copy()
    on_target = seen(before, target, others)
    for (along, across), place in seen(pixels, source, signs).items():
        to = on_target.get((along + right, across + down))
        if to is not None and (over.values is None or all(int(n) in over.values for n in np.ravel(before[to]))):
            after[to] = pixels[place]
    assert (step is None) == np.array_equal(after, before)
    if step is not None:
        edited.apply(step)
        assert np.array_equal(edited.view, after)
        other = session(before, channels)
        other.apply(step_from(step.record(), other.view))
        assert np.array_equal(other.view, after)
        edited.undo()
    assert np.array_equal(edited.view, before)


@given(planes(), SIGNS, st.integers(0, 3), st.booleans())
def test_a_region_goes_back_to_its_indices(source: Plane, signs: tuple[int, int], position: int, turns: bool) -> None:
    pixels = volume()
    edited = session(-pixels)
    (across,) = source.hidden_axes
    place = START[across] + position % SIZE[across]
    target = source.at(across, place, GEOMETRY)
    target = target.with_axes(target.vertical, target.horizontal) if turns else target

    piece, low = copied(session(pixels).access, source, signs, 1).by_index(target)
    step = pasted(edited, piece, target, low, ALL_VALUES)

    assert step is not None
    edited.apply(step)
    wanted = -pixels
    np.moveaxis(wanted, 2 - across, 0)[position % SIZE[across]] = np.moveaxis(pixels, 2 - across, 0)[
        source.position[across] - START[across]
    ]
    assert np.array_equal(edited.view, wanted)


def test_a_plane_of_other_axes_has_no_such_indices() -> None:
    region = copied(session(volume()).access, Plane(0, 1, START), (1, 1), 1)

    with pytest.raises(EditError, match="other axes"):
        region.by_index(Plane(0, 2, START))


@pytest.mark.parametrize("axes", [(0, 1), (1, 0)])
def test_only_what_a_shape_covers_is_copied(axes: tuple[int, int]) -> None:
    pixels = volume()
    nodes = ItkIndex.of(10, -1, 5), ItkIndex.of(14, 1, 5)
    area = area_of(Shape(1, ShapeKind.ELLIPSE, nodes, (0, 1)), GEOMETRY)
    plane = Plane(*axes, (0, 0, 5))
    edited = session(-pixels)

    region = copied(session(pixels).access, plane, (1, 1), 1, area)
    step = pasted(edited, region.as_seen((1, 1)), plane, region.low, ALL_VALUES)

    assert step is not None
    edited.apply(step)
    inside = np.array([[0, 1, 1, 1, 0], [1, 1, 1, 1, 1], [0, 1, 1, 1, 0]], bool)
    assert np.array_equal(edited.view[0], np.where(inside, pixels[0], -pixels[0]))
    assert region.count == step.parts[0].runs.count == inside.sum()
    lines = region.text.splitlines()
    assert [cell == "" for cell in lines[0].split("\t")] == (~inside[:, 0] if axes == (1, 0) else ~inside[0]).tolist()


def test_a_box_is_copied_with_its_place() -> None:
    area = Area(Region((1, 0, 2), (2, 2, 3)), (1, 2))

    region = copied(session(volume()).access, Plane(0, 1, (10, -1, 7)), (1, 1), 1, area)

    assert region.low == (12, -1)
    assert np.array_equal(region.piece.pixels, volume()[2, 0:2, 2:5])


@pytest.mark.parametrize(
    ("plane", "box"),
    [
        (Plane(0, 1, (10, -1, 5)), Region((1, 0, 0), (1, 2, 2))),
        (Plane(0, 1, (10, -1, 5)), Region((0, 0, 0), (1, 2, 9))),
    ],
)
def test_a_region_elsewhere_is_refused(plane: Plane, box: Region) -> None:
    with pytest.raises(EditError, match="does not lie on this plane"):
        copied(session(volume()).access, plane, (1, 1), 1, Area(box, (1, 2)))


def test_an_outline_of_another_plane_is_refused() -> None:
    area = area_of(Shape(1, ShapeKind.ELLIPSE, (ItkIndex.of(10, 0, 5), ItkIndex.of(14, 0, 7)), (0, 2)), GEOMETRY)

    with pytest.raises(EditError, match="does not lie on this plane"):
        copied(session(volume()).access, Plane(0, 1, (10, 0, 6)), (1, 1), 1, area)


@pytest.mark.parametrize(
    ("pixels", "channels", "told"),
    [(volume(1, "uint8"), 1, "holds int16; this image holds uint8"), (volume(3), 3, "this image holds 3 × int16")],
)
def test_other_pixels_are_refused(pixels: npt.NDArray[Any], channels: int, told: str) -> None:
    region = copied(session(volume()).access, Plane(0, 1, START), (1, 1), 1)

    with pytest.raises(EditError, match=told):
        pasted(session(pixels, channels), region.piece, Plane(0, 1, START), region.low, ALL_VALUES)


def test_what_is_too_large_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied_region, "LARGEST", 29)

    with pytest.raises(EditError, match="30 bytes is not copied"):
        copied(session(volume()).access, Plane(0, 1, START), (1, 1), 1)


def test_the_copy_is_independent_of_the_image() -> None:
    edited = session(volume())
    region = copied(edited.access, Plane(0, 1, START), (1, 1), 1)

    assert not np.shares_memory(region.piece.pixels, edited.view)
    assert not region.piece.pixels.flags.writeable


def test_values_are_written_as_they_were_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.array([[0.5, np.nan], [-1e-3, 7]], np.float32)
    region = CopiedRegion(Piece(pixels, None), (0, 1), (-1, 1), (0, 0), 1)
    assert region.text == "NaN\t0.5\n7.0\t-0.001\n"

    monkeypatch.setattr(copied_region, "MOST_TOLD", 3)

    assert region.text == ""
