"""Where pixels lie that a child is given with a task."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass
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
    has_base : bool
        The pixels lie in the first descriptor's file, but for what was changed of them.
    has_changes : bool
        The file of the last descriptor but one holds what was changed (`worker.memory.changed_bytes`), or without a
        base all pixels. The last descriptor is a pipe from which a byte comes when it does. Otherwise only
        the first descriptor is there.
    stamp : FileStamp, optional
        Of that file, when others may write it.
    """

    nbytes: int
    offset: int = 0
    has_base: bool = True
    has_changes: bool = False
    stamp: FileStamp | None = None
