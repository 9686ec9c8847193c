"""Open files that another process is told by their name, where none can be handed a descriptor."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from itk_inspector.core.system.open_files import CLOEXEC, NONBLOCK

_MOST = 256
_names: dict[tuple[int, int], tuple[str, bool]] = {}
"""The names of files that were opened here, by volume and number; whether they go with the last who has them open."""


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
        path = os.path.join(folder, f"itk-inspector-{os.urandom(16).hex()}")
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_TEMPORARY | CLOEXEC
        return _remembered(os.open(path, flags, 0o600), path, is_scratch=True)
    fd, path = tempfile.mkstemp(prefix="itk-inspector-", dir=folder)
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
        return FileName(*known, status.st_dev, status.st_ino)
    if sys.platform == "linux":  # no file here goes with the last who has it open, but for those without a name
        return FileName(f"/proc/{os.getpid()}/fd/{fd}", True, status.st_dev, status.st_ino)
    raise OSError(errno.ENOENT, "a file without a name")


def open_named(name: FileName) -> int:
    """Open a file that another process has named.

    Raises
    ------
    OSError
        If it cannot be opened, or another one has its name by now.
    """
    flags = (os.O_RDWR if name.is_scratch else os.O_RDONLY) | CLOEXEC | NONBLOCK
    if sys.platform == "win32" and name.is_scratch:
        flags |= os.O_TEMPORARY  # it is deleted with its last handle, and opened by those who agree to that
    fd = os.open(name.path, flags)
    status = os.fstat(fd)
    if (status.st_dev, status.st_ino) != (name.volume, name.number):
        os.close(fd)
        raise OSError(errno.ESTALE, "another file has its name by now")
    return fd if sys.platform == "linux" and name.is_scratch else _remembered(fd, name.path, is_scratch=name.is_scratch)


def _remembered(fd: int, path: str, *, is_scratch: bool) -> int:
    if len(_names) >= _MOST:
        for known, (there, _) in list(_names.items()):
            if not os.path.exists(there):
                del _names[known]
    status = os.fstat(fd)
    _names[status.st_dev, status.st_ino] = path, is_scratch
    return fd
