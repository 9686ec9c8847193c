"""Recovery files: whole lines only, one owner at a time, and nothing of anybody else's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.errors import ExportError
from itk_inspector.storage import recovery
from itk_inspector.storage.recovery import LeftFile, RecoveryFile, RecoveryStore, framed, unframed

HEAD = b'{"path": "/data/a.nii"}'
STEP = '{"label": "ünï"}'.encode()
LARGE = b"x" * 100_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "recovery"


@pytest.fixture
def store(folder: Path) -> RecoveryStore:
    return RecoveryStore(folder)


@pytest.fixture
def made(store: RecoveryStore) -> Iterator[RecoveryFile]:
    file = store.begin([HEAD])
    yield file
    file.close()


def only_file(folder: Path) -> Path:
    (name,) = os.listdir(folder)
    return folder / name


def lines_left(store: RecoveryStore) -> list[list[bytes]]:
    found = store.left_behind()
    lines = [list(one.texts()) for one in found]
    for one in found:
        one.release()
    return lines


def aged(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_what_was_appended_is_found_when_nobody_holds_it(store: RecoveryStore, made: RecoveryFile) -> None:
    made.append([STEP, STEP])
    made.append([])
    assert lines_left(store) == []
    made.close()
    made.close()
    assert lines_left(store) == [[HEAD, STEP, STEP]]


def test_folder_and_files_are_private(folder: Path, store: RecoveryStore) -> None:
    folder.mkdir(parents=True, mode=0o755)
    store.begin([HEAD]).close()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert only_file(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("given", ["", "relative/path"])
def test_the_folder_is_in_the_users_state_folder(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", given)
    RecoveryStore().begin([HEAD]).close()
    assert only_file(tmp_path / ".local" / "state" / "itk-inspector" / "recovery").suffix == ".edits"


def test_a_removed_file_is_gone(folder: Path, store: RecoveryStore, made: RecoveryFile) -> None:
    made.remove()
    made.remove()
    assert os.listdir(folder) == []
    assert store.left_behind() == []


def test_left_files_are_taken_once(store: RecoveryStore, made: RecoveryFile) -> None:
    made.close()
    (first,) = store.left_behind()
    assert store.left_behind() == []
    first.release()
    first.release()
    (again,) = store.left_behind()
    again.remove()
    again.remove()
    assert store.left_behind() == []


def test_a_left_file_is_gone_on_with_behind_its_last_whole_line(
    folder: Path, store: RecoveryStore, made: RecoveryFile
) -> None:
    made.append([STEP])
    made.close()
    path = only_file(folder)
    whole = path.stat().st_size
    with path.open("ab") as file:
        file.write(framed(STEP)[:-5])
    (left,) = store.left_behind()
    resumed = left.resumed()
    left.release()
    assert resumed.size == path.stat().st_size == whole
    assert store.left_behind() == []
    resumed.append([b"{}"])
    resumed.close()
    assert lines_left(store) == [[HEAD, STEP, b"{}"]]


@given(st.integers(0, 400), st.binary(max_size=40))
def test_a_torn_end_costs_no_line_before_it(cut: int, garbage: bytes) -> None:
    lines = [HEAD, STEP, STEP]
    frames = list(map(framed, lines))
    data = b"".join(frames)[:cut] + garbage
    whole = 0
    while whole < len(frames) and data.startswith(b"".join(frames[: whole + 1])):
        whole += 1
    read = []
    for part in data.splitlines(keepends=True):
        line = unframed(part)
        if line is None:
            break
        read.append(line)
    assert read[:whole] == lines[:whole]
    assert all(line in lines for line in read)


@given(st.integers(0, 1 << 20), st.integers(0, 7))
def test_a_flipped_bit_is_seen(place: int, bit: int) -> None:
    data = bytearray(framed(STEP))
    data[place % len(data)] ^= 1 << bit
    assert unframed(bytes(data)) is None


@pytest.mark.parametrize(
    "line",
    [b"", b"\n", b"00000000 0 \n", b"0 0 \n", b"00000000 99999999999 \n", b"%08x 1 a\n" % zlib.crc32(b"b"), b"x" * 999],
)
def test_only_what_tells_its_own_length_and_sum_is_a_line(line: bytes) -> None:
    assert unframed(line) == (b"" if line == framed(b"") else None)


def test_others_files_are_neither_read_nor_removed(folder: Path, store: RecoveryStore, tmp_path: Path) -> None:
    store.begin([HEAD]).close()
    ours = only_file(folder)
    name = "20200101-000000-0123456789abcde{}.edits".format
    target = tmp_path / "target"
    target.write_bytes(framed(HEAD))
    (folder / name(0)).symlink_to(target)
    os.link(target, folder / name(1))
    os.mkfifo(folder / name(2))
    (folder / name(3)).mkdir()
    (folder / "notes.txt").write_text("mine")
    with (folder / name(4)).open("wb") as huge:
        huge.truncate(recovery.MOST_FILE + 1)
    before = sorted(os.listdir(folder))

    (found,) = store.left_behind()

    assert found.size == ours.stat().st_size
    found.release()
    assert sorted(os.listdir(folder)) == before
    assert target.read_bytes() == framed(HEAD)


def test_a_folder_of_somebody_else_is_not_used(folder: Path, store: RecoveryStore, tmp_path: Path) -> None:
    folder.parent.mkdir()
    (tmp_path / "other").mkdir()
    folder.symlink_to(tmp_path / "other")
    with pytest.raises(ExportError, match="cannot be kept for recovery"):
        store.begin([HEAD])
    assert os.listdir(tmp_path / "other") == []


def test_old_and_empty_files_go(folder: Path, store: RecoveryStore, made: RecoveryFile) -> None:
    made.close()
    aged(only_file(folder), recovery.OLDEST + 1)
    young, old = folder / f"20200101-000000-{'0' * 16}.edits", folder / f"20200101-000000-{'1' * 16}.edits"
    young.touch()
    old.touch()
    aged(old, 120)
    assert store.left_behind() == []
    assert os.listdir(folder) == [young.name]


def test_there_are_never_too_many_nor_too_large_ones(
    folder: Path, store: RecoveryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "MOST_FILES", 3)
    for number in range(5):
        file = store.begin([b"%d" % number])
        file.close()
        path = max(folder.iterdir(), key=lambda one: one.stat().st_mtime_ns)
        aged(path, 100 - number)
    assert lines_left(store) == [[b"%d" % n] for n in (4, 3, 2)]
    size = next(folder.iterdir()).stat().st_size
    monkeypatch.setattr(recovery, "MOST_LEFT", 2 * size)
    assert lines_left(store) == [[b"%d" % n] for n in (4, 3)]
    assert len(os.listdir(folder)) == 2


def test_a_file_does_not_grow_without_bound(
    store: RecoveryStore, made: RecoveryFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "MOST_FILE", made.size + 10)
    with pytest.raises(ExportError, match="too many"):
        made.append([STEP])
    made.close()
    assert lines_left(store) == [[HEAD]]


def test_a_full_disk_keeps_what_was_there(full_disk: Path) -> None:
    store = RecoveryStore(full_disk / "recovery")
    file = store.begin([HEAD])
    file.append([LARGE])
    with pytest.raises(ExportError, match="is full"):
        file.append([LARGE, LARGE])
    file.append([STEP])
    file.close()
    assert lines_left(store) == [[HEAD, LARGE, STEP]]


def test_a_limit_of_size_is_told_and_does_not_end_the_process(store: RecoveryStore, made: RecoveryFile) -> None:
    resource = pytest.importorskip("resource", reason="Unix bounds and counts by it")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(ExportError, match="takes no files of this size"):
            made.append([b"x" * 5000])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    made.append([STEP])
    made.close()
    assert lines_left(store) == [[HEAD, STEP]]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="Edits cannot be kept for recovery"):
        RecoveryStore(tmp_path / "file" / "recovery").begin([HEAD])
    assert RecoveryStore(tmp_path / "file" / "recovery").left_behind() == []


def test_a_user_without_a_home_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    with pytest.raises(ExportError, match="no home folder"):
        RecoveryStore().begin([HEAD])
    assert RecoveryStore().left_behind() == []


def test_a_file_that_was_removed_by_hand_is_noticed(folder: Path, made: RecoveryFile) -> None:
    only_file(folder).unlink()
    with pytest.raises(ExportError):
        made.append([STEP])
    made.remove()


def test_a_file_in_its_place_is_left_alone(folder: Path, made: RecoveryFile) -> None:
    path = only_file(folder)
    path.unlink()
    path.write_text("another one")
    made.remove()
    assert path.read_text() == "another one"


_OWNER = """
import sys
from pathlib import Path
from itk_inspector.storage.recovery import RecoveryStore
file = RecoveryStore(Path(sys.argv[1])).begin([b"image"])
print("begun", flush=True)
number = 0
while True:
    file.append([b"%d " % number + b"x" * (number % 5000)])
    number += 1
"""


def test_what_a_killed_process_wrote_is_whole_and_free(folder: Path, store: RecoveryStore) -> None:
    with subprocess.Popen([sys.executable, "-c", _OWNER, str(folder)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"begun\n"
        assert store.left_behind() == []
        while only_file(folder).stat().st_size < 100_000:
            time.sleep(0.01)
        assert store.left_behind() == []
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    ((head, *rest),) = lines_left(store)
    assert head == b"image"
    assert [int(text.split()[0]) for text in rest] == list(range(len(rest)))
    assert len(rest) > 20


def test_of_many_that_look_at_once_one_takes_a_file(store: RecoveryStore, folder: Path) -> None:
    for _ in range(10):
        store.begin([HEAD]).close()
    taken: list[LeftFile] = []
    threads = [threading.Thread(target=lambda: taken.extend(RecoveryStore(folder).left_behind())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 10
    for one in taken:
        one.remove()
    assert os.listdir(folder) == []


def test_the_file_is_text_that_a_person_can_read(folder: Path, made: RecoveryFile) -> None:
    made.append([STEP])
    words = only_file(folder).read_text("utf-8").splitlines()
    assert [word.split(" ", 2)[2] for word in words] == [HEAD.decode(), STEP.decode()]
