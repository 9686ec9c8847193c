"""Locks on open files, which go with the process that holds them."""

from __future__ import annotations

import errno
import sys
import time

from itk_inspector.core.system.open_files import moved_to

_FAR = 0x7FFF_0000
_LOOK = 0.02


def lock(fd: int, *, patience: float = 0.0) -> None:
    """Lock an open file for this process alone.

    Parameters
    ----------
    fd : int
    patience : float
        Seconds to wait until nobody else has it.

    Raises
    ------
    BlockingIOError
        If somebody else has it.
    OSError
        If it cannot be locked.
    """
    until = time.monotonic() + patience
    while True:
        try:
            _lock_now(fd)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise
            time.sleep(_LOOK)
        else:
            return


def _lock_now(fd: int) -> None:
    """Lock a file, or on Windows a byte of it that nobody reads or writes: there, others could do neither.

    ``LK_LOCK`` waits, but whole seconds, with the file at that place, and says in the end that there is a deadlock.
    """
    if sys.platform != "win32":
        import fcntl  # only there

        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    import msvcrt  # only there

    try:
        with moved_to(fd, _FAR):
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
    except PermissionError as e:
        raise BlockingIOError(errno.EAGAIN, "locked by another process") from e
