"""The edit tools: what a press, a drag and a release do to the copy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from itk_inspector.control.model.app_state import Tool
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.editing.brush import brush_offsets, line_between, stamp_indices
from itk_inspector.core.editing.brush_shape import BrushShape
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.indexing import ItkIndex, nearest_index
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import box_between


@dataclass(frozen=True, slots=True)
class Gesture:
    """A press and what it was about; it goes on only there.

    Parameters
    ----------
    image, session, plane, is_quad
        What was on screen when the button was pressed.
    tool : Tool
        What was in hand.
    corner, last : ItkIndex
        The pixel of the press, and the latest one.
    """

    image: OpenImage
    session: EditSession
    plane: Plane
    is_quad: bool
    tool: Tool
    corner: ItkIndex
    last: ItkIndex

    def is_of(self, image: OpenImage | None, tool: Tool) -> bool:
        """Tell whether still the same is on screen and in hand."""
        return (
            image is self.image
            and image.session is self.session
            and image.plane == self.plane
            and image.is_quad == self.is_quad
            and tool is self.tool
        )


class Painting:
    """Tool, value and brush, and the gesture under way."""

    def __init__(self) -> None:
        self.tool = Tool.PAN
        self.value = ""
        self.brush = BrushShape.DISC
        self.radius = 3
        self._gesture: Gesture | None = None

    @property
    def rectangle(self) -> tuple[ItkIndex, ItkIndex] | None:
        """Corners of the rectangle being dragged."""
        gesture = self._gesture
        return (gesture.corner, gesture.last) if gesture is not None and gesture.tool is Tool.RECTANGLE else None

    def put_down(self) -> None:
        """Take the tool that moves the image, and end the gesture under way."""
        self.tool = Tool.PAN
        self.end()

    def end(self) -> OpenImage | None:
        """End the gesture where it was: a stroke becomes one step, a rectangle nothing. Return the image it was on."""
        gesture, self._gesture = self._gesture, None
        if gesture is None:
            return None
        gesture.session.end_stroke()
        return gesture.image

    def end_elsewhere(self, shown: OpenImage | None) -> OpenImage | None:
        """End a gesture that began on another cut, layout, image or copy, or with another tool, than there is now."""
        return None if self._gesture is None or self._gesture.is_of(shown, self.tool) else self.end()

    def problem(self, image: OpenImage) -> str:
        """Say why the typed value cannot be stored; empty when it can."""
        assert image.session is not None
        try:
            image.session.checked(self.value)
        except EditError as e:
            return e.message
        return ""

    def press(self, image: OpenImage, horizontal: float, vertical: float) -> bool:
        """Begin; True when pixels changed."""
        self.end()
        session = image.session
        assert session is not None
        index = nearest_index(image.plane.continuous(horizontal, vertical))
        match self.tool:
            case Tool.PIXEL if image.document.geometry.contains(index):
                session.set_pixel(index, self.value)
                return True
            case Tool.BRUSH | Tool.RECTANGLE:
                session.checked(self.value)
                self._gesture = Gesture(image, session, image.plane, image.is_quad, self.tool, index, index)
                return self.tool is Tool.BRUSH and self._paint_to(index)
        return False

    def drag(self, image: OpenImage, horizontal: float, vertical: float) -> bool:
        """Go on; True when pixels changed."""
        self.end_elsewhere(image)
        if self._gesture is None:
            return False
        index = nearest_index(self._gesture.plane.continuous(horizontal, vertical))
        if self._gesture.tool is Tool.BRUSH:
            return self._paint_to(index)
        self._gesture = replace(self._gesture, last=index)
        return False

    def release(self, image: OpenImage, horizontal: float, vertical: float) -> bool:
        """End; the gesture becomes one step. True when pixels changed."""
        self.end_elsewhere(image)
        gesture = self._gesture
        self.end()
        if gesture is None:
            return False
        if gesture.tool is Tool.RECTANGLE:
            index = nearest_index(gesture.plane.continuous(horizontal, vertical))
            box = box_between(gesture.corner, index, image.document.geometry)
            if box is None:
                return False
            gesture.session.fill(box, self.value)
        return True

    def _paint_to(self, index: ItkIndex) -> bool:
        """Paint from the latest pixel of the gesture to another one of its plane."""
        gesture = self._gesture
        assert gesture is not None
        way = line_between(*(gesture.plane.on_screen(end) for end in (gesture.last, index)))
        offsets = brush_offsets(self.brush, self.radius)
        positions = stamp_indices(way, offsets, gesture.plane, gesture.image.document.geometry)
        self._gesture = replace(gesture, last=index)
        gesture.session.paint(positions, self.value)
        return bool(positions.size)
