"""The edited copy: its tools, the typed value, undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from itk_inspector.control.editing.apply_change import apply
from itk_inspector.control.editing.tool_in_hand import ToolInHand
from itk_inspector.control.editing.tool_preview import ToolPreview
from itk_inspector.control.editing.typed_value import TypedValue
from itk_inspector.control.editing.undo_memory import UndoMemory
from itk_inspector.control.files.unsaved_edits import UnsavedEdits
from itk_inspector.control.model.copy_pixels import CopyPixels
from itk_inspector.control.model.moved_copy import follow_copy
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import EditPanel, Questions, Status
from itk_inspector.control.tools.change import Change, FloodFill, SetPixel
from itk_inspector.control.tools.registry import FIRST
from itk_inspector.control.tools.tool import Tool
from itk_inspector.control.viewing.probe_controller import ProbeController
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.control.viewing.source_watch import SourceWatch
from itk_inspector.core.editing.pixel_kind import PixelKind
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError, ProbeError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.pixel_value import PixelValue
from itk_inspector.core.pixels.probe import ItkPixels
from itk_inspector.core.probing.position_text import Position, read_position


class EditController:
    """Everything that happens to the edited copy.

    Parameters
    ----------
    images : OpenImages
    screen : Screen
    watch : SourceWatch
    probe : ProbeController
    unsaved : UnsavedEdits
    panel : EditPanel
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
        panel: EditPanel,
        questions: Questions,
        status: Status,
        flood: Callable[[OpenImage, FloodFill, PixelValue], None],
        wrap_copy: Callable[[Any, ImageInfo, ImageDocument], ItkPixels],
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
        self._wrap_copy = wrap_copy
        self.undo_memory = undo
        self._hand = ToolInHand()
        self._preview = ToolPreview(self._hand, screen, panel)
        self._value = TypedValue()
        self._problem = ""
        self._shown: EditSession | None = None
        self._shown_stamp: tuple[int, int] | None = None
        self._shown_kind: PixelKind | None = None

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
        self._panel.show_session(session, is_new=True)
        self._note_shown(session)
        self._status.show_message("Editing a copy. The original is unchanged.")

    def give_copy(self, image: OpenImage, session: EditSession) -> None:
        """Show a copy instead of the original from now on."""
        self.undo_memory.give(session)
        image.session = session
        image.session_pixels = CopyPixels(session, image.document, self._wrap_copy)

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
        self._tell_problem("")
        self._show_note()

    def _show_note(self) -> None:
        image = self._images.current
        if image is not None and image.session is not None:
            note, is_problem = self._value.note(image.session)
            self._panel.show_note(note, is_problem=is_problem)

    # gestures ---------------------------------------------------------------

    def press(self, horizontal: float, vertical: float) -> None:
        """Begin a gesture on the image with the tool in hand; never with a value that would be refused."""
        self._watch.check_disk()

        def begin(image: OpenImage, horizontal: float, vertical: float) -> Change | None:
            if self._hand.tool.needs_copy and self._hand.tool.writes_value and image.session is not None:
                if not self._hand.is_growing:
                    self._hand.end()
                self._value.of(image.session)
            return self._hand.press(image, horizontal, vertical)

        self._gesture(begin, horizontal, vertical)

    def drag(self, horizontal: float, vertical: float) -> None:
        """Go on with a gesture; the pointer is there now, and what it is over is read once.

        What can be done stays the same until the button is released, but for undo when the first pixel is painted.
        """
        image = self._editable()
        if image is None:
            return
        was_modified, state = image.is_modified, _state_of(image)
        if not image.is_held:
            image.pointer = image.dragged_to = horizontal, vertical
        self._act(image, self._hand.drag, horizontal, vertical)
        self._screen.show_changed()
        self._preview.show(image)
        self._probe.look()
        if _state_of(image) != state:
            self._status.show_message("This stroke needs more than the memory for undo: it is undone in parts.")
        if image.is_modified != was_modified:
            self._images.tell()

    def release(self, horizontal: float, vertical: float) -> None:
        """End a gesture; it becomes one step."""
        self._gesture(self._hand.release, horizontal, vertical)
        image = self._images.current
        if image is not None:
            image.dragged_to = None

    def finish(self) -> bool:
        """Draw what is being drawn by several clicks; tell whether there was anything."""
        if not self._hand.is_growing:
            return False
        self._gesture(lambda image, *_: self._hand.finish(image), 0.0, 0.0)
        return True

    def take_corner_back(self) -> None:
        """Go on with what is being drawn by several clicks, without the last of them."""
        if self._hand.is_growing:
            with self._images.changing():
                self._hand.take_corner_back()

    def give_up(self) -> bool:
        """Draw nothing of what is being drawn; tell whether there was anything."""
        if not self._hand.can_give_up:
            return False
        with self._images.changing():
            self._hand.end()
        return True

    def set_pixel(self, index_text: str) -> None:
        """Set the pixel at a typed index to the typed value, and go there."""
        image = self._images.current

        def step(session: EditSession) -> str:
            typed = read_position(index_text, session.geometry)
            if not isinstance(typed, Position):
                raise ProbeError("Enter the index of one pixel.")
            assert image is not None  # it is the one whose copy is edited
            apply(SetPixel(typed.index), image, self._value.of, self._flood)
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
        image = self._editable()
        if image is None or image.session is None:
            return
        with self._images.changing():
            try:
                said = take(image.session)
            except InspectorError as e:
                self._refuse(e)
                return
            if not said:
                return
            self.followed(image)
            self._tell_problem("")
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

    def _gesture(
        self, act: Callable[[OpenImage, float, float], Change | None], horizontal: float, vertical: float
    ) -> None:
        image = self._editable()
        if image is None:
            return
        with self._images.changing():
            self._act(image, act, horizontal, vertical)

    def _act(
        self,
        image: OpenImage,
        act: Callable[[OpenImage, float, float], Change | None],
        horizontal: float,
        vertical: float,
    ) -> None:
        """Do what the tool asks for, or say why it cannot be done."""
        try:
            change = act(image, horizontal, vertical)
            if change is not None:
                apply(change, image, self._value.of, self._flood)
                self._tell_problem("")
        except InspectorError as e:
            self._refuse(e)

    def _editable(self) -> OpenImage | None:
        """Return the image on screen if the tool in hand can work on it; a gesture ends where it cannot."""
        image = self._images.current
        if image is not None and image.is_safe and (image.session is not None or not self._hand.tool.needs_copy):
            return image
        self._hand.end()
        self._preview.show(None)
        return None

    def _refuse(self, error: InspectorError) -> None:
        self._watch.check_disk()
        self._tell_problem(error.message)

    def _tell_problem(self, text: str) -> None:
        if text != self._problem:
            self._problem = text
            self._panel.show_problem(text)

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
            self._panel.show_session(session)
            self._note_shown(session)
        elif session is not None and session.stamp != self._shown_stamp:
            self._shown_stamp = session.stamp
            self._panel.show_history()
        self._preview.show(image)

    def _note_shown(self, session: EditSession | None) -> None:
        self._shown = session
        self._problem = ""
        self._shown_stamp = session.stamp if session is not None else None
        self._shown_kind = session.version.kind if session is not None else None
        if session is None:
            self._value.forget()
        self._show_note()


def _state_of(image: OpenImage) -> int:
    """Return the number of the state of a copy, whatever the stroke under way has painted."""
    return image.session.stamp[0] if image.session is not None else 0
