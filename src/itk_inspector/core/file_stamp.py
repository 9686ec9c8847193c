"""What tells whether a file is still the one that was opened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class DiskState(Enum):
    """How a file on disk relates to the image that was opened from it."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class FileStamp:
    """Identity, size and time of the last change (nanoseconds) of a file.

    A rewrite within the clock's resolution that keeps the size cannot be seen.
    """

    device: int
    inode: int
    size: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> FileStamp:
        """Take the stamp of a file."""
        status = path.stat()
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)

    def compare(self, path: Path) -> DiskState:
        """Tell whether ``path`` still is what was stamped."""
        try:
            return DiskState.SAME if FileStamp.of(path) == self else DiskState.CHANGED
        except OSError:
            return DiskState.GONE
