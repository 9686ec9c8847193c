"""Folders for saves: private, alone, and gone afterwards, also when nobody could see to it."""

from __future__ import annotations

import contextlib
import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.export.write_formats import WRITE_FORMATS
from itk_inspector.storage import staging as of_saves
from itk_inspector.storage.staging import PlacedData, Staging, note_placed, sweep

MANIFEST = ".itk-inspector-placed.json"


def age(folder: Path) -> None:
    """Let a folder be as old as one that somebody left behind."""
    os.utime(folder, (1, 1))


def left_behind(folder: Path, code: str = "") -> Path:
    """Let a process end without tidying up."""
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "from itk_inspector.storage.staging import PlacedData, Staging, note_placed\n"
        f"staging = Staging(Path({str(folder / 'a.mhd')!r}))\n"
        f"(staging.folder / 'giant').write_bytes(bytes(10))\n{code}\n"
        "print(staging.folder, flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    return Path(done.stdout.strip())


def test_two_saves_never_share_a_folder(tmp_path: Path) -> None:
    both = [Staging(tmp_path / "a.bin") for _ in range(2)]

    assert both[0].folder != both[1].folder
    for one in both:
        one.close()
        one.close()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    folder = left_behind(tmp_path)
    age(folder)

    sweep(tmp_path)

    assert list(tmp_path.iterdir()) == []


class EndedError(Exception):
    """A signal unwinds the program."""


@pytest.mark.parametrize("call", ["mkdir", "lock"])
def test_a_signal_between_making_and_having_a_folder_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def interrupted(*arguments: Any, **options: Any) -> None:
        real(*arguments, **options)
        assert len(list(tmp_path.iterdir())) == 1
        raise EndedError

    where: Any = Path if call == "mkdir" else of_saves
    real = getattr(where, call)
    with monkeypatch.context() as patch:
        patch.setattr(where, call, interrupted)
        with contextlib.suppress(EndedError):
            Staging(tmp_path / "a.bin")
    gc.collect()

    assert list(tmp_path.iterdir()) == []


def test_a_signal_while_a_folder_is_removed_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise EndedError

    one = Staging(tmp_path / "a.bin")
    with monkeypatch.context() as patch:
        patch.setattr(of_saves.shutil, "rmtree", interrupted)
        with contextlib.suppress(EndedError):
            one.close()
    assert len(list(tmp_path.iterdir())) == 1
    del one
    gc.collect()

    assert list(tmp_path.iterdir()) == []


def test_the_end_of_a_process_leaves_nothing_but_what_another_one_has(tmp_path: Path) -> None:
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "from itk_inspector.storage.staging import Staging\n"
        f"staging = Staging(Path({str(tmp_path / 'a.mhd')!r}))\n"
        "pid = os.fork()\n"
        "if pid:\n    os.waitpid(pid, 0)\n    print(staging.folder.is_dir())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_whose_owner_lives_is_left(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "a.bin")
    age(staging.folder)

    sweep(tmp_path)

    assert staging.folder.is_dir()
    staging.close()


def test_a_young_folder_is_left(tmp_path: Path) -> None:
    """Its owner may not have come to lock it yet."""
    folder = left_behind(tmp_path)

    sweep(tmp_path)

    assert folder.is_dir()


def test_other_things_are_left(tmp_path: Path) -> None:
    for name in (".itk-inspector-save-file", "folder", ".hidden"):
        (tmp_path / name).mkdir() if name == "folder" else (tmp_path / name).touch()
    (tmp_path / ".itk-inspector-save-link").symlink_to(tmp_path / "folder")
    before = set(tmp_path.iterdir())

    sweep(tmp_path)

    assert set(tmp_path.iterdir()) == before


PLACED = "note_placed(staging.folder, PlacedData('a.mhd', {header}, 'a-1.raw', {data}, 'a.raw', {old}))"


@pytest.mark.parametrize("is_in_place", [True, False])
def test_a_pair_that_was_half_done_is_tidied_up(tmp_path: Path, is_in_place: bool) -> None:
    header, data, old = tmp_path / "a.mhd", tmp_path / "a-1.raw", tmp_path / "a.raw"
    header.write_text(f"ElementDataFile = {'a-1.raw' if is_in_place else 'a.raw'}\n")
    data.write_bytes(b"new")
    old.write_bytes(b"old")
    header_inode = header.stat().st_ino if is_in_place else 0
    age(left_behind(tmp_path, PLACED.format(header=header_inode, data=data.stat().st_ino, old=old.stat().st_ino)))

    sweep(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"a.mhd", "a-1.raw" if is_in_place else "a.raw"}


@pytest.mark.parametrize("row", [row for row in WRITE_FORMATS if row.companion], ids=lambda row: row.name)
def test_the_pairs_of_every_format_are_known(tmp_path: Path, row: WriteFormat) -> None:
    data = tmp_path / f"a{row.companion}"
    data.write_bytes(b"new")
    staging = Staging(tmp_path / f"a{row.suffixes[0]}")
    note_placed(staging.folder, PlacedData(f"a{row.suffixes[0]}", 0, data.name, data.stat().st_ino))

    staging.close()

    assert list(tmp_path.iterdir()) == []


def test_somebody_elses_file_of_that_name_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.mhd").write_text("ElementDataFile = a.raw\n")
    (tmp_path / "a.raw").write_bytes(b"old")
    (tmp_path / "a-1.raw").write_bytes(b"theirs")
    age(left_behind(tmp_path, PLACED.format(header=0, data=12345, old=1)))

    sweep(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"a.mhd", "a.raw", "a-1.raw"}


def test_a_manifest_without_sense_harms_nothing(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "a.mhd")
    note_placed(staging.folder, PlacedData("a.mhd", 1, "a-1.raw", 2))
    (staging.folder / MANIFEST).write_text('{"header": "../../etc/passwd"')

    staging.close()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("replaced", ["../precious.raw", "precious.raw", "a.txt", "a-years-of-study.raw", "a.raw"])
@pytest.mark.parametrize("header", ["a.mhd", "a"])
def test_a_manifest_from_a_stranger_removes_nothing_of_the_users(tmp_path: Path, replaced: str, header: str) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    precious = folder / replaced
    precious.write_bytes(b"precious")
    (folder / header).write_text("ElementDataFile = a-1.raw\n")
    inner = folder / ".itk-inspector-save-0000"
    inner.mkdir()
    note_placed(inner, PlacedData(header, 0, "a-1.raw", 0, replaced, 12345))
    age(inner)

    sweep(folder)

    assert precious.read_bytes() == b"precious"


ODD = [
    "[" * 200_000,
    "{}",
    '{"header": 1, "header_inode": 0, "data": "a.raw", "inode": 0}',
    '{"header": "a\\u0000.mhd", "header_inode": 0, "data": "a\\u0000.raw", "inode": 0}',
    '{"header": "\\ud800.mhd", "header_inode": 0, "data": "\\ud800.raw", "inode": 5}',
    '{"header": "a.mhd", "header_inode": 0, "data": ["x"], "inode": 0}',
    "null",
    "",
]


@pytest.mark.parametrize("text", ODD, ids=lambda text: text[:20])
def test_a_manifest_of_any_text_hinders_no_save(tmp_path: Path, text: str) -> None:
    inner = tmp_path / ".itk-inspector-save-0000"
    inner.mkdir()
    (inner / MANIFEST).write_text(text)
    age(inner)

    sweep(tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["fifo", "device", "folder", "link"])
def test_a_manifest_that_is_no_file_hinders_no_save(tmp_path: Path, kind: str) -> None:
    inner = tmp_path / ".itk-inspector-save-0000"
    inner.mkdir()
    place = inner / MANIFEST
    {
        "fifo": lambda: os.mkfifo(place),
        "device": lambda: place.symlink_to("/dev/zero"),
        "folder": place.mkdir,
        "link": lambda: place.symlink_to("/etc/passwd"),
    }[kind]()
    age(inner)

    sweep(tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not tell where a folder is")
@pytest.mark.skipif(not of_saves.has_folder_locks(), reason="no folder is held open")
def test_it_is_removed_where_the_folder_around_it_was_moved_to(tmp_path: Path) -> None:
    """With the pixels of a pair beside it that no header names."""
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    staging = Staging(before / "a.mhd")
    (staging.folder / "giant").write_bytes(bytes(10))
    (before / "a.raw").write_bytes(bytes(10))
    note_placed(staging.folder, PlacedData("a.mhd", 0, "a.raw", (before / "a.raw").stat().st_ino))
    before.rename(after)
    before.mkdir()

    staging.close()

    assert list(before.iterdir()) == list(after.iterdir()) == []
