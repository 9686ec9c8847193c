"""Locks on folders, or on a file in them where no folder can be locked."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.core.system.locks import lock
from itk_inspector.core.system.open_files import CLOEXEC, NOFOLLOW, NONBLOCK

LOCK = ".itk-inspector-lock"
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | CLOEXEC
_PATIENCE = 10.0
_TRIES = 100


def has_folder_locks() -> bool:
    """Tell whether a folder itself is locked."""
    return sys.platform != "win32" and not IS_PORTABLE


def opened_to_lock(folder: Path) -> int:
    """Open what is locked for a folder.

    Raises
    ------
    OSError
    """
    if has_folder_locks():
        return os.open(folder, _FOLDER | NOFOLLOW)
    return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | NOFOLLOW | NONBLOCK | CLOEXEC, 0o600)


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let no other save do its last steps in a folder meanwhile.

    Where that cannot be had, on a file system without locks or behind one that never ends, it is done all the same:
    each of the steps is safe alone.
    """
    held = _locked(folder)
    try:
        yield
    finally:
        if held is not None:
            _let_go(folder, held)


def _locked(folder: Path) -> int | None:
    with contextlib.suppress(OSError):
        for _ in range(_TRIES):
            held = opened_to_lock(folder)
            try:
                lock(held, patience=_PATIENCE)
                if has_folder_locks() or os.fstat(held).st_nlink:  # otherwise whoever had it has removed it
                    return held
            except BaseException:
                os.close(held)
                raise
            os.close(held)
    return None


def _let_go(folder: Path, held: int) -> None:
    if has_folder_locks():
        os.close(held)
        return
    if sys.platform == "win32":
        os.close(held)  # no file that is open is removed there
    with contextlib.suppress(OSError):  # another save waits for it, and removes it
        (folder / LOCK).unlink()
    if sys.platform != "win32":
        os.close(held)
