"""The way of the pointer over the image while the left button is down."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from itk_inspector.control.tools.option import ChoiceOption, Chosen, NumberOption, TextOption
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, nearest_index
from itk_inspector.core.geometry.planes import Plane

Corners: TypeAlias = tuple[ItkIndex, ItkIndex]


@dataclass(frozen=True, slots=True)
class Drag:
    """From where to where the pointer went.

    Parameters
    ----------
    geometry : Geometry
    plane : Plane
        What was on screen when the button was pressed.
    chosen : mapping
        Of options' ids to what is chosen.
    first, last, now : ItkIndex
        The pixel of the press, the latest one before, and the present one; perhaps outside the image.
    corners : tuple of ItkIndex
        What was clicked on, for a tool that takes several clicks.
    """

    geometry: Geometry
    plane: Plane
    chosen: Chosen
    first: ItkIndex
    last: ItkIndex
    now: ItkIndex
    corners: tuple[ItkIndex, ...] = ()

    @classmethod
    def begin(cls, geometry: Geometry, plane: Plane, chosen: Chosen, horizontal: float, vertical: float) -> Drag:
        """Return the way that begins at view coordinates."""
        index = nearest_index(plane.continuous(horizontal, vertical))
        return cls(geometry, plane, chosen, index, index, index, (index,))

    def to(self, horizontal: float, vertical: float) -> Drag:
        """Return the way that has gone on to view coordinates."""
        return replace(self, last=self.now, now=nearest_index(self.plane.continuous(horizontal, vertical)))

    def number(self, option: NumberOption) -> int:
        """Return the number chosen for a tool."""
        return option.of(self.chosen)

    def choice(self, option: ChoiceOption) -> str:
        """Return the word chosen for a tool."""
        return option.of(self.chosen)

    def text(self, option: TextOption) -> str:
        """Return the text typed for a tool."""
        return str(self.chosen.get(option.id, ""))
