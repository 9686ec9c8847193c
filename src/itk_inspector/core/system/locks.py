"""Locks on open files, which go with the process that holds them."""

from __future__ import annotations

import sys


def lock(fd: int, *, waits: bool = False) -> None:
    """Lock an open file for this process alone.

    Parameters
    ----------
    fd : int
    waits : bool
        Wait until nobody else has it; on Windows for ten seconds at most.

    Raises
    ------
    BlockingIOError
        If somebody else has it.
    OSError
        If it cannot be locked.
    """
    if sys.platform == "win32":
        import errno
        import msvcrt  # only there
        import os

        before = os.lseek(fd, 0, os.SEEK_CUR)
        os.lseek(fd, _FAR, os.SEEK_SET)  # the locked byte cannot be read by others, so it is one that nobody writes
        try:
            msvcrt.locking(fd, msvcrt.LK_LOCK if waits else msvcrt.LK_NBLCK, 1)
        except PermissionError as e:
            raise BlockingIOError(errno.EAGAIN, "locked by another process") from e
        finally:
            os.lseek(fd, before, os.SEEK_SET)
    else:
        import fcntl  # only elsewhere

        fcntl.flock(fd, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)


_FAR = 0x7FFF_0000
