"""A file as people type it."""

from __future__ import annotations

import os
from pathlib import Path

from itk_inspector.core.errors import UsageError

_LONGEST = 255  # bytes of one name, on every file system in common use


def home_folder() -> Path:
    """Return the user's folder; where there is none, the present one, or the root."""
    try:
        return Path.home()
    except RuntimeError:  # no HOME, and no entry of this user
        pass
    try:
        return Path.cwd()
    except OSError:
        return Path("/")


def parse_path(text: str, folder: Path) -> Path:
    """Read a typed path.

    Parameters
    ----------
    text : str
        Absolute, beginning with ``~`` or ``~name`` of a user, or relative to ``folder``. A ``~name`` that is no user
        is a file of that name, as for a shell.
    folder : pathlib.Path
        Absolute.

    Raises
    ------
    UsageError
        If there can be no such file.
    """
    typed = text.strip()
    if not typed:
        raise UsageError("Type a file name.")
    if "\0" in typed:
        raise UsageError("A file name cannot hold a NUL character.")
    first, _, rest = typed.partition("/")
    home = os.path.expanduser(first) if first.startswith("~") else first
    if first == "~" and home == "~":
        raise UsageError("This user has no home folder; type the whole path.")
    path = folder / (f"{home}/{rest}" if rest or typed.endswith("/") else home)
    try:
        longest = max(path.parts, key=lambda part: len(os.fsencode(part)))
    except UnicodeEncodeError as e:
        raise UsageError("The name holds characters that no file name can have here.") from e
    size = len(os.fsencode(longest))
    if size > _LONGEST:
        raise UsageError(f"“{longest[:24]}…” is too long for a name: {size} bytes of at most {_LONGEST}.")
    return path


def is_folder(path: Path) -> bool:
    """Tell whether there is such a folder; False also where the system does not let one look."""
    return os.path.isdir(path)
