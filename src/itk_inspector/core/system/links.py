"""Where symbolic links lead."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def end_of_links(path: Path) -> Path:
    """Return the path of what links lead to, whether or not something is there.

    Raises
    ------
    OSError
        If they lead in a circle: `Path.resolve` raises another error before Python 3.13, and none since.
    ValueError
        If no file can have such a name.
    """
    try:
        return path.resolve(strict=True)
    except RuntimeError as e:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from e
    except OSError as e:
        if e.errno == errno.ELOOP:
            raise
        return path.resolve()
