"""An image in the memory of somebody else, who may go on working with it."""

from __future__ import annotations

from enum import Enum

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry


class MemoryChange(Enum):
    """What has become of an image in memory since it was last looked at."""

    NONE = "none"
    PIXELS = "pixels"
    GEOMETRY = "geometry"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class MemoryState:
    """What tells one state of an image in memory from another.

    Parameters
    ----------
    place : object
        Where the pixels lie, and which of them there are.
    geometry : Geometry
    time : int
        Grows with each change that its owner tells of.
    """

    place: object
    geometry: Geometry
    time: int

    def change_to(self, now: MemoryState) -> MemoryChange:
        """Tell what is different now."""
        if now.place != self.place:
            return MemoryChange.MOVED
        if now.time == self.time:
            return MemoryChange.NONE
        same = repr(now.geometry) == repr(self.geometry)  # as text, in which NaN is NaN
        return MemoryChange.PIXELS if same else MemoryChange.GEOMETRY
