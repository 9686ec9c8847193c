"""PNG: what ITK's reader does to its pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.itkio.formats.format_facts import FormatFacts


def _notes(path: Path, io: Any) -> list[str]:
    with path.open("rb") as file:
        head = file.read(64)
    is_indexed = len(head) > 25 and head[25] == 3
    return ["Indexed-colour file; shown with its palette applied."] if is_indexed else []


FACTS = FormatFacts(notes=_notes)
