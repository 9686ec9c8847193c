"""Files in the place of memory: what is read, what is refused, and what is left open."""

from __future__ import annotations

import errno
import mmap
import os
from collections.abc import Iterator

import numpy as np
import pytest

from itk_inspector.worker.memory.laid_over import lay_over, map_to_read

PAGE = mmap.PAGESIZE


@pytest.fixture
def fd() -> Iterator[int]:
    number = os.memfd_create("laid over")
    os.pwrite(number, bytes(range(256)) * (2 * PAGE // 256), 0)
    yield number
    os.close(number)


@pytest.mark.parametrize(("offset", "nbytes"), [(0, 2 * PAGE), (PAGE, PAGE), (0, 5), (PAGE, PAGE - 1)])
def test_that_what_is_mapped_to_be_read_is_the_files(fd: int, offset: int, nbytes: int) -> None:
    memory = map_to_read(fd, nbytes, offset)

    assert bytes(memory) == os.pread(fd, nbytes, offset)
    with pytest.raises((TypeError, BufferError)):
        memory[0] = 1


def test_that_it_keeps_no_descriptor(fd: int) -> None:
    before = set(os.listdir("/proc/self/fd"))

    memory = map_to_read(fd, PAGE, 0)

    assert set(os.listdir("/proc/self/fd")) == before
    place = f"{np.frombuffer(memory, np.uint8).ctypes.data:x}-"
    memory.close()
    with open("/proc/self/maps") as maps:
        assert place not in maps.read()


def test_that_a_shorter_file_is_refused(fd: int) -> None:
    with pytest.raises(ValueError, match="file size"):
        map_to_read(fd, 2 * PAGE + 1, 0)


def test_that_no_file_is_an_error_of_the_system() -> None:
    memory = np.frombuffer(mmap.mmap(-1, PAGE), np.uint8)

    with pytest.raises(OSError, match="descriptor") as said:
        lay_over(memory.ctypes.data, PAGE, mmap.PROT_READ, mmap.MAP_PRIVATE, -1)

    assert said.value.errno == errno.EBADF
