"""Blocks that were written, by pixels and boxes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.blocks import BLOCK, PAGE, put
from itk_inspector.core.editing.written_blocks import WrittenBlocks
from itk_inspector.core.geometry.regions import Region


def test_nothing_is_written_at_first() -> None:
    written = WrittenBlocks(np.zeros(3 * PAGE, dtype=np.uint8), 1)

    assert (written.nbytes, written.snapshot().nbytes, written.whole_snapshot().nbytes) == (0, 0, 3 * PAGE)


@pytest.mark.parametrize(
    ("position", "width", "blocks"),
    [(0, 1, [0]), (63, 1, [0]), (64, 1, [1]), (15, 3, [0]), (21, 3, [0, 1]), (1, 200, [3, 4, 5, 6]), (8, 8, [1])],
)
def test_a_pixel_lies_in_the_blocks_of_its_bytes(position: int, width: int, blocks: list[int]) -> None:
    written = WrittenBlocks(np.zeros(PAGE * width, dtype=np.uint8), width)

    assert written.at(np.array([position])).numbers().tolist() == blocks


@given(st.data(), st.sampled_from([1, 3, 8, 100]))
def test_a_box_is_in_exactly_the_blocks_of_its_pixels(data: st.DataObject, width: int) -> None:
    shape = (4, 9, 170)
    start = tuple(data.draw(st.integers(0, n - 1)) for n in shape)
    region = Region(start, tuple(data.draw(st.integers(1, n - s)) for n, s in zip(shape, start, strict=True)))
    count = int(np.prod(shape))
    written = WrittenBlocks(np.zeros(count * width, dtype=np.uint8), width)

    by_box = written.of_box(region, shape)
    by_pixel = written.at(np.arange(count).reshape(shape)[region.slices].reshape(-1))

    assert by_box.numbers().tolist() == by_pixel.numbers().tolist()


def test_positions_need_not_be_in_order() -> None:
    written = WrittenBlocks(np.zeros(PAGE, dtype=np.uint8), 1)

    assert written.at(np.array([200, 3, 200, 70])).numbers().tolist() == [0, 1, 3]


def test_a_snapshot_that_is_watched_keeps_what_is_written_afterwards() -> None:
    pixels = np.zeros(PAGE, dtype=np.uint8)
    written = WrittenBlocks(pixels, 1)
    for value in (1, 2):
        written.before(written.at(np.array([5])))
        pixels[5] = value
        if value == 1:
            snapshot = written.snapshot()
            written.watch(snapshot)

    seen = np.zeros(PAGE, dtype=np.uint8)
    put(seen, snapshot.pieces())

    assert (int(seen[5]), snapshot.nbytes) == (1, BLOCK)
    written.before_anything()
    assert written.nbytes == PAGE
