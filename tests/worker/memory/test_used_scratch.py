"""Scratch is given again only when nobody has it any more, to the one that filled it, and not for long."""

from __future__ import annotations

import gc
import mmap
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.worker.memory.mapping import Mapping
from itk_inspector.worker.memory.scratch_file import (
    copy_bytes,
    free_memory,
    reserve_for_copy,
    reserve_scratch,
    sized_scratch,
)
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.memory.used_scratch import LEAST, MOST, UsedScratch

SHARED = Path("/dev/shm")
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="no file system in memory")
OWNER = object()
SIZE = LEAST + 12_345


@pytest.fixture
def policy(tmp_path: Path) -> ScratchPolicy:
    return ScratchPolicy(SHARED, tmp_path, spare=0)


@pytest.fixture
def used() -> Iterator[UsedScratch]:
    one = UsedScratch()
    yield one
    one.let_go()


def taken(used: UsedScratch, policy: ScratchPolicy, owner: object = OWNER) -> int:
    """Return a descriptor of the file in memory, as the process that it is given to has it."""
    with used.opened_ahead(policy, owner) as ahead:
        return os.dup(ahead[policy.memory])


def filled(used: UsedScratch, policy: ScratchPolicy, nbytes: int = SIZE, owner: object = OWNER) -> int:
    fd = taken(used, policy, owner)
    os.ftruncate(fd, 0)
    os.pwrite(fd, b"\7" * nbytes, 0)
    return fd


def same(fd: int, number: int) -> bool:
    return os.fstat(fd).st_ino == number


def number_of(fd: int) -> int:
    return os.fstat(fd).st_ino


def scratch_left() -> int:
    """Return how many files in memory this process has open."""
    places = [os.readlink(fd) for fd in Path("/proc/self/fd").iterdir() if fd.exists() or fd.is_symlink()]
    return sum(place.startswith(f"{SHARED}/") for place in places)


def test_that_a_file_that_nobody_has_any_more_is_given_again_with_what_is_in_it(
    used: UsedScratch, policy: ScratchPolicy
) -> None:
    fd = filled(used, policy)
    number = number_of(fd)
    os.close(fd)

    again = taken(used, policy)

    assert same(again, number)
    assert os.pread(again, SIZE + 1, 0) == b"\7" * SIZE
    os.close(again)


@pytest.mark.parametrize("kind", ["open", "read", "duplicate", "mapping", "view", "process"])
def test_that_a_file_that_somebody_has_is_not_given_again(used: UsedScratch, policy: ScratchPolicy, kind: str) -> None:
    fd = filled(used, policy)
    number = number_of(fd)
    held: object = None
    if kind == "open":
        held = os.fdopen(os.open(f"/proc/self/fd/{fd}", os.O_RDWR), "rb", buffering=0)
    elif kind == "read":
        held = os.fdopen(os.open(f"/proc/self/fd/{fd}", os.O_RDONLY), "rb", buffering=0)
    elif kind == "duplicate":
        held = os.fdopen(os.dup(fd), "rb", buffering=0)
    elif kind == "mapping":
        held = mmap.mmap(fd, SIZE, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
    elif kind == "view":
        mapping = Mapping(os.dup(fd), SIZE)
        held = mapping.pixels("uint8", (5, 7))[1:]
        mapping.close()
    else:
        told = "import sys; print(flush=True); sys.stdin.read()"
        held = subprocess.Popen(
            [sys.executable, "-c", told], pass_fds=(fd,), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert held.stdout is not None
        held.stdout.read(1)
    os.close(fd)

    meanwhile = taken(used, policy)
    assert not same(meanwhile, number)
    assert os.fstat(meanwhile).st_size == 0
    os.close(meanwhile)

    if isinstance(held, subprocess.Popen):
        held.communicate()
    elif isinstance(held, np.ndarray):
        assert (held == 7).all()
    else:
        held.close()  # type: ignore[attr-defined]
    del held
    gc.collect()
    afterwards = taken(used, policy)
    assert same(afterwards, number)
    os.close(afterwards)


def test_that_of_files_that_are_read_one_after_the_other_two_take_turns(
    used: UsedScratch, policy: ScratchPolicy
) -> None:
    """One is open while the next one is read, as that before it is given back only then."""
    seen, before = [], filled(used, policy)
    for _ in range(6):
        fd = taken(used, policy)
        os.close(before)
        if not os.fstat(fd).st_size:
            os.pwrite(fd, b"\7" * SIZE, 0)
        seen.append(number_of(fd))
        before = fd
    os.close(before)

    assert len(set(seen)) == 2


@pytest.mark.parametrize("nbytes", [0, LEAST - 1, MOST + 1])
def test_that_little_or_much_is_not_kept(used: UsedScratch, policy: ScratchPolicy, nbytes: int) -> None:
    fd = filled(used, policy, 0)
    os.ftruncate(fd, nbytes)
    number = number_of(fd)
    os.close(fd)

    again = taken(used, policy)

    assert not same(again, number)
    assert scratch_left() == 2  # what was taken now, by us and by what may give it again
    os.close(again)


def test_that_none_is_kept_where_memory_is_short(used: UsedScratch, policy: ScratchPolicy) -> None:
    short = replace(policy, spare=free_memory(policy) - 3 * MOST)
    before = scratch_left()
    for _ in range(3):
        fd = filled(used, short)
        os.close(fd)

        again = taken(used, short)
        assert os.fstat(again).st_size == 0
        os.close(again)
        assert scratch_left() <= before + 1  # the next one, in which is nothing yet


def test_that_another_process_is_given_none_of_it(used: UsedScratch, policy: ScratchPolicy) -> None:
    fd = filled(used, policy)
    number = number_of(fd)
    os.close(fd)

    again = taken(used, policy, object())

    assert not same(again, number)
    assert os.fstat(again).st_size == 0
    os.close(again)


def test_that_nothing_is_open_when_it_is_let_go(used: UsedScratch, policy: ScratchPolicy) -> None:
    before = scratch_left()
    fds = [filled(used, policy) for _ in range(5)]
    assert scratch_left() > before + 5
    for fd in fds:
        os.close(fd)

    used.let_go()

    assert scratch_left() == before


def test_that_a_file_is_given_anew_where_the_system_grants_no_lease(
    used: UsedScratch, policy: ScratchPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(fd: int, command: int, argument: int) -> int:
        raise OSError(fd, command, argument)

    monkeypatch.setattr("fcntl.fcntl", refused)
    fd = filled(used, policy)
    number = number_of(fd)
    os.close(fd)

    again = taken(used, policy)

    assert not same(again, number)
    os.close(again)


def test_that_what_was_in_it_is_met_by_nobody_but_who_writes_all_of_it(
    used: UsedScratch, policy: ScratchPolicy, tmp_path: Path
) -> None:
    told = np.random.default_rng(2).integers(0, 256, SIZE, np.uint8)
    (tmp_path / "a").write_bytes(told.tobytes())
    for reserve in (reserve_scratch, sized_scratch, reserve_for_copy):
        for nbytes in (SIZE, SIZE - 1, SIZE + 1, 5):
            used.let_go()
            os.close(filled(used, policy))
            with used.opened_ahead(policy, OWNER) as ahead:
                given = ScratchPolicy(SHARED, tmp_path, 0, {place: os.dup(fd) for place, fd in ahead.items()})
            number = number_of(given.ahead[SHARED])

            found = reserve(nbytes, given, "a")

            fd, large = found if isinstance(found, tuple) else (found, 0)
            assert same(fd, number)
            assert os.fstat(fd).st_size == nbytes
            if reserve is reserve_for_copy and nbytes == SIZE:
                with (tmp_path / "a").open("rb") as file:
                    copy_bytes(file.fileno(), 0, fd, nbytes, large)
                assert os.pread(fd, nbytes, 0) == told.tobytes()
            else:
                assert not any(os.pread(fd, nbytes, 0))
            os.close(fd)
            for other in given.ahead.values():
                os.close(other)
