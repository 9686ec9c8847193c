"""Intents in, state out: the application without a toolkit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from itk_inspector.control.open_image import OpenImage
from itk_inspector.control.painting import Painting
from itk_inspector.control.ports import FileService, UnsavedChoice, View
from itk_inspector.control.state import AppState, Tool
from itk_inspector.core.document import ImageDocument
from itk_inspector.core.editing import EditSession
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.export import ExportRequest
from itk_inspector.core.indexing import ItkIndex
from itk_inspector.core.outcome import Cancelled, Exported, Failed, HeaderReady, Opened, Outcome, Progress
from itk_inspector.core.planes import axis_name
from itk_inspector.core.probe import ItkPixels, probe_code, probe_text


class Controller:
    """Decides what happens.

    Parameters
    ----------
    files : FileService
    view : View
    wrap_copy : callable
        Makes an `ItkPixels` for the array of an edited copy: ``(array, document) -> ItkPixels``.
    """

    def __init__(
        self,
        files: FileService,
        view: View,
        wrap_copy: Callable[[object, ImageDocument], ItkPixels],
    ) -> None:
        self._files = files
        self._view = view
        self._wrap_copy = wrap_copy
        self._image: OpenImage | None = None
        self._token = 0
        self._loading: tuple[int, Path] | None = None
        self._saving: tuple[int, Path] | None = None
        self._saving_session: EditSession | None = None
        self._after_save: Callable[[], None] | None = None
        self.painting = Painting()

    # ---------------------------------------------------------------- state

    @property
    def image(self) -> OpenImage | None:
        """The open image."""
        return self._image

    @property
    def is_loading(self) -> bool:
        """Tell whether a file is being read."""
        return self._loading is not None

    @property
    def is_saving(self) -> bool:
        """Tell whether a copy is being written."""
        return self._saving is not None

    def state(self) -> AppState:
        """Derive the state that menus and titles show."""
        image = self._image
        if image is None:
            return AppState(is_loading=self.is_loading, is_saving=self.is_saving)
        session = image.session
        return AppState(
            name=image.document.info.path.name,
            has_image=True,
            hidden_axes=len(image.plane.hidden_axes),
            has_probe=image.found is not None,
            is_loading=self.is_loading,
            is_saving=self.is_saving,
            is_editing=session is not None,
            is_modified=image.is_modified,
            undo_label=session.undo_label if session else "",
            redo_label=session.redo_label if session else "",
            tool=self.painting.tool if session else Tool.PAN,
            dimension=image.document.geometry.dimension,
            plane_axes=(image.plane.horizontal, image.plane.vertical),
        )

    def refresh(self) -> None:
        """Tell the view the present state."""
        self._view.show_state(self.state())

    # ---------------------------------------------------------------- open

    def open(self, path: Path, read_as: str = "") -> None:
        """Open a file; unsaved edits are asked about first, a file being read is given up."""
        self._when_safe(lambda: self._begin_open(path, read_as))

    def adopt(self, document: ImageDocument) -> None:
        """Show a document that is open already."""
        self._show(document)

    def cancel(self) -> None:
        """Stop reading, or saving; what is shown stays."""
        task = self._loading or self._saving
        if task is not None:
            self.receive(self._files.cancel(task[0]))

    def tick(self) -> None:
        """Ask how far reading has come."""
        if self._loading is not None:
            self.receive(self._files.progress())

    def receive(self, outcomes: list[Outcome]) -> None:
        """Apply what the background reports; reports on superseded tasks are dropped."""
        for outcome in outcomes:
            self._apply(outcome)

    def _begin_open(self, path: Path, read_as: str) -> None:
        self._token += 1
        self._loading = (self._token, path)
        self._view.show_loading(path, None)
        self._files.open(self._token, path, read_as)
        self.refresh()

    def _apply(self, outcome: Outcome) -> None:
        current = [task[0] for task in (self._loading, self._saving) if task is not None]
        if outcome.token not in current:
            if isinstance(outcome, Opened):
                outcome.document.close()
            return
        match outcome:
            case Progress(fraction=fraction) if self._loading is not None:
                self._view.show_loading(self._loading[1], fraction)
            case HeaderReady(info=info):
                size = " × ".join(str(n) for n in info.geometry.size)
                self._view.show_status(f"{info.path.name}: {size}, {info.dtype}, {info.format}")
            case Opened(document=document):
                self._end_loading()
                self._show(document)
                self._view.show_opened(document.info.path)
            case Exported():
                self._exported(outcome)
            case Failed(path=path, error=error):
                self._end_task(outcome.token)
                self._view.show_error(path, error)
            case Cancelled(path=path):
                self._end_task(outcome.token)
                self._view.show_status(f"{path.name}: cancelled.")
        self.refresh()

    def _end_task(self, token: int) -> None:
        if self._loading is not None and self._loading[0] == token:
            self._end_loading()
        else:
            self._saving = None
            self._saving_session = None
            self._after_save = None
            self._view.show_saving(None)

    def _end_loading(self) -> None:
        self._loading = None
        self._view.show_loading(None, None)

    def _show(self, document: ImageDocument) -> None:
        pointer = self._image.pointer if self._image is not None else None
        if self._image is not None:
            self._image.close()
        self._image = OpenImage(document)
        self._image.pointer = pointer
        self.painting.put_down()
        self._view.show_document(document, self._image.plane)
        self._view.show_session(None)
        self._view.show_pixels(document.pixels, edited=False)
        self._look()
        info = document.info
        self._view.show_status(f"Opened {info.path.name}.")
        self.refresh()

    # ---------------------------------------------------------------- look

    def hover(self, horizontal: float | None, vertical: float | None) -> None:
        """Probe the pixel at view coordinates; None when the pointer has left."""
        if self._image is None:
            return
        known = self._image.found is not None
        outside = horizontal is None or vertical is None
        self._image.pointer = None if outside else (float(horizontal or 0.0), float(vertical or 0.0))
        self._look()
        if known != (self._image.found is not None):
            self.refresh()

    def _look(self) -> None:
        if self._image is not None:
            self._view.show_probe(self._image.look())

    def show_index(self, index: ItkIndex) -> None:
        """Go to an index and probe it, as if the pointer stood on its centre.

        Raises
        ------
        ProbeError
            If the index has another dimension or lies outside.
        """
        image = self._image
        if image is None:
            return
        image.document.probe(index)
        for axis in image.plane.hidden_axes:
            self.set_slice(axis, index.components[axis])
        horizontal, vertical = image.plane.on_screen(index)
        self.hover(float(horizontal), float(vertical))

    def probe_text(self) -> str:
        """Return the probe as text, or nothing."""
        image = self._image
        return (
            ""
            if image is None or image.found is None
            else probe_text(image.found, unit=image.document.info.unit)
        )

    def probe_code(self) -> str:
        """Return the probe as Python, or nothing."""
        image = self._image
        return "" if image is None or image.found is None else probe_code(image.found)

    def set_axes(self, horizontal: int, vertical: int) -> None:
        """Put two other axes on screen."""
        image = self._image
        if image is None or vertical >= image.document.geometry.dimension:
            return
        if (image.plane.horizontal, image.plane.vertical) != (horizontal, vertical):
            image.plane = image.plane.with_axes(horizontal, vertical)
            self._view.show_plane(image.plane, axes_changed=True)
            self._look()
        self.refresh()

    def set_slice(self, axis: int, position: int) -> None:
        """Move the cut along a hidden axis to an ITK index, kept inside the image."""
        image = self._image
        if image is None or axis not in image.plane.hidden_axes:
            return
        moved = image.plane.at(axis, position, image.document.geometry)
        if moved != image.plane:
            image.plane = moved
            self._view.show_plane(moved, axes_changed=False)
            self._look()

    def step_slice(self, steps: int) -> None:
        """Move the cut along the first hidden axis."""
        if self._image is not None and self._image.plane.hidden_axes:
            axis = self._image.plane.hidden_axes[0]
            self.set_slice(axis, self._image.plane.position[axis] + steps)

    # ---------------------------------------------------------------- edit

    def set_editing(self, wanted: bool) -> None:
        """Switch to the edited copy, or back to the original (unsaved edits are asked about)."""
        image = self._image
        if image is None or wanted == (image.session is not None):
            self.refresh()
        elif wanted:
            session = image.document.edit()
            image.session = session
            image.session_pixels = self._wrap_copy(session.view, image.document)
            self.painting.tool = Tool.PIXEL
            self._view.show_session(session)
            self._view.show_pixels(session.view, edited=True)
            self._view.show_status("Working on a copy; the original stays as it is.")
            self._look()
            self.refresh()
        else:
            self._when_safe(self._leave_copy)

    def _leave_copy(self) -> None:
        image = self._image
        if image is None:
            return
        image.session = None
        image.session_pixels = None
        self.painting.put_down()
        self._view.show_session(None)
        self._view.show_pixels(image.pixels, edited=False)
        self._view.show_status("Showing the original.")
        self._look()
        self.refresh()

    def set_tool(self, tool: Tool) -> None:
        """Choose what the left button does."""
        self.painting.tool = tool
        self.refresh()

    def press(self, horizontal: float, vertical: float) -> None:
        """Begin a gesture on the image with the chosen tool."""
        self._gesture(lambda image: self.painting.press(image, horizontal, vertical))

    def drag(self, horizontal: float, vertical: float) -> None:
        """Go on with a gesture."""
        self._gesture(lambda image: self.painting.drag(image, horizontal, vertical))

    def release(self, horizontal: float, vertical: float) -> None:
        """End a gesture; it becomes one step."""
        self._gesture(lambda image: self.painting.release(image, horizontal, vertical))

    def set_pixel(self, index_text: str) -> None:
        """Set the pixel at a typed ITK index to the typed value."""
        self._gesture(lambda image: self.painting.set_typed(image, index_text))

    def set_value(self, text: str) -> None:
        """Take the typed value; the view is told what would be stored."""
        self.painting.value = text
        image = self._image
        self._view.show_edit_problem(
            "" if image is None or image.session is None else self.painting.problem(image)
        )

    def undo(self) -> None:
        """Take the last step back."""
        self._gesture(lambda image: bool(image.session and image.session.undo()))

    def redo(self) -> None:
        """Repeat the step taken back."""
        self._gesture(lambda image: bool(image.session and image.session.redo()))

    def _gesture(self, act: Callable[[OpenImage], bool]) -> None:
        image = self._image
        if image is None or image.session is None:
            return
        try:
            changed = act(image)
        except InspectorError as e:
            self._view.show_edit_problem(e.message)
            return
        if changed:
            self._view.show_pixels_changed()
            self._look()
        self.refresh()

    # ---------------------------------------------------------------- save

    def ask_export(self) -> None:
        """Ask the user where and how to save."""
        if self._image is not None and not self.is_saving:
            self._view.ask_export(self._image.document, is_edited=self._image.session is not None)

    def export(self, request: ExportRequest) -> None:
        """Write the edited copy, or the original, in the background."""
        image = self._image
        if image is None or self.is_saving:
            return
        if image.session is not None:
            image.session.end_stroke()
        self._token += 1
        self._saving = (self._token, request.target)
        try:
            self._files.export(self._token, image.document, image.session, request)
        except InspectorError as e:
            self._end_task(self._token)
            self._view.show_error(request.target, e)
        else:
            self._saving_session = image.session
            if image.session is not None:
                image.session.remember_for_saving()
            self._view.show_saving(request.target)
        self.refresh()

    def _exported(self, outcome: Exported) -> None:
        self._saving = None
        self._view.show_saving(None)
        session, self._saving_session = self._saving_session, None
        if session is not None:
            session.mark_saved()
        verified = "verified" if outcome.verified else "not verified"
        notes = " ".join(("", *outcome.notes))
        self._view.show_status(f"Saved {outcome.path} · {outcome.bytes:,} bytes · {verified}.{notes}")
        go_on, self._after_save = self._after_save, None
        if go_on is not None:
            self._when_safe(go_on)  # there may be edits that are younger than what was saved

    def give_up_saving_first(self) -> None:
        """The save dialog was dismissed: what waited for it does not happen."""
        self._after_save = None
        self.refresh()

    def close(self, leave: Callable[[], None]) -> None:
        """Call ``leave`` once nothing would be lost."""
        self._when_safe(leave)

    def release_image(self) -> None:
        """Let go of the image for good."""
        if self._image is not None:
            self._image.close()
            self._image = None

    def _when_safe(self, go_on: Callable[[], None]) -> None:
        image = self._image
        if image is None or not image.is_modified:
            go_on()
            return

        def answered(choice: UnsavedChoice) -> None:
            match choice:
                case UnsavedChoice.DISCARD:
                    go_on()
                case UnsavedChoice.SAVE:
                    self._after_save = go_on
                    self.ask_export()
                case UnsavedChoice.CANCEL:
                    self.refresh()

        self._view.ask_unsaved(image.document.info.path.name, answered)

    def axis_names(self) -> tuple[str, ...]:
        """Names of the image's axes, ITK order."""
        dimension = self._image.document.geometry.dimension if self._image else 0
        return tuple(axis_name(a) for a in range(dimension))
