"""Runs of pixels that one step changes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing import painted_part
from itk_inspector.core.editing.blocks import BLOCK
from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.runs import Runs
from itk_inspector.core.editing.written_blocks import WrittenBlocks
from itk_inspector.core.geometry.regions import Region

shapes = st.lists(st.integers(1, 5), min_size=1, max_size=4).map(tuple)


def box_of(positions: list[int], shape: tuple[int, ...]) -> Region:
    """Look at every pixel."""
    places = [np.unravel_index(position, shape) for position in positions]
    low = [min(int(place[axis]) for place in places) for axis in range(len(shape))]
    high = [max(int(place[axis]) for place in places) for axis in range(len(shape))]
    return Region(tuple(low), tuple(h - s + 1 for h, s in zip(high, low, strict=True)))


@given(shapes, st.data())
def test_the_box_holds_every_pixel_and_no_more_of_however_many_runs(
    shape: tuple[int, ...], data: st.DataObject
) -> None:
    positions = sorted(data.draw(st.sets(st.integers(0, math.prod(shape) - 1), min_size=1)))
    part = PaintedPart(0, 1, Runs.of(np.array(positions)), np.zeros((), np.uint8))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(painted_part, "_RUNS_AT_ONCE", 2)
        found = part.region(shape)

    assert found == box_of(positions, shape)


@given(shapes, st.data())
def test_a_part_on_a_lattice_lies_where_its_pixels_lie(shape: tuple[int, ...], data: st.DataObject) -> None:
    count = math.prod(shape)
    stride, first = data.draw(st.integers(1, 4)), data.draw(st.integers(0, count - 1))
    numbers = sorted(data.draw(st.sets(st.integers(0, (count - 1 - first) // stride), min_size=1)))
    part = PaintedPart(first, stride, Runs.of(np.array(numbers)), np.zeros((), np.uint8))
    positions = [first + stride * number for number in numbers]
    written = WrittenBlocks(np.zeros(shape, np.uint8), 50)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(painted_part, "_RUNS_AT_ONCE", 2)
        patch.setattr(painted_part, "_AT_ONCE", 3)
        box, blocks = part.region(shape), part.blocks(written)

    assert box == box_of(positions, shape)
    wanted = {byte // BLOCK for position in positions for byte in (50 * position, 50 * position + 49)}
    assert blocks.numbers().tolist() == sorted(wanted)


def test_the_box_of_scattered_pixels_is_known_from_the_first_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    look = painted_part._box
    monkeypatch.setattr(painted_part, "_box", lambda *given: looks.append(1) or look(*given))
    part = PaintedPart(0, 1, Runs.of(np.arange(0, 2_000_000, 2)), np.zeros((), np.uint8))

    assert part.region((1_000, 2, 1_001)) == Region((0, 0, 0), (1_000, 2, 1_001))
    assert len(looks) == 2
    assert part.region((1_000, 2, 1_000)) == Region((0, 0, 0), (1_000, 2, 999))
    assert len(looks) > 10  # no row has its last pixel among them
