"""Intents of editing: the copy, the tools, undo and redo."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.open_image import OpenImage
from itk_inspector.control.state import Tool
from itk_inspector.control.tabs import Tabs
from itk_inspector.core.errors import InspectorError


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
        self._view.show_edit_problem("" if image is None or image.session is None else self.painting.problem(image))

    def undo(self) -> None:
        """Take the last step back."""
        self._gesture(lambda image: bool(image.session and image.session.undo()))

    def redo(self) -> None:
        """Repeat the step taken back."""
        self._gesture(lambda image: bool(image.session and image.session.redo()))

    def _gesture(self, act: Callable[[OpenImage], bool]) -> None:
        image = self._image
        if image is None or image.session is None or not image.document.is_safe:
            return
        try:
            changed = act(image)
        except InspectorError as e:
            self._view.show_edit_problem(e.message)
            return
        if changed:
            self._view.show_pixels_changed(image.session.take_changed() if image.session is not None else None)
            self._look()
        self.refresh()
