"""A bound on what a reader may allocate, so that a lying header ends in a sentence and not in a full machine."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

HEADER_MARGIN = 1 << 30
PIXELS_MARGIN = 1 << 29


def private_bytes() -> int | None:
    """Return this process's private data in bytes, as ``RLIMIT_DATA`` counts it; None where the system does not say."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    return int(text.split("VmData:")[1].split()[0]) * 1024


@contextlib.contextmanager
def at_most(extra: int) -> Iterator[None]:
    """Let this process allocate ``extra`` bytes more than it has, and no more, inside the block."""
    now = private_bytes()
    if now is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = now + extra
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
