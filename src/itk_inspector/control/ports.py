"""What the application needs of the world beside a `FileService`: somebody to ask, and one port a widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from itk_inspector.control.model.app_state import AppState, TabLabel
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.display.scene import Scene
from itk_inspector.core.display.viewport import Viewports
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.probe import Probe

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog
    from itk_inspector.core.editing.operations.question import OperationAnswer, OperationQuestion
    from itk_inspector.core.export.preflight import ExportRequest
    from itk_inspector.core.export.subject import Subject


class UnsavedChoice(Enum):
    """Answer to the question what to do with unsaved edits."""

    SAVE = "save"
    DISCARD = "discard"
    REPEAT = "repeat"
    RETURN = "return"
    CANCEL = "cancel"


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

    def ask_return(self, name: str, answer: Callable[[UnsavedChoice], None]) -> None:
        """Ask whether edits go back to the script that waits for them."""
        ...

    def ask_series(
        self, catalog: SeriesCatalog, chosen: Callable[[DicomSeries], None], deeper: Callable[[], None]
    ) -> None:
        """Ask which series of a folder to open, or to look through the subfolders too."""
        ...

    def ask_part(self, info: ImageInfo, chosen: Callable[[int], None]) -> None:
        """Ask which of the images that a file holds to open."""
        ...

    def ask_box(self, name: str, rows: Sequence[str], first: int, chosen: Callable[[int], None]) -> None:
        """Ask which part of an image to open, by a line for each."""
        ...

    def ask_new_store(self, suggested: Path, answer: Callable[[Path | None], None], *, has_all: bool) -> None:
        """Ask where to write a new store of an edited copy: all chunks, or those that were changed; None for no."""
        ...

    def ask_placing(
        self, names: Sequence[str], over: str, suggested: Placing, answer: Callable[[Placing], None]
    ) -> None:
        """Ask whether to open files in tabs, or over the image of a name; no answer comes where they shall not be."""
        ...

    def ask_whether(self, question: str, yes: str, go_on: Callable[[], None]) -> None:
        """Ask whether to do something that is much; ``yes`` is what its button says."""
        ...

    def ask_operation(self, question: OperationQuestion, answer: Callable[[OperationAnswer], None]) -> None:
        """Ask how to do an operation; no answer comes where it shall not be done."""
        ...

    def ask_export(
        self,
        subjects: Sequence[Subject],
        *,
        path: Path | None,
        protected: tuple[FileStamp, ...],
        answer: Callable[[ExportRequest | None, int], None],
    ) -> None:
        """Ask what to save, where and how; suggest a path, where there is one.

        The answer is None when the user does not want to, else a request and which of the subjects it is about.
        """
        ...


class StateView(Protocol):
    """Whatever shows the application's state: menus, the window's title, the timer that asks for progress."""

    def show_state(self, state: AppState) -> None:
        """Show what can be done now."""
        ...


class Tabs(Protocol):
    """The row of tabs."""

    def show_tabs(self, labels: Sequence[TabLabel], current: int) -> None:
        """Show which images are open, and which of them is on screen."""
        ...


class Status(Protocol):
    """The line that says what is going on."""

    def show_message(self, text: str) -> None:
        """Show one line about what has just happened."""
        ...

    def show_loading(self, path: Path | None, fraction: float | None) -> None:
        """Show that a file is being read; None when none is."""
        ...

    def show_saving(self, path: Path | None) -> None:
        """Show that a copy is being written; None when none is."""
        ...

    def show_saved(self, path: Path) -> None:
        """Offer to open a file that was written, and to show its folder, until there is something else to say."""
        ...

    def show_operating(self, text: str | None, fraction: float | None) -> None:
        """Show that an operation is under way, and how far it is; None when none is."""
        ...


class RecentFiles(Protocol):
    """Remembers what was opened."""

    def add(self, path: Path) -> None:
        """Remember a file that was opened."""
        ...


class Canvas(Protocol):
    """The image itself."""

    def show_header(self, info: ImageInfo | None) -> None:
        """Show what the header says of a file whose pixels are still being read; None when none is."""
        ...

    def show_scene(self, scene: Scene | None) -> None:
        """Show all of a scene, by drawing what differs from the last one; None when no image is open."""
        ...

    def set_painting(self, paints: bool) -> None:
        """Choose whether the left button is a tool's, or moves the image."""
        ...

    def seen(self) -> Viewports:
        """Return what part of every plane is on screen now, with figures where a plane is fitted."""
        ...

    def fit(self) -> None:
        """Show the whole image."""
        ...

    def one_to_one(self) -> None:
        """Show one image pixel per screen pixel."""
        ...

    def zoom(self, factor: float) -> None:
        """Enlarge around the middle."""
        ...

    def reveal(self, index: ItkIndex) -> None:
        """Move the image as little as is needed to have a pixel of the planes on screen."""
        ...


class Slices(Protocol):
    """Where the plane stands along the axes that are not on screen."""

    def show_document(self, geometry: Geometry, unit: str, plane: Plane) -> None:
        """Show another image."""
        ...

    def show_plane(self, plane: Plane) -> None:
        """Show where the plane stands."""
        ...

    def show_layout(self, plane: Plane, *, is_quad: bool) -> None:
        """Show the hidden axes, or all while three planes share a position."""
        ...

    def clear(self) -> None:
        """Show that nothing is open."""
        ...


class ProbePanel(Protocol):
    """The pixel under the cursor."""

    def show_info(self, info: ImageInfo | None) -> None:
        """Prepare for an image; None when nothing is open."""
        ...

    def show_probe(self, found: Probe) -> None:
        """Show a probe; what ITK has still to answer is shown by `show_itk`, before the event ends."""
        ...

    def show_itk(self, found: Probe) -> None:
        """Show what ITK has read, or that its answer is late."""
        ...

    def clear_probe(self) -> None:
        """Show that the cursor is not on the image."""
        ...


class KeptView(Protocol):
    """Whatever names the pixel that is kept."""

    def show_kept(self, probe: Probe | None) -> None:
        """Name it; None while the pointer is followed."""
        ...


class SceneView(Protocol):
    """Whatever shows something of the image on screen beside it."""

    def show_scene(self, scene: Scene | None) -> None:
        """Follow what is on screen; None when no image is open."""
        ...


class ImagePanel(Protocol):
    """What the header says."""

    def show_info(self, info: ImageInfo) -> None:
        """Show an image's header."""
        ...

    def clear_info(self) -> None:
        """Show that nothing is open."""
        ...


class EditPanel(Protocol):
    """Tools and value for the edited copy."""

    def show_session(self, session: EditSession | None, *, is_new: bool = False) -> None:
        """Show the tools of a copy, or how to begin; for one that ``is_new`` the panel comes to the front."""
        ...

    def show_note(self, text: str, *, is_problem: bool) -> None:
        """Say what would be stored for the typed value, or why it cannot be."""
        ...

    def show_problem(self, text: str) -> None:
        """Say why an edit was refused; empty when it was not."""
        ...

    def show_value(self, text: str) -> None:
        """Show the value that the tools write from now on."""
        ...

    def show_tool_note(self, text: str) -> None:
        """Say what the tool in hand would change; empty while there is nothing to say."""
        ...

    def show_history(self) -> None:
        """Show how far undo reaches."""
        ...

    def show_budget(self, budget: int) -> None:
        """Show how many bytes undo and redo may take."""
        ...
