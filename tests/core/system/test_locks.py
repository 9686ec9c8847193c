"""Locks on open files: of this system's own, and of Windows' as its documentation tells them."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from itk_inspector.core.system import locks
from itk_inspector.core.system.locks import lock


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[int]:
    """Yield an open file of ten bytes that stands at its fourth."""
    (tmp_path / "file").write_bytes(b"0123456789")
    fd = os.open(tmp_path / "file", os.O_RDWR)
    os.lseek(fd, 4, os.SEEK_SET)
    yield fd
    os.close(fd)


class Msvcrt(types.ModuleType):
    """What Microsoft's C runtime says of ``_locking``: the bytes from where the file stands, or ``EACCES``."""

    LK_NBLCK = 2

    def __init__(self, refusals: int) -> None:
        super().__init__("msvcrt")
        self.refusals = refusals
        self.places: list[int] = []

    def locking(self, fd: int, mode: int, nbytes: int) -> None:
        """Lock as often as it is not refused."""
        assert (mode, nbytes) == (self.LK_NBLCK, 1)
        self.places.append(os.lseek(fd, 0, os.SEEK_CUR))
        if len(self.places) <= self.refusals:
            raise PermissionError(13, "Permission denied")


def on_windows(monkeypatch: pytest.MonkeyPatch, refusals: int) -> Msvcrt:
    """Have locks go Windows' way."""
    module = Msvcrt(refusals)
    monkeypatch.setitem(sys.modules, "msvcrt", module)
    monkeypatch.setattr(locks.sys, "platform", "win32")
    monkeypatch.setattr(locks, "_LOOK", 0.0)
    return module


@pytest.mark.skipif(sys.platform == "win32", reason="asks for Unix's lock")
def test_another_process_cannot_lock_what_is_locked_here(opened: int, tmp_path: Path) -> None:
    text = """if True:
        import fcntl, sys
        try:
            fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(7)
        """
    another = [sys.executable, "-c", text, str(tmp_path / "file")]
    assert subprocess.run(another, check=False).returncode == 0

    lock(opened)

    assert subprocess.run(another, check=False).returncode == 7


def test_windows_locks_a_byte_that_nobody_writes(opened: int, monkeypatch: pytest.MonkeyPatch) -> None:
    module = on_windows(monkeypatch, refusals=0)

    lock(opened)

    assert len(module.places) == 1
    assert module.places[0] > 1 << 30
    assert os.lseek(opened, 0, os.SEEK_CUR) == 4


def test_windows_says_that_somebody_else_has_the_lock(opened: int, monkeypatch: pytest.MonkeyPatch) -> None:
    module = on_windows(monkeypatch, refusals=1)

    with pytest.raises(BlockingIOError):
        lock(opened)

    assert len(module.places) == 1
    assert os.lseek(opened, 0, os.SEEK_CUR) == 4


def test_windows_asks_again_for_a_lock_that_is_waited_for(opened: int, monkeypatch: pytest.MonkeyPatch) -> None:
    module = on_windows(monkeypatch, refusals=3)

    lock(opened, patience=60.0)

    assert len(set(module.places)) == 1
    assert len(module.places) == 4


def test_windows_does_not_wait_for_ever(opened: int, monkeypatch: pytest.MonkeyPatch) -> None:
    module = on_windows(monkeypatch, refusals=1 << 62)

    with pytest.raises(BlockingIOError):
        lock(opened, patience=0.05)

    assert len(module.places) > 1
