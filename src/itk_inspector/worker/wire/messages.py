"""What the window's process and the child say to each other."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.wire.codec import packed, unpacked

if TYPE_CHECKING:  # who sends one has loaded it; who receives one loads it then
    from itk_inspector.core.dicom.series import SeriesCatalog
    from itk_inspector.core.export.preflight import ExportRequest
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.storage.atomic_write import Consent


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Read a file or a series: a header, then the pixels.

    With ``neighbours`` the other files of a DICOM image's folder are looked at, for one of its series.
    """

    token: int
    request: OpenRequest
    neighbours: bool = True


@dataclass(frozen=True, slots=True)
class ScanTask:
    """List the DICOM series of a folder; files that ended a child before are named in ``skips``."""

    token: int
    request: OpenRequest
    thumbnails: bool = True
    skips: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class PixelSource:
    """Where the pixels to write lie.

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

    token: int
    info: ImageInfo
    source: PixelSource
    request: ExportRequest
    target: Path
    folder: Path
    consent: Consent
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """The child has loaded itk."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The child has loaded what the task needs; from now on the time counts."""

    token: int


@dataclass(frozen=True, slots=True)
class HeaderReply:
    """The header; ``consumes`` is how many bytes the child will read, if that can be known."""

    token: int
    info: ImageInfo
    consumes: int | None


@dataclass(frozen=True, slots=True)
class PixelsReply:
    """The pixels are in the file whose descriptor comes with this message, from ``offset`` on."""

    token: int
    info: ImageInfo
    nbytes: int
    copies: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ProgressReply:
    """Part of the task that is done, 0 to 1, and which file is looked at now, if it is one of many."""

    token: int
    fraction: float
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class SeriesReply:
    """What the folder holds."""

    token: int
    catalog: SeriesCatalog


@dataclass(frozen=True, slots=True)
class ExportReply:
    """The file is in place."""

    token: int
    path: Path
    bytes: int
    verified: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErrorReply:
    """The task failed; ``kind`` names an error class of `core.errors`."""

    token: int
    kind: str
    message: str
    advice: str
    detail: str


Task: TypeAlias = OpenTask | ScanTask | ExportTask
Reply: TypeAlias = Ready | Begun | HeaderReply | PixelsReply | ProgressReply | SeriesReply | ExportReply | ErrorReply


TASKS: dict[str, type] = {kind.__name__: kind for kind in (OpenTask, ScanTask, ExportTask)}
REPLIES: dict[str, type] = {
    kind.__name__: kind
    for kind in (Ready, Begun, HeaderReply, PixelsReply, ProgressReply, SeriesReply, ExportReply, ErrorReply)
}
_DESCRIPTORS = {PixelsReply: (1, 1), ExportTask: (1, 3)}
_LATER = {
    "ImageInfo": "core.header.image_info",
    "ExportRequest": "core.export.preflight",
    "SeriesCatalog": "core.dicom.series",
    "Consent": "storage.atomic_write",
}


def takes_descriptors(message: Task | Reply, count: int) -> bool:
    """Tell whether so many descriptors may come with a message."""
    least, most = _DESCRIPTORS.get(type(message), (0, 0))
    return least <= count <= most


def encode(message: Task | Reply) -> bytes:
    """Turn a message into bytes."""
    return packed(type(message).__name__, message)


def decode(data: bytes, kinds: Mapping[str, type] = MappingProxyType(TASKS | REPLIES)) -> Any:
    """Turn bytes into one of some kinds of message.

    Raises
    ------
    CodecError
        If they are anything else.
    """
    return unpacked(data, kinds, _found_later)


def _found_later(name: str) -> Any:
    return getattr(importlib.import_module(f"itk_inspector.{_LATER[name]}"), name)
