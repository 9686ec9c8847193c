"""Landlock, by its three system calls: what a process gives up, it never gets back.

Numbers, masks and layouts: ``linux/landlock.h`` and the kernel's userspace documentation of Landlock. The
numbers of the system calls are the same on every architecture.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import struct
import sys
from pathlib import Path

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.system.open_files import CLOEXEC

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446

_VERSION, _PATH_BENEATH = 1, 1
_SET_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_DIR, _MAKE_SYM = 1 << 7, 1 << 12
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.ENAMETOOLONG, errno.ELOOP)
"""What is said of a path that leads to no file; a header can name any."""
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
"""The rights that a rule on a file, not a folder, may give."""

_FS_OF_FIRST = (1 << 13) - 1
_OF_PATH: int = getattr(os, "O_PATH", 0) | CLOEXEC
_TCP = 0b11
_SCOPES = 0b11

_READ = _READ_FILE | _READ_DIR
_LINK = _MAKE_DIR | _MAKE_SYM
_WRITE = _FS_OF_FIRST & ~_EXECUTE | _REFER | _TRUNCATE


@dataclass(frozen=True, slots=True)
class Access:
    """What a process may still reach; the rest of the file system is closed to it.

    Parameters
    ----------
    read : tuple of pathlib.Path
        Files, and folders with all that is in them.
    write : tuple of pathlib.Path
        Folders to read, create, change, rename and remove in.
    link : tuple of pathlib.Path
        Folders to create folders and symbolic links in, and no more.
    network : bool
        It may connect to other machines.
    """

    read: tuple[Path, ...] = ()
    write: tuple[Path, ...] = ()
    link: tuple[Path, ...] = ()
    network: bool = False


@functools.cache
def abi() -> int:
    """Return the version of Landlock that the kernel offers; 0 without."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION)))


def handled(version: int) -> tuple[int, int, int]:
    """Return what a kernel of an ABI can refuse: file rights, TCP rights, scopes."""
    files = _FS_OF_FIRST
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV)):
        files |= right if version >= since else 0
    return files, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0


class Rules:
    """What is allowed to whoever they will hold for; yet they hold for nobody.

    The descriptors of the paths stay open: a rule belongs to the kernel's object for the file, which file systems
    without a disk (``/proc``) make anew when nobody holds it.

    Parameters
    ----------
    shared : tuple of tuple of int
        Descriptors of other rules that are allowed too, each with its rights.
    network : bool
        Connections are allowed.

    Raises
    ------
    OSError
        If the kernel refuses.
    """

    def __init__(self, shared: tuple[tuple[int, int], ...] = (), *, network: bool = False) -> None:
        version = abi()
        files, tcp, scopes = handled(version)
        tcp = 0 if network else tcp
        attributes = struct.pack("=QQQ", files, tcp, scopes)[: 8 if version < 4 else 16 if version < 6 else 24]
        self._fd = _checked(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
        self._network, self._shared = network, shared
        self._own: list[tuple[int, int]] = []
        for fd, rights in shared:
            self._add(fd, rights)

    def allow(self, access: Access) -> None:
        """Allow the paths of ``access`` that are there.

        Raises
        ------
        OSError
            If the kernel refuses.
        """
        files, _, _ = handled(abi())
        for paths, rights in ((access.read, _READ), (access.link, _LINK), (access.write, _WRITE)):
            for path in dict.fromkeys(paths):
                try:
                    fd = os.open(path, _OF_PATH)
                except OSError as e:
                    if e.errno not in _NOT_THERE:
                        raise
                    continue
                given = rights & files if _is_folder(fd) else rights & files & _ON_FILES
                self._own.append((fd, given))
                self._add(fd, given)

    def again(self) -> Rules:
        """Return further rules that allow the same."""
        return Rules((*self._shared, *self._own), network=self._network)

    def hold(self) -> None:
        """Confine this thread, and all that it starts, to what is allowed, for ever; no signals to others.

        Raises
        ------
        OSError
            If the kernel refuses.
        """
        try:
            if _libc().prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "no_new_privs")
            _checked(_RESTRICT_SELF, ctypes.c_int(self._fd), ctypes.c_uint32(0))
        finally:
            os.close(self._fd)

    def forget(self) -> None:
        """Close the paths that were allowed here, when nobody is left for whom these rules hold."""
        for fd, _ in self._own:
            os.close(fd)
        self._own.clear()

    def _add(self, fd: int, rights: int) -> None:
        rule = struct.pack("=Qi", rights, fd)
        _checked(_ADD_RULE, ctypes.c_int(self._fd), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))


def restrict(access: Access) -> None:
    """Confine this thread, and all that it starts, to ``access`` for ever; no TCP, no signals to others.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    rules = Rules(network=access.network)
    rules.allow(access)
    rules.hold()


def _is_folder(fd: int) -> bool:
    return os.fstat(fd).st_mode & 0o170000 == 0o040000


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    return int(_libc().syscall(ctypes.c_long(number), *arguments))


def _checked(number: int, *arguments: object) -> int:
    answer = _call(number, *arguments)
    if answer < 0:
        code = ctypes.get_errno() or errno.EPERM
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return answer
