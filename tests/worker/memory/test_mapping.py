"""Pixels in a file that both processes map: no copy, no name, no harm to the original."""

from __future__ import annotations

import ctypes
import gc
import hashlib
import mmap
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from file_pages import resident
from itk_inspector.core.errors import SpaceError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.worker.memory import scratch_file
from itk_inspector.worker.memory.mapping import Mapping
from itk_inspector.worker.memory.read_ahead import is_cached
from itk_inspector.worker.memory.scratch_file import (
    copy_bytes,
    map_private,
    map_writable,
    opened_ahead,
    reserve_for_copy,
    reserve_scratch,
    sized_scratch,
)
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy

SIZE = 3 * 4096 + 17


def open_mappings() -> int:
    lines = Path("/proc/self/maps").read_text().splitlines()
    return sum("(deleted)" in line and "/memory/" in line for line in lines)


def descriptors() -> set[str]:
    return set(os.listdir("/proc/self/fd"))


def checksum(fd: int) -> str:
    return hashlib.sha256(os.pread(fd, 1 << 20, 0)).hexdigest()


@pytest.fixture
def policy(tmp_path: Path) -> ScratchPolicy:
    (tmp_path / "memory").mkdir()
    (tmp_path / "disk").mkdir()
    return ScratchPolicy(tmp_path / "memory", tmp_path / "disk", spare=0)


@pytest.fixture
def mapping(policy: ScratchPolicy) -> Iterator[Mapping]:
    fd = reserve_scratch(SIZE, policy, "a.nii")
    map_writable(fd, SIZE)[:] = np.arange(SIZE) % 251
    made = Mapping(fd, SIZE)
    yield made
    made.close()


def test_the_scratch_file_is_reserved_and_has_no_name(policy: ScratchPolicy) -> None:
    fd = reserve_scratch(SIZE, policy, "a.nii")
    try:
        status = os.fstat(fd)
        assert status.st_size == SIZE
        assert status.st_blocks * 512 >= SIZE
        assert status.st_nlink == 0
        assert list(policy.memory.iterdir()) == []
        assert os.readlink(f"/proc/self/fd/{fd}").startswith(str(policy.memory))
        assert not os.get_inheritable(fd)
    finally:
        os.close(fd)


def test_the_disk_is_taken_when_memory_has_no_room(policy: ScratchPolicy, tmp_path: Path) -> None:
    short = ScratchPolicy(tmp_path / "nowhere", policy.disk, spare=0)

    fd = reserve_scratch(SIZE, short, "a.nii")

    assert os.readlink(f"/proc/self/fd/{fd}").startswith(str(policy.disk))
    os.close(fd)


def test_the_next_folder_is_tried_when_the_reservation_fails(
    policy: ScratchPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = os.posix_fallocate

    def fail_in_memory(fd: int, offset: int, size: int) -> None:
        if os.readlink(f"/proc/self/fd/{fd}").startswith(str(policy.memory)):
            raise OSError(28, "No space left on device")
        reserve(fd, offset, size)

    monkeypatch.setattr(os, "posix_fallocate", fail_in_memory)
    before = descriptors()

    fd = reserve_scratch(SIZE, policy, "a.nii")

    assert os.readlink(f"/proc/self/fd/{fd}").startswith(str(policy.disk))
    os.close(fd)
    assert descriptors() == before


def test_a_sized_file_takes_no_room_yet(policy: ScratchPolicy) -> None:
    fd = sized_scratch(SIZE, policy, "a.nii")
    try:
        status = os.fstat(fd)
        assert (status.st_size, status.st_blocks, status.st_nlink) == (SIZE, 0, 0)
        assert os.readlink(f"/proc/self/fd/{fd}").startswith(str(policy.memory))
        with pytest.raises(SpaceError, match="huge"):
            sized_scratch(10**18, policy, "huge.nii")
    finally:
        os.close(fd)


def test_a_size_that_is_refused_is_a_lack_of_room(policy: ScratchPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    before = descriptors()
    monkeypatch.setattr(os, "ftruncate", refused)

    with pytest.raises(SpaceError, match=r"a\.nii"):
        sized_scratch(SIZE, policy, "a.nii")

    assert descriptors() == before


def test_a_sized_file_that_cannot_be_opened_is_a_lack_of_room(
    policy: ScratchPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "open", refused)
    monkeypatch.setattr(tempfile, "mkstemp", refused)

    with pytest.raises(SpaceError, match=r"a\.nii"):
        sized_scratch(SIZE, policy, "a.nii")


def test_large_pages_are_taken_of_what_is_reserved_and_not_of_a_sized_file(
    policy: ScratchPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(scratch_file.large_pages, "take", lambda fd, nbytes: asked.append(nbytes))

    os.close(sized_scratch(6 << 20, policy, "a.nii"))
    os.close(reserve_scratch(5 << 20, policy, "a.nii"))

    assert asked == [5 << 20]


def test_a_file_that_was_opened_ahead_is_taken_once(policy: ScratchPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none can be opened any more, the next folder's is."""
    ahead = opened_ahead(policy)
    first = sized_scratch(SIZE, ahead, "a.nii")
    monkeypatch.setattr(os, "open", refused)
    monkeypatch.setattr(tempfile, "mkstemp", refused)

    second = reserve_scratch(SIZE, ahead, "a.nii")

    places = [os.readlink(f"/proc/self/fd/{fd}") for fd in (first, second)]
    assert [Path(place).parent for place in places] == [policy.memory, policy.disk]
    with pytest.raises(SpaceError):
        reserve_scratch(SIZE, ahead, "a.nii")
    os.close(first)
    os.close(second)


def refused(*_: object, **__: object) -> int:
    raise PermissionError("confined")


def test_a_refusal_names_the_file_and_both_figures_and_leaves_nothing(policy: ScratchPolicy) -> None:
    before = descriptors()

    with pytest.raises(SpaceError) as caught:
        reserve_scratch(10**18, policy, "huge.nii")

    assert re.fullmatch(
        r"huge\.nii needs 1,000,000 TB for its pixels; "
        r"[\d.,]+ [kMGT]?B of memory and [\d.,]+ [kMGT]?B of disk are free\.",
        caught.value.message,
    )
    assert caught.value.advice
    assert descriptors() == before
    assert [*policy.memory.iterdir(), *policy.disk.iterdir()] == []


def test_what_must_stay_free_stays_free(policy: ScratchPolicy) -> None:
    status = os.statvfs(policy.disk)
    free = status.f_bavail * status.f_frsize
    greedy = ScratchPolicy(policy.memory, policy.disk, spare=2 * free)

    with pytest.raises(SpaceError):
        reserve_scratch(1, greedy, "a.nii")


def test_bytes_are_copied_piece_by_piece_and_all_of_them(policy: ScratchPolicy, tmp_path: Path) -> None:
    told = np.random.default_rng(1).integers(0, 256, 3 * (1 << 18) + 7, np.uint8)
    (tmp_path / "a").write_bytes(b"head" + told.tobytes())
    fd = reserve_scratch(told.nbytes, policy, "a")
    try:
        with (tmp_path / "a").open("rb") as file:
            copy_bytes(file.fileno(), 4, fd, told.nbytes)

            assert os.pread(fd, told.nbytes + 1, 0) == told.tobytes()
            with pytest.raises(OSError, match="ends early"):
                copy_bytes(file.fileno(), 5, fd, told.nbytes)
    finally:
        os.close(fd)


@pytest.mark.parametrize("large", [0, 1 << 18, 2 << 18, 3 << 18])
def test_bytes_in_large_pages_are_read_into_them_and_the_rest_is_written(
    policy: ScratchPolicy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    told = np.random.default_rng(1).integers(0, 256, 3 << 18, np.uint8)
    (tmp_path / "a").write_bytes(b"head" + told.tobytes())
    monkeypatch.setattr(scratch_file.large_pages, "take", lambda fd, nbytes: large)
    written: list[int] = []
    write = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: written.append(at) or write(fd, data, at))

    fd, found = reserve_for_copy(told.nbytes, policy, "a")
    try:
        with (tmp_path / "a").open("rb") as file:
            copy_bytes(file.fileno(), 4, fd, told.nbytes, found)
        assert os.pread(fd, told.nbytes + 1, 0) == told.tobytes()
    finally:
        os.close(fd)

    assert found == large
    assert written == list(range(large, told.nbytes, 1 << 18))


def test_the_policy_survives_the_command_line(policy: ScratchPolicy) -> None:
    assert ScratchPolicy.from_arguments(policy.arguments()) == policy


def test_pixels_are_a_view_of_the_file(mapping: Mapping) -> None:
    first = mapping.pixels("uint8", (3, 5))
    second = mapping.pixels("<u2", (2, 2))

    assert np.shares_memory(first, second)
    assert first.tolist() == np.arange(15).reshape(3, 5).tolist()
    assert second[0, 0] == 0x0100


def test_pixels_cannot_be_written_nor_made_writable(mapping: Mapping) -> None:
    pixels = mapping.pixels("uint8", (3, 5))

    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0] = 1
    with pytest.raises(ValueError, match="cannot set WRITEABLE flag"):
        pixels.flags.writeable = True
    with pytest.raises(ValueError, match="cannot set WRITEABLE flag"):
        pixels[1:].flags.writeable = True
    with pytest.raises(ValueError, match="cannot set WRITEABLE flag"):
        pixels.view("int8").flags.writeable = True


def test_code_that_writes_through_the_bare_address_reaches_no_file(mapping: Mapping) -> None:
    """ITK filters that run in place know nothing of NumPy's flags."""
    pixels = mapping.pixels("uint8", (3, 5))
    before = checksum(mapping.fd)

    ctypes.memset(pixels.ctypes.data, 0xAA, 15)

    assert pixels[0, 0] == 0xAA
    assert checksum(mapping.fd) == before


def test_a_private_copy_costs_nothing_and_never_reaches_the_file(mapping: Mapping) -> None:
    before = checksum(mapping.fd)
    pixels = mapping.pixels("uint8", (SIZE,))

    copy = mapping.private_copy()
    other = mapping.private_copy()
    copy.array[:] = 7

    assert checksum(mapping.fd) == before
    assert not np.shares_memory(copy.array, pixels)
    assert np.array_equal(pixels, np.arange(SIZE) % 251)
    assert np.array_equal(other.array, pixels)


def test_a_file_cut_short_before_it_is_mapped_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"123")
    fd = os.open(tmp_path / "short", os.O_RDONLY)

    with pytest.raises(OSError, match="cut short"):
        Mapping(fd, 4)


def test_a_private_map_of_another_process_sees_the_file_not_the_changes(mapping: Mapping) -> None:
    mapping.private_copy().array[0] = 99

    again = map_private(mapping.fd, SIZE)

    assert again[0] == 0


def test_closing_gives_descriptor_and_pages_back(policy: ScratchPolicy) -> None:
    gc.collect()
    before, maps = descriptors(), open_mappings()
    mapping = Mapping(reserve_scratch(SIZE, policy, "a.nii"), SIZE)
    copy = mapping.private_copy()
    pixels = mapping.pixels("uint8", (SIZE,))
    assert open_mappings() == maps + 2

    mapping.close()
    mapping.close()
    assert mapping.fd == -1
    assert pixels[SIZE - 1] == 0  # what was handed out stays valid

    del copy, pixels
    gc.collect()
    assert open_mappings() == maps
    assert descriptors() == before


def test_what_is_fetched_is_read_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.raw"
    path.write_bytes(bytes(1 << 24))
    fd = os.open(path, os.O_RDONLY)
    os.fsync(fd)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_RANDOM)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    mapping = Mapping(fd, (1 << 24) - 100, 100, stamp=FileStamp.of_open(fd))
    if resident(path):
        pytest.skip("this file system keeps its files in memory")

    mapping.fetch(1 << 20, 1 << 16)
    mapping.ahead.wait()

    first = ((1 << 20) + 100) // mmap.PAGESIZE
    assert set(range(first, first + (1 << 16) // mmap.PAGESIZE + 1)) <= resident(path)
    assert len(resident(path)) * mmap.PAGESIZE < 1 << 22
    mapping.close()


@pytest.mark.parametrize("in_order", [False, True])
def test_scattered_looks_read_nothing_ahead(tmp_path: Path, in_order: bool) -> None:
    path = tmp_path / "a.raw"
    path.write_bytes(bytes(1 << 24))
    fd = os.open(path, os.O_RDONLY)
    os.fsync(fd)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    mapping = Mapping(fd, 1 << 24, stamp=FileStamp.of_open(fd))
    if resident(path):
        pytest.skip("this file system keeps its files in memory")
    mapping.expect(in_order=in_order)

    mapping.pixels("u1", (1 << 24,))[:: 1 << 20].max()

    assert (len(resident(path)) == 16) is not in_order
    mapping.close()


def test_a_slice_is_asked_for_in_one_piece_unless_it_is_a_giant(tmp_path: Path) -> None:
    path = tmp_path / "a.raw"
    with path.open("wb") as file:
        file.write(bytes(1 << 24))
        file.truncate(1 << 27)
    fd = os.open(path, os.O_RDONLY)
    os.fsync(fd)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    mapping = Mapping(fd, 1 << 27, stamp=FileStamp.of_open(fd))
    if resident(path):
        pytest.skip("this file system keeps its files in memory")

    mapping.begin_fetching(0, 1 << 27)
    mapping.fetch(0, 1 << 27)
    assert not resident(path)

    mapping.begin_fetching(1 << 22, 1 << 20)
    first = (1 << 22) // mmap.PAGESIZE
    wanted = set(range(first, first + (1 << 20) // mmap.PAGESIZE))
    end = time.monotonic() + 30.0
    while not wanted <= resident(path):  # the system reads beside us
        assert time.monotonic() < end
    mapping.close()


def test_nothing_is_fetched_of_a_scratch_file_or_after_the_end(mapping: Mapping) -> None:
    mapping.fetch(0, 100)
    mapping.close()
    mapping.fetch(0, 100)

    assert not any(thread.name == "read ahead" for thread in threading.enumerate())


def test_no_thread_reads_ahead_what_is_in_memory_already(tmp_path: Path) -> None:
    path = tmp_path / "pixels"
    path.write_bytes(bytes(1 << 20))
    path.read_bytes()
    with path.open("rb") as file:
        assert is_cached(file.fileno(), 0, 1 << 20)
        assert not is_cached(file.fileno(), 0, 1 << 21)  # beyond the end there is nothing
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 1 << 19, 1 << 19, os.POSIX_FADV_DONTNEED)
        if max(resident(path)) < (1 << 20) // mmap.PAGESIZE - 1:  # the system may keep them
            assert not is_cached(file.fileno(), 0, 1 << 20)


def test_reading_in_order_is_said_and_taken_back_by_each_reader(tmp_path: Path) -> None:
    path = tmp_path / "pixels"
    path.write_bytes(bytes(1 << 16))
    fd = os.open(path, os.O_RDONLY)
    mapping = Mapping(fd, 1 << 16, stamp=FileStamp.of(path))
    said: list[int] = []

    class Memory:
        def madvise(self, advice: int) -> None:
            said.append(advice)

    mapping._memory = Memory()  # type: ignore[assignment]
    for in_order in (False, True, True, False, False):
        mapping.expect(in_order=in_order)
    mapping._memory = None
    mapping.close()

    here_and_there, in_turn = mmap.MADV_RANDOM, mmap.MADV_NORMAL
    assert said == [here_and_there, in_turn, in_turn, in_turn, here_and_there]
