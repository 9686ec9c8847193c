"""Open files that another process is told by their name, where none can be handed a descriptor.

Windows deletes a scratch file when the last who has it open is gone, and lets nobody open it any more from when one
handle is closed that was opened to delete it. So only the parent opens it so, once, for as long as it may name it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from pathlib import Path

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.system.open_files import CLOEXEC, NONBLOCK

_MOST = 256
_names: dict[tuple[int, int], tuple[str, bool, int]] = {}
"""The names of files that were opened here, by volume and number; whether they are scratch; the descriptor they got."""
_PREFIX = "itk-inspector-"
_deletes = [True]


@dataclass(frozen=True, slots=True)
class FileName:
    """What another process opens a file by.

    Parameters
    ----------
    path : str
    is_scratch : bool
        The file is deleted when nobody has it open any more.
    volume, number : int
        Of the file: what has come to its name meanwhile is another one.
    """

    path: str
    is_scratch: bool
    volume: int
    number: int


def opened(path: Path) -> int:
    """Open a file to read, so that it can be named.

    Raises
    ------
    OSError
    """
    return _remembered(os.open(path, os.O_RDONLY | CLOEXEC), os.path.abspath(path), is_scratch=False)


def scratch(folder: Path) -> int:
    """Make an empty file that is deleted when nobody has it open any more.

    Raises
    ------
    OSError
    """
    if sys.platform == "win32":
        from itk_inspector.core.system import win32  # needed nowhere else

        path = os.path.join(folder, f"{_PREFIX}{os.getpid()}-{os.urandom(16).hex()}")
        return _remembered(win32.open_shared(path, creates=True, deletes=_deletes[0]), path, is_scratch=True)
    fd, path = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
    os.unlink(path)
    return fd


def name_of(fd: int) -> FileName:
    """Return the name of an open file, which is good while this process has it open.

    Raises
    ------
    OSError
        If it was opened by something else than this module.
    """
    status = os.fstat(fd)
    known = _names.get((status.st_dev, status.st_ino))
    if known is not None:
        return FileName(*known[:2], status.st_dev, status.st_ino)
    if sys.platform == "linux":  # no file here goes with the last who has it open, but for those without a name
        return FileName(f"/proc/{os.getpid()}/fd/{fd}", True, status.st_dev, status.st_ino)
    raise OSError(errno.ENOENT, "a file without a name")


def is_found(fd: int) -> bool:
    """Tell whether another process would find an open file by its name: another one may have that by now."""
    if sys.platform == "win32":
        return True  # nobody takes the name of a file that is open
    try:
        return _is_at(name_of(fd))
    except OSError:
        return False


def _is_at(name: FileName) -> bool:
    status = os.stat(name.path)
    return (status.st_dev, status.st_ino) == (name.volume, name.number)


def open_named(name: FileName) -> int:
    """Open a file that another process has named.

    Raises
    ------
    OSError
        If it cannot be opened, or another one has its name by now.
    """
    if sys.platform == "win32" and name.is_scratch:
        from itk_inspector.core.system import win32  # needed nowhere else

        known = _names.get((name.volume, name.number))
        if known is not None and _is_open(known[2], name):  # closing one handle of two would be the end of its name
            return os.dup(known[2])
        fd = win32.open_shared(name.path, creates=False, deletes=_deletes[0])
    else:
        fd = os.open(name.path, (os.O_RDWR if name.is_scratch else os.O_RDONLY) | CLOEXEC | NONBLOCK)
    status = os.fstat(fd)
    if (status.st_dev, status.st_ino) != (name.volume, name.number):
        os.close(fd)
        raise OSError(errno.ESTALE, "another file has its name by now")
    return fd if sys.platform == "linux" and name.is_scratch else _remembered(fd, name.path, is_scratch=name.is_scratch)


def leave_to_parent() -> None:
    """Delete no scratch file from now on: the parent does, which may name it to others when this process is gone."""
    _deletes[0] = False


def remove_left(pid: int, folder: Path) -> None:
    """Remove the scratch files of a child that has ended which it handed to nobody."""
    if sys.platform == "win32":
        ours = {path for path, _, _ in _names.values()}
        for left in folder.glob(f"{_PREFIX}{pid}-*"):
            if str(left) not in ours:
                with contextlib.suppress(OSError):
                    left.unlink()


def _is_open(fd: int, name: FileName) -> bool:
    try:
        status = os.fstat(fd)
    except OSError:
        return False
    return (status.st_dev, status.st_ino) == (name.volume, name.number)


def _remembered(fd: int, path: str, *, is_scratch: bool) -> int:
    if len(_names) >= _MOST:
        for known, (there, *_) in list(_names.items()):
            if not os.path.exists(there):
                del _names[known]
    status = os.fstat(fd)
    _names[status.st_dev, status.st_ino] = path, is_scratch, fd
    return fd
