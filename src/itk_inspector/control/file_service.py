"""What the application needs of whoever reads, writes and computes in the background."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.in_memory import InMemory
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Outcome

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.editing.operation import Operation
    from itk_inspector.core.export.preflight import ExportRequest
    from itk_inspector.core.measure.shapes import Shape
    from itk_inspector.core.measure.whole_image import Wanted


class FileService(Protocol):
    """Opens and saves in the background; outcomes come back through `Tasks.receive`."""

    def open(self, token: int, request: OpenRequest) -> None:
        """Begin to read a file or a series, or to look through a folder; what was being read is given up."""
        ...

    def export(self, token: int, document: ImageDocument, session: EditSession | None, request: ExportRequest) -> None:
        """Begin to write."""
        ...

    def write_edited(
        self, token: int, document: ImageDocument, session: EditSession, target: Path, *, has_all: bool
    ) -> None:
        """Begin to write the edited copy of an image that is read in parts: all chunks, or those that were changed."""
        ...

    def prepare_operations(self) -> None:
        """Get ready: an operation is about to be asked for."""
        ...

    def operate(
        self,
        token: int,
        document: ImageDocument,
        session: EditSession | None,
        operation: Operation,
        others: Mapping[str, tuple[ImageDocument, EditSession | None]],
    ) -> None:
        """Begin an operation on an edited copy, or else on a document, with other images by name."""
        ...

    def read_changes(self, token: int, info: ImageInfo, changes: Path) -> None:
        """Begin to read changed chunks that were saved of an image in chunks.

        Raises
        ------
        InspectorError
            If an operation is under way.
        """
        ...

    def reckon(self, token: int, request: OpenRequest, wanted: Wanted, outline: Shape | None = None) -> None:
        """Begin to go through all pixels of an image in chunks, or of a region of it; what was is given up."""
        ...

    def measure_labels(
        self, token: int, labels: OpenRequest, image: OpenRequest | None = None, given: InMemory | None = None
    ) -> None:
        """Begin to go through all labels of an image in chunks, or another one under them; what was is given up.

        Raises
        ------
        InspectorError
            If the pixels of the one that is ``given`` cannot be had.
        """
        ...

    def write_picture(self, path: Path, png: bytes, protected: tuple[FileStamp, ...]) -> None:
        """Write a small file, over an existing one but for those that are protected."""
        ...

    def cancel(self, token: int) -> list[Outcome]:
        """End a task at once."""
        ...

    def extend(self, token: int) -> None:
        """Wait on for a task that counted as hung."""
        ...

    def progress(self) -> list[Outcome]:
        """Report how far reading has come."""
        ...
