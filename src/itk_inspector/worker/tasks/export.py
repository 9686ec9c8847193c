"""The task of writing an image."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.pixel_source import PixelSource
from itk_inspector.worker.wire.plausible import need

if TYPE_CHECKING:  # who sends one has loaded it
    from itk_inspector.core.export.preflight import ExportRequest
    from itk_inspector.storage.atomic_write import Consent

LATER = MappingProxyType(
    {"ExportRequest": "itk_inspector.core.export.preflight", "Consent": "itk_inspector.storage.atomic_write"}
)


_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ExportReply:
    """The file is in place; its stamp is what it was before its last step, which changes nothing of that."""

    token: int
    path: Path
    bytes: int
    verified: bool
    notes: tuple[str, ...]
    stamp: FileStamp | None = None
    verified_by: str = ""


@dataclass(frozen=True, slots=True)
class ExportTask:
    """Write an image; the descriptors that ``source`` describes follow.

    Parameters
    ----------
    token : int
    info : ImageInfo
        Of the pixels.
    source : PixelSource
    request : ExportRequest
    target : pathlib.Path
        Where the request's target really is, links resolved.
    folder : pathlib.Path
        A private folder beside it.
    consent : Consent
        What may be replaced.
    notes : tuple of str
        What to tell beside the child's own notes.
    """

    DESCRIPTORS: ClassVar = (1, 3)

    token: int
    info: ImageInfo
    source: PixelSource
    request: ExportRequest
    target: Path
    folder: Path
    consent: Consent
    notes: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The target as the user named it."""
        return self.request.target

    @property
    def writes(self) -> bool:
        """It does."""
        return True

    def check(self, reply: Any, fds: tuple[int, ...]) -> None:  # none come with it
        """Refuse what tells of another target."""
        if not isinstance(reply, ExportReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        need(reply.path == self.request.target, "another target")
        need(reply.bytes >= 0, "a negative length")
        need(len(reply.verified_by) <= _LONGEST_NAME, "a name that is too long")
