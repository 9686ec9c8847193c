"""The edit tools: what a press, a drag and a release do to the copy."""

from __future__ import annotations

from itk_inspector.control.open_image import OpenImage
from itk_inspector.control.state import Tool
from itk_inspector.core.brush import BrushShape
from itk_inspector.core.errors import EditError
from itk_inspector.core.indexing import ItkIndex, nearest_index
from itk_inspector.core.regions import box_between, brush_offsets, line_between, stamp_indices


class Painting:
    """Tool, value and brush, and the gesture under way."""

    def __init__(self) -> None:
        self.tool = Tool.PAN
        self.value = ""
        self.brush = BrushShape.DISC
        self.radius = 3
        self._last: tuple[int, int] | None = None
        self._corner: ItkIndex | None = None
        self._opposite: ItkIndex | None = None

    @property
    def rectangle(self) -> tuple[ItkIndex, ItkIndex] | None:
        """Corners of the rectangle being dragged."""
        if self._corner is None or self._opposite is None:
            return None
        return self._corner, self._opposite

    def put_down(self) -> None:
        """Take the tool that moves the image, and forget the gesture under way."""
        self.tool = Tool.PAN
        self._last = self._corner = self._opposite = None

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
        index = nearest_index(image.plane.continuous(horizontal, vertical))
        inside = image.document.geometry.contains(index)
        match self.tool:
            case Tool.PIXEL if inside and image.session is not None:
                image.session.set_pixel(index, self.value)
                return True
            case Tool.BRUSH:
                self._last = image.plane.on_screen(index)
                return self._paint_to(image, index)
            case Tool.RECTANGLE:
                assert image.session is not None
                image.session.checked(self.value)
                self._corner = self._opposite = index
        return False

    def drag(self, image: OpenImage, horizontal: float, vertical: float) -> bool:
        """Go on; True when pixels changed."""
        index = nearest_index(image.plane.continuous(horizontal, vertical))
        if self.tool is Tool.BRUSH and self._last is not None:
            return self._paint_to(image, index)
        if self.tool is Tool.RECTANGLE and self._corner is not None:
            self._opposite = index
        return False

    def release(self, image: OpenImage, horizontal: float, vertical: float) -> bool:
        """End; the gesture becomes one step. True when pixels changed."""
        corner, self._corner, self._opposite, self._last = self._corner, None, None, None
        assert image.session is not None
        if self.tool is Tool.BRUSH:
            image.session.end_stroke()
            return True
        if self.tool is Tool.RECTANGLE and corner is not None:
            index = nearest_index(image.plane.continuous(horizontal, vertical))
            box = box_between(corner, index, image.document.geometry)
            if box is not None:
                image.session.fill(box, self.value)
                return True
        return False

    def set_typed(self, image: OpenImage, text: str) -> bool:
        """Set the pixel at a typed ITK index."""
        words = text.strip().strip("()[]").replace(",", " ").split()
        dimension = image.document.geometry.dimension
        try:
            index = ItkIndex(tuple(int(word) for word in words))
        except ValueError as e:
            raise EditError("Type the ITK index as whole numbers: x, y[, z].") from e
        if index.dimension != dimension:
            raise EditError(f"This image has {dimension} axes; {index.dimension} numbers were typed.")
        assert image.session is not None
        image.session.set_pixel(index, self.value)
        return True

    def _paint_to(self, image: OpenImage, index: ItkIndex) -> bool:
        assert image.session is not None
        assert self._last is not None
        here = image.plane.on_screen(index)
        offsets = brush_offsets(self.brush, self.radius)
        positions = stamp_indices(line_between(self._last, here), offsets, image.plane, image.document.geometry)
        image.session.paint(positions, self.value)
        self._last = here
        return bool(positions.size)
