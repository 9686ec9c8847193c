"""MRC 2014: where its pixels lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.itkio.formats.format_facts import FormatFacts, Span
from itk_inspector.itkio.second.mrc_header import LENGTH, header_of


def _span(path: Path, io: Any, nbytes: int) -> Span:
    if path.suffix.lower() == ".gz":
        return None
    header = header_of(path)
    start = LENGTH + (header.extended if header is not None else 0)
    return start, start + nbytes


FACTS = FormatFacts(span=_span)
