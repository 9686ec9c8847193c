"""Where pixels lie that a child is given with a task."""

from __future__ import annotations

from dataclasses import dataclass

from itk_inspector.core.header.file_stamp import FileStamp


@dataclass(frozen=True, slots=True)
class PixelSource:
    """What the descriptors hold that come with a task.

    Parameters
    ----------
    nbytes : int
        Of all pixels.
    offset : int
        Of the first pixel in the file of the first descriptor, if it ``has_base``.
    spans : tuple of (int, int)
        Ranges of the pixels' bytes that lie in the file of the last descriptor but one, one behind the other; the
        last descriptor is a pipe from which a byte comes when they do. Without spans only the first one is there.
    has_base : bool
        The rest of the pixels lies in the first descriptor's file.
    stamp : FileStamp, optional
        Of that file, when others may write it.
    """

    nbytes: int
    offset: int = 0
    spans: tuple[tuple[int, int], ...] = ()
    has_base: bool = True
    stamp: FileStamp | None = None
