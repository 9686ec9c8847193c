"""Where a user's programs keep what they need again."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_home() -> Path:
    """Return where programs keep a user's data: `$XDG_DATA_HOME`, or where this system has it.

    Raises
    ------
    RuntimeError
        If there is no home folder.
    """
    return _named("XDG_DATA_HOME") or _of_this_system() or Path.home() / ".local" / "share"


def state_home() -> Path:
    """Return where programs keep the state of a user's work: `$XDG_STATE_HOME`, or where this system has it.

    Raises
    ------
    RuntimeError
        If there is no home folder.
    """
    return _named("XDG_STATE_HOME") or _of_this_system() or Path.home() / ".local" / "state"


def _of_this_system() -> Path | None:
    """Return the folder that Windows and macOS have for both; None for the XDG base directories."""
    if sys.platform == "win32":
        return _named("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    return Path.home() / "Library" / "Application Support" if sys.platform == "darwin" else None


def _named(variable: str) -> Path | None:
    """Return the folder that a variable names; one that is not absolute counts as not set."""
    given = os.environ.get(variable, "")
    return Path(given) if os.path.isabs(given) else None
