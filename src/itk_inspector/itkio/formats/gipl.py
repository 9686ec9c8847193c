"""GIPL: where its pixels lie."""

from __future__ import annotations

from itk_inspector.itkio.formats.format_facts import FormatFacts

_HEADER = 256

FACTS = FormatFacts(span=lambda path, io, nbytes: (_HEADER, _HEADER + nbytes))
