"""A bound on what a reader may allocate, so that a lying header ends in a sentence and not in a full machine."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.companions import METAIMAGE

HEADER_MARGIN = 1 << 30
PIXELS_MARGIN = 1 << 29
_USUAL_FACTOR = 2
_FACTORS = {"JPEG2000ImageIO": 10, "GDCMImageIO": 10}
"""By how much a reader's own memory exceeds the pixels. OpenJPEG, in both, takes 4 bytes a sample, and its tiles."""
MOST_FILES = 512
_META_FACTOR, _META_TEXT = 2000, 4_000_000
_SECOND_FACTOR, _SECOND_MARGIN = 16, 1 << 31
_EXPORT_FACTOR = 8
_OPERATION_FACTOR = 3
T = TypeVar("T")


def for_header(path: Path) -> int:
    """Return what reading a header may allocate: MetaImage's reader keeps 33 kB for each field of one."""
    if path.suffix.lower() not in METAIMAGE:
        return HEADER_MARGIN
    more = _META_FACTOR * min(path.stat().st_size if path.is_file() else 0, _META_TEXT)
    return max(HEADER_MARGIN, min(HEADER_MARGIN + more, (available() or 0) // 2))


def for_pixels(format_name: str, nbytes: int) -> int:
    """Return what reading pixels may allocate: some readers decode into memory of their own first."""
    return _FACTORS.get(format_name, _USUAL_FACTOR) * nbytes + PIXELS_MARGIN


def in_two_tries(read: Callable[[], T], format_name: str, nbytes: int) -> T:
    """Read pixels within what their format usually takes, and where that fails within much more.

    Few readers say that they got no memory: most say only that they failed, as for a damaged file.
    """
    try:
        with at_most(for_pixels(format_name, nbytes)):
            return read()
    except (OpenError, MemoryError):
        more = min(_SECOND_FACTOR * nbytes + _SECOND_MARGIN, (available() or _SECOND_MARGIN) // 2)
        if more <= for_pixels(format_name, nbytes):
            raise
    with at_most(more):
        return read()


def for_export(nbytes: int) -> int:
    """Return what writing pixels, and reading them back, may allocate."""
    return _EXPORT_FACTOR * nbytes + HEADER_MARGIN


def for_operation(nbytes: int) -> int:
    """Return what computing an operation may allocate that says it takes so many bytes."""
    return _OPERATION_FACTOR * nbytes + HEADER_MARGIN


def bound_descriptors() -> None:
    """Let this process open a few hundred files at once, and no more."""
    if sys.platform == "win32":  # its C library has a bound of its own
        return
    try:
        import resource  # not there
    except ImportError:
        return

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = [bound for bound in (MOST_FILES, soft, hard) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most), hard))


def private_bytes() -> int | None:
    """Return this process's private data in bytes, as ``RLIMIT_DATA`` counts it, or Windows; None where nobody says."""
    if sys.platform == "win32":
        from itk_inspector.core.system import win32  # needed nowhere else

        used = win32.used(os.getpid())
        return None if used is None else used.committed
    try:
        text = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return int(text.split("VmData:")[1].split()[0]) * 1024


def available() -> int | None:
    """Return how many bytes can be had without swapping; None where the system does not say."""
    if sys.platform == "win32":
        from itk_inspector.core.system import win32  # needed nowhere else

        return win32.free_memory()
    with contextlib.suppress(OSError), Path("/proc/meminfo").open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


@contextlib.contextmanager
def at_most(extra: int) -> Iterator[None]:
    """Let this process allocate ``extra`` bytes more than it has, inside the block; never more than outside of it."""
    now = private_bytes()
    if now is None:
        yield
        return
    if sys.platform == "win32":
        from itk_inspector.core.system import win32  # needed nowhere else

        with win32.at_most(now + extra):
            yield
        return
    try:
        import resource  # not there
    except ImportError:
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
