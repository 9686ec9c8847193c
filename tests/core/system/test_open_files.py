"""Reading and writing at a place of an open file, in both ways: what is in the file afterwards is read with `open`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from itk_inspector.core.system import open_files
from itk_inspector.core.system.open_files import pread, pwrite, read_into

TEXT = bytes(range(256)) * 16


@pytest.fixture(params=[False, True], ids=["native", "portable"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Yield an open file that stands at its seventh byte."""
    if not request.param and sys.platform == "win32":
        pytest.skip("has one way only")
    monkeypatch.setattr(open_files, "IS_PORTABLE", request.param)
    (tmp_path / "file").write_bytes(TEXT)
    fd = os.open(tmp_path / "file", os.O_RDWR | open_files.CLOEXEC)
    os.lseek(fd, 7, os.SEEK_SET)
    yield fd
    os.close(fd)


def test_bytes_are_read_at_a_place_and_the_file_stands_where_it_stood(opened: int) -> None:
    assert pread(opened, 5, 250) == TEXT[250:255]
    assert pread(opened, 5, len(TEXT) - 2) == TEXT[-2:]
    assert pread(opened, 5, len(TEXT) + 9) == b""
    assert os.lseek(opened, 0, os.SEEK_CUR) == 7


def test_memory_is_filled_from_a_place(opened: int) -> None:
    memory = bytearray(6)

    assert read_into(opened, memoryview(memory), 300) == 6
    assert memory == TEXT[300:306]
    assert read_into(opened, memoryview(memory), len(TEXT) - 1) == 1
    assert os.lseek(opened, 0, os.SEEK_CUR) == 7


def test_bytes_are_written_at_a_place_only(opened: int, tmp_path: Path) -> None:
    assert pwrite(opened, b"abc", 100) == 3

    assert (tmp_path / "file").read_bytes() == TEXT[:100] + b"abc" + TEXT[103:]
    assert os.lseek(opened, 0, os.SEEK_CUR) == 7


def test_the_file_stands_where_it_stood_after_an_error(opened: int) -> None:
    with pytest.raises(TypeError):
        pwrite(opened, None, 100)  # type: ignore[arg-type]  # wrong on purpose

    assert os.lseek(opened, 0, os.SEEK_CUR) == 7


def test_threads_do_not_move_the_file_for_one_another(opened: int) -> None:
    places = [17 * at % 4000 for at in range(2000)]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda place: pread(opened, 8, place), places))

    assert found == [TEXT[place : place + 8] for place in places]
