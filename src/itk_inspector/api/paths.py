"""Paths, as scripts give them."""

from __future__ import annotations

import os
from pathlib import Path

from itk_inspector.core.errors import UsageError


def path_of(path: str | os.PathLike[str]) -> Path:
    """Return a path that a script gave; raise `UsageError` where it is none."""
    try:
        return Path(os.fsdecode(path))
    except TypeError as e:
        raise UsageError(f"Expected a path, got {type(path).__name__}.") from e
