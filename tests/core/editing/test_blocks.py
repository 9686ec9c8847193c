"""Sets of small blocks of bytes, taken out of memory and put back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.blocks import BLOCK, PAGE, Blocks, all_bits, count_of, put, taken

ranges = st.lists(st.tuples(st.integers(0, 3 * PAGE), st.integers(1, 2 * PAGE)), max_size=12)


def spread(found: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Make ranges of gaps and lengths: ascending, none in another."""
    starts, lengths, at = [], [], 0
    for gap, length in found:
        starts.append(at + gap)
        lengths.append(length)
        at = starts[-1] + length
    return starts, lengths


@given(ranges)
def test_exactly_the_blocks_of_the_bytes_are_in_it(found: list[tuple[int, int]]) -> None:
    starts, lengths = spread(found)

    blocks = Blocks.of_bytes(np.array(starts, dtype=np.int64), np.array(lengths, dtype=np.int64))

    wanted = sorted(
        {byte // BLOCK for start, n in zip(starts, lengths, strict=True) for byte in range(start, start + n)}
    )
    assert blocks.numbers().tolist() == wanted
    assert blocks.count == len(wanted)
    assert np.all(np.diff(blocks.pages) > 0)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 300)), min_size=1, max_size=300), st.integers(0, 3 * PAGE))
def test_ranges_near_each_other_are_in_the_same_blocks_as_bytes_one_by_one(
    found: list[tuple[int, int]], first: int
) -> None:
    starts, lengths = spread([(first, 1), *found])

    blocks = Blocks.of_bytes(np.array(starts, dtype=np.int64), np.array(lengths, dtype=np.int64))

    wanted = {byte // BLOCK for start, n in zip(starts, lengths, strict=True) for byte in range(start, start + n)}
    assert blocks.numbers().tolist() == sorted(wanted)
    assert blocks.bits.dtype == np.uint64
    assert np.all(blocks.bits != 0)


@given(st.lists(st.integers(0, 200), min_size=1, max_size=300), st.integers(1, 40))
def test_ranges_of_one_length_are_in_the_same_blocks_as_bytes_one_by_one(gaps: list[int], length: int) -> None:
    starts, _ = spread([(gap, length) for gap in gaps])

    blocks = Blocks.of_bytes(np.array(starts, dtype=np.int64), length)

    wanted = {byte // BLOCK for start in starts for byte in range(start, start + length)}
    assert blocks.numbers().tolist() == sorted(wanted)


@given(ranges, st.integers(1, 5))
def test_sets_that_go_on_where_others_end_are_joined(found: list[tuple[int, int]], count: int) -> None:
    starts, lengths = (np.array(column, dtype=np.int64) for column in spread(found))
    pieces = [Blocks.of_bytes(starts[at : at + count], lengths[at : at + count]) for at in range(0, len(found), count)]

    joined = Blocks.joined(pieces)

    whole = Blocks.of_bytes(starts, lengths)
    assert joined.pages.tolist() == whole.pages.tolist()
    assert joined.bits.tolist() == whole.bits.tolist()


@pytest.mark.parametrize("nbytes", [1, BLOCK - 1, BLOCK, BLOCK + 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE + 5])
def test_all_blocks_are_those_of_all_bytes(nbytes: int) -> None:
    one = Blocks.of_bytes(np.array([0]), nbytes)

    assert all_bits(nbytes).tolist() == one.bits.tolist()
    assert count_of(all_bits(nbytes)) == -(-nbytes // BLOCK)


@given(st.integers(1, 2 * PAGE), st.data())
def test_what_is_taken_out_is_put_where_it_was(nbytes: int, data: st.DataObject) -> None:
    memory = np.random.default_rng(nbytes).integers(0, 255, nbytes, dtype=np.uint8)
    start = data.draw(st.integers(0, nbytes - 1))
    stop = data.draw(st.integers(start + 1, nbytes))
    blocks = Blocks.of_bytes(np.array([start]), stop - start)
    other = np.zeros(nbytes, dtype=np.uint8)

    rows = taken(memory, blocks.numbers())
    put(other, [(blocks, rows)])

    assert rows.shape == (blocks.count, BLOCK)
    assert np.array_equal(other[start:stop], memory[start:stop])
    untouched = np.ones(nbytes, dtype=bool)
    for number in blocks.numbers():
        untouched[number * BLOCK : (number + 1) * BLOCK] = False
    assert not other[untouched].any()


def test_neighbours_are_not_copied() -> None:
    memory = np.zeros(4 * PAGE, dtype=np.uint8)

    assert np.shares_memory(taken(memory, np.arange(5, 105)), memory)
    assert not np.shares_memory(taken(memory, np.array([5, 7])), memory)


def test_what_is_put_later_counts() -> None:
    memory = np.zeros(3 * BLOCK, dtype=np.uint8)
    blocks = Blocks.of_bytes(np.array([0]), 1)

    put(memory, [(blocks, np.full((1, BLOCK), value, dtype=np.uint8)) for value in (1, 2)])

    assert memory.tolist() == [2] * BLOCK + [0] * 2 * BLOCK


def test_no_bytes_are_no_blocks() -> None:
    none = Blocks.of_bytes(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))

    assert (none.count, none.numbers().tolist()) == (0, [])
