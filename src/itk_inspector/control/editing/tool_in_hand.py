"""The tool in hand, what is chosen for it, and the gesture under way."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.editing.gesture import Gesture
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.tools.change import Change
from itk_inspector.control.tools.drag import Drag
from itk_inspector.control.tools.pan import PAN
from itk_inspector.control.tools.shown import Shown
from itk_inspector.control.tools.tool import Tool, no_change


class ToolInHand:
    """Makes a press, drags and a release into changes, by the tool."""

    def __init__(self) -> None:
        self.tool = PAN
        self.chosen: dict[str, int | str] = {}
        self._gesture: Gesture | None = None
        self._is_down = False
        self._previewed: Gesture | None = None
        self._preview: Shown | None = None

    @property
    def preview(self) -> Shown | None:
        """What is shown of the gesture under way; worked out once for each move."""
        if self._gesture is not self._previewed:
            self._previewed = self._gesture
            self._preview = None if self._gesture is None else self._gesture.preview
        return self._preview

    @property
    def is_growing(self) -> bool:
        """Tell whether the next click adds a corner to the gesture."""
        return self._gesture is not None and self.tool.takes_corners

    def press(self, image: OpenImage, horizontal: float, vertical: float) -> Change | None:
        """Begin a gesture, or add a corner; its first or its last corner ends it."""
        self.end_elsewhere(image)
        self._is_down = True
        gesture = self._gesture
        if gesture is not None and self.is_growing and gesture.is_of(image, self.tool):
            index = gesture.to(horizontal, vertical).drag.now
            if index in (gesture.drag.corners[0], gesture.drag.corners[-1]):
                return self.finish(image)
            self._gesture = gesture.with_corner(index)
            return None
        self.end()
        drag = Drag.begin(image.info.geometry, image.plane, self.chosen, horizontal, vertical)
        self._gesture = Gesture.begin(image, self.tool, drag)
        return self.tool.press(drag)

    def drag(self, image: OpenImage, horizontal: float, vertical: float) -> Change | None:
        """Go on with the gesture, if there is one; the way gives corners to a tool that takes them."""
        change = self._go_on(image, horizontal, vertical, self.tool.drag)
        gesture = self._gesture
        takes_it = self.is_growing and self._is_down  # not after a press that was refused
        if gesture is not None and takes_it and gesture.drag.now != gesture.drag.corners[-1]:
            self._gesture = gesture.with_corner(gesture.drag.now, is_freehand=True)
        return change

    def release(self, image: OpenImage, horizontal: float, vertical: float) -> Change | None:
        """End the gesture, but for one that takes more corners; it is gone from the screen whatever comes of it."""
        if self.is_growing:
            self.drag(image, horizontal, vertical)
            self._is_down = False
            is_freehand = self._gesture is not None and self._gesture.is_freehand
            return self.finish(image) if is_freehand else None
        change = self._go_on(image, horizontal, vertical, self.tool.release)
        self.end()
        return change

    def finish(self, image: OpenImage) -> Change | None:
        """End a gesture that takes corners, with those that it has."""
        self.end_elsewhere(image)
        gesture = self._gesture
        self.end()
        return None if gesture is None else self.tool.release(gesture.drag)

    def take_corner_back(self) -> None:
        """Go on without the last corner."""
        if self._gesture is not None and self.is_growing:
            self._gesture = self._gesture.without_corner()

    @property
    def can_give_up(self) -> bool:
        """Tell whether there is a gesture that has changed nothing yet."""
        return self._gesture is not None and self.tool.release is not no_change

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
        """End a gesture that began on another plane, layout, image or copy, or with another tool, than there is now.

        One that takes several clicks waits while the pointer crosses another one of three planes.
        """
        gesture = self._gesture
        if gesture is None or gesture.is_of(image, self.tool):
            return
        if not (self.is_growing and gesture.waits_for(image, self.tool)):
            self.end()

    def put_down(self, image: OpenImage | None) -> None:
        """Take the tool that moves the image where the one in hand has no copy to work on."""
        if self.tool.needs_copy and (image is None or image.session is None):
            self.end()
            self.tool = PAN

    def take(self, tool: Tool) -> None:
        """Take another tool."""
        self.tool = tool
