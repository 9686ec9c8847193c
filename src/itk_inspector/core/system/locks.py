"""Locks on open files, which go with the process that holds them."""

from __future__ import annotations

import errno
import sys
import time

from itk_inspector.core.system.open_files import moved_to

_FAR = 0x7FFF_0000
_PATIENCE = 10.0
_LOOK = 0.02


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
        _lock_far(fd, _PATIENCE if waits else 0.0)
    else:
        import fcntl  # only there

        fcntl.flock(fd, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock_far(fd: int, seconds: float) -> None:
    """Lock a byte that nobody reads or writes: on Windows, others could do neither.

    ``LK_LOCK`` waits too, but whole seconds, with the file at that place, and says in the end that there is a deadlock.
    """
    if sys.platform != "win32":
        raise NotImplementedError
    import msvcrt  # only there

    until = time.monotonic() + seconds
    while True:
        try:
            with moved_to(fd, _FAR):
                msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except PermissionError as e:
            if time.monotonic() >= until:
                raise BlockingIOError(errno.EAGAIN, "locked by another process") from e
            time.sleep(_LOOK)
        else:
            return
