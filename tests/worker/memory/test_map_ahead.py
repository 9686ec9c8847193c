"""Pages that are mapped before somebody looks at them, as the system counts them."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from file_pages import resident
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.worker.memory import map_ahead
from itk_inspector.worker.memory.mapping import Mapping

pytestmark = pytest.mark.skipif(sys.platform != "linux" or IS_PORTABLE, reason="only Linux maps ahead")

SIZE = 1 << 25
PAGE = 4096
FIRST = np.array([[SIZE // 2, SIZE // 2 + PAGE]], np.intp)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.raw"
    path.write_bytes(np.arange(SIZE // 4, dtype=np.uint32).tobytes())
    return path


@pytest.fixture
def mapping(file: Path) -> Iterator[Mapping]:
    made = mapped(file)
    yield made
    made.close()


def mapped(file: Path) -> Mapping:
    """Map it as an image that is looked at here and there: else one page that the system took back reads megabytes."""
    fd = os.open(file, os.O_RDONLY)
    made = Mapping(fd, SIZE, stamp=FileStamp.of_open(fd))
    made.expect(in_order=False)
    return made


def until_mapped() -> None:
    for thread in threading.enumerate():
        if thread.name == "map ahead":
            thread.join(10)
            assert not thread.is_alive()


def put_on_disk(file: Path) -> None:
    """Have a file on the disk only."""
    fd = os.open(file, os.O_RDONLY)
    os.fsync(fd)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(fd)
    if resident(file):
        pytest.skip("the system keeps the file in memory")


def bytes_mapped(file: Path) -> int:
    """Return how many bytes of a file this process has pages of, as the system counts them."""
    found, counts = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        word = line.split(":")[0]
        if "-" in word.split(" ")[0]:
            counts = line.endswith(str(file))
        elif counts and word == "Rss":
            found += int(line.split()[1]) * 1024
    return found


def test_all_of_a_file_in_memory_is_mapped_before_anybody_looks(file: Path, mapping: Mapping) -> None:
    assert bytes_mapped(file) == 0
    mapping.map_ahead(FIRST)
    until_mapped()
    assert bytes_mapped(file) == SIZE
    assert np.array_equal(mapping.pixels("uint32", (SIZE // 4,)), np.arange(SIZE // 4, dtype=np.uint32))


def test_a_file_that_is_cut_short_meanwhile_ends_nobody(
    file: Path, mapping: Mapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the question how long it is and the look: a look by this process would end it."""
    is_asked = threading.Event()

    def is_long_enough(fd: int, end: int) -> bool:
        os.truncate(file, SIZE // 4)
        is_asked.set()
        return True

    monkeypatch.setattr(map_ahead, "reaches", is_long_enough)
    monkeypatch.setattr(map_ahead, "are_cached", lambda fd, places: True)
    mapping.map_ahead(FIRST)
    until_mapped()

    assert is_asked.is_set()
    assert bytes_mapped(file) <= SIZE // 4


def test_what_is_on_the_disk_only_is_not_read(file: Path, mapping: Mapping) -> None:
    put_on_disk(file)
    mapping.map_ahead(FIRST)
    until_mapped()
    assert len(resident(file)) * PAGE < SIZE / 100
    assert bytes_mapped(file) < SIZE / 100


def test_what_is_shown_first_is_mapped_also_where_the_rest_is_on_the_disk(file: Path, mapping: Mapping) -> None:
    put_on_disk(file)
    first = np.arange(0, SIZE, 97 * PAGE)
    rows = np.stack([first, first + PAGE], axis=1)
    with file.open("rb", buffering=0) as opened:
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_RANDOM)  # else the system reads ahead
        for at in first.tolist():
            os.pread(opened.fileno(), PAGE, at)
    if len(resident(file)) != len(rows):
        pytest.skip("the system reads ahead")
    mapping.map_ahead(rows)
    until_mapped()
    assert bytes_mapped(file) == len(rows) * PAGE
    assert len(resident(file)) < 2 * len(rows)


def test_it_ends_when_the_pixels_are_let_go(mapping: Mapping) -> None:
    before = set(os.listdir("/proc/self/fd"))
    mapping.map_ahead(FIRST)
    mapping.close()
    until_mapped()
    assert set(os.listdir("/proc/self/fd")) <= before


def test_a_file_that_is_cut_short_is_left_alone(file: Path, mapping: Mapping) -> None:
    os.truncate(file, PAGE)
    mapping.map_ahead(FIRST)
    until_mapped()
    assert not mapping.is_safe


def test_a_small_image_is_not_worth_a_thread(tmp_path: Path) -> None:
    path = tmp_path / "b.raw"
    path.write_bytes(bytes(PAGE))
    fd = os.open(path, os.O_RDONLY)
    mapping = Mapping(fd, PAGE, stamp=FileStamp.of_open(fd))
    mapping.map_ahead(np.array([[0, PAGE]], np.intp))
    until_mapped()
    assert bytes_mapped(path) == 0
    mapping.close()
