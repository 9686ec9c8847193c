"""MRC 2014: where its pixels lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.core.header.space import Space
from itk_inspector.itkio.formats.format_facts import FormatFacts, Span
from itk_inspector.itkio.second.mrc_header import LENGTH, header_of


def _space(path: Path, io: Any) -> Space:
    """MRC counts in ångström; a spacing that ITK made up has no unit."""
    header = header_of(path)
    return Space("Å" if header is not None and all(header.cell) else "")


def _span(path: Path, io: Any, nbytes: int) -> Span:
    if path.suffix.lower() == ".gz":
        return None
    header = header_of(path)
    start = LENGTH + (header.extended if header is not None else 0)
    return start, start + nbytes


FACTS = FormatFacts(space=_space, span=_span)
