"""The one gate through which paths reach ITK, which takes UTF-8 only."""

from __future__ import annotations

from pathlib import Path

from itk_inspector.core.errors import OpenError
from itk_inspector.core.text.utf_8 import is_utf_8
from itk_inspector.core.text.visible_text import visible_text


def itk_path(path: Path) -> str:
    """Return a path as ITK takes it.

    Raises
    ------
    OpenError
        If ITK could not find a file of that name.
    """
    for part in path.parts:
        if not is_utf_8(part):
            what = "file" if part == path.name else "folder"
            raise OpenError(
                f"The name {visible_text(part)} is not UTF-8, so ITK cannot find {_found(path, part)}.",
                advice=f"Rename the {what}.",
            )
        if "\0" in part:
            raise OpenError(f"{visible_text(path.name)} cannot be reached.", advice="The name holds a NUL character.")
    return str(path)


def _found(path: Path, part: str) -> str:
    return "it" if part == path.name else visible_text(path.name)
