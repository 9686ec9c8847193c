"""Large pages in scratch: what is read through them, where they are not to be had, and when they are left."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from itk_inspector.worker.memory import large_pages
from itk_inspector.worker.memory.large_pages import LARGE
from itk_inspector.worker.memory.scratch_file import map_private, map_writable, reserve_scratch
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy

SHARED = Path("/dev/shm")
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="no file system in memory")


@pytest.fixture
def fd() -> Iterator[int]:
    number = os.open(SHARED, os.O_TMPFILE | os.O_RDWR, 0o600)
    yield number
    os.close(number)


def _large(memory: np.ndarray) -> int:
    """Return how many bytes of a mapping its process meets as large pages."""
    memory[::4096] = 1
    place = f"{memory.ctypes.data:x}-"
    lines = iter(Path("/proc/self/smaps").read_text().splitlines())
    next(line for line in lines if line.startswith(place))
    found = next(line for line in lines if line.startswith("ShmemPmdMapped:"))
    return int(found.split()[1]) * 1024


def test_that_the_taken_pages_are_large_zero_and_no_more_than_the_file(fd: int) -> None:
    taken = large_pages.take(fd, 3 * LARGE + 5, now=lambda: 0.0)
    if not taken:
        pytest.skip("this system gives no large pages")

    memory = large_pages.mapped(fd, 3 * LARGE + 5)

    assert taken == 3 * LARGE
    assert not memory.any()
    assert _large(memory) == taken
    assert os.fstat(fd).st_size == memory.size == 3 * LARGE + 5


def test_that_what_lies_before_and_after_stays_as_it_is(fd: int) -> None:
    """Of the part between, only what whole large pages fit into."""
    before, after = LARGE + 5, 4 * LARGE - 5
    os.pwrite(fd, b"\7" * before, 0)
    os.pwrite(fd, b"\7" * 100, after)

    taken = large_pages.take(fd, after, before, now=lambda: 0.0)

    if not taken:
        pytest.skip("this system gives no large pages")
    assert taken == LARGE
    assert os.fstat(fd).st_size == after + 100
    whole = large_pages.mapped(fd, after + 100)
    assert (whole[:before] == 7).all()
    assert not whole[before:after].any()
    assert (whole[after:] == 7).all()


@pytest.mark.parametrize(
    ("end", "start"), [(2 * LARGE, LARGE + 1), (2 * LARGE - 1, LARGE), (LARGE, LARGE), (0, 5 * LARGE)]
)
def test_that_where_no_large_page_fits_nothing_is_done(fd: int, end: int, start: int) -> None:
    assert large_pages.take(fd, end, start, now=lambda: 0.0) == 0
    assert os.fstat(fd).st_size == 0


def test_that_it_stops_once_large_pages_take_longer_than_small_ones(fd: int) -> None:
    seconds = itertools.accumulate(itertools.repeat(0.002))

    taken = large_pages.take(fd, 20 * LARGE, now=lambda: next(seconds))

    assert taken <= 3 * LARGE
    assert os.fstat(fd).st_size == 20 * LARGE


def test_that_time_in_which_others_have_the_processor_does_not_count(fd: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def given(*_: int) -> int:
        time.sleep(0.01)  # costs this thread nothing
        return 0

    monkeypatch.setattr(large_pages, "libc", lambda: SimpleNamespace(madvise=given))

    assert large_pages.take(fd, 5 * LARGE) == 5 * LARGE


def test_that_a_file_on_disk_keeps_its_small_pages(tmp_path: Path) -> None:
    with (tmp_path / "a").open("w+b") as file:
        taken = large_pages.take(file.fileno(), 2 * LARGE)
        if taken:
            pytest.skip("the folder for temporary files lies in memory")
        memory = large_pages.mapped(file.fileno(), 2 * LARGE)
        memory[:] = 7
        file.seek(0)
        assert file.read() == bytes([7]) * (2 * LARGE)


@pytest.mark.parametrize("nbytes", [1, 4097, LARGE - 1, LARGE, LARGE + 1, 5 * LARGE + 4097])
def test_that_scratch_of_every_size_holds_what_is_written(tmp_path: Path, nbytes: int) -> None:
    scratch = reserve_scratch(nbytes, ScratchPolicy(SHARED, tmp_path), "a.nii")
    try:
        values = np.arange(nbytes) % 251
        map_writable(scratch, nbytes)[:] = values

        assert os.fstat(scratch).st_size == nbytes
        assert np.array_equal(map_private(scratch, nbytes), values)
        assert os.pread(scratch, 4, nbytes - 1) == bytes([(nbytes - 1) % 251])
    finally:
        os.close(scratch)


def test_that_all_of_it_is_reserved_wherever_large_pages_end(tmp_path: Path) -> None:
    nbytes = 4 * LARGE + 8192
    scratch = reserve_scratch(nbytes, ScratchPolicy(SHARED, tmp_path), "a.nii")
    try:
        assert os.fstat(scratch).st_blocks * 512 >= nbytes
    finally:
        os.close(scratch)


def test_that_a_mapping_longer_than_its_file_is_refused(fd: int) -> None:
    os.ftruncate(fd, LARGE)

    with pytest.raises(ValueError, match="file size"):
        large_pages.mapped(fd, LARGE + 1)


def test_that_a_mapping_ends_with_its_last_array(fd: int) -> None:
    os.ftruncate(fd, 3 * LARGE)
    memory = large_pages.mapped(fd, 3 * LARGE)
    place, part = f"{memory.ctypes.data:x}-", memory[5:]

    del memory
    assert place in Path("/proc/self/maps").read_text()
    del part
    assert place not in Path("/proc/self/maps").read_text()


def test_that_what_was_taken_for_the_last_files_is_remembered(fd: int) -> None:
    taken = large_pages.take(fd, 2 * LARGE, now=lambda: 0.0)
    if not taken:
        pytest.skip("this system gives no large pages")
    again = os.open(f"/proc/self/fd/{fd}", os.O_RDWR)
    others = [os.open(SHARED, os.O_TMPFILE | os.O_RDWR, 0o600) for _ in range(4)]

    assert large_pages.taken_before(again) == taken
    assert large_pages.taken_before(others[0]) == 0
    for other in others:
        large_pages.take(other, LARGE, now=lambda: 0.0)
        os.close(other)
    assert large_pages.taken_before(again) == 0
    os.close(again)
