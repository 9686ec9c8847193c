"""What a task can end in, or report on its way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.chunked.changed_chunks import ChangedBox
    from itk_inspector.core.dicom.series import SeriesCatalog
    from itk_inspector.core.editing.operation import Operation
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.measure.under_label import UnderLabels
    from itk_inspector.core.measure.whole_image import WholeReport


@dataclass(frozen=True, slots=True)
class Progress:
    """Part of the file that the child has consumed, 0 to 1, None when it cannot be known; and whether it seems hung."""

    token: int
    fraction: float | None
    is_stalled: bool = False


@dataclass(frozen=True, slots=True)
class HeaderReady:
    """The header is read; pixels follow."""

    token: int
    info: ImageInfo


@dataclass(frozen=True, slots=True)
class SliceReady:
    """One slice of a series can be shown; the others follow, and a document of all of them."""

    token: int
    document: ImageDocument


@dataclass(frozen=True, slots=True)
class Opened:
    """The image is open."""

    token: int
    document: ImageDocument


@dataclass(frozen=True, slots=True)
class SeriesFound:
    """A folder was looked through; which of its series to open is still to be chosen."""

    token: int
    catalog: SeriesCatalog


@dataclass(frozen=True, slots=True)
class Exported:
    """The image is written, read back and compared; ``stamp`` is that of the file, or of the header of two."""

    token: int
    path: Path
    bytes: int
    verified: bool
    notes: tuple[str, ...] = ()
    stamp: FileStamp | None = None
    verified_by: str = ""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """All pixels of an image were gone through; ``info`` says of which."""

    token: int
    info: ImageInfo
    found: WholeReport


@dataclass(frozen=True, slots=True)
class LabelsFound:
    """All labels of an image were gone through: ``info`` of the image in which they lie, and ``labels`` of theirs."""

    token: int
    info: ImageInfo
    labels: ImageInfo
    found: UnderLabels


@dataclass(frozen=True, slots=True)
class ChangesRead:
    """Changed chunks that were saved were held against their image: what differs."""

    token: int
    path: Path
    boxes: tuple[ChangedBox, ...]


@dataclass(frozen=True, slots=True)
class Operated:
    """An operation is done; its result is a document of its own, in scratch, and ``operation`` is told in full."""

    token: int
    document: ImageDocument
    operation: Operation
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """The task failed; ``error`` holds the sentences for the user."""

    token: int
    path: Path
    error: InspectorError


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The user ended the task."""

    token: int
    path: Path


Outcome: TypeAlias = (
    Progress
    | HeaderReady
    | SliceReady
    | Opened
    | SeriesFound
    | Exported
    | Operated
    | Reckoned
    | LabelsFound
    | ChangesRead
    | Failed
    | Cancelled
)
"""Whatever is reported."""
