"""Bringing what was written to the disk, also while it is read back."""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from itk_inspector.core.system.open_files import CLOEXEC

_TO_FLUSH = os.O_RDWR if sys.platform == "win32" else os.O_RDONLY
"""Windows flushes only what may be written: FlushFileBuffers asks for GENERIC_WRITE."""


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk.

    Raises
    ------
    OSError
    """
    if sys.platform == "win32" and path.is_dir():
        return  # a folder cannot be opened there; its names are in the file system's own journal
    fd = os.open(path, _TO_FLUSH | CLOEXEC)
    try:
        _flush(fd)
    finally:
        os.close(fd)


def _flush(fd: int) -> None:
    try:
        os.fsync(fd)
    except OSError as e:
        if e.errno != errno.EINVAL:  # a file system that has no such call for folders
            raise


@contextmanager
def flushed_meanwhile(paths: tuple[Path, ...]) -> Iterator[None]:
    """Bring files to the disk in a thread while the block is carried out, and wait for the end of both.

    Raises
    ------
    OSError
        If the disk refuses; Linux tells it once, so it may not be passed over here.
    """
    fds: list[int] = []
    refused: list[OSError] = []

    def work() -> None:
        try:
            for fd in fds:
                _flush(fd)
        except OSError as e:
            refused.append(e)

    thread = threading.Thread(target=work, name="flush", daemon=True)
    try:
        fds.extend(os.open(path, _TO_FLUSH | CLOEXEC) for path in paths)
        thread.start()
        try:
            yield
        finally:
            thread.join()
        if refused:
            raise refused[0]
    finally:
        for fd in fds:
            os.close(fd)
