"""Several processes at one piece of work."""

from __future__ import annotations

import mmap
import os
import signal
import time
from pathlib import Path

import pytest

from itk_inspector.worker.child import side_by_side
from itk_inspector.worker.child.side_by_side import spread
from itk_inspector.worker.sandbox import family


@pytest.fixture(autouse=True)
def two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "processes", lambda: 2)


def own_pids(found: mmap.mmap) -> set[int]:
    return {int.from_bytes(found[at : at + 4], "little") for at in range(0, len(found), 4)}


def test_each_number_is_done_in_one_of_two_processes() -> None:
    found, before = mmap.mmap(-1, 4 * 40), family.members(os.getpid())

    def read(number: int) -> int:
        time.sleep(0.002)
        found[4 * number : 4 * number + 4] = os.getpid().to_bytes(4, "little")
        return number % 3

    assert spread(range(40), read) == 2
    assert len(own_pids(found)) == 2
    assert os.getpid() in own_pids(found)
    assert family.members(os.getpid()) == before


def test_a_few_numbers_are_done_here() -> None:
    seen: list[int] = []

    def read(number: int) -> int:
        seen.append(number)
        return 0

    assert spread([3, 1, 2], read) == 0
    assert seen == [3, 1, 2]
    assert spread([], read) == 0


@pytest.mark.parametrize("way", ["fails", "dies"])
def test_what_the_other_process_leaves_is_done_here(way: str) -> None:
    here, done = os.getpid(), mmap.mmap(-1, 40)

    def read(number: int) -> int:
        time.sleep(0.001)
        if os.getpid() != here:
            if way == "dies":
                os.kill(os.getpid(), signal.SIGKILL)
            raise ValueError
        done[number] = 1
        return 0

    spread(range(40), read)

    assert bytes(done) == b"\1" * 40


def test_an_error_is_that_of_this_process_and_the_other_one_is_ended() -> None:
    here = os.getpid()
    before = family.members(here)

    def read(number: int) -> int:
        if os.getpid() != here:
            time.sleep(60)
        if number == 5:
            raise ValueError("five")
        return 0

    with pytest.raises(ValueError, match="five"):
        spread(range(40), read)

    assert family.members(here) == before


def test_an_error_of_the_other_process_is_told_by_this_one(tmp_path: Path) -> None:
    def read(number: int) -> int:
        time.sleep(0.001)
        if number == 39:
            raise ValueError("the last")
        return 0

    with pytest.raises(ValueError, match="the last"):
        spread(range(40), read)
