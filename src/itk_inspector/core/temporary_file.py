"""Unfinished files."""

from __future__ import annotations

import contextlib
from pathlib import Path


def remove_temporary(temporary: Path) -> None:
    """Remove an unfinished file and its companion."""
    for path in (temporary, *(temporary.with_suffix(s) for s in (".raw", ".zraw", ".img", ".hdr"))):
        with contextlib.suppress(OSError):
            path.unlink()
