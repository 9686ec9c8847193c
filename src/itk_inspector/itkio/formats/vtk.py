"""Legacy VTK: where its pixels lie."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from itk_inspector.itkio.formats.format_facts import FormatFacts, Span


def _span(path: Path, io: Any, nbytes: int) -> Span:
    """Return where the pixels lie; text begins at 0, and takes a byte a number at least."""
    start = _data_start(path)
    return start, start + (nbytes if start else nbytes // int(io.GetComponentSize()))


def _data_start(path: Path) -> int:
    """Return where binary data begin, after the last line of the header; 0 when the pixels are text."""
    with path.open("rb") as file:
        head = file.read(4096)
    last = re.search(rb"\n(LOOKUP_TABLE|VECTORS|TENSORS|COLOR_SCALARS)\b[^\n]*\n", head)
    if b"BINARY" not in head[:512]:
        return 0
    return last.end() if last else 1


FACTS = FormatFacts(span=_span, is_text=lambda path: not _data_start(path))
