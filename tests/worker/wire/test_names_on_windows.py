"""Who opens a scratch file on Windows, and how: the file system stands in for Windows', whose rules are counted on."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from itk_inspector.core.system import win32
from itk_inspector.worker.wire import named_files
from itk_inspector.worker.wire.named_files import FileName, leave_to_parent, name_of, open_named, remove_left, scratch


class Opened:
    """Files that were opened, and whether so that they are deleted."""

    def __init__(self) -> None:
        self.ways: list[tuple[bool, bool]] = []
        self.fds: list[int] = []

    def __call__(self, path: str, *, creates: bool, deletes: bool) -> int:
        """Open a file as on Unix, where it is deleted by nobody."""
        self.ways.append((creates, deletes))
        return self.kept(os.open(path, os.O_RDWR | (os.O_CREAT | os.O_EXCL if creates else 0), 0o600))

    def kept(self, fd: int) -> int:
        """Close a descriptor in the end."""
        self.fds.append(fd)
        return fd


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """A process on Windows that has opened nothing yet."""
    made = Opened()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(win32, "open_shared", made)
    monkeypatch.setattr(named_files, "_names", {})
    monkeypatch.setattr(named_files, "_deletes", [True])
    yield made
    for fd in made.fds:
        os.close(fd)


def of_another(path: Path) -> FileName:
    """Return the name by which another process tells a scratch file."""
    status = path.stat()
    return FileName(str(path), True, status.st_dev, status.st_ino)


def test_the_parent_deletes_what_it_makes_and_what_it_is_told(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()

    scratch(tmp_path)
    open_named(of_another(tmp_path / "theirs"))

    assert opened.ways == [(True, True), (False, True)]


def test_a_child_deletes_neither(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    leave_to_parent()

    scratch(tmp_path)
    open_named(of_another(tmp_path / "theirs"))

    assert opened.ways == [(True, False), (False, False)]


def test_what_is_told_twice_is_opened_once(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"pixels")
    name = of_another(tmp_path / "theirs")

    one, again = open_named(name), opened.kept(open_named(name))

    assert opened.ways == [(False, True)]
    assert one != again
    assert os.path.sameopenfile(one, again)
    assert name_of(again) == name


def test_what_was_closed_meanwhile_is_opened_again(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    name = of_another(tmp_path / "theirs")
    os.close(open_named(name))
    opened.fds.clear()

    open_named(name)

    assert len(opened.ways) == 2


def test_another_file_of_that_name_is_not_taken(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    name = of_another(tmp_path / "theirs")

    with pytest.raises(OSError, match="another file"):
        open_named(replace(name, number=name.number + 1))

    opened.fds.clear()


def test_what_a_child_handed_to_nobody_is_removed(opened: Opened, tmp_path: Path) -> None:
    names = [f"itk-inspector-{pid}-{word}" for pid, word in ((41, "taken"), (41, "left"), (411, "another"))]
    for name in names:
        (tmp_path / name).touch()
    open_named(of_another(tmp_path / names[0]))

    remove_left(41, tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {names[0], names[2]}
