"""Levels, chunks and boxes of an image in chunks that is to be written: plain arithmetic."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.new_image import CHANNELS, NewImage, NewLevel, new_chunks, with_coarser
from itk_inspector.core.chunked.pieces import pieces
from itk_inspector.core.chunked.stored_axis import StoredAxis, as_written, names_of
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region

SPACE = tuple(StoredAxis(name) for name in "zyx")
TIME = StoredAxis("t", "time", "s")


def level(shape: tuple[int, ...], chunks: tuple[int, ...], spacing: tuple[float, ...] | None = None) -> Level:
    """NumPy order, the spacing too."""
    geometry = Geometry.identity(shape[::-1])
    return Level(replace(geometry, spacing=spacing[::-1]) if spacing else geometry, chunks)


def test_coarser_levels_are_made_until_one_is_an_overview() -> None:
    made = with_coarser((level((60, 5000, 4001), (16, 64, 64)),), SPACE)

    assert [each.level.shape for each in made] == [(60, 5000, 4001), (30, 2500, 2001), (15, 1250, 1001), (8, 625, 501)]
    assert [each.steps for each in made] == [(), (2, 2, 2), (2, 2, 2), (2, 2, 2)]
    assert made[-1].level.geometry.spacing == (8.0, 8.0, 8.0)
    assert made[-1].level.chunks == (8, 64, 64)


def test_an_axis_of_thick_slices_is_halved_when_the_others_are_as_thick() -> None:
    made = with_coarser((level((40, 9000, 9000), (1, 64, 64), (5.0, 1.0, 1.0)),), SPACE)

    assert [each.steps for each in made[1:]] == [(1, 2, 2), (1, 2, 2), (2, 2, 2), (2, 2, 2)]
    assert [each.level.geometry.spacing for each in made[1:]] == [
        (2.0, 2.0, 5.0), (4.0, 4.0, 5.0), (8.0, 8.0, 10.0), (16.0, 16.0, 20.0)
    ]  # fmt: skip


def test_times_are_never_left_out() -> None:
    made = with_coarser((level((7, 1, 3000, 3000), (1, 1, 64, 64)),), (TIME, *SPACE))

    assert [each.steps for each in made[1:]] == [(1, 1, 2, 2), (1, 1, 2, 2)]
    assert made[-1].level.shape == (7, 1, 750, 750)


@pytest.mark.parametrize(
    ("shape", "stored", "itemsize", "wanted"),
    [
        ((100, 900, 900), (8, 128, 128), 2, (8, 128, 128)),  # as they are stored
        ((5, 90, 90), (8, 128, 128), 1, (5, 90, 90)),  # all of it
        ((100, 900, 900), (1, 16, 16), 1, (32, 256, 256)),  # very small
        ((2000, 2000, 2000), (2000, 2000, 2000), 2, (32, 256, 256)),  # very large
        ((1, 9000, 9000), (1, 8, 9000), 1, (1, 8, 9000)),
        ((1, 9000, 9000), (1, 2, 90), 1, (1, 1024, 1024)),
        ((1, 1, 10_000_000), (1, 1, 100), 1, (1, 1, 1 << 20)),
        ((9, 100, 900, 900), (1, 1, 16, 16), 1, (1, 32, 256, 256)),
    ],
)
def test_chunks_are_taken_over_unless_they_are_very_small_or_large(
    shape: tuple[int, ...], stored: tuple[int, ...], itemsize: int, wanted: tuple[int, ...]
) -> None:
    assert new_chunks(shape, stored, itemsize) == wanted


def test_components_are_stored_along_an_axis_after_that_of_time() -> None:
    levels = (
        NewLevel(level((7, 5, 30, 40), (1, 5, 30, 40))),
        NewLevel(level((7, 5, 15, 20), (1, 5, 15, 20)), (1, 1, 2, 2)),
    )
    image = NewImage("a", levels, (TIME, *SPACE), "uint16", components=3)

    assert image.stored((7, 5, 30, 40), 3) == [7, 3, 5, 30, 40]
    assert NewImage("a", levels[:1], SPACE, "uint16", components=3).stored((5, 30, 40), 3) == [3, 5, 30, 40]
    assert NewImage("a", levels, (TIME, *SPACE), "uint16").stored((7, 5, 30, 40), 1) == [7, 5, 30, 40]
    assert (image.channels, image.pixel_bytes) == (CHANNELS, 6)
    assert NewImage("a", levels, SPACE, "uint8", pixel_bytes=8).pixel_bytes == 8
    assert image.work == 7 * 5 * 30 * 40 + 7 * 5 * 15 * 20 * 4


def test_axes_are_named_as_the_file_names_them() -> None:
    bare = (StoredAxis(), *(StoredAxis() for _ in "zyx"))

    assert names_of((TIME, *SPACE)) == ("t", "z", "y", "x")
    assert names_of(bare) == ()
    assert [axis.kind for axis in as_written(bare)] == ["time", "space", "space", "space"]
    assert as_written(SPACE) == SPACE


@pytest.mark.parametrize("most", [1, 50, 700, 5000, 10**9])
def test_pieces_fill_a_box_and_share_no_chunk(most: int) -> None:
    whole, box = level((20, 33, 47), (4, 8, 16)), Region((3, 5, 7), (15, 26, 40))
    filled: Any = np.zeros(whole.shape, np.int64)
    owners: dict[tuple[int, ...], int] = {}
    for number, piece in enumerate(pieces(whole, box, most)):
        filled[piece.slices] += 1
        assert piece.pixels <= max(most, 4 * 8 * 16)
        for place in whole.places(piece):
            assert owners.setdefault(place, number) == number

    wanted = np.zeros_like(filled)
    wanted[box.slices] = 1
    np.testing.assert_array_equal(filled, wanted)
