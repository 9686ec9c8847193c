"""What was written is brought to the disk while it is read back; a disk that refuses is not passed over."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from itk_inspector.storage.flushing import flush, flushed_meanwhile


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    paths = tmp_path / "a.mhd", tmp_path / "a.raw"
    for path in paths:
        path.write_bytes(b"x")
    return paths


def test_the_block_goes_on_while_the_disk_writes(files: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    compared, flushed = threading.Event(), []
    monkeypatch.setattr(os, "fsync", lambda fd: flushed.append(os.readlink(f"/proc/self/fd/{fd}")) or compared.wait(30))

    with flushed_meanwhile(files):
        compared.set()

    assert flushed == [str(path) for path in files]


def test_a_disk_that_refuses_is_told(files: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "fsync", refuse)

    with pytest.raises(OSError, match="broken"), flushed_meanwhile(files):
        pass
    with pytest.raises(OSError, match="broken"):
        flush(files[0])


def test_what_went_wrong_in_the_block_comes_first(files: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "fsync", refuse)

    with pytest.raises(ValueError, match="differs"), flushed_meanwhile(files):
        raise ValueError("differs")


def test_a_file_system_without_the_call_is_no_error(files: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def has_none(_: int) -> None:
        raise OSError(errno.EINVAL, "not here")

    monkeypatch.setattr(os, "fsync", has_none)

    with flushed_meanwhile(files):
        pass


def test_a_file_that_is_not_there_is_told_and_nothing_stays_open(files: tuple[Path, ...]) -> None:
    before = len(os.listdir("/proc/self/fd"))

    with pytest.raises(FileNotFoundError), flushed_meanwhile((*files, files[0].with_name("none"))):
        pass

    assert len(os.listdir("/proc/self/fd")) == before
