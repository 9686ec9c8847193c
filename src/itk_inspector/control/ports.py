"""What the controller needs of the world: a service for files, a view, and somebody to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

import numpy.typing as npt

from itk_inspector.control.model.app_state import AppState, TabLabel
from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Outcome
from itk_inspector.core.pixels.probe import Probe


class UnsavedChoice(Enum):
    """Answer to the question what to do with unsaved edits."""

    SAVE = "save"
    DISCARD = "discard"
    REPEAT = "repeat"
    CANCEL = "cancel"


class FileService(Protocol):
    """Opens and saves in the background; outcomes come back through `Controller.receive`."""

    def open(self, token: int, request: OpenRequest) -> None:
        """Begin to read a file or a series, or to look through a folder; what was being read is given up."""
        ...

    def export(self, token: int, document: ImageDocument, session: EditSession | None, request: ExportRequest) -> None:
        """Begin to write."""
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


class View(Protocol):
    """Shows what it is told."""

    def show_tabs(self, labels: Sequence[TabLabel], current: int) -> None:
        """Show which images are open, and which of them is on screen."""
        ...

    def show_document(self, document: ImageDocument, plane: Plane, *, view_state: object) -> None:
        """Show another image, with what `view_state` said of it before; None begins anew."""
        ...

    def view_state(self) -> object:
        """Return zoom and appearance of the image on screen, for `show_document`; opaque here."""
        ...

    def show_header(self, info: ImageInfo) -> None:
        """Show what the header says of a file whose pixels are still being read."""
        ...

    def show_disk_change(self, text: str) -> None:
        """Say beside the image that its file changed on disk; empty when it did not."""
        ...

    def show_nothing(self) -> None:
        """Let go of the image that was shown."""
        ...

    def show_plane(self, plane: Plane, *, axes_changed: bool) -> None:
        """Show another cut of the same image."""
        ...

    def show_layout(self, plane: Plane, *, is_quad: bool) -> None:
        """Show the plane alone, or the three orthogonal planes through its position with this one active."""
        ...

    def show_session(self, session: EditSession | None, *, is_new: bool = False) -> None:
        """Show the edited copy, or the original again; one that ``is_new`` is brought to the front."""
        ...

    def show_pixels(self, pixels: npt.NDArray[Any], *, edited: bool) -> None:
        """Show these pixels: the original's view, or the edited copy's."""
        ...

    def show_pixels_changed(self, box: Region | None) -> None:
        """Draw the edited copy again, whose changes lie in a box; None when only its history changed."""
        ...

    def show_rectangle(self, corners: tuple[ItkIndex, ItkIndex] | None) -> None:
        """Show the rectangle being dragged; None when none is."""
        ...

    def show_probe(self, found: Probe | None) -> None:
        """Show what is under the cursor; None when the cursor is elsewhere."""
        ...

    def show_state(self, state: AppState) -> None:
        """Enable what can be done now."""
        ...

    def show_loading(self, path: Path | None, fraction: float | None) -> None:
        """Show that a file is being read; None when none is."""
        ...

    def show_saving(self, path: Path | None) -> None:
        """Show that a copy is being written; None when none is."""
        ...

    def show_status(self, text: str) -> None:
        """Show one line about what has just happened."""
        ...

    def show_edit_problem(self, text: str) -> None:
        """Show why an edit was refused; empty when it was not."""
        ...

    def show_opened(self, path: Path) -> None:
        """Remember a file that was opened."""
        ...


class Questions(Protocol):
    """Asks the user; answers come later."""

    @property
    def is_asking(self) -> bool:
        """Tell whether a question about what is on screen waits for its answer."""
        ...

    def show_error(self, path: Path | None, error: InspectorError) -> None:
        """Show one dialog about a failure."""
        ...

    def ask_outside(self, error: InspectorError, allowed: Callable[[], None]) -> None:
        """Ask whether a header may take its pixels from outside its own folder."""
        ...

    def ask_stalled(self, path: Path, answer: Callable[[bool], None], *, writing: bool = False) -> None:
        """Ask whether to wait on for a reader, or a writer, that gives no sign of life."""
        ...

    def ask_unsaved(self, name: str, answer: Callable[[UnsavedChoice], None], *, offers_repeat: bool = False) -> None:
        """Ask what to do with unsaved edits; they may be repeated on what is read anew where that is offered."""
        ...

    def ask_series(
        self, catalog: SeriesCatalog, chosen: Callable[[DicomSeries], None], deeper: Callable[[], None]
    ) -> None:
        """Ask which series of a folder to open, or to look through the subfolders too."""
        ...

    def ask_export(
        self,
        document: ImageDocument,
        *,
        is_edited: bool,
        protected: tuple[FileStamp, ...],
        answer: Callable[[ExportRequest | None], None],
    ) -> None:
        """Ask where and how to save; the answer is None when the user does not want to."""
        ...
