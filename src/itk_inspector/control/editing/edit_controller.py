"""The edited copy: its tools, the typed value, undo and redo."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.editing.apply_change import apply
from itk_inspector.control.editing.gestures import Gestures
from itk_inspector.control.editing.tool_in_hand import ToolInHand
from itk_inspector.control.editing.tool_preview import ToolPreview
from itk_inspector.control.editing.typed_value import TypedValue
from itk_inspector.control.editing.undo_memory import UndoMemory
from itk_inspector.control.files.unsaved_edits import UnsavedEdits
from itk_inspector.control.model.copy_pixels import Wrap, copy_pixels
from itk_inspector.control.model.moved_copy import follow_copy
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import EditPanel, Questions, Status
from itk_inspector.control.tools.change import Change, FloodFill, Paste, SetPixel
from itk_inspector.control.tools.registry import FIRST
from itk_inspector.control.tools.tool import Tool
from itk_inspector.control.viewing.probe_controller import ProbeController
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.control.viewing.source_watch import SourceWatch
from itk_inspector.core.editing.pixel_kind import PixelKind
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, InspectorError, ProbeError
from itk_inspector.core.pixels.pixel_value import PixelValue
from itk_inspector.core.probing.position_text import Position, read_position


def _nothing_copied(image: OpenImage, change: Paste) -> None:
    raise EditError("Copy a region first.")


class EditController:
    """Everything that happens to the edited copy.

    Parameters
    ----------
    images : OpenImages
    screen : Screen
    watch : SourceWatch
    probe : ProbeController
    unsaved : UnsavedEdits
    panel : callable
        Returns the widget of the copy; asked when there is something to show.
    questions : Questions
    status : Status
    flood : callable
        Fills connected pixels: ``(image, change, value)``.
    wrap_copy : callable
        Makes an `ItkPixels` for the array of an edited copy: ``(array, info, document) -> ItkPixels``.
    undo : UndoMemory
    """

    def __init__(
        self,
        images: OpenImages,
        screen: Screen,
        watch: SourceWatch,
        probe: ProbeController,
        unsaved: UnsavedEdits,
        panel: Callable[[], EditPanel],
        questions: Questions,
        status: Status,
        flood: Callable[[OpenImage, FloodFill, PixelValue], None],
        wrap_copy: Wrap,
        undo: UndoMemory,
    ) -> None:
        self._images = images
        self._screen = screen
        self._watch = watch
        self._probe = probe
        self._unsaved = unsaved
        self._panel = panel
        self._questions = questions
        self._status = status
        self._flood = flood
        self.stamp: Callable[[OpenImage, Paste], None] = _nothing_copied
        """Puts the copied region somewhere."""
        self._wrap_copy = wrap_copy
        self.undo_memory = undo
        self._hand = ToolInHand()
        self._preview = ToolPreview(self._hand, screen, panel)
        self._value = TypedValue()
        self._problem = ""
        self._gestures = gestures = Gestures(images, screen, watch, probe, status, self, self._hand, self._preview)
        self.press, self.drag, self.release = gestures.press, gestures.drag, gestures.release
        self.finish, self.take_corner_back, self.give_up = gestures.finish, gestures.take_corner_back, gestures.give_up
        self._shown: EditSession | None = None
        self._shown_stamp: tuple[int, int] | None = None
        self._shown_kind: PixelKind | None = None

    def write(self, change: Change, image: OpenImage) -> None:
        """Write what a tool asks for; raises what `control.editing.apply_change.apply` does."""
        apply(change, image, self._value.of, self._flood, self.stamp)
        self.tell_problem("")

    def check_value(self, session: EditSession) -> None:
        """Refuse a typed value that the copy cannot hold, by raising as `TypedValue.of` does."""
        self._value.of(session)

    @property
    def tool(self) -> Tool:
        """The tool in hand."""
        return self._hand.tool

    # the copy ---------------------------------------------------------------

    def set_editing(self, wanted: bool) -> None:
        """Switch to the edited copy, or back to the original (unsaved edits are asked about)."""
        with self._images.changing():
            image = self._images.current
            if image is None or wanted == (image.session is not None):
                return
            if wanted:
                self._begin(image)
            else:
                left = image.session
                self._unsaved.when_safe(image, lambda: self._leave(image, left))

    def toggle_editing(self) -> None:
        """Begin to edit, or go back to the original."""
        image = self._images.current
        self.set_editing(image is not None and image.session is None)

    def _begin(self, image: OpenImage) -> None:
        try:
            session = image.document.edit()
        except InspectorError as e:
            self._questions.show_error(image.document.info.path, e)
            return
        self.give_copy(image, session)
        self._hand.take(FIRST)
        self._panel().show_session(session, is_new=True)
        self._note_shown(session)
        self._status.show_message("Editing a copy. The original is unchanged.")

    def give_copy(self, image: OpenImage, session: EditSession) -> None:
        """Show a copy instead of the original from now on."""
        self.undo_memory.give(session)
        image.session, image.is_given_up = session, False
        image.session_pixels = copy_pixels(session, image.document, self._wrap_copy)

    def _leave(self, image: OpenImage, session: EditSession | None) -> None:
        """Give up the copy that was asked about."""
        if image.session is not session:
            return
        with self._images.changing():
            image.session = image.session_pixels = None
            if image is self._images.current:
                self._status.show_message("Back to the original.")

    # what is typed and chosen -----------------------------------------------

    def set_tool(self, tool: Tool) -> None:
        """Choose what the left button does."""
        with self._images.changing():
            self._hand.take(tool)

    def set_option(self, name: str, chosen: int | str) -> None:
        """Choose what a tool shall do its work with."""
        self._hand.chosen[name] = chosen
        self._preview.show(self._images.current)

    @property
    def value_text(self) -> str:
        """The typed value."""
        return self._value.text

    def set_value(self, text: str) -> None:
        """Take the typed value, and say what would be stored."""
        self._value.type(text)
        self.tell_problem("")
        self._show_note()

    def _show_note(self) -> None:
        image = self._images.current
        if image is not None and image.session is not None:
            note, is_problem = self._value.note(image.session)
            self._panel().show_note(note, is_problem=is_problem)

    # steps -----------------------------------------------------------------

    def set_pixel(self, index_text: str) -> None:
        """Set the pixel at a typed index to the typed value, and go there."""
        image = self._images.current

        def step(session: EditSession) -> str:
            typed = read_position(index_text, session.geometry)
            if not isinstance(typed, Position):
                raise ProbeError("Enter the index of one pixel.")
            assert image is not None  # it is the one whose copy is edited
            apply(SetPixel(typed.index), image, self._value.of, self._flood, self.stamp)
            return f"Set {typed.index}."

        self.step(step)

    def undo(self) -> None:
        """Take the last step back, and go where it was."""

        def step(session: EditSession) -> str:
            session.end_stroke()
            label = session.undo_label
            return f"Undone: {label}." if session.undo() else ""

        self.step(step)

    def redo(self) -> None:
        """Repeat the step taken back, and go where it is."""

        def step(session: EditSession) -> str:
            label = session.redo_label
            return f"Redone: {label}." if session.redo() else ""

        self.step(step)

    def step(self, take: Callable[[EditSession], str]) -> None:
        """Take a step that may lie out of sight, go there, and say what it was; nothing where nothing was done."""
        self._watch.check_disk()
        image = self._gestures.editable()
        if image is None or image.session is None:
            return
        with self._images.changing():
            try:
                said = take(image.session)
            except InspectorError as e:
                self.refuse(e)
                return
            if not said:
                return
            self.followed(image)
            self.tell_problem("")
            self._status.show_message(said)

    def followed(self, image: OpenImage) -> None:
        """Show what a step made of the copy of an image, and go there."""
        follow_copy(image)
        box = image.session.take_changed() if image.session is not None else None
        if box is not None:
            if image is self._images.current:
                self._screen.redraw(box)
            image.plane = image.plane.meeting(box, image.info.geometry, is_quad=image.is_quad)
            image.probed_at = None

    def refuse(self, error: InspectorError) -> None:
        """Say why something was not done."""
        self._watch.check_disk()
        self.tell_problem(error.message)

    def tell_problem(self, text: str) -> None:
        """Say what is wrong with what was asked for last; empty when nothing is."""
        if text != self._problem:
            self._problem = text
            self._panel().show_problem(text)

    # what is shown at the end of an event -------------------------------------

    def settle(self) -> None:
        """Put down what cannot go on with what is on screen now."""
        image = self._images.current
        self._hand.end_elsewhere(image)
        self._hand.put_down(image)

    def show(self) -> None:
        """Show the copy and its history, where they are others than were shown."""
        image = self._images.current
        session = image.session if image is not None else None
        if session is not self._shown or (session is not None and session.version.kind != self._shown_kind):
            self._panel().show_session(session)
            self._note_shown(session)
        elif session is not None and session.stamp != self._shown_stamp:
            self._shown_stamp = session.stamp
            self._panel().show_history()
        self._preview.show(image)

    def _note_shown(self, session: EditSession | None) -> None:
        self._shown = session
        self._problem = ""
        self._shown_stamp = session.stamp if session is not None else None
        self._shown_kind = session.version.kind if session is not None else None
        if session is None:
            self._value.forget()
        self._show_note()
