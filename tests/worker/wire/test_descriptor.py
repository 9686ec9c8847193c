"""A descriptor has its number for as long as the file is open, and no longer: another file may get it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from itk_inspector.worker.wire.descriptor import Descriptor


def opened(folder: Path) -> int:
    (folder / "a").touch()
    return os.open(folder / "a", os.O_RDONLY)


def test_it_has_no_number_once_it_is_closed(tmp_path: Path) -> None:
    fd = opened(tmp_path)
    held = Descriptor(fd)
    assert held.fd == fd

    held.close()

    assert held.fd == -1
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(fd)


def test_closing_twice_closes_no_other_file(tmp_path: Path) -> None:
    held = Descriptor(opened(tmp_path))
    held.close()
    other = opened(tmp_path)

    held.close()

    os.fstat(other)
    os.close(other)


def test_the_number_is_gone_before_the_file_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread that looks meanwhile must not take another file for this one."""
    fd, seen = opened(tmp_path), list[int]()
    close = os.close

    def noted(number: int) -> None:
        if number == fd:
            seen.append(held.fd)
        close(number)

    monkeypatch.setattr(os, "close", noted)
    held = Descriptor(fd)

    held.close()

    assert seen == [-1]


def test_it_is_closed_with_the_object(tmp_path: Path) -> None:
    fd = opened(tmp_path)
    held = Descriptor(fd)

    del held

    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(fd)
