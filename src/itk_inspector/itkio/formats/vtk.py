"""Legacy VTK: where its pixels lie, and what else such a file may hold."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from itk_inspector.itkio.formats.format_facts import FormatFacts, Span
from itk_inspector.itkio.second.vtk_layout import NoVtkImageError, VtkLayout, layout_of


def _span(path: Path, io: Any, nbytes: int) -> Span:
    """Return where the pixels of the first array lie; text begins at 0, and takes a byte a number and one between."""
    layout = _layout(path)
    if layout is None:
        return None
    array = layout.arrays[0]
    count = math.prod(layout.size_of(array)) * array.components
    if layout.is_text:
        return 0, array.start + 2 * count - 1
    return array.start, array.end


def _layout(path: Path) -> VtkLayout | None:
    try:
        return layout_of(path)
    except NoVtkImageError:
        return None


def _is_text(path: Path) -> bool:
    layout = _layout(path)
    return layout is not None and layout.is_text


def _why_not(path: Path) -> tuple[str, str]:
    try:
        layout_of(path)
    except NoVtkImageError as e:
        return str(e), ""
    return "", ""


FACTS = FormatFacts(span=_span, is_text=_is_text, why_not=_why_not)
