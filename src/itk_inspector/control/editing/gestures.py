"""What the left button does to the copy, from press to release."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from itk_inspector.control.editing.tool_in_hand import ToolInHand
from itk_inspector.control.editing.tool_preview import ToolPreview
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.tools.change import Change
from itk_inspector.control.viewing.probe_controller import ProbeController
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.control.viewing.source_watch import SourceWatch
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError


class Writer(Protocol):
    """Writes what a gesture asks for."""

    def write(self, change: Change, image: OpenImage) -> None:
        """Write it, or raise why it cannot be written."""
        ...

    def check_value(self, session: EditSession) -> None:
        """Raise why the typed value cannot be written."""
        ...

    def refuse(self, error: InspectorError) -> None:
        """Say why nothing was written."""
        ...


class Gestures:
    """Presses, drags and releases with the tool in hand, and what several clicks make.

    Parameters
    ----------
    images, screen, watch, probe, status
        What a gesture works on, and what it shows.
    edit : Writer
    hand : ToolInHand
    preview : ToolPreview
    """

    def __init__(
        self,
        images: OpenImages,
        screen: Screen,
        watch: SourceWatch,
        probe: ProbeController,
        status: Status,
        edit: Writer,
        hand: ToolInHand,
        preview: ToolPreview,
    ) -> None:
        self._images = images
        self._screen = screen
        self._watch = watch
        self._probe = probe
        self._status = status
        self._edit = edit
        self._hand = hand
        self._preview = preview

    def press(self, horizontal: float, vertical: float) -> None:
        """Begin a gesture on the image with the tool in hand; never with a value that would be refused."""
        self._watch.check_disk()

        def begin(image: OpenImage, horizontal: float, vertical: float) -> Change | None:
            if self._hand.tool.needs_copy and self._hand.tool.writes_value and image.session is not None:
                if not self._hand.is_growing:
                    self._hand.end()
                self._edit.check_value(image.session)
            return self._hand.press(image, horizontal, vertical)

        self._gesture(begin, horizontal, vertical)

    def drag(self, horizontal: float, vertical: float) -> None:
        """Go on with a gesture; the pointer is there now, and what it is over is read once.

        What can be done stays the same until the button is released, but for undo when the first pixel is painted.
        """
        image = self.editable()
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

    def _gesture(
        self, act: Callable[[OpenImage, float, float], Change | None], horizontal: float, vertical: float
    ) -> None:
        image = self.editable()
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
                self._edit.write(change, image)
        except InspectorError as e:
            self._edit.refuse(e)

    def editable(self) -> OpenImage | None:
        """Return the image on screen if the tool in hand can work on it; a gesture ends where it cannot."""
        image = self._images.current
        if image is not None and image.is_safe and (image.session is not None or not self._hand.tool.needs_copy):
            return image
        self._hand.end()
        self._preview.show(None)
        return None


def _state_of(image: OpenImage) -> int:
    """Return the number of the state of a copy, whatever the stroke under way has painted."""
    return image.session.stamp[0] if image.session is not None else 0
