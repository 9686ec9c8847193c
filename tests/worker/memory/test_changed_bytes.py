"""Blocks that were changed, written by one process and read by another."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.editing.blocks import BLOCK, PAGE, Blocks, all_bits, put
from itk_inspector.core.editing.snapshot import Snapshot
from itk_inspector.worker.memory import changed_bytes
from itk_inspector.worker.memory.changed_bytes import changes, write_changes, write_in_place

SIZE = 700 * PAGE + 9


@pytest.mark.parametrize("every", [1, 2, 65, 5000])
def test_what_is_written_is_read(tmp_path: Path, every: int) -> None:
    memory = np.random.default_rng(1).integers(0, 255, SIZE, dtype=np.uint8)
    starts = np.arange(0, SIZE, every * BLOCK)
    blocks, bits = Blocks.of_bytes(starts, 1), np.zeros(701, dtype=np.uint64)
    bits[blocks.pages] = blocks.bits
    path, rebuilt = tmp_path / "changes", np.zeros(SIZE, dtype=np.uint8)

    with path.open("w+b") as file:
        write_changes(file.fileno(), Snapshot(memory, bits))
    put(rebuilt, changes(np.fromfile(path, np.uint8)))

    wanted = np.zeros(SIZE, dtype=np.uint8)
    for start in starts:
        wanted[start : start + BLOCK] = memory[start : start + BLOCK]
    assert np.array_equal(rebuilt, wanted)
    assert path.stat().st_size <= blocks.count * BLOCK + 16 * blocks.pages.size + 8 * 3


def test_all_pixels_lie_where_they_belong_also_those_kept_meanwhile(tmp_path: Path) -> None:
    memory = np.random.default_rng(1).integers(0, 255, SIZE, dtype=np.uint8)
    before, snapshot = memory.copy(), Snapshot(memory, all_bits(SIZE))
    for start in (0, 300 * PAGE + 70, SIZE - 3):
        snapshot.keep(Blocks.of_bytes(np.array([start]), 3))
        memory[start : start + 3] += 1

    with (tmp_path / "all").open("w+b") as file:
        write_in_place(file.fileno(), snapshot)

    assert (tmp_path / "all").read_bytes()[:SIZE] == before.tobytes()


def test_a_full_disk_is_told_and_nobody_waits_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(changed_bytes, "pwrite", full)
    snapshot = Snapshot(np.zeros(SIZE, dtype=np.uint8), all_bits(SIZE))

    with pytest.raises(OSError, match="full"):
        write_changes(-1, snapshot)

    assert snapshot.is_over
