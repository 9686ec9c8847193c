"""Headers of lines ``key = value`` or ``key: value``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from itk_inspector.core.header.remembered import remembered

_TEXT_LIMIT = 1 << 20


@remembered
def fields_of(path: Path, last: str) -> tuple[Mapping[str, str], int]:
    """Read ``key = value`` or ``key: value`` lines up to the line that starts with ``last``, and where it ends."""
    found: dict[str, str] = {}
    at = 0
    for text, after in _lines(path):
        at += len(text)
        line = text.rstrip(b"\n").decode("utf-8", "surrogateescape").rstrip("\r")
        if not line and not last:
            return MappingProxyType(found), after
        separator = "=" if "=" in line and (":" not in line or line.index("=") < line.index(":")) else ":"
        if not line.startswith("#") and separator in line:
            key, _, value = line.partition(separator)
            found[key.strip().casefold()] = value.lstrip("=").strip()
        if last and line.casefold().startswith(last):
            return MappingProxyType(found), after
    return MappingProxyType(found), at


def texts_of(path: Path, last: str) -> dict[str, str]:
    """Return the values of ``key = value`` lines before the one that starts with ``last``, by name as it is written."""
    found: dict[str, str] = {}
    for text, _ in _lines(path):
        key, separator, value = text.rstrip(b"\n").decode("utf-8", "replace").rstrip("\r").partition("=")
        if key.strip().casefold() == last:
            break
        if separator:
            found[key.strip()] = value.strip()
    return found


def _lines(path: Path) -> Iterator[tuple[bytes, int]]:
    """Yield each line of the first `_TEXT_LIMIT` bytes, and where the next one begins; no more is read than asked."""
    at = 0
    with path.open("rb") as file:
        while line := file.readline(_TEXT_LIMIT - at):
            at += len(line)
            yield line, at if line.endswith(b"\n") else at + 1


def meta_fields(path: Path) -> tuple[Mapping[str, str], int]:
    """Return the fields of a MetaImage header by name in lower case, and where the header ends."""
    return fields_of(path, "elementdatafile")
