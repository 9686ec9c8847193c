"""A gesture under way, and what it is about; it goes on only there."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.tools.drag import Drag
from itk_inspector.control.tools.shown import Shown
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.scene import Rectangle
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane


@dataclass(frozen=True, slots=True)
class Gesture:
    """A press and what followed.

    Parameters
    ----------
    image, session, plane, is_quad
        What was on screen when the button was pressed.
    tool : Tool
        What was in hand.
    drag : Drag
        The way of the pointer.
    is_freehand : bool
        Corners were dragged, and not clicked on one by one.
    """

    image: OpenImage
    session: EditSession | None
    plane: Plane
    is_quad: bool
    tool: Tool
    drag: Drag
    is_freehand: bool = False

    @classmethod
    def begin(cls, image: OpenImage, tool: Tool, drag: Drag) -> Gesture:
        """Return the gesture that begins on what is on screen."""
        return cls(image, image.session, image.plane, image.is_quad, tool, drag)

    def is_of(self, image: OpenImage | None, tool: Tool) -> bool:
        """Tell whether still the same is on screen and in hand."""
        return image is not None and image.plane == self.plane and self.waits_for(image, tool)

    def waits_for(self, image: OpenImage | None, tool: Tool) -> bool:
        """Tell whether the same is on screen and in hand, but for the plane that the pointer is on, of three."""
        return (
            image is self.image
            and image.session is self.session
            and image.plane.position == self.plane.position
            and image.is_quad == self.is_quad
            and (image.is_quad or image.plane == self.plane)
            and tool is self.tool
        )

    def to(self, horizontal: float, vertical: float) -> Gesture:
        """Return the gesture that has gone on to view coordinates."""
        return replace(self, drag=self.drag.to(horizontal, vertical))

    def with_corner(self, index: ItkIndex, *, is_freehand: bool = False) -> Gesture:
        """Return the gesture with one more corner."""
        drag = replace(self.drag, corners=(*self.drag.corners, index))
        return replace(self, drag=drag, is_freehand=self.is_freehand or is_freehand)

    def without_corner(self) -> Gesture | None:
        """Return the gesture without the last corner; None where it was the only one."""
        corners = self.drag.corners[:-1]
        return replace(self, drag=replace(self.drag, corners=corners)) if corners else None

    @property
    def preview(self) -> Shown | None:
        """What to show of it."""
        shown = self.tool.preview(self.drag)
        return Shown(Rectangle(*shown)) if isinstance(shown, tuple) else shown
