"""The task of reading a file, or the files of a series."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, TypeAlias

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.first_look import FirstLook
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.memory.tile_ring import slots_for
from itk_inspector.worker.tasks.header import HeaderReply, check_header
from itk_inspector.worker.tasks.plausible_header import check_info
from itk_inspector.worker.tasks.plausible_image import check_levels, check_look, check_pixels, check_ring
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.plausible import need


@dataclass(frozen=True, slots=True)
class PixelsReply:
    """The pixels are in the file whose descriptor comes with this message, from ``offset`` on.

    ``look`` is how they are first drawn, for whoever said that they will be.
    """

    DESCRIPTORS: ClassVar = (1, 1)

    token: int
    info: ImageInfo
    nbytes: int
    copies: int
    offset: int = 0
    look: FirstLook | None = None


@dataclass(frozen=True, slots=True)
class SliceReply:
    """One slice of a series is in the file whose descriptor comes with this message, from ``offset`` on.

    ``look`` is how it is first drawn.
    """

    DESCRIPTORS: ClassVar = (1, 1)

    token: int
    info: ImageInfo
    nbytes: int
    offset: int
    look: FirstLook | None = None


@dataclass(frozen=True, slots=True)
class StoreReply:
    """The image is read in parts: into slots of the file whose descriptor comes with this, asked for on the socket.

    Where no socket can be sent, they are asked for on the connection on which this comes.

    ``look`` is how it is drawn, by a sample of the coarsest level.
    """

    DESCRIPTORS: ClassVar = (1, 2)

    token: int
    info: ImageInfo
    levels: tuple[Level, ...]
    slots: int
    slot_bytes: int
    look: FirstLook | None = None


OpenReply: TypeAlias = HeaderReply | SliceReply | PixelsReply | StoreReply


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Read a file or a series: a header, then the pixels.

    With ``neighbours`` the other files of a DICOM image's folder are looked at, for one of its series. With
    ``in_parts`` an image in chunks that does not fit is not refused: the child stays, and reads what is looked at.
    """

    token: int
    request: OpenRequest
    neighbours: bool = True
    in_parts: bool = False

    @property
    def path(self) -> Path:
        """The file, or the folder of the series."""
        return self.request.path

    @property
    def writes(self) -> bool:
        """It does not."""
        return False

    def check(self, reply: Any, fds: tuple[int, ...]) -> None:
        """Refuse what is no image, or another one."""
        match reply:
            case HeaderReply():
                check_header(reply, self.path)
                return
            case SliceReply():
                need(bool(self.request.files), "a slice that nobody asked for")
            case PixelsReply():
                pass
            case StoreReply():
                need(self.in_parts, "parts that nobody asked for")
            case _:
                raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        need(reply.info.path == self.path, "another file")
        check_info(reply.info)
        if isinstance(reply, PixelsReply):
            check_pixels(reply.info, fds[0], reply.offset, reply.nbytes)
            check_look(reply.info, reply.look)
            need(reply.copies >= 0, "fewer copies than none")
        if isinstance(reply, SliceReply):
            check_pixels(reply.info, fds[0], reply.offset, reply.nbytes)
            check_look(reply.info, reply.look)
        if isinstance(reply, StoreReply):
            check_look(reply.info, reply.look)
            check_levels(reply.info, reply.levels)
            need((reply.slots, reply.slot_bytes) == slots_for(reply.info, reply.levels), "another memory")
            check_ring(fds, reply.slots * reply.slot_bytes)
