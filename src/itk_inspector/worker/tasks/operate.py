"""The task of an operation on a whole image."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.first_look import FirstLook
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.tasks.plausible_header import check_info
from itk_inspector.worker.tasks.plausible_image import check_look, check_pixels
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.pixel_source import PixelSource
from itk_inspector.worker.wire.plausible import need

MOST_OTHERS = 4
"""Images besides the one that is operated on."""


@dataclass(frozen=True, slots=True)
class OperateReply:
    """The result's pixels are in the file whose descriptor comes with this message."""

    DESCRIPTORS: ClassVar = (1, 1)

    token: int
    info: ImageInfo
    nbytes: int
    notes: tuple[str, ...] = ()
    offset: int = 0
    look: FirstLook | None = None


@dataclass(frozen=True, slots=True)
class GivenImage:
    """An image that comes with a task, and how many of its descriptors are its own, in order."""

    info: ImageInfo
    source: PixelSource
    descriptors: int


@dataclass(frozen=True, slots=True)
class OperateTask:
    """Compute an operation; descriptors of the images follow.

    Parameters
    ----------
    token : int
    text : str
        The operation's record as JSON.
    image : GivenImage
    others : tuple of GivenImage
    names : tuple of str
        Of the others, as the operation calls them.
    """

    DESCRIPTORS: ClassVar = (1, 3 * (1 + MOST_OTHERS))

    token: int
    text: str
    image: GivenImage
    others: tuple[GivenImage, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The file of the image."""
        return self.image.info.path

    @property
    def writes(self) -> bool:
        """It writes nothing but scratch."""
        return False

    def check(self, reply: Any, fds: tuple[int, ...]) -> None:
        """Refuse what is no result."""
        if not isinstance(reply, OperateReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        check_info(reply.info)
        check_pixels(reply.info, fds[0], reply.offset, reply.nbytes)
        check_look(reply.info, reply.look)
        need(reply.info.mapping == "scratch" and not reply.info.stamped_files, "a result in a file")
