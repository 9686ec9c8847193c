"""Which way the patient lies: letters for the directions of the axes, and how far the axes are turned."""

from __future__ import annotations

import math

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane

_TOWARDS = (("L", "R"), ("P", "A"), ("S", "I"))
_SECOND = 0.34
_STRAIGHT = 0.1


@dataclass(frozen=True, slots=True)
class EdgeLetters:
    """Where the edges of a view lie in the patient; ``""`` for an axis that is not spatial."""

    left: str
    right: str
    top: str
    bottom: str

    def flipped(self, left_right: bool, top_bottom: bool) -> EdgeLetters:
        """Return the letters of the same view with its left and right, or its top and bottom, exchanged."""
        left, right = (self.right, self.left) if left_right else (self.left, self.right)
        top, bottom = (self.bottom, self.top) if top_bottom else (self.top, self.bottom)
        return EdgeLetters(left, right, top, bottom)


def letters_towards(column: tuple[float, ...]) -> str:
    """Name the direction of an axis.

    Parameters
    ----------
    column : tuple of float
        Direction cosines in LPS; the first three count.

    Returns
    -------
    str
        L or R, P or A, S or I: the letter of the largest component, by its sign.
        An oblique axis adds the letter of the second largest where that is more
        than 0.34 (20°), as in ``LA``.

    Notes
    -----
    In LPS, x grows to the patient's left, y to the back (posterior), z to the
    head (superior). Source: ITK Software Guide, "Physical space", and
    DICOM PS3.3 C.7.6.1.1.1 for the composite letters in order of size.
    """
    spatial = column[:SPATIAL_AXES]
    order = sorted(range(len(spatial)), key=lambda k: -abs(spatial[k]))
    named = [k for place, k in enumerate(order[:2]) if place == 0 or abs(spatial[k]) > _SECOND]
    return "".join(_TOWARDS[k][0 if spatial[k] >= 0 else 1] for k in named)


def edge_letters(plane: Plane, geometry: Geometry) -> EdgeLetters:
    """Return what stands at the edges of a view whose indices grow to the right and downwards."""
    right, bottom = (_column(geometry, axis) for axis in (plane.horizontal, plane.vertical))
    return EdgeLetters(_letters(right, -1), _letters(right, 1), _letters(bottom, -1), _letters(bottom, 1))


def oblique_angle(geometry: Geometry) -> float:
    """Return the largest angle, in degrees, between a spatial axis and the patient axis that it is nearest to."""
    angles = [0.0]
    for axis in range(min(geometry.dimension, SPATIAL_AXES)):
        column = _column(geometry, axis)
        length = math.hypot(*column)
        if length > 0:
            angles.append(math.degrees(math.acos(min(1.0, max(abs(c) for c in column) / length))))
    return max(angles)


def oblique_note(geometry: Geometry) -> str:
    """Say in one sentence that the axes are turned; empty when they are not."""
    angle = oblique_angle(geometry)
    return f"Oblique by {angle:.1f}°: planes are named by the nearest patient axes." if angle > _STRAIGHT else ""


def _column(geometry: Geometry, axis: int) -> tuple[float, ...]:
    """Return where an axis points in space; empty for an axis that is not spatial."""
    return tuple(row[axis] for row in geometry.direction[:SPATIAL_AXES]) if axis < SPATIAL_AXES else ()


def _letters(column: tuple[float, ...], sign: int) -> str:
    return letters_towards(tuple(sign * c for c in column)) if column else ""
