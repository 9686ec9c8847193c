"""Headers of lines ``key = value`` or ``key: value``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_TEXT_LIMIT = 1 << 20
_USUAL = 1 << 13
"""Bytes in which a header nearly always ends; the megabyte that the longest ones take is read for those alone."""


def fields_of(path: Path, last: str) -> tuple[dict[str, str], int]:
    """Read ``key = value`` or ``key: value`` lines up to the line that starts with ``last``, and where it ends."""
    found: dict[str, str] = {}
    after = 0
    for raw, after in _lines(path):
        line = raw.decode("utf-8", "surrogateescape").rstrip("\r")
        if not line and not last:
            return found, after
        separator = "=" if "=" in line and (":" not in line or line.index("=") < line.index(":")) else ":"
        if not line.startswith("#") and separator in line:
            key, _, value = line.partition(separator)
            found[key.strip().casefold()] = value.lstrip("=").strip()
        if last and line.casefold().startswith(last):
            return found, after
    return found, min(after, _TEXT_LIMIT, path.stat().st_size)


def texts_of(path: Path, last: str) -> dict[str, str]:
    """Return the values of ``key = value`` lines before the one that starts with ``last``, by name as it is written."""
    found: dict[str, str] = {}
    for line, _ in _lines(path):
        key, separator, value = line.decode("utf-8", "replace").rstrip("\r").partition("=")
        if key.strip().casefold() == last:
            break
        if separator:
            found[key.strip()] = value.strip()
    return found


def meta_fields(path: Path) -> tuple[dict[str, str], int]:
    """Return the fields of a MetaImage header by name in lower case, and where the header ends."""
    return fields_of(path, "elementdatafile")


def _lines(path: Path) -> Iterator[tuple[bytes, int]]:
    """Yield the lines of a file's first megabyte, and where the next one begins."""
    at = 0
    with path.open("rb") as file:
        head, is_all = file.read(_USUAL), False
        while at < len(head) or not is_all:
            end = head.find(b"\n", at)
            if end < 0 and not is_all:
                rest = file.read(_TEXT_LIMIT - len(head))
                head, is_all = head + rest, not rest or len(head) + len(rest) >= _TEXT_LIMIT
                continue
            if end < 0:
                end = len(head)
            yield head[at:end], end + 1
            at = end + 1
