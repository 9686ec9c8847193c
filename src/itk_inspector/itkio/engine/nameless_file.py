"""A file for ITK to read that nobody else finds."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from itk_inspector.core.system.backend import IS_PORTABLE


@contextmanager
def nameless_file() -> Iterator[tuple[int, Path]]:
    """Yield an empty file, and what it can be opened by: in memory, without a name, where there is that."""
    if sys.platform == "linux" and not IS_PORTABLE:
        fd = os.memfd_create("itk-inspector-filled", os.MFD_CLOEXEC)
        path, is_named = Path(f"/proc/self/fd/{fd}"), False
    else:
        fd, name = tempfile.mkstemp(prefix="itk-inspector-filled-")
        path, is_named = Path(name), True
    try:
        yield fd, path
    finally:
        os.close(fd)
        if is_named:
            path.unlink()
