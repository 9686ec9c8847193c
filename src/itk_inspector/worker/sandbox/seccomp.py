"""A filter of system calls: what no reader or writer of images ever needs is refused by the kernel.

Landlock says nothing of local sockets, of starting programs or of other processes' memory. Layouts and numbers:
``linux/filter.h``, ``linux/seccomp.h``, ``linux/audit.h`` and the system call tables of the two architectures.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

_SET_NO_NEW_PRIVS, _SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001
"""``SECCOMP_RET_ALLOW``, and ``SECCOMP_RET_ERRNO`` with EPERM."""

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_X32 = 0x40000000

_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

_REFUSED = {
    # name: x86_64, aarch64
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "io_uring_setup": (425, 425),
    "unshare": (272, 97),
    "setns": (308, 268),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "chroot": (161, 51),
    "mount": (165, 40),
    "setpriority": (141, 140),
}
_REFUSED_TO_UNCONNECTED = {"socket": (41, 198), "connect": (42, 203), "bind": (49, 200)}
"""What leads out of this machine; the resolver of names binds its sockets, too."""
_REFUSED_TO_READERS = {
    "chmod": (90, 53),  # where an architecture has no such call: the one in its place
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, 54),
    "fchown": (93, 55),
    "lchown": (94, 54),
    "fchownat": (260, 54),
    "utime": (132, 88),
    "utimes": (235, 88),
    "futimesat": (261, 88),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
}
"""What changes files without opening them, which Landlock does not see; a writer keeps rights and owners with it."""


def program(machine: str, *, writes: bool = False, connects: bool = False) -> bytes:
    """Return the filter for an architecture, as the kernel reads it.

    One that ``writes`` may change rights of files, one that ``connects`` may reach other machines.
    """
    architecture, column = _ARCHITECTURES[machine]
    refused = _REFUSED if connects else _REFUSED_TO_UNCONNECTED | _REFUSED
    refused = refused if writes else refused | _REFUSED_TO_READERS
    numbers = [both[column] for both in refused.values()]
    many = len(numbers)  # a jump counts the steps that it leaves out; the last step refuses
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 0, many + 3, architecture),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, many + 1, 0, _X32),
        *((_EQUAL, many - at, 0, number) for at, number in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def restrict(*, writes: bool = False, connects: bool = False) -> None:
    """Filter the system calls of this thread, and of all that it starts, for ever.

    Parameters
    ----------
    writes : bool
        It may change rights and owners of files.
    connects : bool
        It may reach other machines.

    Raises
    ------
    OSError
        If the kernel refuses, or the numbers of this machine's system calls are not known here.
    """
    if sys.platform != "linux" or os.uname().machine not in _ARCHITECTURES:
        raise OSError(errno.ENOSYS, "seccomp")
    steps = program(os.uname().machine, writes=writes, connects=connects)
    buffer = ctypes.create_string_buffer(steps, len(steps))
    head = _Program(len(steps) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(head), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


class _Program(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))
