"""What can be measured with; known before NumPy is loaded."""

from __future__ import annotations

from enum import Enum


class ShapeKind(Enum):
    """A kind of shape, by its name."""

    LINE = "Line"
    ANGLE = "Angle"
    RECTANGLE = "Rectangle"
    ELLIPSE = "Ellipse"
    POLYGON = "Polygon"
    CURVE = "Curve"

    @property
    def is_region(self) -> bool:
        """Tell whether it covers pixels, of which there are statistics."""
        return self in (ShapeKind.RECTANGLE, ShapeKind.ELLIPSE, ShapeKind.POLYGON)
