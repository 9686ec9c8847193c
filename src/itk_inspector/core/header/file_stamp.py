"""What tells whether a file is still the one that was opened."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path

from itk_inspector.core.data_class import dataclass

_MOST_INSIDE = 512
"""Entries of a folder, and of those in it, that are stamped: few enough to look at whenever the window is."""


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
        return cls._from(path.stat())

    @classmethod
    def of_open(cls, fd: int) -> FileStamp:
        """Take the stamp of an open file, whatever its name leads to by now."""
        return cls._from(os.fstat(fd))

    @classmethod
    def _from(cls, status: os.stat_result) -> FileStamp:
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)

    def is_same_file(self, other: FileStamp) -> bool:
        """Tell whether both are of one file, changed meanwhile or not."""
        return (self.device, self.inode) == (other.device, other.inode)

    def compare(self, path: Path) -> DiskState:
        """Tell whether ``path`` still is what was stamped."""
        try:
            return DiskState.SAME if FileStamp.of(path) == self else DiskState.CHANGED
        except OSError:
            return DiskState.GONE


def bytes_of(path: Path, told: Callable[[], None] = lambda: None) -> int:
    """Return the bytes of a file, or of all files in a folder and those in it; ``told`` is called in each of these."""
    if not path.is_dir():
        return path.stat().st_size
    size = 0
    for folder, _, names in os.walk(path):
        size += sum(os.stat(os.path.join(folder, name)).st_size for name in names)
        told()
    return size


def compare_all(stamped: Iterable[tuple[Path, FileStamp]]) -> DiskState:
    """Tell whether all files still are what was stamped: one that changed counts before one that is gone."""
    states = {stamp.compare(path) for path, stamp in stamped}
    return next((state for state in (DiskState.CHANGED, DiskState.GONE) if state in states), DiskState.SAME)


def stamps_now(paths: Iterable[Path]) -> tuple[tuple[Path, FileStamp], ...]:
    """Stamp files as they are now; of a folder its first entries too, such as the metadata and chunks of a store.

    The upper ones come first, and folders before files: who gives a chunk its name when it is whole changes its folder.
    """
    return tuple(found for path in paths for found in itertools.islice(_stamped(path), _MOST_INSIDE))


def _stamped(top: Path) -> Iterator[tuple[Path, FileStamp]]:
    level = [top]
    while level:
        below: list[Path] = []
        for path in level:
            with contextlib.suppress(OSError):
                yield path, FileStamp.of(path)
                with os.scandir(path) as entries:  # not of a file
                    inside = list(itertools.islice(entries, _MOST_INSIDE))
                below += [Path(one) for one in sorted(inside, key=_is_file)]
        level = below


def _is_file(entry: os.DirEntry[str]) -> bool:
    return not entry.is_dir(follow_symlinks=False)
