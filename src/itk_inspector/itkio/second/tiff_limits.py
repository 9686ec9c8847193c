"""What no TIFF file may exceed, whoever reads it."""

from __future__ import annotations

from pathlib import Path

from itk_inspector.core.errors import OpenError

MOST_PAGES = 1 << 16


def cut_short(path: Path, page: int, end: int) -> OpenError:
    """Return what to raise for a file that ends before a page does, counted from 1, with both figures."""
    size = path.stat().st_size
    return OpenError(
        f"{path.name} is truncated: page {page} is not wholly there; {size:,} of at least {end:,} bytes are.",
        advice="Copy or download it again.",
    )
