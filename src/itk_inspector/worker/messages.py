"""What the window's process and the child say to each other."""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:  # who sends one has loaded it; who receives one loads it then
    from itk_inspector.core.document import ImageInfo
    from itk_inspector.core.export import ExportRequest
    from itk_inspector.core.series import SeriesCatalog


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Read a header, then (unless ``header_only``) the pixels; of a DICOM series when it names ``files``."""

    token: int
    path: Path
    read_as: str
    header_only: bool = False
    files: tuple[Path, ...] = ()
    allow_outside: bool = False


@dataclass(frozen=True, slots=True)
class ScanTask:
    """List the DICOM series of a folder; only the one called ``uid``, if there is one."""

    token: int
    path: Path
    uid: str = ""
    recursive: bool = False
    thumbnails: bool = True


@dataclass(frozen=True, slots=True)
class Patch:
    """A changed box: where it lies in the image (NumPy order) and in the file of patches."""

    start: tuple[int, ...]
    shape: tuple[int, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class PixelSource:
    """Where the pixels to write lie: in the file of the first descriptor, with patches from the second."""

    nbytes: int
    offset: int = 0
    patches: tuple[Patch, ...] = ()
    patch_bytes: int = 0


@dataclass(frozen=True, slots=True)
class ExportTask:
    """Write an image; the descriptors of pixels and, if there are any, patches follow."""

    token: int
    info: ImageInfo
    source: PixelSource
    request: ExportRequest
    temporary: Path


@dataclass(frozen=True, slots=True)
class Ready:
    """The child has loaded itk."""


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
    """Part of the task that is done, 0 to 1."""

    token: int
    fraction: float


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
Reply: TypeAlias = Ready | HeaderReply | PixelsReply | ProgressReply | SeriesReply | ExportReply | ErrorReply


class _OwnTypesOnly(pickle.Unpickler):
    """Unpickles our own values and paths; a damaged child cannot make the window run anything."""

    def find_class(self, module: str, name: str) -> Any:
        own = module.startswith(("itk_inspector.core.", "itk_inspector.worker."))
        if own or (module.startswith("pathlib") and name in ("PosixPath", "Path", "WindowsPath")):
            found = super().find_class(module, name)  # follows dots in the name: ours, but "os.system" of it
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a message")


def encode(message: Task | Reply) -> bytes:
    """Turn a message into bytes."""
    return pickle.dumps(message, protocol=5)


def decode(data: bytes) -> Any:
    """Turn bytes into a message."""
    return _OwnTypesOnly(io.BytesIO(data)).load()
