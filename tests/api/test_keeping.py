"""Children that a script holds: how long they live, and what surrounds them."""

from __future__ import annotations

import gc
import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import itk_inspector as ii
from itk_inspector.worker.parent.kept_client import KEPT


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    KEPT.let_go()
    yield
    KEPT.let_go()


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A 3 × 2 image of the values 1 to 6."""
    path = tmp_path / "small.mha"
    path.write_bytes(
        b"ObjectType = Image\nNDims = 2\nDimSize = 3 2\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n"
        + bytes(range(1, 7))
    )
    return path


def total(path: Path) -> int:
    with ii.open_document(path) as document:
        return int(document.pixels.sum())


def is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_the_child_ends_with_the_session(image: Path) -> None:
    with ii.session() as session:
        assert total(image) == 21
        first = KEPT.pids
        assert total(image) == 21
        assert KEPT.pids == first
        assert not session.is_closed

    assert session.is_closed
    assert len(first) == 1
    assert not any(map(is_there, first))
    assert not KEPT.pids


def test_the_outer_session_is_the_one_that_counts(image: Path) -> None:
    with ii.session():
        with ii.session():
            total(image)
            first = KEPT.pids
        assert KEPT.pids == first != frozenset()

    assert not KEPT.pids


def test_an_error_ends_it_too(image: Path, tmp_path: Path) -> None:
    def fails() -> None:
        with ii.session():
            total(image)
            ii.open_document(tmp_path / "missing.nii")

    with pytest.raises(ii.OpenError, match=r"missing\.nii"):
        fails()

    assert not KEPT.pids


def test_it_can_be_closed_without_with_and_twice(image: Path) -> None:
    session = ii.session()
    total(image)
    session.close()
    session.close()

    assert not KEPT.pids
    assert total(image) == 21


def test_one_that_nobody_has_any_more_is_closed(image: Path) -> None:
    session = ii.session()
    total(image)
    del session
    gc.collect()

    assert not KEPT.pids


def test_its_limits_hold_for_calls_that_have_none() -> None:
    outer, inner, own = ii.Limits(header=3.0), ii.Limits(header=4.0), ii.Limits(header=5.0)
    found = []
    with ii.session(outer):
        with ii.session(inner), KEPT.borrowed() as client:
            found.append(client.limits)
        with ii.session(), KEPT.borrowed() as client:
            found.append(client.limits)
        with KEPT.borrowed(own) as client:
            found.append(client.limits)
    with KEPT.borrowed() as client:
        found.append(client.limits)

    assert found == [inner, outer, own, ii.Limits()]


def test_the_limits_of_another_threads_session_hold_where_there_are_no_own() -> None:
    found = []

    def ask() -> None:
        with KEPT.borrowed() as client:
            found.append(client.limits)
        with ii.session(ii.Limits(header=4.0)), KEPT.borrowed() as client:
            found.append(client.limits)

    with ii.session(ii.Limits(header=3.0)):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()

    assert found == [ii.Limits(header=3.0), ii.Limits(header=4.0)]


def test_each_thread_keeps_its_child_in_a_session(image: Path) -> None:
    both = threading.Barrier(2)

    def at_once(_: int) -> None:
        with KEPT.borrowed():
            both.wait(30)

    with ii.session(), ThreadPoolExecutor(2) as pool:
        list(pool.map(at_once, range(2)))
        first = KEPT.pids
        list(pool.map(at_once, range(2)))
        again = KEPT.pids

    assert len(first) == 2
    assert again == first
    assert not any(map(is_there, first))


def test_what_is_lent_at_the_end_ends_when_it_comes_back() -> None:
    is_lent, may_go = threading.Event(), threading.Event()

    def read() -> None:
        with KEPT.borrowed():
            is_lent.set()
            may_go.wait(30)

    with ii.session():
        thread = threading.Thread(target=read)
        thread.start()
        assert is_lent.wait(30)
    may_go.set()
    thread.join()

    assert not KEPT.pids


def test_a_fork_has_the_session_and_a_child_of_its_own(image: Path) -> None:
    def read(ends: multiprocessing.SimpleQueue[tuple[int, bool, int]]) -> None:
        value = total(image)
        is_other = not KEPT.pids & first
        session.close()
        ends.put((value, is_other, len(KEPT.pids)))

    with ii.session() as session:
        total(image)
        first = KEPT.pids
        context = multiprocessing.get_context("fork")
        ends = context.SimpleQueue()
        process = context.Process(target=read, args=(ends,))
        process.start()
        found = ends.get()
        process.join()
        assert KEPT.pids == first
        assert total(image) == 21

    assert found == (21, True, 0)
    assert not KEPT.pids


def test_what_was_opened_stays_valid(image: Path) -> None:
    with ii.session():
        document = ii.open_document(image)

    assert document.pixels.tolist() == [[1, 2, 3], [4, 5, 6]]
    document.close()
