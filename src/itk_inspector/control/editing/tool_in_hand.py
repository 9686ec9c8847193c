"""The tool in hand, what is chosen for it, and the gesture under way."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.editing.gesture import Gesture
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.tools.change import Change
from itk_inspector.control.tools.drag import Corners, Drag
from itk_inspector.control.tools.pan import PAN
from itk_inspector.control.tools.tool import Tool


class ToolInHand:
    """Makes a press, drags and a release into changes, by the tool."""

    def __init__(self) -> None:
        self.tool = PAN
        self.chosen: dict[str, int | str] = {}
        self._gesture: Gesture | None = None

    @property
    def preview(self) -> Corners | None:
        """Corners of the rectangle being dragged."""
        return self._gesture.preview if self._gesture is not None else None

    def press(self, image: OpenImage, horizontal: float, vertical: float) -> Change | None:
        """Begin a gesture."""
        self.end()
        drag = Drag.begin(image.info.geometry, image.plane, self.chosen, horizontal, vertical)
        self._gesture = Gesture.begin(image, self.tool, drag)
        return self.tool.press(drag)

    def drag(self, image: OpenImage, horizontal: float, vertical: float) -> Change | None:
        """Go on with the gesture, if there is one."""
        return self._go_on(image, horizontal, vertical, self.tool.drag)

    def release(self, image: OpenImage, horizontal: float, vertical: float) -> Change | None:
        """End the gesture; a rectangle is gone from the screen whatever comes of it."""
        change = self._go_on(image, horizontal, vertical, self.tool.release)
        self.end()
        return change

    def _go_on(
        self, image: OpenImage, horizontal: float, vertical: float, act: Callable[[Drag], Change | None]
    ) -> Change | None:
        self.end_elsewhere(image)
        if self._gesture is None:
            return None
        self._gesture = self._gesture.to(horizontal, vertical)
        return act(self._gesture.drag)

    def end(self) -> None:
        """End the gesture where it is: a stroke becomes one step, a rectangle nothing."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None and gesture.session is not None:
            gesture.session.end_stroke()

    def end_elsewhere(self, image: OpenImage | None) -> None:
        """End a gesture that began on another plane, layout, image or copy, or with another tool, than there is now."""
        if self._gesture is not None and not self._gesture.is_of(image, self.tool):
            self.end()

    def put_down(self, image: OpenImage | None) -> None:
        """Take the tool that moves the image where the one in hand has no copy to work on."""
        if self.tool.needs_copy and (image is None or image.session is None):
            self.end()
            self.tool = PAN

    def take(self, tool: Tool) -> None:
        """Take another tool."""
        self.tool = tool
