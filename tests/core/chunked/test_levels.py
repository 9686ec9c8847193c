"""Levels of an image in chunks: chunks of a box, indices and points, and boxes from one level to another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.pyramid import Pyramid
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo

EYE = ((1.0, 0.0), (0.0, 1.0))


def level(
    size: tuple[int, int], origin: tuple[float, float], spacing: tuple[float, float], start: tuple[int, int] = (0, 0)
) -> Level:
    return Level(Geometry(size, start, origin, spacing, EYE), (4, 8))


def pyramid(*levels: Level) -> Pyramid:
    info = ImageInfo(Path("a.zarr"), "OME-Zarr", "scalar", "unsigned_short", 1, "uint16", levels[0].geometry)
    return Pyramid(info, levels)


HALVED = pyramid(level((100, 30), (10.0, 20.0), (0.5, 2.0)), level((50, 15), (10.25, 21.0), (1.0, 4.0)))
"""Means of 2 × 2 pixels: the first centre of level 1 lies half a pixel of level 0 further on."""


def test_the_chunks_of_a_box_hold_each_of_its_pixels_once() -> None:
    one = HALVED.levels[0]
    box = Region((3, 7), (22, 90))
    counts = np.zeros(one.shape, dtype=int)
    for place in one.places(box):
        assert all(0 <= p < n for p, n in zip(place, one.grid, strict=True))
        counts[one.chunk(place).slices] += 1
    assert counts.max() == 1
    assert counts[box.slices].min() == 1
    assert counts[:, 100 // 8 * 8 :].sum() > 0  # the chunk that the edge cuts
    assert counts[28:].sum() == 0


def test_the_last_chunk_is_cut_by_the_edge() -> None:
    assert HALVED.levels[0].grid == (8, 13)
    assert HALVED.levels[0].chunk((7, 12)) == Region((28, 96), (2, 4))


def test_a_part_keeps_the_points_and_indices_of_its_pixels() -> None:
    whole = level((100, 30), (10.0, 20.0), (0.5, 2.0), start=(7, -3))
    part = whole.part(Region((2, 5), (4, 6)))
    assert part.size == (6, 4)
    assert part.start_index == (12, -1)
    assert part.point_of(ItkIndex.of(12, -1)).components == (10.0 + 12 * 0.5, 20.0 - 2.0)
    with pytest.raises(UsageError, match="does not lie in the level"):
        whole.part(Region((28, 0), (4, 6)))


@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize("count", range(1, 5))
def test_a_box_of_level_1_covers_what_its_pixels_were_made_of(first: int, count: int) -> None:
    box = Region((first, 2 * first), (count, count))
    rows = {row // 2 for row in range(first, first + count)}
    columns = {column // 2 for column in range(2 * first, 2 * first + count)}
    found = HALVED.box_at(1, box)
    assert found == Region((min(rows), min(columns)), (len(rows), len(columns)))


def test_a_box_of_level_1_is_twice_as_long_at_level_0() -> None:
    assert HALVED.box_at(0, Region((3, 5), (2, 7)), of=1) == Region((6, 10), (4, 14))


def test_levels_that_are_sampled_and_not_averaged_cover_by_their_own_centres() -> None:
    """Every second pixel, at its own place: pixel 1 of level 1 reaches from 1.0 to 3.0 of level 0."""
    sampled = pyramid(level((100, 30), (0.0, 0.0), (1.0, 1.0)), level((50, 15), (0.0, 0.0), (2.0, 2.0)))
    assert sampled.box_at(0, Region((1, 1), (1, 1)), of=1) == Region((1, 1), (3, 3))
    assert sampled.box_at(1, Region((2, 2), (1, 1))) == Region((1, 1), (1, 1))
    assert sampled.box_at(1, Region((1, 1), (1, 1))) == Region((0, 0), (2, 2))


def test_start_indices_of_both_levels_count() -> None:
    """The voxel offset of each level is its start index."""
    both = pyramid(
        level((100, 30), (0.5, 0.5), (1.0, 1.0), start=(20, 10)), level((50, 15), (1.0, 1.0), (2.0, 2.0), start=(10, 5))
    )
    assert both.box_at(1, Region((0, 4), (2, 4))) == Region((0, 2), (1, 2))


def test_a_box_beyond_the_coarser_level_is_cut_or_none() -> None:
    odd = pyramid(level((5, 5), (0.0, 0.0), (1.0, 1.0)), level((2, 2), (0.5, 0.5), (2.0, 2.0)))
    assert odd.box_at(1, Region((3, 0), (2, 5))) == Region((1, 0), (1, 2))
    assert odd.box_at(1, Region((4, 0), (1, 5))) is None


def test_reduction_and_bytes_tell_the_level_that_fits() -> None:
    assert HALVED.reduction(1) == (2.0, 2.0)
    assert HALVED.nbytes(0) == 100 * 30 * 2
    assert HALVED.finest_within(6000) == 0
    assert HALVED.finest_within(5999) == 1
    assert HALVED.finest_within(10) is None


def test_a_chunk_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one pixel at least"):
        Level(HALVED.levels[0].geometry, (4, 0))
