"""A mapping that a test leaves behind is told, however often they are counted."""

from __future__ import annotations

import mmap
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leak_guards import MAPPINGS_BEFORE, MappingsBefore, nothing_left, scratch_mappings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is mapped")


@pytest.fixture
def mapped(tmp_path: Path) -> Iterator[Callable[[], mmap.mmap]]:
    made = []

    def one() -> mmap.mmap:
        path = tmp_path / f"itk-inspector-{len(made)}"
        path.write_bytes(bytes(mmap.PAGESIZE))
        with path.open("rb") as file:
            made.append(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        path.unlink()
        return made[-1]

    yield one
    for each in made:
        each.close()
    MAPPINGS_BEFORE.forget()


def test_one_that_is_left_behind_is_told(mapped: Callable[[], mmap.mmap]) -> None:
    for _ in range(2):  # the second one is counted from what there was after the first
        with pytest.raises(AssertionError, match="a mapping was left behind"), nothing_left(lets_go=False):
            mapped()
    with nothing_left(lets_go=False):
        mapped().close()


def test_what_was_there_before_is_not(mapped: Callable[[], mmap.mmap]) -> None:
    MAPPINGS_BEFORE.forget()
    mapped()
    with nothing_left(lets_go=False):
        pass


def test_they_are_counted_once_a_test(mapped: Callable[[], mmap.mmap]) -> None:
    before = MappingsBefore()
    none = scratch_mappings()
    assert before.count() == none
    held = mapped()
    assert before.count() == none + 1
    assert before.count_after(none + 1) == none + 1
    held.close()
    assert before.count() == none + 1
    before.forget()
    assert before.count() == none


def test_a_child_that_is_left_is_named() -> None:
    with pytest.raises(AssertionError, match=r"a child process was left behind: \['\d+ \(sleep\) sleep 61 '\]"):  # noqa: SIM117
        with nothing_left(lets_go=False):
            child = subprocess.Popen(["sleep", "61"])
    child.kill()
    child.wait()


def test_a_thread_that_is_left_is_told_and_what_times_a_test_is_not() -> None:
    ends = threading.Event()
    threads = [threading.Thread(target=ends.wait, name=name) for name in ("pytest_timeout tests/a.py::b", "mine")]
    try:
        with nothing_left(lets_go=False):
            threads[0].start()
        with pytest.raises(AssertionError, match=r"left behind: .*mine"), nothing_left(lets_go=False):
            threads[1].start()
    finally:
        ends.set()
        for thread in threads:
            thread.join()
