"""The task of reading changed chunks that were saved of an image."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.tasks.plausible_image import check_file
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.plausible import need

if TYPE_CHECKING:
    from itk_inspector.core.chunked.changed_chunks import ChangedBox

_MOST_BOXES = 1 << 20


@dataclass(frozen=True, slots=True)
class ReadChangesReply:
    """So many boxes with changed pixels are in the file whose descriptor comes with this message."""

    DESCRIPTORS: ClassVar = (1, 1)

    token: int
    boxes: int
    nbytes: int

    def read(self, fd: int, info: ImageInfo) -> tuple[ChangedBox, ...]:
        """Return the boxes, of an image.

        Raises
        ------
        ValueError
            If they are none of such an image.
        """
        from itk_inspector.worker.memory.changed_boxes import read_boxes  # few tasks need it

        check_file(fd, 0, self.nbytes)
        boxes = read_boxes(fd, self.boxes, info)
        need(all(each.box.lies_in(info.geometry.shape) for each in boxes), "pixels that are not there")
        return boxes


@dataclass(frozen=True, slots=True)
class ReadChangesTask:
    """Tell which pixels of an image in chunks differ from those in a store of changed chunks.

    Parameters
    ----------
    token : int
    request : OpenRequest
        The image.
    info : ImageInfo
        Of its finest level.
    changes : pathlib.Path
    """

    token: int
    request: OpenRequest
    info: ImageInfo
    changes: Path

    @property
    def path(self) -> Path:
        """The store of changed chunks."""
        return self.changes

    @property
    def writes(self) -> bool:
        """It does not."""
        return False

    def check(self, reply: Any, fds: tuple[int, ...]) -> None:
        """Refuse what is no change of the image."""
        if not isinstance(reply, ReadChangesReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        need(0 <= reply.boxes <= _MOST_BOXES, "no number of boxes")
        try:
            reply.read(fds[0], self.info)
        except ValueError as e:
            raise CodecError("no changes") from e
