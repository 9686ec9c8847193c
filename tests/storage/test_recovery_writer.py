"""Recovery files are written in a thread: in order, and when the disk can."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from itk_inspector.core.errors import ExportError
from itk_inspector.storage import recovery_writer
from itk_inspector.storage.recovery import RecoveryFile, RecoveryStore
from itk_inspector.storage.recovery_writer import RecoveryWriter


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[RecoveryWriter]:
    made = RecoveryWriter(RecoveryStore(tmp_path))
    yield made
    made.close()


def text(word: bytes) -> Callable[[], bytes]:
    return lambda: word


def left(folder: Path) -> list[list[bytes]]:
    found = RecoveryStore(folder).left_behind()
    texts = [list(one.texts()) for one in found]
    for one in found:
        one.release()
    return sorted(texts)


def test_each_copy_has_a_file(tmp_path: Path, writer: RecoveryWriter) -> None:
    writer.write(1, [text(b"a"), text(b"b")])
    writer.write(2, [text(b"x")])
    writer.write(1, [text(b"c")])
    writer.wait()
    assert left(tmp_path) == []
    writer.close()
    writer.close()
    assert left(tmp_path) == [[b"a", b"b", b"c"], [b"x"]]


def test_nothing_is_begun_before_there_is_something_to_do(tmp_path: Path, writer: RecoveryWriter) -> None:
    before = threading.active_count()
    writer.wait()
    assert writer.left_behind() == []
    assert threading.active_count() == before
    assert os.listdir(tmp_path) == []


def test_texts_are_made_in_the_thread(writer: RecoveryWriter) -> None:
    names: list[str] = []

    def made() -> bytes:
        names.append(threading.current_thread().name)
        return b""

    writer.write(1, [made])
    writer.wait()
    assert names == ["recovery"]


def test_a_removed_file_is_begun_anew_by_what_comes(tmp_path: Path, writer: RecoveryWriter) -> None:
    writer.remove(1)
    writer.write(1, [text(b"a")])
    writer.remove(1)
    writer.wait()
    assert os.listdir(tmp_path) == []
    writer.write(1, [text(b"b")])
    writer.close()
    assert left(tmp_path) == [[b"b"]]


def test_a_file_that_was_left_behind_is_gone_on_with(tmp_path: Path, writer: RecoveryWriter) -> None:
    RecoveryStore(tmp_path).begin([b"a"]).close()
    (found,) = writer.left_behind()
    writer.go_on(3, found.name)
    writer.write(3, [text(b"b")])
    writer.wait()
    assert writer.left_behind() == []
    writer.close()
    assert left(tmp_path) == [[b"a", b"b"]]


def test_a_file_that_cannot_be_gone_on_with_is_left_as_it_is(
    tmp_path: Path, writer: RecoveryWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    RecoveryStore(tmp_path).begin([b"a"]).close()
    (found,) = writer.left_behind()

    def refuses(descriptor: int, size: int) -> None:
        raise OSError(5, "no disk")

    monkeypatch.setattr(os, "ftruncate", refuses)
    writer.go_on(3, found.name)
    writer.write(3, [text(b"b")])
    writer.wait()
    assert "the disk reports an error" in writer.problem
    assert left(tmp_path) == [[b"a"]]


def test_what_a_full_disk_refuses_is_written_later(
    tmp_path: Path, writer: RecoveryWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, is_full = RecoveryFile.append, True

    def refuses(file: RecoveryFile, texts: list[bytes]) -> None:
        if is_full and texts != [b"a"]:
            raise ExportError("The disk is full.")
        append(file, texts)

    monkeypatch.setattr(RecoveryFile, "append", refuses)
    writer.write(1, [text(b"a")])
    writer.write(1, [text(b"b")])
    writer.write(2, [text(b"x")])
    writer.wait()
    assert os.listdir(tmp_path) != []
    is_full = False
    writer.write(1, [text(b"c")])
    writer.write(2, [text(b"y")])
    writer.close()
    assert writer.problem == ""
    assert left(tmp_path) == [[b"a", b"b", b"c"], [b"x", b"y"]]


def test_a_problem_is_told_until_it_is_over(full_disk: Path) -> None:
    writer = RecoveryWriter(RecoveryStore(full_disk / "recovery"))
    writer.write(1, [text(b"x" * 400_000)])
    writer.write(1, [])
    writer.wait()
    assert "is full" in writer.problem
    writer.remove(1)
    writer.write(1, [text(b"a")])
    writer.close()
    assert writer.problem == ""
    assert left(full_disk / "recovery") == [[b"a"]]


def test_what_waits_is_bounded(tmp_path: Path, writer: RecoveryWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery_writer, "_MOST_LATE", 10)
    (tmp_path / "file").touch()
    bad = RecoveryWriter(RecoveryStore(tmp_path / "file" / "recovery"))
    bad.write(1, [text(b"x" * 11)])
    bad.wait()
    (tmp_path / "file").unlink()
    bad.write(1, [text(b"a")])
    bad.close()
    assert "cannot be kept" in bad.problem
    assert left(tmp_path / "file" / "recovery") == []


def test_what_was_written_is_brought_to_the_disk_soon(writer: RecoveryWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery_writer, "_SETTLES", 0.01)
    flushed: list[int] = []
    monkeypatch.setattr(os, "fdatasync", flushed.append)
    writer.write(1, [text(b"a")])
    writer.write(2, [text(b"a")])
    until = time.monotonic() + 20
    while len(flushed) < 2:
        assert time.monotonic() < until
        time.sleep(0.01)
    writer.wait()
    assert len(flushed) == 2
