"""The task of reading what a file, or a series, says of its image: no pixel of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.tasks.plausible_header import check_info
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.plausible import need


@dataclass(frozen=True, slots=True)
class HeaderReply:
    """The header; ``consumes`` is how many bytes the child will read, if that can be known."""

    token: int
    info: ImageInfo
    consumes: int | None


@dataclass(frozen=True, slots=True)
class HeaderTask:
    """Read the header of a file or a series.

    With ``neighbours`` the other files of a DICOM image's folder are looked at, for one of its series.
    """

    token: int
    request: OpenRequest
    neighbours: bool = True

    @property
    def path(self) -> Path:
        """The file, or the folder of the series."""
        return self.request.path

    @property
    def writes(self) -> bool:
        """It does not."""
        return False

    def check(self, reply: Any, fds: tuple[int, ...]) -> None:
        """Refuse what is no header, or that of another file."""
        if not isinstance(reply, HeaderReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        check_header(reply, self.path)


def check_header(reply: HeaderReply, path: Path) -> None:
    """Refuse a header that no file could have, or that of another file.

    Raises
    ------
    CodecError
    """
    need((reply.consumes or 0) >= 0, "a negative length")
    need(reply.info.path == path, "another file")
    check_info(reply.info)
