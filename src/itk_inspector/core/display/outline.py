"""A shape as it is drawn above an image."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane

Handle: TypeAlias = tuple[int, ItkIndex]
"""A place to take hold of a shape: which one, and where."""


class OutlineForm(Enum):
    """What is drawn through the nodes."""

    PATH = "path"
    LOOP = "loop"
    BOX = "box"
    ELLIPSE = "ellipse"


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a shape.

    Parameters
    ----------
    number : int
        Of the shape.
    label : str
    form : OutlineForm
        Boxes and ellipses lie between two nodes, and cover the pixels of both.
    nodes : tuple of ItkIndex
        In one plane.
    axes : tuple of int
        ITK axes of that plane, the lower one first.
    handles : tuple of Handle
        Where it can be taken hold of; empty while it cannot.
    through : tuple of int or None
        ``(axis, first, last)``: it reaches through these slices.
    is_selected : bool
    """

    number: int
    label: str
    form: OutlineForm
    nodes: tuple[ItkIndex, ...]
    axes: tuple[int, int]
    handles: tuple[Handle, ...] = ()
    through: tuple[int, int, int] | None = None
    is_selected: bool = False

    def lies_on(self, plane: Plane) -> bool:
        """Tell whether a plane shows it."""
        if {plane.horizontal, plane.vertical} != set(self.axes):
            return False
        for axis in plane.hidden_axes:
            place = self.nodes[0].components[axis]
            first, last = self.through[1:] if self.through is not None and self.through[0] == axis else (place, place)
            if not first <= plane.position[axis] <= last:
                return False
        return True
