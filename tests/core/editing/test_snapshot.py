"""What is read aside is what was there at that moment, whatever is written meanwhile."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing import snapshot as snapshot_module
from itk_inspector.core.editing.blocks import BLOCK, PAGE, Blocks, all_bits, put
from itk_inspector.core.editing.snapshot import Snapshot

Bytes = npt.NDArray[np.uint8]
SIZE = 40 * PAGE + 17


def memory_of(size: int = SIZE) -> Bytes:
    return np.random.default_rng(4).integers(0, 255, size, dtype=np.uint8)


@pytest.fixture(autouse=True)
def few_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_module, "_PAGES", 3)


def write(memory: Bytes, snapshot: Snapshot, start: int, length: int) -> None:
    """Change bytes as an edit does."""
    snapshot.keep(Blocks.of_bytes(np.array([start]), length))
    memory[start : start + length] += 1


writes = st.lists(st.tuples(st.integers(0, 15), st.integers(0, SIZE - 1), st.integers(1, 5 * PAGE)), max_size=12)


@given(writes)
def test_what_is_written_between_two_pieces_is_not_in_it(found: list[tuple[int, int, int]]) -> None:
    memory = memory_of()
    before, rebuilt = memory.copy(), np.zeros(SIZE, dtype=np.uint8)
    snapshot = Snapshot(memory, all_bits(SIZE))

    for number, piece in enumerate(snapshot.pieces()):
        put(rebuilt, [piece])
        for when, start, length in found:
            if when == number:
                write(memory, snapshot, start, min(length, SIZE - start))

    assert np.array_equal(rebuilt, before)
    assert snapshot.is_over


@given(writes)
def test_what_is_written_while_a_piece_is_looked_at_is_not_in_it(found: list[tuple[int, int, int]]) -> None:
    memory = memory_of()
    before, rebuilt = memory.copy(), np.zeros(SIZE, dtype=np.uint8)
    snapshot = Snapshot(memory, all_bits(SIZE))

    for number, piece in enumerate(snapshot.pieces()):
        for when, start, length in found:
            if when == number:
                write(memory, snapshot, start, min(length, SIZE - start))
        put(rebuilt, [piece])

    assert np.array_equal(rebuilt, before)


def test_only_the_blocks_in_question_are_read() -> None:
    memory = memory_of()
    blocks = Blocks.of_bytes(np.array([100, 9 * PAGE]), np.array([1, 2 * BLOCK]))
    bits = np.zeros(41, dtype=np.uint64)
    bits[blocks.pages] = blocks.bits

    snapshot = Snapshot(memory, bits)

    assert snapshot.nbytes == 3 * BLOCK
    assert [
        number for piece, _ in snapshot.pieces() for number in piece.numbers().tolist()
    ] == blocks.numbers().tolist()


def test_a_block_is_kept_once_and_not_when_it_was_read() -> None:
    memory = memory_of()
    snapshot = Snapshot(memory, all_bits(SIZE))
    pieces = snapshot.pieces()
    next(pieces), next(pieces)

    write(memory, snapshot, 0, 1)
    write(memory, snapshot, 30 * PAGE, 1)
    write(memory, snapshot, 30 * PAGE, BLOCK + 1)

    numbers = [number for blocks, _ in pieces for number in blocks.numbers().tolist()]
    assert numbers[-2:] == [30 * 64, 30 * 64 + 1]
    assert 0 not in numbers
    assert sorted(numbers) == sorted(set(numbers))


def test_a_large_change_waits_until_all_has_been_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_module, "_MOST_KEPT", 10)
    memory = memory_of()
    before, rebuilt = memory.copy(), np.zeros(SIZE, dtype=np.uint8)
    snapshot = Snapshot(memory, all_bits(SIZE))
    pieces = snapshot.pieces()
    put(rebuilt, [next(pieces)])
    reading = threading.Thread(target=lambda: put(rebuilt, pieces))

    begun = threading.Timer(0.05, reading.start)
    begun.start()
    write(memory, snapshot, 0, SIZE)
    begun.join()
    reading.join()

    assert np.array_equal(rebuilt, before)


def test_reading_begins_while_another_thread_writes() -> None:
    """Where the pages are looked through meanwhile, NumPy ends about every second of these."""
    memory = np.zeros(100_000 * PAGE, dtype=np.uint8)  # no page of it is ever touched but those of one block
    begun: list[int] = []

    def begin(snapshot: Snapshot) -> None:
        pieces = snapshot.pieces()
        begun.append(len(next(pieces)[0].pages))
        pieces.close()

    for _ in range(20):
        snapshot = Snapshot(memory, all_bits(memory.size))
        reading = threading.Thread(target=begin, args=(snapshot,))
        reading.start()
        page = memory.size // PAGE
        while reading.is_alive() and page:
            page -= 1
            snapshot.keep(Blocks.of_bytes(np.array([page * PAGE]), PAGE))
        reading.join()

    assert begun == [3] * 20


def test_nothing_is_kept_for_a_reader_that_gave_up() -> None:
    memory = memory_of()
    snapshot = Snapshot(memory, all_bits(SIZE))
    pieces = snapshot.pieces()
    next(pieces)

    pieces.close()
    write(memory, snapshot, 0, SIZE)

    snapshot.wait()
    assert snapshot.is_over


def test_a_thread_reads_what_was_there_while_another_one_writes() -> None:
    memory = memory_of(2000 * PAGE)
    before, rebuilt = memory.copy(), np.zeros(memory.size, dtype=np.uint8)
    snapshot = Snapshot(memory, all_bits(memory.size))
    reading = threading.Thread(target=lambda: put(rebuilt, snapshot.pieces()))

    reading.start()
    rng = np.random.default_rng(5)
    while reading.is_alive():
        write(memory, snapshot, int(rng.integers(0, memory.size - 9000)), int(rng.integers(1, 9000)))
    reading.join()

    assert np.array_equal(rebuilt, before)
