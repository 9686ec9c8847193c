"""MRC 2014: where its pixels lie, and what ITK's reader takes for granted."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from itk_inspector.itkio.formats.format_facts import FormatFacts, Span


def _notes(path: Path, io: Any) -> list[str]:
    """Words 11 to 13: the cell's size, 0 when the writer did not know it."""
    with path.open("rb") as file:
        head = file.read(64)
    unknown = [name for axis, name in enumerate("xyz") if len(head) >= 52 and not any(head[40 + 4 * axis :][:4])]
    return [f"The header gives no cell size in {', '.join(unknown)}: ITK took a spacing of 1."] if unknown else []


def _span(path: Path, io: Any, nbytes: int) -> Span:
    if path.suffix.lower() == ".gz":
        return None
    start = _data_start(path)
    return start, start + nbytes


def _data_start(path: Path) -> int:
    """Return where the data begin: after 1024 bytes and the extended header, words 4 and 24."""
    with path.open("rb") as file:
        head = file.read(1024)
    if len(head) < 1024:
        return 1024
    order = "<" if struct.unpack_from("<i", head, 12)[0] in range(128) else ">"
    return 1024 + max(0, int(struct.unpack_from(f"{order}i", head, 92)[0]))


FACTS = FormatFacts(notes=_notes, span=_span)
