"""An open file descriptor that is closed when nobody needs it any more."""

from __future__ import annotations

import os
import weakref
from typing import NoReturn


class Descriptor:
    """Owns a file descriptor: closed by `close`, or when this object is collected.

    Parameters
    ----------
    fd : int
        Taken over.
    """

    def __init__(self, fd: int) -> None:
        self._closing = weakref.finalize(self, os.close, fd)
        self._closing.atexit = False
        self.fd = fd
        """The descriptor; −1 when it is closed."""

    def close(self) -> None:
        """Close it; may be called twice."""
        self.fd = -1  # first: once it is closed, another file may get the number
        self._closing()

    def __reduce__(self) -> NoReturn:
        """Refuse: the number means nothing elsewhere, and here it would be closed twice."""
        raise TypeError("An open file cannot be copied or pickled.")
