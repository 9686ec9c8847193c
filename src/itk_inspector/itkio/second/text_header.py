"""Headers of lines ``key = value`` or ``key: value``."""

from __future__ import annotations

from pathlib import Path

_TEXT_LIMIT = 1 << 20


def fields_of(path: Path, last: str) -> tuple[dict[str, str], int]:
    """Read ``key = value`` or ``key: value`` lines up to the line that starts with ``last``, and where it ends."""
    with path.open("rb") as file:
        head = file.read(_TEXT_LIMIT)
    found: dict[str, str] = {}
    at = 0
    while at < len(head):
        end = head.find(b"\n", at)
        if end < 0:
            end = len(head)
        line = head[at:end].decode("utf-8", "surrogateescape").rstrip("\r")
        at = end + 1
        if not line and not last:
            return found, at
        separator = "=" if "=" in line and (":" not in line or line.index("=") < line.index(":")) else ":"
        if not line.startswith("#") and separator in line:
            key, _, value = line.partition(separator)
            found[key.strip().casefold()] = value.lstrip("=").strip()
        if last and line.casefold().startswith(last):
            return found, at
    return found, len(head)


def texts_of(path: Path, last: str) -> dict[str, str]:
    """Return the values of ``key = value`` lines before the one that starts with ``last``, by name as it is written."""
    with path.open("rb") as file:
        lines = file.read(_TEXT_LIMIT).split(b"\n")
    found: dict[str, str] = {}
    for line in lines:
        key, separator, value = line.decode("utf-8", "replace").rstrip("\r").partition("=")
        if key.strip().casefold() == last:
            break
        if separator:
            found[key.strip()] = value.strip()
    return found


def meta_fields(path: Path) -> tuple[dict[str, str], int]:
    """Return the fields of a MetaImage header by name in lower case, and where the header ends."""
    return fields_of(path, "elementdatafile")
