"""Shapes of an image that is given another geometry, and back."""

from __future__ import annotations

from itk_inspector.core.display.same_view import share_lattice
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.measure.shapes import NO_SHAPES, Shapes


class MovedShapes:
    """Keeps the shapes of each geometry: the nodes of a shape are pixels, and those of another lattice are others."""

    def __init__(self) -> None:
        self._left: dict[Geometry, Shapes] = {}

    def moved(self, shapes: Shapes, before: Geometry, geometry: Geometry) -> Shapes:
        """Return the shapes that were drawn in a geometry, or those of ``before`` that lie on the same pixels of it."""
        self._left[before] = shapes
        known = self._left.pop(geometry, None)
        if known is not None:
            return known
        return shapes.within(geometry) if share_lattice(before, geometry) else NO_SHAPES
