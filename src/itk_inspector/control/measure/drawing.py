"""The shape that is being drawn, or dragged by a handle."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import Shape

_GROWING = (ShapeKind.POLYGON, ShapeKind.ANGLE)
"""Drawn by several clicks."""
_FEWEST = 3
"""Corners of a polygon, and points of an angle."""


@dataclass(frozen=True, slots=True)
class _Hold:
    """What the pointer holds: a handle of a shape as it was when it was taken hold of."""

    image: OpenImage
    plane: Plane
    shape: Shape
    handle: int
    is_new: bool


class Drawing:
    """Changes the shapes of an image by presses, drags and releases; where they end outside, at its border."""

    def __init__(self) -> None:
        self._hold: _Hold | None = None
        self._growing: _Hold | None = None
        self._is_freehand = False

    @property
    def is_dragging(self) -> bool:
        """Tell whether the button is down."""
        return self._hold is not None

    @property
    def is_growing(self) -> bool:
        """Tell whether the next click goes on with what is being drawn."""
        return self._growing is not None

    def press(self, image: OpenImage, kind: ShapeKind, index: ItkIndex) -> None:
        """Begin a shape at a pixel, or go on with the one that is growing; its first or last corner ends a polygon."""
        self._is_freehand = False
        shape = self._grown(image, kind)
        if shape is None:
            self.end()
            nodes = (index,) if kind in _GROWING else (index, index)
            image.shapes = image.shapes.adding(kind, nodes, image.plane)
        elif kind is ShapeKind.POLYGON and index in (shape.nodes[0], shape.nodes[-1]):
            self.end()
            return
        else:
            image.shapes = image.shapes.replacing(shape.adding(index))
        drawn = image.shapes.shown
        assert drawn is not None
        self._hold = _Hold(image, image.plane, drawn, len(drawn.nodes) - 1, is_new=True)
        if kind in _GROWING:
            self._growing = self._hold

    def _grown(self, image: OpenImage, kind: ShapeKind) -> Shape | None:
        """Return the shape that is growing as it is now, if the next corner is one of it."""
        growing = self._growing
        if growing is None or growing.image is not image or growing.plane != image.plane:
            return None
        shape = image.shapes.of_number(growing.shape.number)
        return shape if shape is not None and shape.kind is kind else None

    def grab(self, image: OpenImage, number: int, handle: int) -> None:
        """Take hold of a handle."""
        self.end()
        shape = image.shapes.of_number(number)
        if shape is not None and any(handle == which for which, _ in shape.handles):
            image.shapes = image.shapes.selecting(number)
            self._hold = _Hold(image, image.plane, shape, handle, is_new=False)

    def drag(self, image: OpenImage, index: ItkIndex) -> None:
        """Bring what is held to a pixel; a polygon that is being drawn gets its corners there."""
        hold = self._hold
        if hold is None:
            return
        shape = image.shapes.of_number(hold.shape.number)
        if hold.image is not image or hold.plane != image.plane or shape is None:
            self._hold = None
            return
        if not (hold.is_new and shape.kind in _GROWING):
            moved = hold.shape.dragged(hold.handle, index, image.info.geometry)
        elif shape.kind is ShapeKind.POLYGON:
            moved = shape if index == shape.nodes[-1] else shape.adding(index)
            self._is_freehand = self._is_freehand or moved is not shape
        elif index == hold.shape.nodes[-1]:
            moved = shape
        else:
            moved = hold.shape.adding(index) if len(hold.shape.nodes) == 1 else hold.shape.with_last(index)
        image.shapes = image.shapes.replacing(moved)

    def release(self, image: OpenImage, index: ItkIndex) -> None:
        """End the drag; of a click nothing is left but the corner of a polygon or a point of an angle."""
        self.drag(image, index)
        hold, self._hold = self._hold, None
        shape = None if hold is None else image.shapes.of_number(hold.shape.number)
        if hold is None or shape is None or not hold.is_new:
            return
        if shape.kind not in _GROWING and shape.nodes[0] == shape.nodes[1]:
            image.shapes = image.shapes.without([shape.number])
        is_complete = shape.kind is ShapeKind.ANGLE and len(shape.nodes) >= _FEWEST
        if self._is_freehand or is_complete:
            self.end()

    def keep_to(self, image: OpenImage | None, kind: ShapeKind | None) -> None:
        """End what was begun elsewhere or with another tool."""
        growing = self._growing
        if growing is None:
            return
        if image is None or kind is not growing.shape.kind or self._grown(image, kind) is None:
            self.end()

    def abandon(self) -> None:
        """Take back what is being drawn; a shape that is dragged goes back to where it was."""
        hold = self._growing or self._hold
        self._growing = self._hold = None
        if hold is None:
            return
        shapes = hold.image.shapes
        if hold.is_new:
            hold.image.shapes = shapes.without([hold.shape.number])
        elif shapes.of_number(hold.shape.number) is not None:
            hold.image.shapes = shapes.replacing(hold.shape)

    def end(self) -> None:
        """End what is being drawn: with too few corners nothing is left of it."""
        growing, self._growing = self._growing, None
        self._hold = None
        if growing is None:
            return
        shapes = growing.image.shapes
        shape = shapes.of_number(growing.shape.number)
        if shape is None:
            return
        corners = tuple(dict.fromkeys(shape.nodes)) if shape.kind is ShapeKind.POLYGON else shape.nodes
        if len(corners) < _FEWEST:
            growing.image.shapes = shapes.without([shape.number])
        elif shape.kind is ShapeKind.POLYGON and shape.nodes[0] == shape.nodes[-1]:
            growing.image.shapes = shapes.replacing(replace(shape, nodes=shape.nodes[:-1]))
