"""Intents of editing: the copy, the tools, undo and redo."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.model.app_state import Tool
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.tabs import Tabs
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.geometry.typed_index import parse_index


class EditIntents(Tabs):
    """Everything that happens to the edited copy."""

    def set_editing(self, wanted: bool) -> None:
        """Switch to the edited copy, or back to the original (unsaved edits are asked about)."""
        image = self._image
        if image is None or wanted == (image.session is not None):
            self.refresh()
        elif wanted:
            try:
                session = image.document.edit()
            except InspectorError as e:
                self._questions.show_error(image.document.info.path, e)
                self.refresh()
                return
            image.session = session
            image.session_pixels = self._wrap_copy(session.view, image.document)
            self.painting.tool = Tool.PIXEL
            self._view.show_session(session, is_new=True)
            self._view.show_pixels(session.view, edited=True)
            self._view.show_status("Working on a copy; the original stays as it is.")
            self._look()
            self.refresh()
        else:
            left = image.session
            self._when_safe(image, lambda: self._leave_copy(image, left))

    def _leave_copy(self, image: OpenImage, session: EditSession | None) -> None:
        """Give up the copy that was asked about."""
        if image.session is not session:
            return
        image.session = None
        image.session_pixels = None
        if image is self._image:
            self._end_gesture_elsewhere()
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
        self.check_disk()
        self._gesture(lambda image: self.painting.press(image, horizontal, vertical))

    def drag(self, horizontal: float, vertical: float) -> None:
        """Go on with a gesture."""
        self._gesture(lambda image: self.painting.drag(image, horizontal, vertical))

    def release(self, horizontal: float, vertical: float) -> None:
        """End a gesture; it becomes one step."""
        self._gesture(lambda image: self.painting.release(image, horizontal, vertical))

    def set_pixel(self, index_text: str) -> None:
        """Set the pixel at a typed index to the typed value, and go there."""

        def step(session: EditSession) -> str:
            index = parse_index(index_text, session.geometry)
            session.set_pixel(index, self.painting.value)
            return f"Set {index}."

        self.check_disk()
        self._gesture(lambda image: self._take(image, step))

    def set_value(self, text: str) -> None:
        """Take the typed value; the view is told what would be stored."""
        self.painting.value = text
        image = self._image
        self._view.show_edit_problem("" if image is None or image.session is None else self.painting.problem(image))

    def undo(self) -> None:
        """Take the last step back, and go where it was."""

        def step(session: EditSession) -> str:
            session.end_stroke()
            label = session.undo_label
            return f"Undone: {label}." if session.undo() else ""

        self.check_disk()
        self._gesture(lambda image: self._take(image, step))

    def redo(self) -> None:
        """Repeat the step taken back, and go where it is."""

        def step(session: EditSession) -> str:
            label = session.redo_label
            return f"Redone: {label}." if session.redo() else ""

        self.check_disk()
        self._gesture(lambda image: self._take(image, step))

    def _take(self, image: OpenImage, step: Callable[[EditSession], str]) -> bool:
        """Take a step that may lie out of sight, show it, and say what it was; nothing is left to show."""
        session = image.session
        assert session is not None
        said = step(session)
        if said:
            box = session.take_changed()
            self._view.show_pixels_changed(box)
            if box is not None:
                self._move(image, image.plane.meeting(box, image.document.geometry, is_quad=image.is_quad))
            self._look()
            self._view.show_status(said)
        return False

    def _gesture(self, act: Callable[[OpenImage], bool]) -> None:
        image = self._image
        if image is None or image.session is None or not image.is_safe:
            self.painting.end()
            self._view.show_rectangle(None)
            return
        try:
            changed = act(image)
        except InspectorError as e:
            self.check_disk()
            self._view.show_rectangle(self.painting.rectangle)
            self._view.show_edit_problem(e.message)
            return
        self._view.show_rectangle(self.painting.rectangle)
        if changed:
            self._view.show_pixels_changed(image.session.take_changed() if image.session is not None else None)
            self._look()
        self.refresh()
