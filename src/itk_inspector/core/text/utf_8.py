"""Names of files that are UTF-8, which Linux does not ask of them, and ITK does."""

from __future__ import annotations


def is_utf_8(name: str) -> bool:
    """Tell whether a name, as Python gives it, is UTF-8 on the disk."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
