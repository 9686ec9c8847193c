"""A bound on what a reader may allocate, so that a lying header ends in a sentence and not in a full machine."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

HEADER_MARGIN = 1 << 30
PIXELS_MARGIN = 1 << 29
_USUAL_FACTOR = 2
_FACTORS = {"JPEG2000ImageIO": 10, "GDCMImageIO": 10}
"""By how much a reader's own memory exceeds the pixels. OpenJPEG, in both, takes 4 bytes a sample, and its tiles."""
_EXPORT_FACTOR = 8


def for_pixels(format_name: str, nbytes: int) -> int:
    """Return what reading pixels may allocate: some readers decode into memory of their own first."""
    return _FACTORS.get(format_name, _USUAL_FACTOR) * nbytes + PIXELS_MARGIN


def for_export(nbytes: int) -> int:
    """Return what writing pixels, and reading them back, may allocate."""
    return _EXPORT_FACTOR * nbytes + HEADER_MARGIN


def private_bytes() -> int | None:
    """Return this process's private data in bytes, as ``RLIMIT_DATA`` counts it; None where the system does not say."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    return int(text.split("VmData:")[1].split()[0]) * 1024


@contextlib.contextmanager
def at_most(extra: int) -> Iterator[None]:
    """Let this process allocate ``extra`` bytes more than it has, inside the block; never more than outside of it."""
    now = private_bytes()
    if now is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bounds = [now + extra, *(bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY)]
    allowed = min(bounds)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
